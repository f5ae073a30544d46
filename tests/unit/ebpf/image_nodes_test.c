/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Nodes of random databases, searched from one end to the other: every value
 * has the statements that the matcher finds of it, at the image's time and
 * until the answer's own; on any number of threads.
 */
#include "nodes_search.h"
#include "support/failing_allocator.h"
#include "support/random.h"
#include "unit/match/small_database.h"

#include <tamis/compile.h>
#include <tamis/tamis.h>

#include <arpa/inet.h>
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NOW            INT64_C(1787422219000000000)
#define HOUR           INT64_C(3600000000000)
#define FEEDS          7 /* 5: the operator's allows, 6: a warning list */
#define STATEMENTS_MAX 160
#define HITS_MAX       512

static const char policy_text[] = "protect 11.0.0.0/30\n"
                                  "protect 2a00:1::/64\n"
                                  "protect a.evil.com\n"
                                  "permit value 11.0.1.1\n"
                                  "permit value 11.0.0.0/24\n"
                                  "permit value 11.0.0.1:80\n"
                                  "permit value evil.com\n";

static tamis_slice text_of(const char *text)
{
    return (tamis_slice){text, strlen(text)};
}

static void make_name(struct random *random, char *value, size_t size)
{
    static const char *const tops[] = {"evil.com", "bad.org", "n.net",
                                       "x.y.bad.org"};
    size_t depth = (size_t)random_below(random, 4);
    char inner[128];

    snprintf(value, size, "%s", tops[random_below(random, 4)]);
    while (depth-- > 0) {
        snprintf(inner, sizeof inner, "%s", value);
        snprintf(value, size, "%c.%.100s", "abx"[random_below(random, 3)],
                 inner);
    }
}

static void make_address(struct random *random, char *value, size_t size,
                         bool is_prefix)
{
    static const unsigned v4[] = {32, 32, 32, 31, 30, 24, 16, 8};
    static const unsigned v6[] = {128, 128, 127, 96, 64, 48, 32, 16};
    bool is_v6 = random_one_in(random, 3);
    unsigned length = (is_v6 ? v6 : v4)[random_below(random, 8)];
    unsigned a = (unsigned)random_below(random, 3);
    unsigned b = (unsigned)random_below(random, 4);
    char address[64];

    if (is_v6)
        snprintf(address, sizeof address, "2a00:%x::%x:%x", a + 1, b / 2, b);
    else
        snprintf(address, sizeof address, "11.0.%u.%u", a, b);
    if (is_prefix)
        snprintf(value, size, "%s/%u", address, length);
    else
        snprintf(value, size, "%s", address);
}

/* A value to list, or to ask for. */
static tamis_kind make_value(struct random *random, char *value, size_t size,
                             bool is_listed)
{
    char address[64];

    switch (random_below(random, 5)) {
    case 0:
        make_address(random, address, sizeof address, false);
        snprintf(value, size, strchr(address, ':') ? "[%s]:%u" : "%s:%u",
                 address, 80 + (unsigned)random_below(random, 2));
        return TAMIS_KIND_IP_PORT;
    case 1:
    case 2:
        make_name(random, value, size);
        return TAMIS_KIND_DOMAIN;
    default:
        make_address(random, value, size, is_listed);
        return TAMIS_KIND_IP;
    }
}

static void add_feeds(tamis_compiler *compiler, struct random *random)
{
    for (uint32_t n = 0; n < FEEDS; n++) {
        tamis_feed_info info = TAMIS_FEED_INFO_INIT;
        tamis_error error;
        uint32_t feed;
        char name[16];

        snprintf(name, sizeof name, "feed-%u", n);
        info.name = text_of(name);
        info.tlp = n < 5 ? (tamis_tlp)random_below(random, 5) : 0;
        info.action = n == 5   ? TAMIS_ACTION_ALLOW
                      : n == 6 ? TAMIS_ACTION_WARN
                               : TAMIS_ACTION_LIST;
        cr_assert_eq(tamis_compiler_add_feed(compiler, &info, &feed, &error),
                     TAMIS_OK, "%s", error.message);
        cr_assert_eq(feed, n);
    }
}

