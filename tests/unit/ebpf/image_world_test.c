/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Random worlds, compiled, made into images and asked, against the naive model
 * and against the matcher: who lists a value, what holds it back, and what the
 * policy makes of it.
 */
#include "property/world.h"

#include "image/image.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define WORLDS         60
#define READERS        3
#define VALUES         80
#define FEED_BIT(feed) (1u << (feed))

struct room {
    struct world world;
    struct world bare; /* the same without allows */
    struct world_reader reader;
    tamis_xdp_policy *policy;
    tamis_xdp_image *image;
    tamis_matcher *matcher;
};

static struct room room;

static tamis_kind make_value(struct random *random, char value[160])
{
    tamis_kind kind;

    do
        kind = world_make_value(random, value);
    while (kind != TAMIS_KIND_IP && kind != TAMIS_KIND_IP_PORT &&
           kind != TAMIS_KIND_DOMAIN);
    return kind;
}

/* Which feeds list the value to the reader, a bit each, as the model says. */
static uint32_t model_feeds(tamis_kind kind, const char *value)
{
    uint32_t feeds = 0;

    for (size_t i = 0; i < room.world.statement_count; i++)
        if (world_lists(&room.world, &room.world.statements[i], &room.reader,
                        kind, value))
            feeds |= FEED_BIT(room.world.statements[i].feed);
    return feeds;
}

/* Is the value covered by a statement with this action? */
static bool model_covers(tamis_action action, tamis_kind kind,
                         const char *value)
{
    for (size_t i = 0; i < room.world.statement_count; i++) {
        struct world_statement statement = room.world.statements[i];

        if (statement.action != action)
            continue;
        statement.action = TAMIS_ACTION_LIST;
        if (world_lists(&room.bare, &statement, &room.reader, kind, value))
            return true;
    }
    return false;
}

static void forget_allows(void)
{
    room.bare = room.world;
    room.bare.statement_count = 0;
    for (size_t i = 0; i < room.world.statement_count; i++)
        if (room.world.statements[i].action != TAMIS_ACTION_ALLOW)
            room.bare.statements[room.bare.statement_count++] =
                room.world.statements[i];
}

/* Every feed has an action in each direction, and permission whatever PAP
 * says: PAP is not in these worlds. */
static void make_policy(struct random *random)
{
    tamis_error error;

    cr_assert_eq(tamis_xdp_policy_create(&room.policy, NULL, &error), TAMIS_OK);
    for (size_t i = 0; i < room.world.feed_count; i++) {
        const char *name = room.world.feeds[i].name;
        tamis_slice feed = {name, strlen(name)};
        char line[64];

        for (uint32_t direction = 1; direction <= 2; direction++)
            cr_assert_eq(tamis_xdp_policy_set(
                             room.policy, feed, direction,
                             (tamis_xdp_action)random_below(random, 5), &error),
                         TAMIS_OK);
        snprintf(line, sizeof line, "permit feed %s\n", name);
        cr_assert_eq(tamis_xdp_policy_parse(room.policy, "test", line,
                                            strlen(line), &error),
                     TAMIS_OK, "%s", error.message);
    }
}

/* The strongest of what the policy says for the feeds; a report stays one. */
static tamis_xdp_action model_action(uint32_t feeds, uint32_t direction,
                                     bool is_warned)
{
    tamis_xdp_action action = TAMIS_XDP_IGNORE;
    bool is_reported = false;

    for (size_t i = 0; i < room.world.feed_count; i++) {
        const char *name = room.world.feeds[i].name;
        tamis_slice feed = {name, strlen(name)};
        tamis_xdp_action own =
            tamis_xdp_policy_get(room.policy, feed, direction);

        if (!(feeds & FEED_BIT(i)))
            continue;
        action = own > action ? own : action;
        is_reported |= own == TAMIS_XDP_REPORT;
    }
    if (is_warned && action > TAMIS_XDP_REPORT)
        return TAMIS_XDP_REPORT;
    return action == TAMIS_XDP_DROP && is_reported ? TAMIS_XDP_DROP_REPORT
                                                   : action;
}

static uint32_t feed_number(tamis_slice name)
{
    for (uint32_t i = 0; i < room.world.feed_count; i++)
        if (strlen(room.world.feeds[i].name) == name.size &&
            memcmp(room.world.feeds[i].name, name.data, name.size) == 0)
            return i;
    cr_assert_fail("a feed that is not in the world");
    return 0;
}

/* Which feeds the image says list the value of an answer. */
static uint32_t image_feeds(uint32_t answer)
{
    const struct image_nodes *nodes = &room.image->state.nodes;
    const struct image_set_span *span;
    uint32_t feeds = 0;

    if (!answer)
        return 0;
    span = &nodes->spans[nodes->answers[answer].set];
    for (uint32_t i = 0; i < span->count; i++)
        feeds |= FEED_BIT(
            feed_number(nodes->feeds[nodes->statements[span->first + i].feed]));
    return feeds;
}

