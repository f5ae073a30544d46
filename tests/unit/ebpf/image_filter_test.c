/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The filters in front of slots: whatever is listed passes and is found, few
 * others pass, and nothing is found that the filter does not let through.
 */
#include "laid_out.h"

#include "image/image_find_name.h"
#include "image/image_find_v6.h"
#include "image/image_name_hash.h"
#include "support/random.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define V4    20000u
#define V6    8000u
#define PORTS 4000u
#define NAMES 6000u
#define TRIES 100000u

struct room {
    struct random random;
    struct image_nodes nodes;
    struct laid_out image;
    char texts[NAMES][32];
};

static struct room room;

/* A value of its own each, so that none is there twice: every number an odd
 * multiple of another. */
static __u32 spread(__u32 number)
{
    return number * 2654435761u;
}

static void make_addresses(struct image_nodes *nodes)
{
    for (__u32 n = 0; n < V4; n++) {
        __u8 length = n % 4 ? 32 : (__u8)(24 + n / 4 % 8);

        nodes->v4[n] = (struct image_node_v4){spread(n) & ~0u << (32 - length),
                                              n + 1, length};
    }
    for (__u32 n = 0; n < V6; n++)
        nodes->v6[n] =
            (struct image_node_v6){0x2a00000000000000ull | spread(n),
                                   n % 2 ? n : 0, V4 + n + 1, n % 2 ? 128 : 64};
    for (__u32 n = 0; n < PORTS; n++)
        nodes->ports[n] = (struct image_node_port){
            0, spread(n), V4 + V6 + n + 1, (__u16)(n % 65535 + 1), 4};
}

static void make_names(struct image_nodes *nodes)
{
    for (__u32 n = 0; n < NAMES; n++) {
        snprintf(room.texts[n], sizeof room.texts[n], "n%u.example", n);
        nodes->names[n] = (struct image_node_name){
            room.texts[n], (__u32)strlen(room.texts[n]),
            (V4 + V6 + PORTS + n + 1) | IMAGE_NAME_AT};
    }
}

static void begin(void)
{
    struct image_nodes *nodes = &room.nodes;

    random_begin(&room.random, "image_filter");
    nodes->v4 = calloc(nodes->v4_count = V4, sizeof *nodes->v4);
    nodes->v6 = calloc(nodes->v6_count = V6, sizeof *nodes->v6);
    nodes->ports = calloc(nodes->port_count = PORTS, sizeof *nodes->ports);
    nodes->names = calloc(nodes->name_count = NAMES, sizeof *nodes->names);
    nodes->answer_count = V4 + V6 + PORTS + NAMES;
    nodes->answers = calloc(nodes->answer_count + 1u, sizeof *nodes->answers);
    make_addresses(nodes);
    make_names(nodes);
    laid_out_begin(&room.image, nodes);
}

static void end(void)
{
    laid_out_end(&room.image);
    free(room.nodes.v4);
    free(room.nodes.v6);
    free(room.nodes.ports);
    free(room.nodes.names);
    free(room.nodes.answers);
}

/* How many of the nodes are found, each with its own answer. */
static __u32 found_v4(void)
{
    __u32 count = 0;

    for (__u32 n = 0; n < V4; n++)
        count += image_v4_find(&room.image.view, room.nodes.v4[n].address,
                               room.nodes.v4[n].length) == n + 1;
    return count;
}

static __u32 found_keyed(void)
{
    const struct image_nodes *nodes = &room.nodes;
    __u32 count = 0;

    for (__u32 n = 0; n < V6; n++)
        count +=
            image_find_v6(&room.image.view, nodes->v6[n].high, nodes->v6[n].low,
                          IMAGE_NO_PORT) == nodes->v6[n].answer;
    for (__u32 n = 0; n < PORTS; n++)
        count += image_find_v4(&room.image.view, (__u32)nodes->ports[n].low,
                               nodes->ports[n].port) == nodes->ports[n].answer;
    for (__u32 n = 0; n < NAMES; n++)
        count += image_keyed_find(
                     &room.image.view,
                     name_hash(&room.image.secret, nodes->names[n].text,
                               nodes->names[n].size)) == nodes->names[n].value;
    return count;
}

/* Of random hashes, how many pass: per mille. */
static double passing(__u32 first, __u32 lines)
{
    __u32 count = 0;

    for (__u32 n = 0; n < TRIES; n++)
        count += image_filter_has(&room.image.view, first, lines,
                                  random_next(&room.random)) != 0;
    return count * 1000.0 / TRIES;
}

Test(image_filter, lets_what_is_listed_through_and_few_others)
{
    const struct image_tables *tables = &room.image.plan.tables;
    double v4, keyed;

    begin();
    cr_assert_eq(found_v4(), V4);
    cr_assert_eq(found_keyed(), V6 + PORTS + NAMES);
    /* Of values that are not listed 35 and 12 in a thousand are expected. */
    v4 = passing(tables->v4_filter, tables->v4_filter_lines);
    keyed = passing(tables->keyed_filter, tables->keyed_filter_lines);
    cr_assert(v4 > 10 && v4 < 60, "%g of a thousand", v4);
    cr_assert(keyed > 4 && keyed < 25, "%g of a thousand", keyed);
    end();
}

static void clear(__u32 first, __u32 lines)
{
    memset(&room.image.lines.lines[first], 0, (size_t)lines * IMAGE_LINE_SIZE);
}

Test(image_filter, is_asked_before_slots)
{
    const struct image_tables *tables = &room.image.plan.tables;

    begin();
    clear(tables->v4_filter, tables->v4_filter_lines);
    cr_assert_eq(found_v4(), 0);
    cr_assert_eq(found_keyed(), V6 + PORTS + NAMES);
    clear(tables->keyed_filter, tables->keyed_filter_lines);
    cr_assert_eq(found_keyed(), 0);
    for (__u32 n = 0; n < V4; n++)
        cr_assert_eq(image_v4_prefix(&room.image.view, room.nodes.v4[n].address,
                                     room.nodes.v4[n].length),
                     n + 1);
    end();
}
