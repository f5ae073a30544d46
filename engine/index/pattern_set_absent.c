/* SPDX-License-Identifier: BSD-2-Clause */
/* Pattern sets of a build without Hyperscan: none can be made, so none is ever
 * asked. */
#include "base/error.h"
#include "index/pattern_cache.h"

tamis_status pattern_set_supported(tamis_error *error)
{
    return error_set(error, TAMIS_ERROR_UNSUPPORTED,
                     "this tamis was built without Hyperscan and knows no "
                     "patterns; build it with -DTAMIS_HYPERSCAN=ON");
}

tamis_status pattern_source_check(const struct pattern_source *source,
                                  uint32_t mode, tamis_error *error)
{
    (void)source;
    (void)mode;
    return pattern_set_supported(error);
}

tamis_status pattern_set_build(struct pattern_set **set,
                               const struct pattern_source *sources,
                               size_t count,
                               const struct pattern_set_options *options,
                               tamis_error *error)
{
    (void)sources;
    (void)count;
    (void)options;
    *set = NULL;
    return pattern_set_supported(error);
}

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
    (void)sources;
    (void)count;
    (void)options;
    return pattern_set_supported(error);
}

void pattern_set_destroy(struct pattern_set *set)
{
    (void)set;
}

uint32_t pattern_set_mode(const struct pattern_set *set)
{
    (void)set;
    return 0;
}

size_t pattern_set_count(const struct pattern_set *set)
{
    (void)set;
    return 0;
}

size_t pattern_set_size(const struct pattern_set *set)
{
    (void)set;
    return 0;
}

tamis_status pattern_scratch_create(struct pattern_scratch **scratch,
                                    const struct pattern_set *set,
                                    tamis_error *error)
{
    (void)set;
    *scratch = NULL;
    return pattern_set_supported(error);
}

void pattern_scratch_destroy(struct pattern_scratch *scratch)
{
    (void)scratch;
}

tamis_status pattern_set_scan(const struct pattern_set *set,
                              struct pattern_scratch *scratch,
                              tamis_slice bytes, pattern_report *report,
                              void *context)
{
    (void)set;
    (void)scratch;
    (void)bytes;
    (void)report;
    (void)context;
    return TAMIS_OK;
}

tamis_status pattern_set_scan_lines(const struct pattern_set *set,
                                    struct pattern_scratch *scratch,
                                    tamis_slice text, pattern_report *report,
                                    void *context)
{
    return pattern_set_scan(set, scratch, text, report, context);
}

size_t pattern_set_stream_size(const struct pattern_set *set)
{
    (void)set;
    return 0;
}

tamis_status pattern_stream_create(struct pattern_stream **stream,
                                   const struct pattern_set *set,
                                   tamis_error *error)
{
    (void)set;
    *stream = NULL;
    return pattern_set_supported(error);
}

void pattern_stream_destroy(struct pattern_stream *stream)
{
    (void)stream;
}

tamis_status pattern_stream_scan(struct pattern_stream *stream,
                                 struct pattern_scratch *scratch,
                                 tamis_slice bytes, pattern_report *report,
                                 void *context)
{
    (void)stream;
    return pattern_set_scan(NULL, scratch, bytes, report, context);
}

tamis_status pattern_stream_end(struct pattern_stream *stream,
                                struct pattern_scratch *scratch,
                                pattern_report *report, void *context)
{
    return pattern_stream_scan(stream, scratch, (tamis_slice){0}, report,
                               context);
}