/* What the matcher finds: whose, and whether a warning list covers any. */
struct found {
    uint32_t feeds;
    bool is_warned;
};

static int note_hits(void *context, const tamis_hit *hits, size_t count)
{
    struct found *found = context;

    for (size_t i = 0; i < count; i++) {
        found->feeds |= FEED_BIT(feed_number(hits[i].entry.feed));
        found->is_warned |= hits[i].warning_count > 0;
    }
    return 0;
}

static struct found ask_matcher(tamis_kind kind, const char *value)
{
    struct found found = {0, false};
    tamis_error error;

    cr_assert_eq(tamis_matcher_find_all(room.matcher, kind, value,
                                        strlen(value), note_hits, &found,
                                        &error),
                 TAMIS_OK, "%s", error.message);
    return found;
}

static void check_actions(const tamis_xdp_answer *answer, uint32_t feeds,
                          bool is_warned, const char *value)
{
    for (uint32_t direction = 0; direction < 2; direction++) {
        tamis_xdp_action wanted = model_action(feeds, direction + 1, is_warned);

        for (int place = 0; place < 4; place++)
            cr_assert_eq(answer->actions[direction][place], wanted,
                         "%s: action %u in direction %u, place %d, not %u",
                         value, answer->actions[direction][place], direction,
                         place, wanted);
    }
}

/*
 * A warning about an address with a port is none about the address: the matcher
 * warns hit by hit, and a packet that shows both gets one answer, which is
 * warned as soon as one of its hits is.
 */
static void check_warning(bool is_warned, const struct found *found,
                          tamis_kind kind, const char *value)
{
    bool is_covered = model_covers(TAMIS_ACTION_WARN, kind, value);

    if (kind != TAMIS_KIND_IP_PORT)
        cr_assert_eq(is_warned, is_covered, "%s", value);
    cr_assert(is_warned || !found->is_warned, "%s", value);
    cr_assert(is_covered || !is_warned, "%s", value);
}

static void check_value(tamis_kind kind, const char *value)
{
    tamis_xdp_answer answer = {.struct_size = sizeof answer};
    struct found found = ask_matcher(kind, value);
    uint32_t feeds = model_feeds(kind, value);
    bool is_warned;
    tamis_error error;

    cr_assert_eq(tamis_xdp_image_ask(room.image, kind, value, strlen(value),
                                     &answer, &error),
                 TAMIS_OK, "%s: %s", value, error.message);
    is_warned = answer.flags & TAMIS_XDP_WARNED;
    cr_assert_eq(found.feeds, feeds, "%s", value);
    cr_assert_eq(image_feeds(answer.number), feeds,
                 "%s: feeds %x, the model has %x", value,
                 image_feeds(answer.number), feeds);
    check_actions(&answer, feeds, is_warned, value);
    if (!feeds)
        return;
    check_warning(is_warned, &found, kind, value);
    cr_assert_eq(answer.flags & ~TAMIS_XDP_WARNED, 0, "%s", value);
    cr_assert_neq(answer.record, TAMIS_RECORD_NONE);
}

static void check_reader(tamis_database *database, struct random *random)
{
    tamis_xdp_image_options options = TAMIS_XDP_IMAGE_OPTIONS_INIT;
    tamis_matcher_options asking = TAMIS_MATCHER_OPTIONS_INIT;
    tamis_slice names[2];
    tamis_error error;

    world_make_reader(&room.reader, &room.world, random);
    world_clearance(&room.reader, &asking.clearance, names);
    make_policy(random);
    options.clearance = &asking.clearance;
    options.policy = room.policy;
    options.time_ns = room.reader.time_ns;
    options.thread_count = (uint32_t)random_between(random, 1, 4);
    cr_assert_eq(tamis_matcher_create(&room.matcher, database, &asking, &error),
                 TAMIS_OK);
    cr_assert_eq(tamis_xdp_image_build(&room.image, database, &options, &error),
                 TAMIS_OK, "%s", error.message);
    for (int i = 0; i < VALUES; i++) {
        char value[160];
        tamis_kind kind = make_value(random, value);

        check_value(kind, value);
    }
    tamis_xdp_image_destroy(room.image);
    tamis_matcher_destroy(room.matcher);
    tamis_xdp_policy_destroy(room.policy);
}

Test(image_world, says_what_the_model_and_the_matcher_say)
{
    struct random random;

    random_begin(&random, "image_world");
    for (int n = 0; n < WORLDS; n++) {
        struct world_choice choice = {0};
        tamis_database *database;
        void *bytes;
        size_t size;

        world_make(&room.world, &random);
        forget_allows();
        database = world_compile(&room.world, &choice, &bytes, &size);
        for (int reader = 0; reader < READERS; reader++)
            check_reader(database, &random);
        tamis_database_release(database);
        free(bytes);
    }
}
