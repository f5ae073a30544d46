/* SPDX-License-Identifier: BSD-2-Clause */
/* Addresses that mean something else on every network. */
#include "indicator/address.h"

#include <string.h>

/* RFC 6890 and its updates, without the documentation networks. */
static const struct address_prefix special_blocks[] = {
    {{{0}, 4}, 8},            /* this network */
    {{{10}, 4}, 8},           /* private */
    {{{100, 64}, 4}, 10},     /* carriers' shared space */
    {{{127}, 4}, 8},          /* loopback */
    {{{169, 254}, 4}, 16},    /* link local */
    {{{172, 16}, 4}, 12},     /* private */
    {{{192, 0, 0}, 4}, 24},   /* IETF protocols */
    {{{192, 168}, 4}, 16},    /* private */
    {{{198, 18}, 4}, 15},     /* benchmarks */
    {{{224}, 4}, 4},          /* multicast */
    {{{240}, 4}, 4},          /* reserved, broadcast */
    {{{0}, 16}, 127},         /* :: and ::1 */
    {{{0xfc}, 16}, 7},        /* unique local */
    {{{0xfe, 0x80}, 16}, 10}, /* link local */
    {{{0xff}, 16}, 8},        /* multicast */
    {{{0x01}, 16}, 64},       /* discard only, 100::/64 */
};

static bool covers(const struct address_prefix *block,
                   const struct address_prefix *prefix)
{
    uint32_t whole = block->length / 8, bits = block->length % 8;
    uint8_t differing;

    if (block->address.size != prefix->address.size ||
        block->length > prefix->length ||
        memcmp(block->address.bytes, prefix->address.bytes, whole) != 0)
        return false;
    if (bits == 0)
        return true;
    differing = block->address.bytes[whole] ^ prefix->address.bytes[whole];
    return (differing & (0xff00u >> bits) & 0xff) == 0;
}

/* Does a block begin with this byte? Of most addresses none does. */
static bool may_be_special(const struct address_prefix *prefix)
{
    uint8_t first = prefix->address.bytes[0];

    if (prefix->length < 8)
        return true;
    if (prefix->address.size == 16)
        return first <= 1 || first >= 0xfc;
    return first == 0 || first == 10 || first == 100 || first == 127 ||
           first == 169 || first == 172 || first == 192 || first == 198 ||
           first >= 224;
}

/* A listed 192.0.0.0/8 would list every 192.168.0.0/16 with it. */
bool address_is_special_use(const struct address_prefix *prefix)
{
    if (!may_be_special(prefix))
        return false;
    for (size_t i = 0; i < sizeof special_blocks / sizeof *special_blocks;
         i++) {
        if (covers(&special_blocks[i], prefix) ||
            covers(prefix, &special_blocks[i]))
            return true;
    }
    return false;
}
