/* SPDX-License-Identifier: BSD-2-Clause */
#include "property/world.h"

#include <arpa/inet.h>
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TIME_NOW  INT64_C(1787422219000000000)
#define TIME_STEP INT64_C(86400000000000)

static const char *const audience_pool[] = {"circle:0", "circle:1", "circle:2",
                                            "org-1",    "org-2",    "org-3",
                                            "org-4",    "org-5"};

static uint32_t audience_bits(const struct world *world, const char *name)
{
    if (strncmp(name, "circle:", 7) == 0)
        return world->circles[name[7] - '0'];
    return 1u << (name[4] - '0');
}

static uint32_t pick_audience(const struct world *world, struct random *random,
                              char names[][24], size_t *count, size_t most)
{
    uint32_t bits = 1;

    *count = 1 + (size_t)random_below(random, most);
    for (size_t i = 0; i < *count; i++) {
        const char *name = audience_pool[random_below(
            random, sizeof audience_pool / sizeof *audience_pool)];

        snprintf(names[i], 24, "%s", name);
        bits |= audience_bits(world, name);
    }
    return bits;
}

static const char *pick_name(struct random *random, char name[64])
{
    static const char *const labels[] = {"a", "b", "evil", "x-y", "_dmarc"};
    static const char *const tops[] = {"evil.com", "bad.org", "evil.co.uk",
                                       "n.net"};
    size_t depth = (size_t)random_below(random, 4);
    char part[64];

    snprintf(name, 64, "%s", tops[random_below(random, 4)]);
    for (size_t i = 0; i < depth; i++) {
        snprintf(part, sizeof part, "%.40s", name);
        snprintf(name, 64, "%s.%.40s", labels[random_below(random, 5)], part);
    }
    return name;
}

static void pick_address(struct random *random, char *text, size_t size)
{
    if (random_one_in(random, 4))
        snprintf(text, size, "2a00:%x::%x",
                 (unsigned)random_between(random, 1, 2),
                 (unsigned)random_between(random, 1, 3));
    else
        snprintf(text, size, "11.%u.%u.%u", (unsigned)random_below(random, 2),
                 (unsigned)random_below(random, 3),
                 (unsigned)random_below(random, 4));
}

/* A digest out of four of each of two sizes. */
static void pick_digest(struct random *random, size_t digits, char *text)
{
    char digit = "1a5f"[random_below(random, 4)];

    memset(text, digit, digits);
    text[1] = '0';
    text[digits] = '\0';
}

tamis_kind world_make_value(struct random *random, char value[160])
{
    char name[64];

    switch (random_below(random, 8)) {
    case 0:
    case 1:
        pick_address(random, value, 160);
        return TAMIS_KIND_IP;
    case 2:
        snprintf(value, 160, "11.0.0.%u:%u", (unsigned)random_below(random, 3),
                 (unsigned)random_between(random, 80, 81));
        return TAMIS_KIND_IP_PORT;
    case 3:
        snprintf(value, 160, "%s/p%u", pick_name(random, name),
                 (unsigned)random_below(random, 2));
        return TAMIS_KIND_URL;
    case 4:
        snprintf(value, 160, "u@%s", pick_name(random, name));
        return TAMIS_KIND_EMAIL;
    case 5:
        pick_digest(random, random_one_in(random, 2) ? 32 : 64, value);
        return strlen(value) == 32 ? TAMIS_KIND_MD5 : TAMIS_KIND_SHA256;
    default:
        snprintf(value, 160, "%s", pick_name(random, name));
        return TAMIS_KIND_DOMAIN;
    }
}

/* Network and length, host bits cleared, as the normal form has it. */
static void shorten_address(struct random *random, char value[160])
{
    static const unsigned v4[] = {32, 31, 30, 24, 16, 8};
    static const unsigned v6[] = {128, 127, 64, 32, 16};
    unsigned char bytes[16] = {0};
    bool is_v6 = strchr(value, ':') != NULL;
    unsigned length =
        is_v6 ? v6[random_below(random, 5)] : v4[random_below(random, 6)];
    unsigned full = is_v6 ? 128 : 32;
    char text[64];

    cr_assert_eq(inet_pton(is_v6 ? AF_INET6 : AF_INET, value, bytes), 1);
    for (unsigned bit = length; bit < full; bit++)
        bytes[bit / 8] &= (unsigned char)~(0x80u >> bit % 8);
    inet_ntop(is_v6 ? AF_INET6 : AF_INET, bytes, text, sizeof text);
    if (length < full)
        snprintf(value, 160, "%s/%u", text, length);
    else
        snprintf(value, 160, "%s", text);
}

