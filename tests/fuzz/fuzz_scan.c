/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Hostile text through the scan and through every finder. The database is
 * small and fixed; its first indicators are cut out of the input itself, so
 * that hits happen. Checks: hits in order and inside the text, whatever is
 * found in the whole is visible to RED, GREEN finds no more than RED.
 */
#include <tamis/compile.h>
#include <tamis/tamis.h>

#include <stdlib.h>
#include <string.h>

#define CHECK(condition)                                                       \
    do {                                                                       \
        if (!(condition))                                                      \
            abort();                                                           \
    } while (0)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct seen {
    const tamis_database *database;
    size_t text_size;
    uint64_t offset;
    uint64_t count;
};

static int check_hits(void *context, const tamis_hit *hits, size_t hit_count)
{
    struct seen *seen = context;

    for (size_t i = 0; i < hit_count; i++) {
        char event[16384];
        tamis_event_source source = TAMIS_EVENT_SOURCE_INIT;

        CHECK(hits[i].offset >= seen->offset);
        CHECK(hits[i].offset + hits[i].length <= seen->text_size);
        seen->offset = hits[i].offset;
        (void)tamis_event_write_ndjson(seen->database, &hits[i], &source, event,
                                       sizeof event);
    }
    seen->count += hit_count;
    return 0;
}

static tamis_slice slice(const void *bytes, size_t size)
{
    tamis_slice made = {bytes, size};

    return made;
}

static uint32_t add_feed(tamis_compiler *compiler, const char *name,
                         tamis_tlp tlp)
{
    tamis_feed_info info = TAMIS_FEED_INFO_INIT;
    uint32_t feed = 0;

    info.name = slice(name, strlen(name));
    info.tlp = tlp;
    CHECK(tamis_compiler_add_feed(compiler, &info, &feed, NULL) == TAMIS_OK);
    return feed;
}

static void add(tamis_compiler *compiler, uint32_t feed, const void *bytes,
                size_t size)
{
    tamis_statement statement = TAMIS_STATEMENT_INIT;

    statement.value = slice(bytes, size);
    CHECK(tamis_compiler_add(compiler, feed, &statement, NULL) == TAMIS_OK);
}

/* Words of the input as indicators, in turn GREEN and RED. */
static tamis_database *compile(const uint8_t *data, size_t size, void **bytes)
{
    tamis_compiler *compiler = NULL;
    tamis_database *database = NULL;
    size_t made_size = 0, word = 0;
    void *made = NULL;
    uint32_t feeds[2];

    CHECK(tamis_compiler_create(&compiler, NULL, NULL) == TAMIS_OK);
    feeds[0] = add_feed(compiler, "green", TAMIS_TLP_GREEN);
    feeds[1] = add_feed(compiler, "red", TAMIS_TLP_RED);
    add(compiler, feeds[0], "evil.com", 8);
    add(compiler, feeds[1], "11.0.0.0/8", 10);
    for (size_t at = 0, start = 0; at <= size && word < 8; at++)
        if (at == size || data[at] <= ' ') {
            if (at > start)
                add(compiler, feeds[word++ % 2], data + start, at - start);
            start = at + 1;
        }
    CHECK(tamis_compiler_write_memory(compiler, &made, &made_size, NULL) ==
          TAMIS_OK);
    *bytes = aligned_alloc(64, (made_size + 63) / 64 * 64);
    CHECK(*bytes);
    memcpy(*bytes, made, made_size);
    tamis_compiler_free_memory(compiler, made, made_size);
    tamis_compiler_destroy(compiler);
    CHECK(tamis_database_open_memory(&database, *bytes, made_size, NULL,
                                     NULL) == TAMIS_OK);
    return database;
}

static void ask_everything(tamis_matcher *matcher, struct seen seen,
                           const uint8_t *data, size_t size)
{
    tamis_slice value = slice(data, size);
    tamis_record_id record;
    tamis_address address = {{0}};

    memcpy(address.bytes, data, size < 16 ? size : 16);
    tamis_matcher_find_addresses(matcher, 1, &address, &record);
    tamis_matcher_find_domains(matcher, 1, &value, &record);
    tamis_matcher_find_wire_domains(matcher, 1, &value, &record);
    tamis_matcher_find_urls(matcher, 1, &value, &record);
    tamis_matcher_find_emails(matcher, 1, &value, &record);
    for (tamis_kind kind = 0; kind <= TAMIS_KIND_COUNT; kind++) {
        tamis_matcher_find_texts(matcher, 1, kind, &value, &record);
        seen.offset = 0;
        (void)tamis_matcher_find_all(matcher, kind, value.data, size,
                                     check_hits, &seen, NULL);
    }
    if (size >= 16)
        tamis_matcher_find_digests(matcher, 1, 16, data, &record);
}

static uint64_t scan(tamis_database *database, tamis_tlp tlp,
                     const uint8_t *data, size_t size)
{
    tamis_matcher_options options = TAMIS_MATCHER_OPTIONS_INIT;
    struct seen seen = {database, size, 0, 0};
    tamis_matcher *matcher = NULL;

    options.flags = TAMIS_MATCHER_URL_EXPRESSIONS;
    options.clearance.tlp = tlp;
    CHECK(tamis_matcher_create(&matcher, database, &options, NULL) == TAMIS_OK);
    CHECK(tamis_matcher_scan(matcher, data, size, check_hits, &seen) ==
          TAMIS_OK);
    ask_everything(matcher, seen, data, size);
    tamis_matcher_destroy(matcher);
    return seen.count;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    tamis_database *database;
    void *bytes;

    if (size > 1 << 16)
        return 0;
    database = compile(data, size, &bytes);
    CHECK(scan(database, TAMIS_TLP_GREEN, data, size) <=
          scan(database, TAMIS_TLP_RED, data, size));
    tamis_database_release(database);
    free(bytes);
    return 0;
}
