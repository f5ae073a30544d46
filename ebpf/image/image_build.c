/* SPDX-License-Identifier: BSD-2-Clause */
#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include "base/caller_struct.h"
#include "base/failure.h"
#include "base/heap.h"
#include "image/image.h"
#include "image/image_fill.h"
#include "image/image_words.h"

#define HUGE_PAGE_SIZE ((size_t)2 << 20)

/* Tries with other secrets or more lines before a build is given up: a sound
 * database needs a second one less than once in a million builds. */
#define TRIES 5

static __u32 threads_for(__u32 wanted)
{
    long there = sysconf(_SC_NPROCESSORS_ONLN);

    if (wanted == 0)
        wanted = there > 0 ? (__u32)there : 1;
    return wanted < IMAGE_FILL_THREADS ? wanted : IMAGE_FILL_THREADS;
}

static int64_t unix_time(void)
{
    struct timespec now;

    clock_gettime(CLOCK_REALTIME, &now);
    return now.tv_sec * 1000000000ll + now.tv_nsec;
}

/* The file must be the one that is open, as far as can be told. */
static tamis_status find_origin(tamis_xdp_image *image, const char *path,
                                tamis_error *error)
{
    tamis_database_info info = {.struct_size = sizeof info};

    if (!path)
        return TAMIS_OK;
    XDP_TRY(image_origin_read(&image->state.origin, path, error));
    tamis_database_info_get(image->database, &info);
    if (image->state.origin.size != info.file_size)
        return failure(error, TAMIS_ERROR_ARGUMENT,
                       "%s is not the database that is open, but another of "
                       "%llu bytes: open it anew",
                       path, (unsigned long long)image->state.origin.size);
    return TAMIS_OK;
}

/* Room for the lines, at an address that lines have, and for what the buckets
 * count while they fill. Nearly every access goes to another page, so pages
 * are to be large: that is advice, to kernels that have them. */
static tamis_status take_lines(tamis_xdp_image *image,
                               const struct image_plan *plan,
                               struct image_fill *fill, tamis_error *error)
{
    __u32 buckets = plan->tables.v4_slot_lines + plan->tables.keyed_lines;
    size_t size = (size_t)plan->written * IMAGE_LINE_SIZE;
    size_t lines;

    image->block =
        image->heap.allocate(image->heap.context, size + HUGE_PAGE_SIZE);
    fill->v4_used = image->heap.allocate(image->heap.context, buckets);
    fill->hashes = image->heap.allocate(
        image->heap.context,
        (image->state.nodes.name_count + (size_t)1) * sizeof *fill->hashes);
    if (!image->block || !fill->v4_used || !fill->hashes)
        return failure(error, TAMIS_ERROR_MEMORY,
                       "no memory for an image of %zu bytes", size);
    lines = ((size_t)image->block + HUGE_PAGE_SIZE - 1) &
            ~(size_t)(HUGE_PAGE_SIZE - 1);
    (void)madvise((void *)lines, size & ~(size_t)(HUGE_PAGE_SIZE - 1),
                  MADV_HUGEPAGE);
    image->lines.lines = (void *)lines;
    image->lines.count = plan->written;
    image->line_count = plan->line_count;
    fill->lines = image->lines.lines;
    fill->keyed_used = fill->v4_used + plan->tables.v4_slot_lines;
    return TAMIS_OK;
}

static tamis_status try_lines(tamis_xdp_image *image, __u32 load,
                              __u32 thread_count,
                              enum image_fill_outcome *outcome,
                              tamis_error *error)
{
    struct image_plan plan = image_plan_make(&image->state.nodes, load);
    struct image_fill fill = {
        .nodes = &image->state.nodes, .plan = &plan, .secret = &image->secret};
    tamis_status status = take_lines(image, &plan, &fill, error);

    if (status == TAMIS_OK)
        *outcome = image_fill_run(&fill, thread_count);
    heap_give(&image->heap, fill.v4_used);
    heap_give(&image->heap, fill.hashes);
    if (status != TAMIS_OK || *outcome != IMAGE_FILLED) {
        heap_give(&image->heap, image->block);
        image->block = NULL;
    }
    return status;
}

