/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Building in this process. Sources of the field are numbered in their order;
 * literals make one database, regexes another.
 */
#include "index/pattern_set_build.h"

#include "base/error.h"
#include "base/memory.h"
#include "index/pattern_set_compile.h"
#include "index/pattern_set_state.h"

#include <stdlib.h>
#include <string.h>

struct build {
    const struct pattern_set_options *options;
    tamis_allocator allocator;
    struct pattern_source *sources; /* of the field */
    uint32_t *places; /* of each in the array that the caller gave */
    uint32_t *members;
    size_t count;
    struct pattern_image image;
};

static tamis_status select_sources(struct build *build,
                                   const struct pattern_source *sources,
                                   size_t count)
{
    build->sources =
        memory_allocate_array(&build->allocator, count, sizeof *build->sources);
    build->places =
        memory_allocate_array(&build->allocator, count, sizeof *build->places);
    build->members =
        memory_allocate_array(&build->allocator, count, sizeof *build->members);
    if (!build->sources || !build->places || !build->members)
        return TAMIS_ERROR_MEMORY;
    for (size_t i = 0; i < count; i++)
        if (sources[i].fields & build->options->field) {
            build->places[build->count] = (uint32_t)i;
            build->sources[build->count++] = sources[i];
        }
    return TAMIS_OK;
}

static void reject_source(struct build *build, uint32_t source,
                          const struct pattern_refusal *refusal)
{
    build->image.header.rejected_count++;
    if (build->options->rejected)
        build->options->rejected(build->options->rejected_context,
                                 build->places[source], refusal->reason,
                                 refusal->offset);
}

/* Compiles a unit, less those of it that are refused. */
static tamis_status build_unit(struct build *build, size_t count)
{
    struct pattern_compiled compiled;
    tamis_status status;

    while (count) {
        struct pattern_unit unit = {build->sources, build->members, count};

        TRY(pattern_unit_compile(&unit, build->options->mode, &compiled));
        if (compiled.bytes)
            break;
        if (compiled.culprit >= count)
            return TAMIS_ERROR_LIMIT;
        reject_source(build, build->members[compiled.culprit],
                      &compiled.refusal);
        memmove(build->members + compiled.culprit,
                build->members + compiled.culprit + 1,
                (count - compiled.culprit - 1) * sizeof *build->members);
        count--;
    }
    if (!count)
        return TAMIS_OK;
    status = pattern_image_add(&build->image, PATTERN_PART_ALWAYS,
                               (uint32_t)count, compiled.bytes, compiled.size);
    free(compiled.bytes);
    return status;
}

static tamis_status build_image(struct build *build)
{
    struct pattern_refusal refusal;

    for (int turn = 0; turn < 2; turn++) {
        uint32_t wanted = turn == 0 ? PATTERN_LITERAL : 0;
        size_t count = 0;

        for (size_t i = 0; i < build->count; i++) {
            if ((build->sources[i].flags & PATTERN_LITERAL) != wanted)
                continue;
            if (pattern_source_plain(&build->sources[i], &refusal))
                build->members[count++] = (uint32_t)i;
            else
                reject_source(build, (uint32_t)i, &refusal);
        }
        TRY(build_unit(build, count));
    }
    build->image.header.source_count = (uint32_t)build->count;
    pattern_image_finish(&build->image);
    return TAMIS_OK;
}

static tamis_status build_all(struct build *build,
                              const struct pattern_source *sources,
                              size_t count)
{
    TRY(pattern_image_begin(&build->image, &build->allocator,
                            build->options->mode, 2));
    TRY(select_sources(build, sources, count));
    return build_image(build);
}

tamis_status pattern_set_build(struct pattern_set **set,
                               const struct pattern_source *sources,
                               size_t count,
                               const struct pattern_set_options *options,
                               tamis_error *error)
{
    struct build build = {.options = options,
                          .allocator = memory_choose(options->allocator)};
    tamis_status status;

    *set = NULL;
    TRY(pattern_set_supported(error));
    if (count > PATTERN_SET_COUNT_MAX)
        return error_set(error, TAMIS_ERROR_LIMIT,
                         "%zu patterns are more than a set holds (%u)", count,
                         PATTERN_SET_COUNT_MAX);
    status = build_all(&build, sources, count);
    if (status)
        error_set(error, status,
                  status == TAMIS_ERROR_MEMORY
                      ? "no memory to compile %zu patterns"
                      : "%zu patterns are more than Hyperscan compiles "
                        "together",
                  count);
    else
        status = pattern_set_open(
            set,
            (tamis_slice){(const char *)build.image.bytes.bytes,
                          build.image.bytes.size},
            build.sources, build.count, options, error);
    pattern_image_release(&build.image);
    memory_release(&build.allocator, build.members);
    memory_release(&build.allocator, build.places);
    memory_release(&build.allocator, build.sources);
    return status;
}