static void make_statement(struct world *world, struct random *random,
                           struct world_statement *statement)
{
    memset(statement, 0, sizeof *statement);
    statement->feed = (uint32_t)random_below(random, world->feed_count);
    statement->kind = world_make_value(random, statement->value);
    statement->mode = TAMIS_MODE_EXACT;
    statement->action = world->feeds[statement->feed].action;
    statement->mark = random_one_in(random, 3)
                          ? (tamis_tlp)random_below(random, 5)
                          : TAMIS_TLP_UNMARKED;
    statement->from_ns = TAMIS_TIME_MIN;
    statement->until_ns = TAMIS_TIME_MAX;
    snprintf(statement->reference, sizeof statement->reference, "r%u",
             (unsigned)random_below(random, 3));
    if (statement->kind == TAMIS_KIND_IP)
        shorten_address(random, statement->value);
    if (statement->kind == TAMIS_KIND_DOMAIN)
        statement->mode = (tamis_mode)random_below(random, 3);
    if (statement->kind == TAMIS_KIND_MD5 && random_one_in(random, 3))
        statement->kind = TAMIS_KIND_JA3;
    if (statement->kind == TAMIS_KIND_EMAIL && random_one_in(random, 3))
        memmove(statement->value, statement->value + 1,
                strlen(statement->value));
    if (random_one_in(random, 5))
        statement->until_ns =
            TIME_NOW + ((int64_t)random_below(random, 5) + 1) * TIME_STEP;
    if (random_one_in(random, 8))
        statement->from_ns =
            TIME_NOW + ((int64_t)random_below(random, 5) - 2) * TIME_STEP;
    if (statement->from_ns >= statement->until_ns)
        statement->from_ns = TAMIS_TIME_MIN;
    if (statement->action == TAMIS_ACTION_LIST && random_one_in(random, 12))
        statement->action = TAMIS_ACTION_ALLOW;
    if (random_one_in(random, 6)) {
        statement->narrows = true;
        statement->narrowing =
            pick_audience(world, random, statement->audience_names,
                          &statement->audience_name_count, 2);
    }
}

static void make_feed(struct world *world, struct random *random, size_t n)
{
    struct world_feed *feed = &world->feeds[n];

    memset(feed, 0, sizeof *feed);
    snprintf(feed->name, sizeof feed->name, "feed-%c", (char)('z' - n));
    feed->tlp = (tamis_tlp)random_below(random, 5);
    feed->action = TAMIS_ACTION_LIST;
    if (n == 6 && random_one_in(random, 2)) {
        feed->action = TAMIS_ACTION_ALLOW;
        feed->tlp = random_one_in(random, 2) ? TAMIS_TLP_CLEAR : feed->tlp;
    } else if (n == 7) {
        feed->action = TAMIS_ACTION_WARN;
    }
    if (random_one_in(random, 2))
        feed->audience = pick_audience(world, random, feed->audience_names,
                                       &feed->audience_name_count, 3);
    else
        feed->audience = feed->tlp <= TAMIS_TLP_GREEN ? WORLD_EVERYONE : 1;
}

void world_make(struct world *world, struct random *random)
{
    for (size_t i = 0; i < WORLD_CIRCLES; i++)
        world->circles[i] =
            1u | (uint32_t)random_below(random, 1u << WORLD_ORGANISATIONS);
    world->feed_count = WORLD_FEEDS_MAX;
    for (size_t i = 0; i < world->feed_count; i++)
        make_feed(world, random, i);
    world->statement_count =
        (size_t)random_between(random, 1, WORLD_STATEMENTS_MAX);
    for (size_t i = 0; i < world->statement_count; i++)
        make_statement(world, random, &world->statements[i]);
}

void world_make_reader(struct world_reader *reader, const struct world *world,
                       struct random *random)
{
    memset(reader, 0, sizeof *reader);
    reader->tlp = (tamis_tlp)random_below(random, 5);
    reader->audience = 1;
    reader->time_ns = TIME_NOW;
    if (!random_one_in(random, 3))
        reader->audience = pick_audience(world, random, reader->names,
                                         &reader->name_count, 2) &
                           ~1u;
    /* The organisations that were named, not self: self is in every audience
     * and never keeps anybody from seeing. */
}

size_t world_make_text(struct random *random, char *text, size_t capacity)
{
    static const char *const between[] = {" ", "\n", ", ", "\t", " (", ") "};
    size_t size = 0;
    size_t count = (size_t)random_between(random, 1, 30);

    for (size_t i = 0; i < count; i++) {
        char value[160];
        tamis_kind kind = world_make_value(random, value);
        int more = snprintf(text + size, capacity - size, "%s%s%s",
                            kind == TAMIS_KIND_URL ? "http://" : "", value,
                            between[random_below(random, 6)]);

        cr_assert(more > 0 && (size_t)more < capacity - size);
        size += (size_t)more;
    }
    return size;
}
