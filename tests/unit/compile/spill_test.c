/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Large compiles: the same bytes and counts on any number of threads, with and
 * without a temporary file, in any order of the statements; and the records
 * that a model makes of them.
 */
#include "unit/compile/compile_case.h"

#include "base/slice.h"
#include "support/random.h"

#include <criterion/criterion.h>

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

TestSuite(spill, .fini = case_end);

#define STATEMENTS 120000u
#define VALUES     70000u /* of which they are about */
#define REFERENCES 3u

struct said {
    uint32_t value;
    uint8_t feed, reference, tag, is_timed;
};

static size_t write_value(uint32_t n, char *value, size_t capacity)
{
    switch (n % 5) {
    case 0:
        return (size_t)snprintf(value, capacity, "host%u.evil%u.com", n,
                                n % 100);
    case 1: /* most under one first byte */
        return (size_t)snprintf(value, capacity, "45.%u.%u.%u", n >> 16,
                                n >> 8 & 255, n & 255);
    case 2:
        return (size_t)snprintf(value, capacity, "http://evil%u.com/%x", n % 50,
                                n * 2654435761u);
    case 3:
        return (size_t)snprintf(value, capacity, "2a00:%x:%x::1", n & 255,
                                n >> 8);
    default:
        return (size_t)snprintf(value, capacity, "%032x%032x", n,
                                n * 2654435761u);
    }
}

static struct said *make_statements(struct random *random)
{
    struct said *said = malloc(STATEMENTS * sizeof *said);

    for (size_t i = 0; i < STATEMENTS; i++)
        said[i] = (struct said){
            .value = (uint32_t)random_below(random, VALUES),
            .feed = (uint8_t)random_below(random, 2),
            .reference = random_one_in(random, 4)
                             ? (uint8_t)random_below(random, REFERENCES)
                             : 0,
            .tag = (uint8_t)random_below(random, 3),
            .is_timed = random_one_in(random, 5),
        };
    return said;
}

static void shuffle(struct random *random, struct said *said)
{
    for (size_t i = STATEMENTS; i > 1; i--) {
        size_t n = random_below(random, i);
        struct said moved = said[i - 1];

        said[i - 1] = said[n];
        said[n] = moved;
    }
}

static void add_said(tamis_compiler *compiler, const uint32_t feeds[2],
                     const struct said *said)
{
    static const char *const references[REFERENCES] = {"", "report-1",
                                                       "report-2"};
    static const char *const tags[] = {"a", "b", "c"};
    tamis_statement statement = TAMIS_STATEMENT_INIT;
    tamis_slice tag = slice_text(tags[said->tag]);
    char value[100];

    statement.value =
        slice_make(value, write_value(said->value, value, sizeof value));
    statement.reference = slice_text(references[said->reference]);
    statement.tags = &tag;
    statement.tag_count = said->reference > 0;
    if (said->is_timed) {
        statement.seen_ns = 5 * DAY_NS;
        statement.valid_until_ns = said->tag == 2 ? DAY_NS : 9 * DAY_NS;
    }
    case_add_statement(compiler, feeds[said->feed], &statement);
}

struct compiled {
    tamis_compiler *compiler;
    void *bytes;
    size_t size;
    tamis_compile_report report;
};

struct way {
    uint32_t threads;
    uint64_t memory_limit;
    bool has_allows;
};

static void compile(const struct way *way, const struct said *said,
                    struct compiled *compiled)
{
    tamis_compiler_options options = TAMIS_COMPILER_OPTIONS_INIT;
    uint32_t feeds[2], allow;