static void add_statement(tamis_compiler *compiler, struct random *random)
{
    static const tamis_pap paps[] = {TAMIS_PAP_UNMARKED, TAMIS_PAP_GREEN,
                                     TAMIS_PAP_AMBER, TAMIS_PAP_RED};
    tamis_statement statement = TAMIS_STATEMENT_INIT;
    uint32_t feed = (uint32_t)random_below(random, FEEDS);
    char value[160], reference[8];
    tamis_error error;

    statement.kind = make_value(random, value, sizeof value, true);
    statement.value = text_of(value);
    if (statement.kind == TAMIS_KIND_DOMAIN)
        statement.mode = (tamis_mode)random_below(random, 3);
    statement.action = feed == 5   ? TAMIS_ACTION_ALLOW
                       : feed == 6 ? TAMIS_ACTION_WARN
                                   : TAMIS_ACTION_LIST;
    if (feed < 5 && random_one_in(random, 8))
        statement.action = TAMIS_ACTION_ALLOW;
    statement.pap = paps[random_below(random, 4)];
    statement.fields = (uint32_t)random_below(random, 8);
    snprintf(reference, sizeof reference, "r%u",
             (unsigned)random_below(random, 3));
    statement.reference = text_of(reference);
    if (random_one_in(random, 5))
        statement.valid_until_ns =
            NOW + ((int64_t)random_below(random, 12) - 2) * HOUR / 2;
    if (random_one_in(random, 6) && statement.valid_until_ns > NOW + 6 * HOUR)
        statement.valid_from_ns =
            NOW + ((int64_t)random_below(random, 8) - 2) * HOUR;
    if (statement.valid_until_ns <= NOW)
        statement.valid_until_ns = NOW + 1;
    cr_assert_eq(tamis_compiler_add(compiler, feed, &statement, &error),
                 TAMIS_OK, "%s: %s", value, error.message);
}

static tamis_database *compile_random(struct random *random, void **bytes)
{
    tamis_compiler_options options = TAMIS_COMPILER_OPTIONS_INIT;
    size_t count = (size_t)random_between(random, 1, STATEMENTS_MAX);
    tamis_compiler *compiler;
    tamis_error error;

    options.flags = TAMIS_COMPILER_KEEP_GOING | TAMIS_COMPILER_ALLOW_SPECIAL;
    options.time_ns = NOW - 10 * HOUR;
    cr_assert_eq(tamis_compiler_create(&compiler, &options, &error), TAMIS_OK);
    add_feeds(compiler, random);
    while (count-- > 0)
        add_statement(compiler, random);
    return compiled_database(compiler, bytes);
}

/* Statements as words that sort: feed, restricted, fields. */
struct told {
    char statements[HITS_MAX][32];
    size_t count;
    bool is_warned;
    tamis_record_id records[HITS_MAX];
    size_t record_count;
};

static int compare_texts(const void *a, const void *b)
{
    return strcmp(a, b);
}

static void sort_told(struct told *told)
{
    size_t kept = 0;

    qsort(told->statements, told->count, sizeof *told->statements,
          compare_texts);
    for (size_t n = 0; n < told->count; n++)
        if (kept == 0 ||
            strcmp(told->statements[kept - 1], told->statements[n]) != 0)
            memmove(told->statements[kept++], told->statements[n], 32);
    told->count = kept;
}

static bool is_permitted(const tamis_hit *hit)
{
    char text[160];

    tamis_key_format(hit->kind, hit->key.data, hit->key.size, text,
                     sizeof text);
    return strcmp(text, "11.0.1.1") == 0 || strcmp(text, "11.0.0.0/24") == 0 ||
           strcmp(text, "11.0.0.1:80") == 0 || strcmp(text, "evil.com") == 0;
}

static void tell(struct told *told, tamis_slice feed, bool is_restricted,
                 uint32_t fields)
{
    cr_assert_lt(told->count, HITS_MAX);
    snprintf(told->statements[told->count++], 32, "%.*s %d %u", (int)feed.size,
             feed.data, is_restricted, fields);
}

static int take_hits(void *context, const tamis_hit *hits, size_t count)
{
    struct told *told = context;

    for (size_t n = 0; n < count; n++) {
        const tamis_entry *entry = &hits[n].entry;
        uint32_t fields = entry->fields & 3;
        bool is_restricted =
            entry->pap != TAMIS_PAP_CLEAR && entry->pap != TAMIS_PAP_GREEN;

        tell(told, entry->feed, is_restricted && !is_permitted(&hits[n]),
             fields == 3 ? 0 : fields);
        told->is_warned |= hits[n].warning_count > 0;
        told->records[told->record_count++] = hits[n].record;
    }
    return 0;
}

