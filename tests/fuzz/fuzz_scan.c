/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Hostile text through the scan and through every finder.
 *
 * The input is scanned as it is, and once more as the numbers of words of
 * fuzz_scan_words.h, of which candidates come out often. The database is made
 * once, of candidates of texts of these words, and opened with every table of
 * kernels. What is reported must be what a walk over the whole text
 * (indicator/extract.h) finds listed, hit by hit.
 */
#include "fuzz/fuzz_scan_words.h"
#include "indicator/extract.h"
#include "match/find.h"

#include <tamis/compile.h>
#include <tamis/tamis.h>

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CHECK(condition)                                                       \
    do {                                                                       \
        if (!(condition))                                                      \
            abort();                                                           \
    } while (0)

#define TEXT_SIZE_MAX ((size_t)1 << 16)
#define SEEN_MAX      65536
#define KEY_ROUNDS    3000

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A database with scalar kernels, with all, with those up to AVX2. */
static const uint32_t cpu_limits[] = {CPU_SCALAR, 0, 3};

#define TABLES (sizeof cpu_limits / sizeof *cpu_limits)
/* The one that asks for URLs in more ways. */
#define EXPRESSIONS (TABLES - 1)

static struct {
    tamis_database *database;
    tamis_matcher *green, *red;
} tables[TABLES];

struct place {
    uint64_t offset;
    uint32_t length;
    tamis_record_id record;
};

struct seen {
    const tamis_database *database;
    bool writes_events;
    size_t text_size;
    size_t count;
    uint64_t offset;
    struct place places[SEEN_MAX];
};

static struct seen found, expected, found_green;

static tamis_slice slice(const void *bytes, size_t size)
{
    tamis_slice made = {bytes, size};

    return made;
}

static int note_hits(void *context, const tamis_hit *hits, size_t hit_count)
{
    struct seen *seen = context;

    for (size_t i = 0; i < hit_count; i++) {
        CHECK(hits[i].offset >= seen->offset);
        CHECK(hits[i].offset + hits[i].length <= seen->text_size);
        seen->offset = hits[i].offset;
        if (seen->count < SEEN_MAX)
            seen->places[seen->count++] =
                (struct place){hits[i].offset, hits[i].length, hits[i].record};
        if (seen->writes_events && seen->count <= 2) {
            tamis_event_source source = TAMIS_EVENT_SOURCE_INIT;
            char event[16384];

            (void)tamis_event_write_ndjson(seen->database, &hits[i], &source,
                                           event, sizeof event);
        }
    }
    return 0;
}

static void begin(struct seen *seen, const tamis_database *database,
                  size_t size)
{
    seen->database = database;
    seen->text_size = size;
    seen->count = 0;
    seen->offset = 0;
}

/* --- the database --------------------------------------------------------- */

static uint32_t add_feed(tamis_compiler *compiler, const char *name,
                         tamis_tlp tlp, tamis_action action)
{
    tamis_feed_info info = TAMIS_FEED_INFO_INIT;
    uint32_t feed = 0;

    info.name = slice(name, strlen(name));
    info.tlp = tlp;
    info.action = action;
    CHECK(tamis_compiler_add_feed(compiler, &info, &feed, NULL) == TAMIS_OK);
    return feed;
}

static void add(tamis_compiler *compiler, uint32_t feed, tamis_kind kind,
                const char *text, size_t size)
{
    tamis_statement statement = TAMIS_STATEMENT_INIT;

    statement.kind = kind;
    statement.value = slice(text, size);
    CHECK(tamis_compiler_add(compiler, feed, &statement, NULL) == TAMIS_OK);
}

/* Half of the candidates of some texts of words, in turn GREEN and RED. */
static void add_candidates(tamis_compiler *compiler, const uint32_t *feeds)
{
    static struct extract extract;
    static uint8_t text[512];
    const struct candidate *candidate;
    char value[TAMIS_KEY_SIZE_MAX + 64];
    uint32_t state = 1;

    for (int round = 0; round < KEY_ROUNDS; round++) {
        size_t size = 0;

        for (int i = 0; i < 12; i++) {
            state = state * 1664525u + 1013904223u;
            size += fuzz_scan_word((uint8_t)(state >> 24), text + size,
                                   sizeof text - size);
        }
        extract_begin(&extract, text, size);
        while ((candidate = extract_next(&extract))) {
            const tamis_indicator *indicator = &candidate->indicator;
            size_t value_size;

            state = state * 1664525u + 1013904223u;
            if (state >> 31)
                continue;
            value_size =
                tamis_key_format(indicator->kind, indicator->key,
                                 indicator->key_size, value, sizeof value);
            if (value_size > 0 && value_size < sizeof value)
                add(compiler, feeds[state >> 30 & 1], indicator->kind, value,
                    value_size);
        }
    }
}

static void open_table(size_t n, const void *bytes, size_t size)
{
    tamis_database_options options = TAMIS_DATABASE_OPTIONS_INIT;
    tamis_matcher_options matcher = TAMIS_MATCHER_OPTIONS_INIT;

    options.cpu_limit = cpu_limits[n];
    CHECK(tamis_database_open_memory(&tables[n].database, bytes, size, &options,
                                     NULL) == TAMIS_OK);
    matcher.clearance.tlp = TAMIS_TLP_GREEN;
    CHECK(tamis_matcher_create(&tables[n].green, tables[n].database, &matcher,
                               NULL) == TAMIS_OK);
    matcher.clearance.tlp = TAMIS_TLP_RED;
    matcher.flags = n == EXPRESSIONS ? TAMIS_MATCHER_URL_EXPRESSIONS : 0;
    CHECK(tamis_matcher_create(&tables[n].red, tables[n].database, &matcher,
                               NULL) == TAMIS_OK);
}

