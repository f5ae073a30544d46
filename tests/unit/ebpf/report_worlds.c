/* SPDX-License-Identifier: BSD-2-Clause */
#include "unit/ebpf/report_worlds.h"

#include "image/image_layout.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void world_begin(struct world *world, const struct small_statement *statements,
                 size_t count)
{
    tamis_cursor *cursor;
    tamis_record record;

    memset(world, 0, sizeof *world);
    world->database = small_database(statements, count, &world->bytes);
    cr_assert_eq(tamis_matcher_create(&world->all, world->database, NULL, NULL),
                 TAMIS_OK);
    cr_assert_eq(tamis_cursor_create(&cursor, world->database, NULL, NULL),
                 TAMIS_OK);
    while (tamis_cursor_next(cursor, &record)) {
        cr_assert_lt(world->count, WORLD_ANSWERS);
        world->records[++world->count] = record.id;
    }
    tamis_cursor_destroy(cursor);
}

void world_end(struct world *world)
{
    tamis_matcher_destroy(world->all);
    tamis_database_release(world->database);
    free(world->bytes);
}

/* The kernel knows nothing of allow records that are not of the operator:
 * none are in these worlds. */
tamis_record_id world_most_precise(struct world *world, const char *value)
{
    tamis_record_id record = TAMIS_RECORD_NONE;
    tamis_slice name = {value, strlen(value)};
    tamis_indicator parsed;
    tamis_address address = {{[10] = 0xff, 0xff}};

    cr_assert_eq(tamis_indicator_parse(&parsed, TAMIS_KIND_AUTO, value,
                                       name.size, 0, NULL),
                 TAMIS_OK);
    if (parsed.kind == TAMIS_KIND_DOMAIN) {
        tamis_matcher_find_domains(world->all, 1, &name, &record);
        return record;
    }
    cr_assert_eq(parsed.key_size, 5);
    memcpy(address.bytes + 12, parsed.key, 4);
    tamis_matcher_find_addresses(world->all, 1, &address, &record);
    return record;
}

void world_count(struct world *world, const struct world_packet *packets,
                 size_t count)
{
    for (size_t i = 0; i < count; i++) {
        tamis_record_id record = world_most_precise(world, packets[i].value);
        __u64 *hit;

        for (__u32 n = 1; n <= world->count; n++) {
            if (world->records[n] != record)
                continue;
            hit = &world->hits[n];
            *hit += packets[i].times * IMAGE_HIT_ONE;
            if ((*hit & IMAGE_HIT_SECOND_MASK) < packets[i].second)
                *hit =
                    (*hit & ~(__u64)IMAGE_HIT_SECOND_MASK) | packets[i].second;
        }
    }
}

void world_tell(const struct world *world, tamis_tlp tlp,
                const tamis_xdp_policy *policy, char text[WORLD_TEXT])
{
    tamis_clearance image = TAMIS_CLEARANCE_INIT, asked = image;
    struct tally_answers answers = {world->count, world->hits, NULL,
                                    world->records};
    struct tally_clock clock = {1000000000000, 1800000000000000000};
    struct summary summary;
    struct reader reader;
    struct tally tally;
    size_t size;

    asked.tlp = tlp;
    cr_assert_eq(
        reader_begin(&reader, world->database, &image, &asked, NULL, NULL),
        TAMIS_OK);
    tally_begin(&tally, NULL);
    summary_begin(&summary, NULL);
    cr_assert_eq(tally_answers(&tally, &reader, policy, &answers, clock, NULL),
                 TAMIS_OK);
    cr_assert_eq(summary_take(&summary, &tally, &reader, NULL), TAMIS_OK);
    summary.status.interface = (tamis_slice){"eth0", 4};
    summary.status.has_database = 1;
    summary.status.is_whole = reader.is_whole;
    summary.status.generation = world->count;
    for (int which = 0; which < XDP_COUNTERS; which++)
        summary.counts[0].of[which] = (struct xdp_count){
            which < XDP_COUNT_DNS ? 100 : world->count, 6400};
    size = summary_json(&summary, 100, text, WORLD_TEXT);
    cr_assert_lt(size, WORLD_TEXT);
    size += summary_metrics(&summary, text + size, WORLD_TEXT - size);
    cr_assert_lt(size, WORLD_TEXT);
    text[size] = '\0';
    summary_end(&summary);
    tally_end(&tally);
    reader_end(&reader);
}

void world_random_value(struct random *random, char text[64], int is_listed)
{
    if (random_below(random, 2)) {
        snprintf(text, 64, "9.%u.%u.%u", (unsigned)random_below(random, 2),
                 (unsigned)random_below(random, 2),
                 (unsigned)random_below(random, 3));
        if (is_listed)
            snprintf(text + strlen(text), 8, "/%u",
                     24 + (unsigned)random_below(random, 9));
        return;
    }
    text[0] = '\0';
    for (unsigned labels = (unsigned)random_below(random, 3); labels; labels--)
        strcat(text, random_below(random, 2) ? "a." : "b.");
    strcat(text, random_below(random, 2) ? "one.example" : "two.example");
}

void world_random_statement(struct random *random,
                            struct small_statement *statement, char text[64])
{
    static const struct small_statement feeds[] = {
        {.feed = "clear", .tlp = TAMIS_TLP_CLEAR},
        {.feed = "green", .tlp = TAMIS_TLP_GREEN},
        {.feed = "amber", .tlp = TAMIS_TLP_AMBER},
        {.feed = "red", .tlp = TAMIS_TLP_RED},
    };

    world_random_value(random, text, 1);
    *statement = feeds[random_below(random, sizeof feeds / sizeof *feeds)];
    statement->value = text;
    statement->kind = text[0] == '9' ? TAMIS_KIND_IP : TAMIS_KIND_DOMAIN;
    statement->mode = text[0] == '9'            ? TAMIS_MODE_AUTO
                      : random_below(random, 2) ? TAMIS_MODE_SUFFIX
                                                : TAMIS_MODE_EXACT;
}