    options.threads = way->threads;
    options.memory_limit = way->memory_limit;
    options.time_ns = 6 * DAY_NS;
    compiled->compiler = case_create(&options);
    feeds[0] = case_feed(compiled->compiler, "one", TAMIS_TLP_GREEN);
    feeds[1] = case_feed(compiled->compiler, "two", TAMIS_TLP_AMBER);
    if (way->has_allows) {
        allow = case_other(compiled->compiler, "allow", TAMIS_ACTION_ALLOW);
        case_add(compiled->compiler, allow, "evil7.com");
        case_add(compiled->compiler, allow, "45.0.3.0/24");
        case_add(compiled->compiler, allow, "evil8.com/1");
        allow = case_other(compiled->compiler, "warn", TAMIS_ACTION_WARN);
        case_add(compiled->compiler, allow, "evil9.com");
    }
    for (size_t i = 0; i < STATEMENTS; i++)
        add_said(compiled->compiler, feeds, &said[i]);
    case_write_bytes(compiled->compiler, &compiled->bytes, &compiled->size);
    compiled->report = case_report(compiled->compiler, UINT32_MAX);
}

static void check_ways(bool has_allows)
{
    static const uint32_t threads[] = {1, 2, 3, 8};
    static struct compiled first, other;
    struct random random;
    struct said *said;

    random_begin(&random, has_allows ? "spill with allows" : "spill");
    said = make_statements(&random);
    compile(&(struct way){1, 0, has_allows}, said, &first);
    cr_assert_eq(first.report.outcomes[TAMIS_OUTCOME_REJECTED], 0);
    cr_assert_gt(first.report.outcomes[TAMIS_OUTCOME_MERGED], 1000);
    cr_assert_gt(first.report.outcomes[TAMIS_OUTCOME_EXPIRED], 1000);
    cr_assert_eq(first.report.outcomes[TAMIS_OUTCOME_ALLOWED] > 100,
                 has_allows);
    for (size_t i = 0; i < 2 * sizeof threads / sizeof *threads; i++) {
        const struct way way = {threads[i / 2], i % 2, has_allows};

        shuffle(&random, said);
        compile(&way, said, &other);
        cr_assert_eq(first.size, other.size, "%u threads", way.threads);
        cr_assert_eq(memcmp(first.bytes, other.bytes, first.size), 0,
                     "%u threads, limit %u", way.threads,
                     (unsigned)way.memory_limit);
        cr_assert_eq(memcmp(&first.report, &other.report, sizeof first.report),
                     0);
        case_destroy(other.compiler);
    }
    free(said);
}

Test(spill, bytes_do_not_depend_on_threads_memory_or_order, .timeout = 300)
{
    check_ways(false);
}

Test(spill, nor_do_they_with_allows_and_warnings, .timeout = 300)
{
    check_ways(true);
}

/* What the model expects of one value: its entries, by feed and reference. */
struct expected {
    uint8_t entries[2][REFERENCES]; /* 1: tag a, 2: tag b, 4: c; 8: is there */
};

static struct expected *make_expected(const struct said *said)
{
    struct expected *expected = calloc(VALUES, sizeof *expected);

    for (size_t i = 0; i < STATEMENTS; i++) {
        uint8_t *entry =
            &expected[said[i].value].entries[said[i].feed][said[i].reference];

        if (said[i].is_timed && said[i].tag == 2)
            continue; /* expired */
        *entry |= 8;
        if (said[i].reference > 0)
            *entry |= (uint8_t)(1u << said[i].tag);
    }
    return expected;
}

static uint64_t find_value(const struct expected *expected, const char *text)
{
    char value[100];
    unsigned n = 0, part[3];

    (void)expected;
    if (sscanf(text, "host%u.", &n) == 1)
        return n;
    if (sscanf(text, "45.%u.%u.%u", &part[0], &part[1], &part[2]) == 3)
        return part[0] << 16 | part[1] << 8 | part[2];
    if (strlen(text) == 64 && sscanf(text, "%32x", &n) == 1) {
        memcpy(value, text, 32);
        value[32] = '\0';
        return strtoul(value, NULL, 16);
    }
    return UINT64_MAX;
}

