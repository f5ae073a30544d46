/* SPDX-License-Identifier: BSD-2-Clause */
/* Building in this process: the work is done as it is taken. */
#include "index/pattern_set_build.h"

#include "base/error.h"
#include "base/memory.h"
#include "index/pattern_set_work.h"

#include <stdlib.h>

static tamis_status do_work(struct pattern_work *work)
{
    static const uint64_t no_key[2];
    struct pattern_compiled compiled;
    struct pattern_span span;
    struct pattern_unit unit;

    while (pattern_work_take(work, &span)) {
        tamis_status status;

        pattern_work_unit(work, &span, &unit);
        TRY(pattern_unit_compile(&unit, work->mode, &compiled));
        status = pattern_work_give(work, &span, &compiled);
        free(compiled.bytes);
        if (status)
            return status;
    }
    return pattern_work_finish(work, no_key);
}

static tamis_status build_selection(struct pattern_set **set,
                                    const struct pattern_selection *selection,
                                    const struct pattern_set_options *options,
                                    tamis_error *error)
{
    struct pattern_work work;
    tamis_status status = pattern_work_begin(&work, &selection->allocator,
                                             selection, options, false);

    if (!status)
        status = do_work(&work);
    if (status)
        error_set(error, status,
                  status == TAMIS_ERROR_MEMORY
                      ? "no memory to compile %zu patterns"
                      : "%zu patterns are more than a set holds",
                  selection->count);
    else
        status =
            pattern_set_open(set,
                             (tamis_slice){(const char *)work.image.bytes.bytes,
                                           work.image.bytes.size},
                             selection, options, error);
    pattern_work_release(&work);
    return status;
}

tamis_status pattern_set_build(struct pattern_set **set,
                               const struct pattern_source *sources,
                               size_t count,
                               const struct pattern_set_options *options,
                               tamis_error *error)
{
    tamis_allocator allocator = memory_choose(options->allocator);
    struct pattern_selection selection;
    tamis_status status;

    *set = NULL;
    TRY(pattern_set_supported(error));
    status = pattern_selection_make(&selection, &allocator, sources, count,
                                    options->field, error);
    if (!status)
        status = build_selection(set, &selection, options, error);
    pattern_selection_release(&selection);
    return status;
}