static void ask_matcher(struct told *told, tamis_matcher *matcher, int64_t time,
                        tamis_kind kind, const char *value)
{
    tamis_error error;

    memset(told, 0, sizeof *told);
    tamis_matcher_set_time(matcher, time, 0);
    cr_assert_eq(tamis_matcher_find_all(matcher, kind, value, strlen(value),
                                        take_hits, told, &error),
                 TAMIS_OK, "%s", error.message);
    sort_told(told);
}

static void ask_nodes(struct told *told, const struct image_nodes *nodes,
                      uint32_t answer)
{
    memset(told, 0, sizeof *told);
    if (answer) {
        uint32_t set = nodes->answers[answer].set;

        cr_assert_lt(set, nodes->set_count);
        for (uint32_t n = 0; n < nodes->spans[set].count; n++) {
            const struct image_statement *statement =
                &nodes->statements[nodes->spans[set].first + n];

            tell(told, nodes->feeds[statement->feed], statement->is_restricted,
                 statement->fields);
        }
        told->is_warned = nodes->sets[set].flags & IMAGE_SET_WARNED;
    }
    sort_told(told);
}

static void check_equal(const struct told *told, const struct told *expected,
                        const char *value, const char *when)
{
    cr_assert_eq(told->count, expected->count, "%s %s: %zu statements of %zu",
                 value, when, told->count, expected->count);
    for (size_t n = 0; n < told->count; n++)
        cr_assert_str_eq(told->statements[n], expected->statements[n], "%s %s",
                         value, when);
}

static bool is_protected(tamis_kind kind, const char *value)
{
    size_t size = strlen(value);

    if (kind == TAMIS_KIND_DOMAIN)
        return strcmp(value, "a.evil.com") == 0 ||
               (size > 11 && strcmp(value + size - 11, ".a.evil.com") == 0);
    return strncmp(value, "11.0.0.", 7) == 0 ||
           strncmp(value + (value[0] == '['), "2a00:1::", 8) == 0;
}

/* The record stands for the value: the same is stated of what it is of, or of
 * names under that. */
static bool stands_for(tamis_matcher *matcher, const tamis_record *record,
                       const char *label, const struct told *expected)
{
    char text[TAMIS_KEY_SIZE_MAX + 8];
    size_t size = strlen(strcpy(text, label));
    struct told told;

    memset(&told, 0, sizeof told);
    size += tamis_key_format(record->kind, record->key.data, record->key.size,
                             text + size, sizeof text - size);
    cr_assert_eq(tamis_matcher_find_all(matcher, record->kind, text, size,
                                        take_hits, &told, NULL),
                 TAMIS_OK, "%s", text);
    sort_told(&told);
    return told.count == expected->count &&
           memcmp(told.statements, expected->statements,
                  told.count * sizeof *told.statements) == 0;
}

static void check_record(const struct image_nodes *nodes, uint32_t answer,
                         const struct told *expected, tamis_matcher *matcher,
                         const char *value)
{
    tamis_record_id id = nodes->records[answer];
    tamis_record record;

    cr_assert_eq(id == TAMIS_RECORD_NONE, expected->record_count == 0, "%s",
                 value);
    if (id == TAMIS_RECORD_NONE)
        return;
    /* Its own statements may have ended, or not begun. */
    tamis_matcher_set_time(matcher, NOW, 1);
    cr_assert(tamis_matcher_record(matcher, id, &record), "%s", value);
    tamis_matcher_set_time(matcher, NOW, 0);
    cr_assert(stands_for(matcher, &record, "", expected) ||
                  (record.kind == TAMIS_KIND_DOMAIN &&
                   stands_for(matcher, &record, "zz-9.", expected)),
              "%s", value);
}