static tamis_status make_lines(tamis_xdp_image *image, const tamis_xdp *filter,
                               __u32 thread_count, tamis_error *error)
{
    enum image_fill_outcome outcome = IMAGE_FILL_FULL;

    for (__u32 try = 0; try < TRIES && outcome != IMAGE_FILLED; try++) {
        __u32 load = BUCKET_LOAD_PERCENT / (1 + try);

        if (filter && outcome == IMAGE_FILL_SAME)
            break;
        if (filter)
            image->secret = ((const struct image_secret_owner *)filter)->secret;
        else
            XDP_TRY(image_secret_draw(&image->secret, error));
        XDP_TRY(try_lines(image, load, thread_count, &outcome, error));
    }
    if (outcome == IMAGE_FILLED)
        return TAMIS_OK;
    return filter ? failure(error, TAMIS_ERROR_LIMIT,
                            "two values have one fingerprint in this filter: "
                            "detach it and attach it anew")
                  : failure(error, TAMIS_ERROR_CORRUPT,
                            "the database holds a value twice: compile it "
                            "anew");
}

/* What the lines now hold. */
static void forget_values(struct image_nodes *nodes)
{
    heap_give(&nodes->heap, nodes->v4);
    heap_give(&nodes->heap, nodes->v6);
    heap_give(&nodes->heap, nodes->ports);
    heap_give(&nodes->heap, nodes->names);
    nodes->v4 = NULL;
    nodes->v6 = NULL;
    nodes->ports = NULL;
    nodes->names = NULL;
    nodes->v4_count = nodes->v6_count = 0;
    nodes->port_count = nodes->name_count = 0;
}

static tamis_status build(tamis_xdp_image *image,
                          const tamis_xdp_image_options *options,
                          tamis_error *error)
{
    struct image_nodes *nodes = &image->state.nodes;
    struct image_request request = {
        .database = image->database,
        .clearance = options->clearance,
        .policy = options->policy,
        .time_ns = options->time_ns ? options->time_ns : unix_time(),
        .thread_count = threads_for(options->thread_count),
        .heap = &image->heap,
    };

    XDP_TRY(find_origin(image, options->database_path, error));
    XDP_TRY(image_state_keep(&image->state, &request, error));
    XDP_TRY(image_nodes_gather(nodes, &request, error));
    XDP_TRY(image_words_make(nodes, options->policy, error));
    XDP_TRY(make_lines(image, options->filter, request.thread_count, error));
    forget_values(nodes);
    nodes->info.size = (__u64)image->line_count * IMAGE_LINE_SIZE;
    return TAMIS_OK;
}

tamis_status tamis_xdp_image_build(tamis_xdp_image **image,
                                   tamis_database *database,
                                   const tamis_xdp_image_options *options,
                                   tamis_error *error)
{
    tamis_xdp_image_options own = TAMIS_XDP_IMAGE_OPTIONS_INIT;
    tamis_allocator heap;
    tamis_xdp_image *made;
    tamis_status status;

    *image = NULL;
    XDP_TRY(caller_struct_read(&own, sizeof own, options,
                               "tamis_xdp_image_options", error));
    if (own.flags)
        return failure(error, TAMIS_ERROR_ARGUMENT,
                       "tamis_xdp_image_options.flags is not 0");
    heap = heap_from(own.allocator);
    made = heap_take(&heap, 1, sizeof *made);
    if (!made)
        return failure(error, TAMIS_ERROR_MEMORY, "no memory for an image");
    made->heap = heap;
    made->database = tamis_database_retain(database);
    status = build(made, &own, error);
    if (status != TAMIS_OK) {
        tamis_xdp_image_destroy(made);
        return status;
    }
    *image = made;
    return TAMIS_OK;
}
