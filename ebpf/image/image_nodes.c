/* SPDX-License-Identifier: BSD-2-Clause */
#include "image/image_nodes.h"

#include "base/failure.h"
#include "base/heap.h"
#include "image/address_nodes.h"
#include "image/image_gather.h"
#include "image/image_sets.h"
#include "image/name_nodes.h"

#include <pthread.h>
#include <string.h>
#include <time.h>

#define THREADS_MAX 16u
#define FIRST_LEAST 64u
#define FIRST_MOST  (4u << 20)
#define HALVES      2u /* addresses and names */

/* A build: every thread's gathering, the policy's own at the end, and the lists
 * of answers: that of addresses, and every thread's of names. */
struct build {
    struct image_nodes *nodes;
    struct image_request request;
    struct gathering gathering;
    struct gathered gathered[THREADS_MAX + 1];
    __u32 gathered_count;
    struct name_nodes names;
    struct answer_list lists[1 + THREADS_MAX];
    __u32 list_count;
};

/* One thread's share of a step. */
struct share {
    struct build *build;
    __u32 part;
    tamis_status status;
    tamis_error error;
    pthread_t thread;
    bool is_thread;
};

typedef void *share_step(void *share);

static void *gather(void *context)
{
    struct share *share = context;
    struct build *build = share->build;

    share->status = image_gather_parts(&build->gathered[share->part],
                                       &build->gathering, &share->error);
    return NULL;
}

/* Names are put together in part 0 and addresses are made in part 1; whoever is
 * done goes on with names. */
static bool make_part(struct build *build, __u32 part)
{
    bool is_made = true;

    if (part == 0)
        is_made = name_nodes_index(&build->names, build->gathered,
                                   build->gathered_count);
    else if (part == 1)
        is_made = address_nodes_make(build->nodes, &build->lists[0],
                                     build->gathered, build->gathered_count);
    return is_made && name_nodes_answer(&build->names, &build->lists[1 + part],
                                        (__u8)(1 + part));
}

static void *make(void *context)
{
    struct share *share = context;

    if (!make_part(share->build, share->part))
        share->status = failure(&share->error, TAMIS_ERROR_MEMORY,
                                "no memory for what an image holds");
    return NULL;
}

/* Runs a step in so many shares, the first on this thread; where there is no
 * thread to be had, all of them. */
static tamis_status run(struct build *build, share_step *step, __u32 count,
                        tamis_error *error)
{
    struct share shares[THREADS_MAX];
    tamis_status status = TAMIS_OK;

    for (__u32 n = 0; n < count; n++)
        shares[n] = (struct share){.build = build, .part = n};
    if (build->request.thread_count > 1)
        for (__u32 n = 1; n < count; n++)
            shares[n].is_thread =
                pthread_create(&shares[n].thread, NULL, step, &shares[n]) == 0;
    for (__u32 n = 0; n < count; n++) {
        if (shares[n].is_thread)
            pthread_join(shares[n].thread, NULL);
        else
            step(&shares[n]);
        if (status == TAMIS_OK && shares[n].status < 0) {
            status = shares[n].status;
            if (error)
                *error = shares[n].error;
        }
    }
    return status;
}

static tamis_status no_memory(tamis_error *error)
{
    return failure(error, TAMIS_ERROR_MEMORY,
                   "no memory for what an image holds");
}

static void add_counts(tamis_xdp_image_info *to,
                       const tamis_xdp_image_info *from)
{
    to->indicators += from->indicators;
    to->ipv4 += from->ipv4;
    to->ipv6 += from->ipv6;
    to->ports += from->ports;
    to->names += from->names;
    to->other_kinds += from->other_kinds;
    to->deep_names += from->deep_names;
    to->not_valid += from->not_valid;
    if (from->next_end_ns < to->next_end_ns)
        to->next_end_ns = from->next_end_ns;
}

static tamis_status begin_gathering(struct build *build, tamis_error *error)
{
    tamis_database_info info = {.struct_size = sizeof info};
    __u64 seed = name_index_seed(), first;

    /* As many as can be, unless that is very many. */
    tamis_database_info_get(build->request.database, &info);
    first = info.record_count / build->request.thread_count + FIRST_LEAST;
    if (first > FIRST_MOST)
        first = FIRST_MOST;

    for (__u32 n = 0; n <= build->request.thread_count; n++) {
        build->gathered_count++;
        if (!gathered_begin(&build->gathered[n], &build->nodes->heap, seed,
                            (__u32)first))
            return no_memory(error);
    }
    return image_gathering_begin(&build->gathering, build->nodes,
                                 &build->request, error);
}

/* Threads to make nodes: those of a half each, at least. */
static __u32 makers(const struct build *build)
{
    __u32 threads = build->request.thread_count;

    return threads < HALVES ? HALVES : threads;
}

/* Room for the answers of all addresses, and of as many names as one thread may
 * come to; memory that it does not come to is not touched. */
