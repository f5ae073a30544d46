/* SPDX-License-Identifier: BSD-2-Clause */
/* Streams: Hyperscan's own, one for each database of the set, which for
 * streams has no other parts. */
#include "base/error.h"
#include "base/memory.h"
#include "index/pattern_set_state.h"

#include <stdbool.h>

struct pattern_stream {
    const struct pattern_set *set;
    int is_stopped;
    hs_stream_t *streams[]; /* one for each database */
};

static size_t count_databases(const struct pattern_set *set)
{
    return set->always.count + set->words.count;
}

static const hs_database_t *get_database(const struct pattern_set *set,
                                         size_t index)
{
    return index < set->always.count
               ? set->always.items[index]
               : set->words.items[index - set->always.count];
}

size_t pattern_set_stream_size(const struct pattern_set *set)
{
    return sizeof(struct pattern_stream) +
           count_databases(set) * sizeof(hs_stream_t *) +
           set->always.stream_size + set->words.stream_size;
}

tamis_status pattern_stream_create(struct pattern_stream **stream,
                                   const struct pattern_set *set,
                                   tamis_error *error)
{
    struct pattern_stream *made = memory_allocate_array(
        &set->allocator, 1,
        sizeof *made + count_databases(set) * sizeof *made->streams);

    *stream = NULL;
    if (!made)
        return error_set(error, TAMIS_ERROR_MEMORY,
                         "no memory for a stream of patterns");
    made->set = set;
    for (size_t i = 0; i < count_databases(set); i++)
        if (hs_open_stream(get_database(set, i), 0, &made->streams[i]) !=
            HS_SUCCESS) {
            pattern_stream_destroy(made);
            return error_set(error, TAMIS_ERROR_MEMORY,
                             "no memory for a stream of patterns");
        }
    *stream = made;
    return TAMIS_OK;
}

/* Without a callback Hyperscan looks for nothing and needs no scratch. */
void pattern_stream_destroy(struct pattern_stream *stream)
{
    if (!stream)
        return;
    for (size_t i = 0; i < count_databases(stream->set); i++)
        if (stream->streams[i])
            hs_close_stream(stream->streams[i], NULL, NULL, NULL);
    memory_release(&stream->set->allocator, stream);
}

tamis_status pattern_stream_scan(struct pattern_stream *stream,
                                 struct pattern_scratch *scratch,
                                 tamis_slice bytes, pattern_report *report,
                                 void *context)
{
    const struct pattern_set *set = stream->set;
    struct pattern_reporter reporter = {set, report, context, 0, 0};

    while (bytes.size && !stream->is_stopped) {
        size_t size = bytes.size < PATTERN_SCAN_SIZE_MAX
                          ? bytes.size
                          : PATTERN_SCAN_SIZE_MAX;

        for (size_t i = 0; i < count_databases(set) && !reporter.is_stopped;
             i++)
            hs_scan_stream(stream->streams[i], bytes.data, (unsigned)size, 0,
                           scratch->scratch, pattern_reporter_call, &reporter);
        stream->is_stopped = reporter.is_stopped;
        bytes.data += size;
        bytes.size -= size;
    }
    return stream->is_stopped ? TAMIS_ERROR_STOPPED : TAMIS_OK;
}

tamis_status pattern_stream_end(struct pattern_stream *stream,
                                struct pattern_scratch *scratch,
                                pattern_report *report, void *context)
{
    const struct pattern_set *set = stream->set;
    struct pattern_reporter reporter = {set, report, context, 0, 0};
    bool can_report = report && !stream->is_stopped;

    for (size_t i = 0; i < count_databases(set); i++) {
        bool is_asked = can_report && !reporter.is_stopped;

        hs_reset_stream(stream->streams[i], 0,
                        is_asked ? scratch->scratch : NULL,
                        is_asked ? pattern_reporter_call : NULL, &reporter);
    }
    stream->is_stopped = 0;
    return reporter.is_stopped ? TAMIS_ERROR_STOPPED : TAMIS_OK;
}