static void check_record(const struct expected *expected, tamis_cursor *cursor,
                         const char *text)
{
    static const char *const references[REFERENCES] = {"", "report-1",
                                                       "report-2"};
    tamis_entry entries[2 * REFERENCES + 1];
    size_t count = tamis_cursor_entries(cursor, 0, 2 * REFERENCES + 1, entries);
    size_t at = 0;

    for (size_t feed = 0; feed < 2; feed++) {
        for (size_t n = 0; n < REFERENCES; n++) {
            uint8_t wanted = expected->entries[feed][n];

            if (!wanted)
                continue;
            cr_assert_lt(at, count, "%s", text);
            cr_assert(slice_equal(entries[at].feed,
                                  slice_text(feed ? "two" : "one")));
            cr_assert(
                slice_equal(entries[at].reference, slice_text(references[n])));
            cr_assert_eq(entries[at].tag_count,
                         (unsigned)__builtin_popcount(wanted & 7));
            at++;
        }
    }
    cr_assert_eq(at, count, "%s", text);
}

/* The sum over all values that are there, and each that its text tells. */
Test(spill, the_records_are_those_of_the_model)
{
    static const struct way way = {2, 1, false};
    static struct compiled compiled;
    struct random random;
    struct said *said;
    struct expected *expected;
    tamis_database *database;
    tamis_cursor *cursor;
    tamis_record record;
    size_t there = 0, found = 0, checked = 0;

    random_begin(&random, "spill model");
    said = make_statements(&random);
    expected = make_expected(said);
    compile(&way, said, &compiled);
    for (size_t i = 0; i < VALUES; i++)
        there += memcmp(&expected[i], &(struct expected){{{0}}},
                        sizeof *expected) != 0;
    cr_assert_eq(tamis_database_open_memory(&database, compiled.bytes,
                                            compiled.size, NULL, NULL),
                 TAMIS_OK);
    cr_assert_eq(tamis_cursor_create(&cursor, database, NULL, NULL), TAMIS_OK);
    while (tamis_cursor_next(cursor, &record)) {
        char text[200];
        uint64_t n;

        tamis_key_format(record.kind, record.key.data, record.key.size, text,
                         sizeof text);
        n = find_value(expected, text);
        found++;
        if (n == UINT64_MAX)
            continue;
        cr_assert_lt(n, VALUES, "%s", text);
        check_record(&expected[n], cursor, text);
        checked++;
    }
    cr_assert_eq(found, there, "%zu records, %zu values", found, there);
    cr_assert_gt(checked, there / 2);
    tamis_cursor_destroy(cursor);
    tamis_database_release(database);
    free(expected);
    free(said);
}

/* No room for spills: an error, and nothing is left behind. */
Test(spill, a_full_disk_ends_the_compile)
{
    const struct rlimit limit = {50000, 50000};
    tamis_compiler_options options = TAMIS_COMPILER_OPTIONS_INIT;
    tamis_error error = {.status = TAMIS_OK};
    tamis_status status = TAMIS_OK;
    tamis_compiler *compiler;
    char value[80];
    uint32_t feed;

    signal(SIGXFSZ, SIG_IGN);
    options.memory_limit = 1;
    options.spill_folder = "/tmp";
    compiler = case_create(&options);
    feed = case_feed(compiler, "f", TAMIS_TLP_GREEN);
    cr_assert_eq(setrlimit(RLIMIT_FSIZE, &limit), 0);
    for (uint32_t i = 0; i < 300000 && status == TAMIS_OK; i++) {
        tamis_statement statement = TAMIS_STATEMENT_INIT;

        statement.value = slice_make(
            value, (size_t)snprintf(value, sizeof value, "%064x", i));
        status = tamis_compiler_add(compiler, feed, &statement, &error);
    }
    cr_assert_eq(status, TAMIS_ERROR_SYSTEM);
    cr_expect_not_null(strstr(error.message, "/tmp"), "%s", error.message);
    cr_expect_eq(case_try_write(compiler, &error), TAMIS_ERROR_SYSTEM);
    case_destroy(compiler);
}
