/* SPDX-License-Identifier: BSD-2-Clause */
/* Every way to ask against the naive model, on random worlds. */
#include "property/world.h"
#include "simd/cpu.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define WORLDS 60
#define VALUES 60

/* Answers as lines, sorted, each once. */
struct answers {
    char lines[2048][256];
    size_t count;
};

static struct answers expected, got;

/* One answer before it is a line. */
struct answer {
    tamis_kind kind;
    tamis_mode mode;
    tamis_tlp tlp;
    const char *value, *feed, *reference;
};

static void add_answer(struct answers *answers, const struct answer *answer)
{
    cr_assert_lt(answers->count, 2048);
    snprintf(answers->lines[answers->count++], 256, "%u %u %s %s %s %u",
             answer->kind, answer->mode, answer->value, answer->feed,
             answer->reference, answer->tlp);
}

static int compare_lines(const void *a, const void *b)
{
    return strcmp(a, b);
}

static void sort_answers(struct answers *answers)
{
    size_t kept = 0;

    qsort(answers->lines, answers->count, 256, compare_lines);
    for (size_t i = 0; i < answers->count; i++)
        if (kept == 0 ||
            strcmp(answers->lines[kept - 1], answers->lines[i]) != 0)
            memmove(answers->lines[kept++], answers->lines[i], 256);
    answers->count = kept;
}

static tamis_mode mode_of(const struct world_statement *statement)
{
    return statement->kind == TAMIS_KIND_IP && strchr(statement->value, '/')
               ? TAMIS_MODE_PREFIX
               : statement->mode;
}

static void ask_model(const struct world *world,
                      const struct world_reader *reader, tamis_kind kind,
                      const char *value)
{
    expected.count = 0;
    for (size_t i = 0; i < world->statement_count; i++) {
        const struct world_statement *statement = &world->statements[i];

        if (world_lists(world, statement, reader, kind, value))
            add_answer(&expected,
                       &(struct answer){statement->kind, mode_of(statement),
                                        world_statement_tlp(world, statement),
                                        statement->value,
                                        world->feeds[statement->feed].name,
                                        statement->reference});
    }
    sort_answers(&expected);
}

static int collect(void *context, const tamis_hit *hits, size_t hit_count)
{
    (void)context;
    for (size_t i = 0; i < hit_count; i++) {
        char value[256], feed[32], reference[32];

        tamis_key_format(hits[i].kind, hits[i].key.data, hits[i].key.size,
                         value, sizeof value);
        snprintf(feed, sizeof feed, "%.*s", (int)hits[i].entry.feed.size,
                 hits[i].entry.feed.data);
        snprintf(reference, sizeof reference, "%.*s",
                 (int)hits[i].entry.reference.size,
                 hits[i].entry.reference.data);
        add_answer(&got,
                   &(struct answer){hits[i].kind, hits[i].mode,
                                    hits[i].entry.tlp, value, feed, reference});
    }
    return 0;
}

static void compare_answers(const char *value)
{
    for (size_t i = 0; i < expected.count && i < got.count; i++)
        cr_assert_str_eq(got.lines[i], expected.lines[i], "asked for %s",
                         value);
    cr_assert_eq(got.count, expected.count,
                 "asked for %s: %zu answers, the model has %zu (%s)", value,
                 got.count, expected.count,
                 got.count > expected.count ? got.lines[expected.count]
                                            : expected.lines[got.count]);
}

static tamis_record_id ask_batch(tamis_matcher *matcher, tamis_kind kind,
                                 const char *value)
{
    tamis_slice slice = {value, strlen(value)};
    tamis_record_id record = TAMIS_RECORD_NONE;
    tamis_address address = {{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 255, 255}};
    tamis_indicator indicator;

    cr_assert_eq(
        tamis_indicator_parse(&indicator, kind, value, slice.size, 0, NULL),
        TAMIS_OK, "%s", value);
    if (kind == TAMIS_KIND_IP) {
        if (indicator.key_size == 5)
            memcpy(address.bytes + 12, indicator.key, 4);
        else
            memcpy(address.bytes, indicator.key, 16);
        tamis_matcher_find_addresses(matcher, 1, &address, &record);
    } else if (kind == TAMIS_KIND_DOMAIN) {
        tamis_matcher_find_domains(matcher, 1, &slice, &record);
    } else if (kind == TAMIS_KIND_URL) {
        tamis_matcher_find_urls(matcher, 1, &slice, &record);
    } else if (kind == TAMIS_KIND_EMAIL) {
        tamis_matcher_find_emails(matcher, 1, &slice, &record);
    } else if (kind != TAMIS_KIND_IP_PORT) {
        tamis_matcher_find_digests(matcher, 1, indicator.key_size,
                                   indicator.key, &record);
    } else {
        tamis_matcher_find_texts(matcher, 1, kind, &slice, &record);
    }
    return record;
}