static tamis_status begin_lists(struct build *build, tamis_error *error)
{
    __u32 names = name_nodes_count(build->gathered, build->gathered_count);
    __u64 addresses = 0;

    for (__u32 n = 0; n < build->gathered_count; n++)
        for (int list = 0; list < GATHERED_LISTS; list++)
            addresses += build->gathered[n].addresses[list].count;
    if (addresses + names >= IMAGE_ANSWER_LIMIT)
        return failure(error, TAMIS_ERROR_LIMIT,
                       "the database has more than %u indicators that packets "
                       "show; split it",
                       IMAGE_ANSWER_LIMIT);
    for (__u32 n = 0; n <= makers(build); n++) {
        build->list_count++;
        if (!answer_list_begin(&build->lists[n], &build->nodes->heap,
                               n == 0 ? (__u32)addresses
                                      : names + NAME_CHUNK_ANSWERS))
            return no_memory(error);
    }
    return TAMIS_OK;
}

/* Answers of a list come behind those of the lists before. */
static tamis_status finish(struct build *build, tamis_error *error)
{
    struct image_nodes *nodes = build->nodes;
    __u32 before[1 + THREADS_MAX];
    __u64 all = 0;

    for (__u32 n = 0; n < build->list_count; n++) {
        before[n] = (__u32)all;
        all += build->lists[n].count;
        if (all >= IMAGE_ANSWER_LIMIT)
            return failure(error, TAMIS_ERROR_LIMIT,
                           "the database has more than %u answers; split it",
                           IMAGE_ANSWER_LIMIT);
    }
    name_nodes_finish(&build->names, before);
    if (!image_sets_make(nodes, build->lists, build->list_count))
        return no_memory(error);
    return TAMIS_OK;
}

static tamis_status gather_all(struct build *build, tamis_error *error)
{
    __u32 threads = build->request.thread_count;

    XDP_TRY(begin_gathering(build, error));
    XDP_TRY(run(build, gather, threads, error));
    XDP_TRY(image_gather_protected(&build->gathered[threads], &build->gathering,
                                   error));
    for (__u32 n = 0; n < threads; n++)
        add_counts(&build->nodes->info, &build->gathered[n].info);
    XDP_TRY(begin_lists(build, error));
    XDP_TRY(run(build, make, makers(build), error));
    return finish(build, error);
}

static tamis_status refuse_fingerprints(tamis_database *database,
                                        tamis_error *error)
{
    tamis_database_info info = {.struct_size = sizeof info};

    tamis_database_info_get(database, &info);
    if (info.fingerprint_bits == 0)
        return TAMIS_OK;
    return failure(error, TAMIS_ERROR_UNSUPPORTED,
                   "the database keeps fingerprints, which do not tell what "
                   "packets would show; compile it without");
}

static void release_build(struct build *build)
{
    for (__u32 n = 0; n < build->gathered_count; n++)
        gathered_release(&build->gathered[n]);
    for (__u32 n = 0; n < build->list_count; n++)
        answer_list_end(&build->lists[n]);
    name_nodes_end(&build->names);
    heap_give(&build->nodes->heap, build->gathering.feeds);
}

static __u64 boot_time(void)
{
    struct timespec now;

    clock_gettime(CLOCK_BOOTTIME, &now);
    return (__u64)now.tv_sec * 1000000000ull + (__u64)now.tv_nsec;
}

tamis_status image_nodes_gather(struct image_nodes *nodes,
                                const struct image_request *request,
                                tamis_error *error)
{
    tamis_status status = refuse_fingerprints(request->database, error);
    tamis_allocator heap = heap_from(request->heap);
    struct build *build;

    memset(nodes, 0, sizeof *nodes);
    if (status < 0)
        return status;
    build = heap_take(&heap, 1, sizeof *build);
    if (!build)
        return no_memory(error);
    nodes->heap = heap;
    nodes->base_ns = boot_time();
    nodes->info.struct_size = sizeof nodes->info;
    nodes->info.next_end_ns = TAMIS_TIME_MAX;
    build->nodes = nodes;
    build->request = *request;
    name_nodes_begin(&build->names, nodes);
    if (build->request.thread_count == 0)
        build->request.thread_count = 1;
    if (build->request.thread_count > THREADS_MAX)
        build->request.thread_count = THREADS_MAX;
    status = gather_all(build, error);
    release_build(build);
    heap_give(&heap, build);
    if (status < 0)
        image_nodes_release(nodes);
    return status;
}

void image_nodes_release(struct image_nodes *nodes)
{
    if (nodes->heap.release) {
        heap_give(&nodes->heap, nodes->v4);
        heap_give(&nodes->heap, nodes->v6);
        heap_give(&nodes->heap, nodes->ports);
        heap_give(&nodes->heap, nodes->names);
        heap_give(&nodes->heap, nodes->answers);
        heap_give(&nodes->heap, nodes->records);
        heap_give(&nodes->heap, nodes->sets);
        heap_give(&nodes->heap, nodes->spans);
        heap_give(&nodes->heap, nodes->statements);
        heap_give(&nodes->heap, nodes->feeds);
    }
    memset(nodes, 0, sizeof *nodes);
}
