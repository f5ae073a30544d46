/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a reader receives is byte for byte what it would receive had nothing
 * invisible to it ever been compiled.
 */
#include "property/world.h"
#include "simd/cpu.h"

#include <criterion/criterion.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define WORLDS 60

/* All that one reader gets out of one database, as text. */
struct received {
    char *text;
    size_t size;
    FILE *file;
    const tamis_database *database;
};

static int write_events(void *context, const tamis_hit *hits, size_t hit_count)
{
    struct received *received = context;

    for (size_t i = 0; i < hit_count; i++) {
        tamis_event_source source = TAMIS_EVENT_SOURCE_INIT;
        char event[8192];
        size_t size;

        source.offset = hits[i].offset;
        source.has_line = 1;
        size = tamis_event_write_ndjson(received->database, &hits[i], &source,
                                        event, sizeof event);
        cr_assert_leq(size, sizeof event);
        fwrite(event, 1, size, received->file);
        size = tamis_event_write_text(received->database, &hits[i], &source,
                                      event, sizeof event);
        cr_assert_leq(size, sizeof event);
        fwrite(event, 1, size, received->file);
    }
    return 0;
}

static void receive_matches(struct received *received,
                            const tamis_clearance *clearance, const char *text,
                            size_t text_size, tamis_database *database,
                            struct random random)
{
    tamis_matcher_options options = TAMIS_MATCHER_OPTIONS_INIT;
    tamis_matcher_counts counts = {.struct_size = sizeof counts};
    tamis_matcher *matcher;
    tamis_error error;

    options.clearance = *clearance;
    cr_assert_eq(tamis_matcher_create(&matcher, database, &options, &error),
                 TAMIS_OK);
    received->database = database;
    tamis_matcher_scan(matcher, text, text_size, write_events, received);
    for (int i = 0; i < 40; i++) {
        char value[160];
        tamis_kind kind = world_make_value(&random, value);

        tamis_matcher_find_all(matcher, kind, value, strlen(value),
                               write_events, received, &error);
    }
    tamis_matcher_counts_get(matcher, &counts);
    fprintf(received->file, "%" PRIu64 " %" PRIu64 " %" PRIu64 "\n",
            counts.hits, counts.hidden_by_clock, counts.hidden_by_allow);
    tamis_matcher_destroy(matcher);
}

static void receive_entry(struct received *received, const tamis_entry *entry)
{
    fprintf(received->file, "  %u %.*s %.*s tlp %u pap %u %" PRId64 " %" PRId64,
            entry->action, (int)entry->feed.size, entry->feed.data,
            (int)entry->reference.size, entry->reference.data, entry->tlp,
            entry->pap, entry->valid_from_ns, entry->valid_until_ns);
    for (uint32_t i = 0; i < entry->audience_count; i++) {
        tamis_slice name = tamis_entry_audience(received->database, entry, i);

        fprintf(received->file, " %.*s", (int)name.size, name.data);
    }
    fputc('\n', received->file);
}

static void receive_feeds(struct received *received, tamis_cursor *cursor)
{
    tamis_feed_summary feed;

    for (uint32_t n = 0; tamis_cursor_feed(cursor, n, &feed); n++) {
        fprintf(received->file, "%.*s %u %u %" PRIu64, (int)feed.name.size,
                feed.name.data, feed.action, feed.tlp, feed.read);
        for (size_t i = 0; i < TAMIS_OUTCOME_COUNT; i++)
            fprintf(received->file, " %" PRIu64, feed.outcomes[i]);
        for (size_t i = 0; i < TAMIS_REASON_COUNT; i++)
            fprintf(received->file, " %" PRIu64, feed.reasons[i]);
        for (size_t i = 0; i < 4; i++)
            fprintf(received->file, " %" PRIu64, feed.modes[i]);
        fputc('\n', received->file);
    }
}

static void write_value(const tamis_database *database,
                        const tamis_record *record, char value[256])
{
    if (!tamis_record_is_fingerprint(database, record)) {
        tamis_key_format(record->kind, record->key.data, record->key.size,
                         value, 256);
        return;
    }
    for (size_t i = 0; i < record->key.size; i++)
        snprintf(value + 2 * i, 3, "%02x", (uint8_t)record->key.data[i]);
}

static void receive_walk(struct received *received,
                         const tamis_clearance *clearance,
                         tamis_database *database)
{
    tamis_cursor *cursor;
    tamis_record record;
    tamis_entry entries[4];
    tamis_error error;

    cr_assert_eq(tamis_cursor_create(&cursor, database, clearance, &error),
                 TAMIS_OK);
    while (tamis_cursor_next(cursor, &record)) {
        char value[256];
        size_t skip = 0, count;

        write_value(database, &record, value);
        fprintf(received->file, "%u %u %u %s\n", record.kind, record.mode,
                record.entry_count, value);
        while ((count = tamis_cursor_entries(cursor, skip, 4, entries)) > 0) {
            for (size_t i = 0; i < count; i++)
                receive_entry(received, &entries[i]);
            skip += count;
        }
    }
    receive_feeds(received, cursor);
    tamis_cursor_destroy(cursor);
}