/* What a record that keeps no value was asked for as. */
struct told {
    tamis_record_id record;
    char *text; /* 256 bytes */
};

static int tell(void *context, const tamis_hit *hits, size_t hit_count)
{
    struct told *told = context;

    for (size_t i = 0; i < hit_count; i++)
        if (hits[i].record == told->record)
            tamis_key_format(hits[i].kind, hits[i].key.data, hits[i].key.size,
                             told->text, 256);
    return 0;
}

static void write_value(tamis_matcher *matcher, const tamis_database *database,
                        const tamis_record *record, const char *asked,
                        char text[256])
{
    struct told told = {record->id, text};
    tamis_error error;

    text[0] = 0;
    if (tamis_record_is_fingerprint(database, record))
        tamis_matcher_find_all(matcher, TAMIS_KIND_AUTO, asked, strlen(asked),
                               tell, &told, &error);
    else
        tamis_key_format(record->kind, record->key.data, record->key.size, text,
                         256);
}

/* The first record is one of the answers, and of addresses the longest. */
static void check_first(tamis_matcher *matcher, const tamis_database *database,
                        tamis_kind kind, const char *value)
{
    tamis_record_id id = ask_batch(matcher, kind, value);
    tamis_record record;
    char text[256], prefix[300];
    bool is_found = false;

    cr_assert_eq(id == TAMIS_RECORD_NONE, expected.count == 0, "%s", value);
    if (id == TAMIS_RECORD_NONE)
        return;
    cr_assert(tamis_matcher_record(matcher, id, &record));
    write_value(matcher, database, &record, value, text);
    snprintf(prefix, sizeof prefix, "%u %u %s ", record.kind, record.mode,
             text);
    for (size_t i = 0; i < expected.count; i++) {
        const char *slash = strchr(expected.lines[i], '/');

        is_found |= strncmp(expected.lines[i], prefix, strlen(prefix)) == 0;
        if (kind == TAMIS_KIND_IP)
            cr_assert_leq(slash ? atoi(slash + 1) : 128,
                          (uint8_t)record.key.data[record.key.size - 1] ==
                                  (record.key.size - 1) * 8
                              ? 128
                              : record.key.data[record.key.size - 1],
                          "%s: %s is not the longest", value, text);
    }
    cr_assert(is_found, "%s: %s is no answer", value, text);
}

static void check_world(const struct world *world, struct random *random,
                        uint32_t cpu_limit, uint32_t fingerprint_bits)
{
    struct world_choice choice = {.cpu_limit = cpu_limit,
                                  .fingerprint_bits = fingerprint_bits};
    void *bytes;
    size_t size;
    tamis_database *database = world_compile(world, &choice, &bytes, &size);
    tamis_error error;

    for (int r = 0; r < 4; r++) {
        tamis_matcher_options options = TAMIS_MATCHER_OPTIONS_INIT;
        struct world_reader reader;
        tamis_slice names[2];
        tamis_matcher *matcher;

        world_make_reader(&reader, world, random);
        world_clearance(&reader, &options.clearance, names);
        cr_assert_eq(tamis_matcher_create(&matcher, database, &options, &error),
                     TAMIS_OK);
        for (int v = 0; v < VALUES; v++) {
            char value[160];
            tamis_kind kind = world_make_value(random, value);

            ask_model(world, &reader, kind, value);
            got.count = 0;
            cr_assert_eq(tamis_matcher_find_all(matcher, kind, value,
                                                strlen(value), collect, NULL,
                                                &error),
                         TAMIS_OK, "%s", error.message);
            sort_answers(&got);
            compare_answers(value);
            check_first(matcher, database, kind, value);
        }
        tamis_matcher_destroy(matcher);
    }
    tamis_database_release(database);
    free(bytes);
}

Test(model, find_all_and_find_give_what_a_linear_search_gives)
{
    static const uint32_t limits[] = {0, CPU_SCALAR, CPU_SCALAR | CPU_AVX2};
    static struct world world;
    struct random random;

    random_begin(&random, "model");
    for (int i = 0; i < WORLDS; i++) {
        world_make(&world, &random);
        /* In turn with the best kernels of this CPU and those of others. */
        check_world(&world, &random, limits[i % 3], 0);
    }
}

Test(model, fingerprints_answer_as_values_do)
{
    static struct world world;
    struct random random;

    random_begin(&random, "fingerprints");
    for (int i = 0; i < WORLDS; i++) {
        world_make(&world, &random);
        check_world(&world, &random, i % 2 ? CPU_SCALAR : 0,
                    64 + 8 * (uint32_t)random_below(&random, 9));
    }
}
