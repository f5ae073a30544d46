/* SPDX-License-Identifier: BSD-2-Clause */
/* Sets are compiled in this process until there is another. */
#include "index/pattern_cache.h"

#include "base/error.h"

tamis_status pattern_cache_open(struct pattern_set **set,
                                const struct pattern_source *sources,
                                size_t count,
                                const struct pattern_cache_options *options,
                                tamis_error *error)
{
    return pattern_set_build(set, sources, count, &options->set, error);
}

tamis_status pattern_cache_check(const struct pattern_source *sources,
                                 size_t count,
                                 const struct pattern_cache_options *options,
                                 tamis_error *error)
{
    TRY(pattern_set_supported(error));
    for (size_t i = 0; i < count; i++) {
        tamis_error why;

        if (!(sources[i].fields & options->set.field))
            continue;
        if (pattern_source_check(&sources[i], options->set.mode, &why) &&
            options->set.rejected)
            options->set.rejected(options->set.rejected_context, i, why.message,
                                  why.offset);
    }
    return TAMIS_OK;
}