static size_t write_batch(const struct received *received, tamis_cursor *cursor,
                          FILE *file)
{
    tamis_record records[3];
    tamis_entry_brief entries[4];
    const tamis_entry_brief *entry = entries;
    size_t count = tamis_cursor_read(cursor, 3, records, 4, entries);

    for (size_t i = 0; i < count; i++) {
        char value[256];

        write_value(received->database, &records[i], value);
        fprintf(file, "%u %u %s", records[i].kind, records[i].mode, value);
        for (uint32_t n = 0; n < records[i].entry_count; n++, entry++)
            fprintf(file, " %u tlp %u pap %u %u %u %" PRId64 " %" PRId64,
                    entry->action, entry->tlp, entry->pap, entry->caveats,
                    entry->fields, entry->valid_from_ns, entry->valid_until_ns);
        fputc('\n', file);
    }
    return count;
}

/* The size of each batch too is something that is received. */
static void receive_batches(struct received *received,
                            const tamis_clearance *clearance,
                            tamis_database *database)
{
    tamis_cursor_options options = TAMIS_CURSOR_OPTIONS_INIT;
    tamis_cursor *cursor;
    tamis_error error;
    size_t count;

    options.clearance = *clearance;
    cr_assert_eq(tamis_cursor_create_with(&cursor, database, &options, &error),
                 TAMIS_OK);
    while ((count = write_batch(received, cursor, received->file)) > 0)
        fprintf(received->file, "%zu\n", count);
    tamis_cursor_destroy(cursor);
}

