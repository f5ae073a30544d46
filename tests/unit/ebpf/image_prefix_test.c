/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Prefixes of every length, one in the other, and ports on addresses in them:
 * the search finds what the naive one finds, which looks at each.
 */
#include "laid_out.h"

#include "image/image_find_v6.h"
#include "support/random.h"

#include <criterion/criterion.h>
#include <stdlib.h>

#define WORLDS     120
#define V4_MAX     60u
#define V6_MAX     120u
#define PORTS_MAX  20u
#define ASKED      400
#define PORT_COUNT 3

struct address {
    __u64 high, low; /* a v4 address is low */
};

struct room {
    struct random random;
    struct image_nodes nodes;
    struct image_node_v4 v4[V4_MAX];
    struct image_node_v6 v6[V6_MAX];
    struct image_node_port ports[PORTS_MAX];
    struct image_answer answers[1 + V4_MAX + V6_MAX + PORTS_MAX];
    struct laid_out image;
};

static struct room room;

/* Few bits differ, at any place: values that lie in each other's prefixes. */
static __u64 near(__u64 bits)
{
    while (random_one_in(&room.random, 2))
        bits ^= 1ull << random_below(&room.random, 64);
    return bits;
}

static struct address make_address(bool is_v4)
{
    struct address address = {near(0x2a00123456789abcull),
                              near(0x00000000c0a80101ull)};

    if (is_v4)
        return (struct address){0, (__u32)address.low};
    return address;
}

static __u32 cut_v4(__u32 address, __u32 length)
{
    return length ? address & ~0u << (32 - length) : 0;
}

static bool has_v4(__u32 address, __u32 length)
{
    for (__u32 n = 0; n < room.nodes.v4_count; n++)
        if (room.v4[n].address == address && room.v4[n].length == length)
            return true;
    return false;
}

static bool has_v6(struct v6_bits bits, __u32 length)
{
    for (__u32 n = 0; n < room.nodes.v6_count; n++)
        if (room.v6[n].high == bits.high && room.v6[n].low == bits.low &&
            room.v6[n].length == length)
            return true;
    return false;
}

static void add_v4(void)
{
    __u8 length = (__u8)random_below(&room.random, 33);
    __u32 address = cut_v4((__u32)make_address(true).low, length);

    if (!has_v4(address, length))
        room.v4[room.nodes.v4_count++] =
            (struct image_node_v4){address, ++room.nodes.answer_count, length};
}

static void add_v6(void)
{
    struct address address = make_address(false);
    __u8 length = (__u8)random_below(&room.random, 129);
    struct v6_bits bits = v6_cut(address.high, address.low, length);

    if (!has_v6(bits, length))
        room.v6[room.nodes.v6_count++] = (struct image_node_v6){
            bits.high, bits.low, ++room.nodes.answer_count, length};
}

static __u32 find_port(struct address address, __u32 port, int version)
{
    for (__u32 n = 0; n < room.nodes.port_count; n++)
        if (room.ports[n].high == address.high &&
            room.ports[n].low == address.low && room.ports[n].port == port &&
            room.ports[n].version == version)
            return room.ports[n].answer;
    return 0;
}

static void add_port(void)
{
    __u8 version = random_one_in(&room.random, 2) ? 4 : 6;
    struct address address = make_address(version == 4);
    __u16 port = (__u16)random_between(&room.random, 1, PORT_COUNT);

    if (!find_port(address, port, version))
        room.ports[room.nodes.port_count++] =
            (struct image_node_port){address.high, address.low,
                                     ++room.nodes.answer_count, port, version};
}

static void make_world(void)
{
    struct image_nodes *nodes = &room.nodes;
    __u64 v4 = random_below(&room.random, V4_MAX + 1);
    __u64 v6 = random_below(&room.random, V6_MAX + 1);
    __u64 ports = random_below(&room.random, PORTS_MAX + 1);

    *nodes = (struct image_nodes){.v4 = room.v4,
                                  .v6 = room.v6,
                                  .ports = room.ports,
                                  .answers = room.answers};
    for (__u64 n = 0; n < v4; n++)
        add_v4();
    for (__u64 n = 0; n < v6; n++)
        add_v6();
    for (__u64 n = 0; n < ports; n++)
        add_port();
}

static __u32 naive_v4(struct address address, __u32 port)
{
    __u32 answer = find_port(address, port, 4);
    int longest = -1;

    if (answer)
        return answer;
    for (__u32 n = 0; n < room.nodes.v4_count; n++) {
        const struct image_node_v4 *node = &room.v4[n];

        if (node->length > longest &&
            cut_v4((__u32)address.low, node->length) == node->address) {
            longest = node->length;
            answer = node->answer;
        }
    }
    return answer;
}

static __u32 naive_v6(struct address address, __u32 port)
{
    __u32 answer = find_port(address, port, 6);
    int longest = -1;

    if (answer)
        return answer;
    for (__u32 n = 0; n < room.nodes.v6_count; n++) {
        const struct image_node_v6 *node = &room.v6[n];
        struct v6_bits bits = v6_cut(address.high, address.low, node->length);

        if (node->length > longest && bits.high == node->high &&
            bits.low == node->low) {
            longest = node->length;
            answer = node->answer;
        }
    }
    return answer;
}

static void check_address(void)
{
    const struct image_view *view = &room.image.view;
    __u32 port = (__u32)random_below(&room.random, PORT_COUNT + 1);
    struct address v4 = make_address(true), v6 = make_address(false);
    __u32 found = image_find_v4(view, (__u32)v4.low, port);

    cr_assert_eq(found, naive_v4(v4, port), "%llx port %u: %u", v4.low, port,
                 found);
    found = image_find_v6(view, v6.high, v6.low, port);
    cr_assert_eq(found, naive_v6(v6, port), "%llx %llx port %u: %u", v6.high,
                 v6.low, port, found);
}

Test(image_prefix, finds_what_the_naive_search_finds)
{
    random_begin(&room.random, "image_prefix");
    for (int world = 0; world < WORLDS; world++) {
        make_world();
        laid_out_begin(&room.image, &room.nodes);
        for (int n = 0; n < ASKED; n++)
            check_address();
        laid_out_end(&room.image);
    }
}
