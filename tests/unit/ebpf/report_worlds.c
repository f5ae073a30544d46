/* SPDX-License-Identifier: BSD-2-Clause */
#include "unit/ebpf/report_worlds.h"

#include "image/image_layout.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void world_begin(struct world *world, const struct small_statement *statements,
                 size_t count, const tamis_xdp_policy *policy)
{
    tamis_xdp_image_options options = TAMIS_XDP_IMAGE_OPTIONS_INIT;
    tamis_error error;

    memset(world, 0, sizeof *world);
    world->database = small_database(statements, count, &world->bytes);
    options.policy = policy;
    options.thread_count = 1;
    cr_assert_eq(
        tamis_xdp_image_build(&world->image, world->database, &options, &error),
        TAMIS_OK, "%s", error.message);
    cr_assert_lt(world->image->state.nodes.answer_count, WORLD_ANSWERS);
}

void world_end(struct world *world)
{
    tamis_xdp_image_destroy(world->image);
    tamis_database_release(world->database);
    free(world->bytes);
}

tamis_xdp_answer world_ask(const struct world *world, const char *value)
{
    tamis_xdp_answer answer = {.struct_size = sizeof answer};

    cr_assert_eq(tamis_xdp_image_ask(world->image, TAMIS_KIND_AUTO, value,
                                     strlen(value), &answer, NULL),
                 TAMIS_OK, "%s", value);
    return answer;
}

void world_count(struct world *world, const struct world_packet *packets,
                 size_t count)
{
    for (size_t i = 0; i < count; i++) {
        __u64 *hit = &world->hits[world_ask(world, packets[i].value).number];

        *hit += packets[i].times * IMAGE_HIT_ONE;
        if ((*hit & IMAGE_HIT_SECOND_MASK) < packets[i].second)
            *hit = (*hit & ~(__u64)IMAGE_HIT_SECOND_MASK) | packets[i].second;
    }
}

void world_tell(const struct world *world, tamis_tlp tlp,
                const tamis_xdp_policy *policy, char text[WORLD_TEXT])
{
    tamis_clearance image = TAMIS_CLEARANCE_INIT, asked = image;
    const struct image_nodes *nodes = &world->image->state.nodes;
    struct tally_answers answers = {
        image_view(world->image), nodes->answer_count,        world->hits, NULL,
        nodes->records,           world->image->state.time_ns};
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
    summary.status.generation = nodes->answer_count;
    for (int which = 0; which < XDP_COUNTERS; which++)
        summary.counts[0].of[which] = (struct xdp_count){
            which < XDP_COUNT_DNS || which == XDP_COUNT_EVENT_GAP
                ? 100
                : nodes->answer_count,
            6400};
    size = summary_json(&summary, 100, text, WORLD_TEXT);
    cr_assert_lt(size, WORLD_TEXT);
    size += summary_metrics(&summary, text + size, WORLD_TEXT - size);
    cr_assert_lt(size, WORLD_TEXT);
    text[size] = '\0';
    summary_end(&summary);
    tally_end(&tally);
    reader_end(&reader);
}

/* Few of each, so that values meet. */
static void random_name(struct random *random, char text[64])
{
    text[0] = '\0';
    for (unsigned labels = (unsigned)random_below(random, 3); labels; labels--)
        strcat(text, random_below(random, 2) ? "a." : "b.");
    strcat(text, random_below(random, 2) ? "one.example" : "two.example");
}

void world_random_value(struct random *random, char text[64], int is_listed)
{
    if (random_below(random, 2)) {
        random_name(random, text);
        return;
    }
    snprintf(text, 64, "9.%u.%u.%u", (unsigned)random_below(random, 2),
             (unsigned)random_below(random, 2),
             (unsigned)random_below(random, 3));
    if (random_one_in(random, 4))
        strcat(text, random_below(random, 2) ? ":80" : ":443");
    else if (is_listed)
        snprintf(text + strlen(text), 8, "/%u",
                 24 + (unsigned)random_below(random, 9));
}

void world_random_statement(struct random *random,
                            struct small_statement *statement, char text[64])
{
    static const struct small_statement feeds[] = {
        {.feed = "clear", .tlp = TAMIS_TLP_CLEAR},
        {.feed = "green", .tlp = TAMIS_TLP_GREEN},
        {.feed = "amber", .tlp = TAMIS_TLP_AMBER},
        {.feed = "red", .tlp = TAMIS_TLP_RED},
        {.feed = "allow", .tlp = TAMIS_TLP_CLEAR},
    };
    bool is_name;

    world_random_value(random, text, 1);
    is_name = text[0] != '9';
    *statement = feeds[random_one_in(random, 8) ? 4 : random_below(random, 4)];
    statement->value = text;
    statement->kind = is_name             ? TAMIS_KIND_DOMAIN
                      : strchr(text, ':') ? TAMIS_KIND_IP_PORT
                                          : TAMIS_KIND_IP;
    statement->mode =
        is_name ? (tamis_mode)random_below(random, 3) : TAMIS_MODE_AUTO;
}