static void open_tables(void)
{
    static const char *const values[] = {
        "evil.com", "11.0.0.0/8", "2001:db8::/32", "evil.com/a", "a@evil.com"};
    static void *bytes; /* of a database that lives as long as the process */
    tamis_compiler *compiler = NULL;
    uint32_t feeds[3];
    size_t size = 0;
    void *made = NULL;

    CHECK(tamis_compiler_create(&compiler, NULL, NULL) == TAMIS_OK);
    feeds[0] = add_feed(compiler, "green", TAMIS_TLP_GREEN, TAMIS_ACTION_LIST);
    feeds[1] = add_feed(compiler, "red", TAMIS_TLP_RED, TAMIS_ACTION_LIST);
    feeds[2] = add_feed(compiler, "mine", TAMIS_TLP_GREEN, TAMIS_ACTION_ALLOW);
    for (size_t i = 0; i < sizeof values / sizeof *values; i++)
        add(compiler, feeds[i % 2], TAMIS_KIND_AUTO, values[i],
            strlen(values[i]));
    add(compiler, feeds[2], TAMIS_KIND_AUTO, "good.evil.com", 13);
    add_candidates(compiler, feeds);
    CHECK(tamis_compiler_write_memory(compiler, &made, &size, NULL) ==
          TAMIS_OK);
    bytes = aligned_alloc(64, (size + 63) / 64 * 64);
    CHECK(bytes);
    memcpy(bytes, made, size);
    tamis_compiler_free_memory(compiler, made, size);
    tamis_compiler_destroy(compiler);
    for (size_t n = 0; n < TABLES; n++)
        open_table(n, bytes, size);
}

/* --- the checks ----------------------------------------------------------- */

/* What a walk over all of the text finds listed: the specification. */
static void walk(tamis_matcher *matcher, const uint8_t *text, size_t size)
{
    static struct extract extract;
    const struct candidate *candidate;

    matcher->callback = note_hits;
    matcher->callback_context = &expected;
    extract_begin(&extract, text, size);
    while ((candidate = extract_next(&extract))) {
        struct find_place place = {.offset = candidate->offset,
                                   .length = (uint32_t)candidate->size};

        if (find_ask(matcher, &candidate->indicator, &place) == 0)
            continue;
        observation_judge(&matcher->observation, &matcher->view);
        CHECK(observation_report(matcher) == 0);
    }
}

static bool is_same(const struct place *a, const struct place *b)
{
    return a->offset == b->offset && a->length == b->length &&
           a->record == b->record;
}

/* Says where they part. */
static void check_same(const struct seen *scanned, const struct seen *walked)
{
    size_t n = 0;

    while (n < scanned->count && n < walked->count &&
           is_same(&scanned->places[n], &walked->places[n]))
        n++;
    if (n == scanned->count && n == walked->count)
        return;
    fprintf(stderr, "hit %zu of %zu scanned and %zu walked:", n, scanned->count,
            walked->count);
    if (n < scanned->count)
        fprintf(stderr, " scanned %" PRIu64 "+%" PRIu32,
                scanned->places[n].offset, scanned->places[n].length);
    if (n < walked->count)
        fprintf(stderr, " walked %" PRIu64 "+%" PRIu32,
                walked->places[n].offset, walked->places[n].length);
    fputs("\n", stderr);
    abort();
}

static bool is_utf16(const uint8_t *text, size_t size)
{
    return size >= 2 && (text[0] ^ text[1]) == 1 && text[0] >= 0xfe;
}

/* Whoever sees less is told of no more. */
static void check_green(size_t n, const uint8_t *text, size_t size)
{
    begin(&found_green, tables[n].database, size);
    CHECK(tamis_matcher_scan(tables[n].green, text, size, note_hits,
                             &found_green) == TAMIS_OK);
    CHECK(found_green.count <= found.count);
}

static void check_text(const uint8_t *text, size_t size)
{
    for (size_t n = 0; n < TABLES; n++) {
        begin(&found, tables[n].database, size);
        /* What is written of a hit is not the kernels' work: once will do. */
        found.writes_events = n == EXPRESSIONS;
        CHECK(tamis_matcher_scan(tables[n].red, text, size, note_hits,
                                 &found) == TAMIS_OK);
        found.writes_events = false;
        if (n == 0)
            check_green(n, text, size);
        if (is_utf16(text, size))
            continue;
        /* Matchers that ask alike find alike. */
        if (n == 0 || n == EXPRESSIONS) {
            begin(&expected, tables[n].database, size);
            walk(tables[n].red, text, size);
        }
        check_same(&found, &expected);
    }
}

static void ask_everything(const uint8_t *data, size_t size)
{
    tamis_matcher *matcher = tables[EXPRESSIONS].red;
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
        begin(&found, tables[EXPRESSIONS].database, size);
        (void)tamis_matcher_find_all(matcher, kind, value.data, size, note_hits,
                                     &found, NULL);
    }
    if (size >= 16)
        tamis_matcher_find_digests(matcher, 1, 16, data, &record);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    uint8_t *text;
    size_t text_size = 0;

    if (size > TEXT_SIZE_MAX)
        return 0;
    if (!tables[0].database)
        open_tables();
    check_text(data, size);
    ask_everything(data, size);
    /* Of its exact size, so that a byte too many is seen. */
    text_size = fuzz_scan_text(data, size, NULL);
    if (text_size > TEXT_SIZE_MAX)
        return 0;
    text = malloc(text_size ? text_size : 1);
    CHECK(text);
    fuzz_scan_text(data, size, text);
    check_text(text, text_size);
    free(text);
    return 0;
}
