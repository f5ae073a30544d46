/* SPDX-License-Identifier: BSD-2-Clause */
#include "new_database.h"

#include "made_database.h"
#include "preparing.h"
#include "record_order.h"

#include <tamis/cursor.h>

#include <stdlib.h>
#include <string.h>

/* Fewer are no work for several threads. */
#define THREADS_WORTH 100000

bool new_keys_add(struct new_keys *keys, const tamis_record *record)
{
    if (keys->count == keys->capacity) {
        size_t capacity = keys->capacity ? keys->capacity * 2 : 256;
        void *larger = realloc(keys->records, capacity * sizeof *keys->records);

        if (!larger)
            return false;
        keys->records = larger;
        keys->capacity = capacity;
    }
    keys->records[keys->count++] = *record;
    return true;
}

void new_keys_release(struct new_keys *keys)
{
    free(keys->records);
    memset(keys, 0, sizeof *keys);
}

static bool add_key(tamis_compiler *compiler, uint32_t feed_id,
                    const tamis_record *record)
{
    char text[TAMIS_KEY_SIZE_MAX + 64];
    tamis_statement statement = TAMIS_STATEMENT_INIT;

    statement.kind = record->kind;
    statement.mode = record->mode;
    statement.value.data = text;
    statement.value.size = tamis_key_format(
        record->kind, record->key.data, record->key.size, text, sizeof text);
    return statement.value.size < sizeof text &&
           tamis_compiler_add(compiler, feed_id, &statement, NULL) == TAMIS_OK;
}

static bool compile_keys(struct new_database *made, const struct new_keys *keys)
{
    tamis_compiler_options options = TAMIS_COMPILER_OPTIONS_INIT;
    tamis_feed_info feed = TAMIS_FEED_INFO_INIT;
    uint32_t feed_id;

    options.flags = TAMIS_COMPILER_ALLOW_SPECIAL | TAMIS_COMPILER_ALLOW_SHORT;
    options.threads = keys->count < THREADS_WORTH ? 1 : 0;
    feed.name.data = "new";
    feed.name.size = strlen("new");
    feed.tlp = TAMIS_TLP_CLEAR;
    feed.url_nopath = TAMIS_URL_NOPATH_EXACT;
    if (tamis_compiler_create(&made->compiler, &options, NULL) < 0 ||
        tamis_compiler_add_feed(made->compiler, &feed, &feed_id, NULL) < 0)
        return false;
    for (size_t i = 0; i < keys->count; i++)
        if (!add_key(made->compiler, feed_id, &keys->records[i]))
            return false;
    if (tamis_compiler_write_memory(made->compiler, &made->bytes, &made->size,
                                    NULL) < 0)
        return false;
    made_database_hide(made->bytes, made->size);
    return tamis_database_open_memory(&made->database, made->bytes, made->size,
                                      NULL, NULL) == TAMIS_OK;
}

/* Guards and parsers are those of feeds, and this goes by what came of them. */
static bool has_all(const struct new_database *made,
                    const struct new_keys *keys)
{
    tamis_cursor *cursor;
    tamis_record record;
    size_t found = 0;

    if (tamis_cursor_create(&cursor, made->database, NULL, NULL) < 0)
        return false;
    while (found < keys->count && tamis_cursor_next(cursor, &record)) {
        int order = record_order(&record, &keys->records[found]);

        if (order > 0)
            break;
        found += order == 0;
    }
    tamis_cursor_destroy(cursor);
    return found == keys->count;
}

/* All of them are matched that the newer database's are. */
static bool prepare_patterns(struct new_database *made,
                             const struct preparing *preparing)
{
    tamis_patterns_options options = TAMIS_PATTERNS_OPTIONS_INIT;
    tamis_patterns_info info = {.struct_size = sizeof info};

    if (preparing->is_off)
        return true;
    preparing_fill(preparing, &options);
    if (tamis_patterns_prepare(&made->patterns, made->database, &options,
                               NULL) < 0)
        return false;
    tamis_patterns_info_get(made->patterns, &info);
    return info.compiled == info.count;
}

const char *new_database_make(struct new_database *made,
                              const struct new_keys *keys,
                              const struct preparing *preparing)
{
    const char *fault = NULL;

    if (!compile_keys(made, keys))
        fault = "no database can be made of them";
    else if (!has_all(made, keys))
        fault = "some of them would be refused as a feed's";
    else if (!prepare_patterns(made, preparing))
        fault = "some patterns among them cannot be compiled alone";
    if (fault)
        new_database_release(made);
    return fault;
}

void new_database_release(struct new_database *made)
{
    tamis_patterns_release(made->patterns);
    tamis_database_release(made->database);
    if (made->bytes)
        tamis_compiler_free_memory(made->compiler, made->bytes, made->size);
    tamis_compiler_destroy(made->compiler);
    memset(made, 0, sizeof *made);
}

bool new_database_matcher(const struct new_database *made,
                          tamis_matcher **matcher)
{
    tamis_matcher_options options = TAMIS_MATCHER_OPTIONS_INIT;

    *matcher = NULL;
    if (!made->database)
        return true;
    options.clearance.flags |= TAMIS_CLEARANCE_ANY_TIME;
    options.patterns = made->patterns;
    return tamis_matcher_create(matcher, made->database, &options, NULL) ==
           TAMIS_OK;
}

static int note_hits(void *context, const tamis_hit *hits, size_t hit_count)
{
    bool *has_any = context;

    (void)hits;
    *has_any = hit_count > 0;
    return *has_any;
}

bool new_database_has(tamis_matcher *matcher, tamis_kind kind,
                      tamis_slice value)
{
    bool has_any = false;

    if (!matcher)
        return true;
    (void)tamis_matcher_find_all(matcher, kind, value.data, value.size,
                                 note_hits, &has_any, NULL);
    return has_any;
}

bool new_database_has_in(tamis_matcher *matcher, tamis_slice text)
{
    bool has_any = false;

    if (!matcher)
        return true;
    (void)tamis_matcher_scan(matcher, text.data, text.size, note_hits,
                             &has_any);
    return has_any;
}
