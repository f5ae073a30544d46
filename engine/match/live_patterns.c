/* SPDX-License-Identifier: BSD-2-Clause */
/* A live object that matches patterns. */
#include "base/error.h"
#include "base/options.h"
#include "match/live.h"

#include <string.h>

static tamis_status copy_text(tamis_live *live, const char **text, char **copy)
{
    size_t size;

    if (!*text)
        return TAMIS_OK;
    size = strlen(*text) + 1;
    *copy = memory_allocate(&live->allocator, size);
    if (!*copy)
        return TAMIS_ERROR_MEMORY;
    memcpy(*copy, *text, size);
    *text = *copy;
    return TAMIS_OK;
}

static void forget(tamis_live *live)
{
    memory_release(&live->allocator, live->folder);
    memory_release(&live->allocator, live->program);
    memory_release(&live->allocator, live->patterns_audience);
    live->folder = live->program = NULL;
    live->patterns_audience = NULL;
    live->wants_patterns = false;
}

static tamis_status copy_clearance(tamis_live *live,
                                   const tamis_clearance **clearance)
{
    if (!*clearance)
        return TAMIS_OK;
    live->patterns_clearance = **clearance;
    *clearance = &live->patterns_clearance;
    return live_copy_audience(live, &live->patterns_clearance,
                              &live->patterns_audience);
}

/* What the options point to dies with the caller's. */
static tamis_status keep_options(tamis_live *live,
                                 const tamis_patterns_options *given,
                                 tamis_error *error)
{
    tamis_patterns_options *options = &live->patterns_options;

    tamis_patterns_options_init(options);
    if (given) {
        TRY(options_check(given, sizeof *options, "tamis_patterns_options",
                          error));
        *options = *given;
    }
    if (!options->allocator)
        options->allocator = &live->allocator;
    if (copy_text(live, &options->folder, &live->folder) < 0 ||
        copy_text(live, &options->program, &live->program) < 0 ||
        copy_clearance(live, &options->clearance) < 0)
        return error_set(error, TAMIS_ERROR_MEMORY,
                         "no memory for the names of a folder, a program and "
                         "an audience");
    live->wants_patterns = true;
    return TAMIS_OK;
}

static tamis_status match_patterns(tamis_live *live,
                                   const tamis_patterns_options *options,
                                   tamis_error *error)
{
    tamis_status status;

    if (live->wants_patterns)
        return error_set(error, TAMIS_ERROR_ARGUMENT,
                         "this live object matches patterns already");
    status = keep_options(live, options, error);
    /* Nobody publishes meanwhile: the database stays what it is. */
    if (status == TAMIS_OK)
        status = live_publish(live, live->database, NULL, error);
    if (status < 0)
        forget(live);
    return status;
}

tamis_status tamis_live_match_patterns(tamis_live *live,
                                       const tamis_patterns_options *options,
                                       tamis_error *error)
{
    tamis_status status;

    pthread_mutex_lock(&live->publish_mutex);
    status = match_patterns(live, options, error);
    pthread_mutex_unlock(&live->publish_mutex);
    return status;
}