static int compare_lines(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static void receive_sorted(struct received *received, char *text)
{
    size_t count = 0;
    char **lines = malloc((strlen(text) + 1) * sizeof *lines);

    for (char *line = strtok(text, "\n"); line; line = strtok(NULL, "\n"))
        lines[count++] = line;
    if (count > 0)
        qsort(lines, count, sizeof *lines, compare_lines);
    for (size_t i = 0; i < count; i++)
        fprintf(received->file, "%s\n", lines[i]);
    free(lines);
}

/* Without order, in three parts: of whose order and division nothing is told.
 * A world's records have no more than four entries, so none comes in pieces. */
static void receive_parts(struct received *received,
                          const tamis_clearance *clearance,
                          tamis_database *database)
{
    tamis_cursor_options options = TAMIS_CURSOR_OPTIONS_INIT;
    char *text;
    size_t size;
    FILE *file = open_memstream(&text, &size);

    options.clearance = *clearance;
    options.flags = TAMIS_CURSOR_UNORDERED;
    options.part_count = 3;
    for (; options.part < 3; options.part++) {
        tamis_cursor *cursor;
        tamis_error error;

        cr_assert_eq(
            tamis_cursor_create_with(&cursor, database, &options, &error),
            TAMIS_OK);
        while (write_batch(received, cursor, file) > 0)
            ;
        tamis_cursor_destroy(cursor);
    }
    fclose(file);
    receive_sorted(received, text);
    free(text);
}

static char *receive(const struct world *world,
                     const struct world_choice *choice,
                     const struct random *random, size_t *size)
{
    static char text[16384];
    struct random values = *random;
    struct received received = {NULL, 0, NULL, NULL};
    tamis_clearance clearance;
    tamis_slice names[2];
    void *bytes;
    size_t database_size;
    tamis_database *database =
        world_compile(world, choice, &bytes, &database_size);
    size_t text_size = world_make_text(&values, text, sizeof text);

    received.file = open_memstream(&received.text, &received.size);
    world_clearance(choice->reader, &clearance, names);
    receive_matches(&received, &clearance, text, text_size, database, values);
    receive_walk(&received, &clearance, database);
    receive_batches(&received, &clearance, database);
    receive_parts(&received, &clearance, database);
    fclose(received.file);
    tamis_database_release(database);
    free(bytes);
    *size = received.size;
    return received.text;
}

static void check_equal(const char *a, size_t a_size, const char *b,
                        size_t b_size)
{
    size_t at = 0;

    while (at < a_size && at < b_size && a[at] == b[at])
        at++;
    if (at == a_size && at == b_size)
        return;
    while (at > 0 && a[at - 1] != '\n')
        at--;
    cr_assert_fail("with: %.900s\nwithout: %.900s", a + at, b + at);
}

Test(non_interference, the_invisible_changes_nothing_that_is_received)
{
    static struct world world;
    struct random random;
    size_t received = 0;

    random_begin(&random, "non_interference");
    for (int i = 0; i < WORLDS; i++) {
        /* Every third one with fingerprints instead of values. */
        uint32_t bits = i % 3 ? 0 : 64 + 8 * ((uint32_t)i % 9);
        struct world_reader reader;
        size_t with_size, without_size;
        char *with, *without;

        world_make(&world, &random);
        world_make_reader(&reader, &world, &random);
        with = receive(&world,
                       &(struct world_choice){&reader, false, false, 0, bits},
                       &random, &with_size);
        without = receive(
            &world,
            &(struct world_choice){&reader, true, false, CPU_SCALAR, bits},
            &random, &without_size);
        check_equal(with, with_size, without, without_size);
        received += with_size;
        free(with);
        free(without);
        random_next(&random);
    }
    /* A test in which nobody sees anything would prove nothing. */
    cr_assert_gt(received, WORLDS * 1000);
}

Test(non_interference, a_filtered_file_knows_nothing_of_what_was_left_out)
{
    static struct world world;
    struct random random;

    random_begin(&random, "filtered");
    for (int i = 0; i < WORLDS; i++) {
        uint32_t bits = i % 3 ? 0 : 96;
        struct world_reader reader;
        void *all, *some;
        size_t all_size, some_size;

        world_make(&world, &random);
        world_make_reader(&reader, &world, &random);
        if (reader.name_count == 0)
            strcpy(reader.names[reader.name_count++], "self");
        tamis_database_release(world_compile(
            &world, &(struct world_choice){&reader, false, true, 0, bits}, &all,
            &all_size));
        tamis_database_release(world_compile(
            &world, &(struct world_choice){&reader, true, true, 0, bits}, &some,
            &some_size));
        cr_assert_eq(all_size, some_size);
        cr_assert_arr_eq(all, some, all_size);
        free(all);
        free(some);
    }
}

static size_t hits_of(tamis_database *database, const char *circle,
                      const char *value)
{
    tamis_clearance clearance = TAMIS_CLEARANCE_INIT;
    tamis_slice name = {circle, strlen(circle)};
    tamis_matcher_options options = TAMIS_MATCHER_OPTIONS_INIT;
    tamis_matcher_counts counts = {.struct_size = sizeof counts};
    struct received received = {NULL, 0, NULL, database};
    tamis_matcher *matcher;
    tamis_error error;

    received.file = open_memstream(&received.text, &received.size);
    clearance.audience = &name;
    clearance.audience_count = 1;
    options.clearance = clearance;
    cr_assert_eq(tamis_matcher_create(&matcher, database, &options, &error),
                 TAMIS_OK);
    tamis_matcher_find_all(matcher, TAMIS_KIND_AUTO, value, strlen(value),
                           write_events, &received, &error);
    tamis_matcher_counts_get(matcher, &counts);
    tamis_matcher_destroy(matcher);
    fclose(received.file);
    free(received.text);
    return counts.hits;
}

Test(non_interference, two_red_circles_never_see_each_other)
{
    static struct world world;
    struct world_choice choice = {.cpu_limit = 0};
    tamis_database *database;
    void *bytes;
    size_t size;

    memset(&world, 0, sizeof world);
    world.circles[0] = 1 | 2;
    world.circles[1] = 1 | 4;
    world.circles[2] = 1 | 2 | 4;
    world.feed_count = 2;
    world.statement_count = 4;
    for (uint32_t i = 0; i < 2; i++) {
        struct world_feed *feed = &world.feeds[i];

        snprintf(feed->name, sizeof feed->name, "red-%u", i);
        snprintf(feed->audience_names[0], 24, "circle:%u", i);
        feed->audience_name_count = 1;
        feed->tlp = TAMIS_TLP_RED;
        for (uint32_t s = 0; s < 2; s++) {
            struct world_statement *statement = &world.statements[i * 2 + s];

            statement->feed = i;
            statement->kind = TAMIS_KIND_DOMAIN;
            statement->mark = TAMIS_TLP_UNMARKED;
            statement->from_ns = TAMIS_TIME_MIN;
            statement->until_ns = TAMIS_TIME_MAX;
            /* One name that both list, one of each circle's own. */
            snprintf(statement->value, sizeof statement->value, "%s.com",
                     s == 0   ? "both"
                     : i == 0 ? "first"
                              : "second");
        }
    }
    database = world_compile(&world, &choice, &bytes, &size);
    cr_expect_eq(hits_of(database, "circle:0", "both.com"), 1);
    cr_expect_eq(hits_of(database, "circle:1", "both.com"), 1);
    cr_expect_eq(hits_of(database, "circle:0", "first.com"), 1);
    cr_expect_eq(hits_of(database, "circle:0", "second.com"), 0);
    cr_expect_eq(hits_of(database, "circle:1", "first.com"), 0);
    cr_expect_eq(hits_of(database, "circle:1", "second.com"), 1);
    cr_expect_eq(hits_of(database, "circle:2", "both.com"), 0,
                 "who speaks to both circles may tell neither's secret");
    cr_expect_eq(hits_of(database, "self", "both.com"), 2);
    tamis_database_release(database);
    free(bytes);
}