/* The answer of a value, now and until its own time. */
static void check_value(const struct image_nodes *nodes, tamis_matcher *matcher,
                        tamis_kind kind, const char *value)
{
    uint32_t answer = nodes_search(nodes, kind, value), flags = 0, hours = 0;
    struct told expected, told;

    ask_nodes(&told, nodes, answer);
    ask_matcher(&expected, matcher, NOW, kind, value);
    check_equal(&told, &expected, value, "now");
    check_record(nodes, answer, &expected, matcher, value);
    if (!answer)
        return;
    flags = nodes->sets[nodes->answers[answer].set].flags;
    cr_assert_eq(!(flags & IMAGE_SET_ALLOWED), expected.count > 0, "%s", value);
    cr_assert_eq(!(flags & IMAGE_SET_PROTECTED), !is_protected(kind, value),
                 "%s", value);
    if (expected.is_warned)
        cr_assert(flags & IMAGE_SET_WARNED, "%s", value);
    if (expected.count > 0 && kind != TAMIS_KIND_IP_PORT)
        cr_assert_eq(told.is_warned, expected.is_warned, "%s", value);
    hours = nodes->answers[answer].until_hours;
    for (uint32_t hour = 0; hour < hours && hour < 12; hour++) {
        ask_matcher(&expected, matcher, NOW + (hour + 1) * HOUR - 1, kind,
                    value);
        check_equal(&told, &expected, value, "until then");
    }
}

static tamis_clearance random_clearance(struct random *random)
{
    tamis_clearance clearance = TAMIS_CLEARANCE_INIT;

    clearance.tlp = (tamis_tlp)random_below(random, 5);
    clearance.flags = 0;
    clearance.time_ns = NOW;
    return clearance;
}

Test(image_nodes, answer_what_the_matcher_finds)
{
    struct random random;
    tamis_xdp_policy *policy;
    tamis_error error;
    size_t answers = 0, allowed = 0, twos = 0;

    random_begin(&random, "image_nodes");
    cr_assert_eq(tamis_xdp_policy_create(&policy, NULL, &error), TAMIS_OK);
    cr_assert_eq(tamis_xdp_policy_parse(policy, "test", policy_text,
                                        strlen(policy_text), &error),
                 TAMIS_OK, "%s", error.message);
    for (int round = 0; round < 300; round++) {
        tamis_matcher_options options = TAMIS_MATCHER_OPTIONS_INIT;
        tamis_matcher *matcher;
        struct image_nodes nodes;
        void *bytes;
        tamis_database *database = compile_random(&random, &bytes);
        tamis_clearance clearance = random_clearance(&random);
        struct image_request request = {
            .database = database,
            .clearance = &clearance,
            .policy = policy,
            .time_ns = NOW,
            .thread_count = (uint32_t)random_between(&random, 1, 4)};

        options.clearance = clearance;
        cr_assert_eq(tamis_matcher_create(&matcher, database, &options, &error),
                     TAMIS_OK);
        cr_assert_eq(image_nodes_gather(&nodes, &request, &error), TAMIS_OK,
                     "%s", error.message);
        for (int n = 0; n < 150; n++) {
            char value[160];
            tamis_kind kind = make_value(&random, value, sizeof value, false);

            check_value(&nodes, matcher, kind, value);
        }
        answers += nodes.answer_count;
        for (uint32_t n = 0; n < nodes.set_count; n++)
            allowed += nodes.sets[n].flags & IMAGE_SET_ALLOWED ? 1 : 0;
        for (uint32_t n = 0; n < nodes.name_count; n++)
            twos += nodes.names[n].value & IMAGE_NAME_TWO ? 1 : 0;
        image_nodes_release(&nodes);
        tamis_matcher_destroy(matcher);
        tamis_database_release(database);
        free(bytes);
    }
    /* Worlds without these would prove little. */
    cr_expect_gt(answers, 3000);
    cr_expect_gt(allowed, 100);
    cr_expect_gt(twos, 100);
    tamis_xdp_policy_destroy(policy);
}

Test(image_nodes, every_failing_allocation_is_reported_and_leaks_nothing)
{
    struct random random;
    tamis_database *database;
    struct image_nodes nodes;
    tamis_error error;
    void *bytes;

    random_begin(&random, "image_nodes allocation");
    database = compile_random(&random, &bytes);
    for (uint64_t n = 1;; n++) {
        struct failing_allocator failing;
        struct image_request request = {.database = database,
                                        .time_ns = NOW,
                                        .thread_count = 1,
                                        .heap = &failing.allocator};
        tamis_status status;

        failing_allocator_begin(&failing, n);
        status = image_nodes_gather(&nodes, &request, &error);
        if (status == TAMIS_OK)
            image_nodes_release(&nodes);
        cr_assert_eq(failing.live_count, 0, "allocation %u", (unsigned)n);
        if (!failing.has_failed) {
            cr_assert_eq(status, TAMIS_OK);
            break;
        }
        cr_assert_eq(status, TAMIS_ERROR_MEMORY, "allocation %u", (unsigned)n);
    }
    tamis_database_release(database);
    free(bytes);
}
