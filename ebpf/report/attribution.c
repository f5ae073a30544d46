/* SPDX-License-Identifier: BSD-2-Clause */
#include "report/attribution.h"
#include "base/failure.h"
#include "base/heap.h"
#include "filter/hits_carried.h"

#include <string.h>

/* The database is opened before its file is looked at: a file that takes its
 * place meanwhile is then seen not to be it. */
static tamis_database *open_as(const struct image_origin *origin,
                               uint32_t flags,
                               int (*is_same)(const struct image_origin *,
                                              const struct image_origin *))
{
    tamis_database_options options = TAMIS_DATABASE_OPTIONS_INIT;
    struct image_origin now;
    tamis_database *database;

    options.flags = flags;
    if (!origin->path[0] ||
        tamis_database_open(&database, origin->path, &options, NULL) < 0)
        return NULL;
    if (image_origin_read(&now, origin->path, NULL) == TAMIS_OK &&
        is_same(&now, origin))
        return database;
    tamis_database_release(database);
    return NULL;
}

/* A copy of the file is as good: what it holds is compared, every byte. */
static void open_database(struct attribution *attribution)
{
    const struct image_origin *origin = &attribution->state.origin;

    attribution->database = open_as(origin, 0, image_origin_same);
    if (!attribution->database)
        attribution->database =
            open_as(origin, TAMIS_DATABASE_VERIFY, image_origin_same_content);
}

static tamis_status read_policy(struct attribution *attribution,
                                tamis_error *error)
{
    const struct image_state *state = &attribution->state;

    XDP_TRY(tamis_xdp_policy_create(&attribution->policy, &attribution->heap,
                                    error));
    return tamis_xdp_policy_parse(attribution->policy, "the filter's policy",
                                  state->policy_text, state->policy_size,
                                  error);
}

/* It is written a little after the generation is shown: until then it is not
 * known. Of the first one nothing was before. */
static void read_before(struct attribution *attribution,
                        const tamis_xdp *filter)
{
    const struct image_state *state = &attribution->state;
    size_t count = (size_t)state->nodes.answer_count + 1;

    if (state->generation <= 1)
        attribution->before.counts =
            heap_take(&attribution->heap, count, sizeof(__u64));
    else
        hits_carried_load(filter_carried_path(filter, state->generation).text,
                          state->generation, state->nodes.answer_count,
                          &attribution->heap, &attribution->before, NULL);
}

static tamis_status load(struct attribution *attribution,
                         const tamis_xdp *filter, __u64 generation,
                         tamis_error *error)
{
    struct filter_path path = filter_image_path(filter, generation);

    /* Looked at first: what is written meanwhile is read again next time. */
    if (stat(path.text, &attribution->file) < 0)
        return failure(error, TAMIS_ERROR_NOT_FOUND,
                       "%s, which tells what the filter on %s holds, is gone; "
                       "detach the filter and attach it anew",
                       path.text, filter->folder.interface);
    XDP_TRY(image_state_load(&attribution->state, path.text, &attribution->heap,
                             error));
    if (attribution->state.generation != generation)
        return failure(error, TAMIS_ERROR_CORRUPT,
                       "%s is not of generation %llu", path.text,
                       (unsigned long long)generation);
    XDP_TRY(read_policy(attribution, error));
    read_before(attribution, filter);
    open_database(attribution);
    return TAMIS_OK;
}

tamis_status attribution_open(struct attribution *attribution,
                              const tamis_xdp *filter, __u64 generation,
                              const tamis_allocator *heap, tamis_error *error)
{
    tamis_status status;

    memset(attribution, 0, sizeof *attribution);
    attribution->heap = heap_from(heap);
    attribution->is_open = 1;
    status = load(attribution, filter, generation, error);
    if (status < 0)
        attribution_close(attribution);
    return status;
}

void attribution_close(struct attribution *attribution)
{
    if (!attribution->is_open)
        return;
    tamis_database_release(attribution->database);
    tamis_xdp_policy_destroy(attribution->policy);
    image_state_release(&attribution->state);
    hits_carried_release(&attribution->before, &attribution->heap);
    memset(attribution, 0, sizeof *attribution);
}

static __u64 generation_now(const tamis_xdp *filter)
{
    return generation_header(&filter->generation)->generation;
}

static int is_current(const struct attribution *attribution,
                      const tamis_xdp *filter)
{
    __u64 generation = generation_now(filter);
    struct filter_path path = filter_image_path(filter, generation);
    const struct stat *then = &attribution->file;
    struct stat now;

    return attribution->is_open && stat(path.text, &now) == 0 &&
           attribution->state.generation == generation &&
           now.st_ino == then->st_ino && now.st_size == then->st_size &&
           now.st_mtim.tv_sec == then->st_mtim.tv_sec &&
           now.st_mtim.tv_nsec == then->st_mtim.tv_nsec;
}

/* A file that is written to where it lies takes the map of it along. */
static int is_written_to(const struct image_origin *origin)
{
    struct stat now;

    return stat(origin->path, &now) == 0 && now.st_dev == origin->device &&
           now.st_ino == origin->inode &&
           ((__u64)now.st_size != origin->size ||
            now.st_mtim.tv_sec * 1000000000ll + now.st_mtim.tv_nsec !=
                origin->changed_ns);
}

/* The one that is open goes on where its file was replaced, and the image is
 * still of it. */
static void keep_database(struct attribution *next,
                          const struct attribution *attribution)
{
    if (!attribution->database ||
        !image_origin_same_content(&next->state.origin,
                                   &attribution->state.origin) ||
        is_written_to(&attribution->state.origin))
        return;
    tamis_database_release(next->database);
    next->database = tamis_database_retain(attribution->database);
}

static void replace(struct attribution *attribution,
                    struct attribution *earlier, const struct attribution *next)
{
    if (earlier && attribution->is_open &&
        attribution->state.generation != next->state.generation) {
        attribution_close(earlier);
        *earlier = *attribution;
    } else {
        attribution_close(attribution);
    }
    *attribution = *next;
}

tamis_status attribution_follow(struct attribution *attribution,
                                struct attribution *earlier, tamis_xdp *filter,
                                const tamis_allocator *heap, int *is_new,
                                tamis_error *error)
{
    tamis_status status = TAMIS_ERROR_NOT_FOUND;
    struct attribution next;

    /* Where another one is published meanwhile, its file is there. */
    for (int attempt = 0; attempt < 3 && status == TAMIS_ERROR_NOT_FOUND;
         attempt++) {
        XDP_TRY(filter_refresh(filter, error));
        *is_new = !is_current(attribution, filter);
        if (!*is_new) {
            if (!attribution->before.counts)
                read_before(attribution, filter);
            return TAMIS_OK;
        }
        status = attribution_open(&next, filter, generation_now(filter), heap,
                                  error);
    }
    if (status < 0)
        return status;
    keep_database(&next, attribution);
    replace(attribution, earlier, &next);
    return TAMIS_OK;
}
