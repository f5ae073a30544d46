/* SPDX-License-Identifier: BSD-2-Clause */
#include "nodes_search.h"

#include <arpa/inet.h>
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool has_prefix(uint64_t high, uint64_t low, uint64_t prefix_high,
                       uint64_t prefix_low, unsigned length)
{
    for (unsigned bit = 0; bit < length; bit++) {
        uint64_t one = bit < 64 ? high : low,
                 other = bit < 64 ? prefix_high : prefix_low;

        if ((one ^ other) >> (63 - bit % 64) & 1)
            return false;
    }
    return true;
}

static uint32_t search_v4(const struct image_nodes *nodes, uint32_t address)
{
    uint32_t answer = 0;
    int longest = -1;

    for (uint32_t n = 0; n < nodes->v4_count; n++) {
        const struct image_node_v4 *node = &nodes->v4[n];

        if (!has_prefix((uint64_t)address << 32, 0,
                        (uint64_t)node->address << 32, 0, node->length))
            continue;
        cr_assert_neq(node->length, longest, "a prefix is there twice");
        if (node->length > longest) {
            longest = node->length;
            answer = node->answer;
        }
    }
    return answer;
}

static uint32_t search_v6(const struct image_nodes *nodes, uint64_t high,
                          uint64_t low)
{
    uint32_t answer = 0;
    int longest = -1;

    for (uint32_t n = 0; n < nodes->v6_count; n++) {
        const struct image_node_v6 *node = &nodes->v6[n];

        if (!has_prefix(high, low, node->high, node->low, node->length))
            continue;
        cr_assert_neq(node->length, longest, "a prefix is there twice");
        if (node->length > longest) {
            longest = node->length;
            answer = node->answer;
        }
    }
    return answer;
}

static uint32_t search_address(const struct image_nodes *nodes,
                               const char *text, unsigned port)
{
    bool is_v6 = strchr(text, ':') != NULL;
    unsigned char bytes[16] = {0};
    uint64_t high = 0, low = 0;

    cr_assert_eq(inet_pton(is_v6 ? AF_INET6 : AF_INET, text, bytes), 1);
    for (int n = 0; n < 8; n++)
        high = high << 8 | bytes[n];
    for (int n = 8; n < 16; n++)
        low = low << 8 | bytes[n];
    if (!is_v6) {
        low = high >> 32;
        high = 0;
    }
    for (uint32_t n = 0; port && n < nodes->port_count; n++)
        if (nodes->ports[n].high == high && nodes->ports[n].low == low &&
            nodes->ports[n].port == port &&
            nodes->ports[n].version == (is_v6 ? 6 : 4))
            return nodes->ports[n].answer;
    return is_v6 ? search_v6(nodes, high, low)
                 : search_v4(nodes, (uint32_t)low);
}

static bool ends_with(const char *name, const struct image_node_name *node,
                      bool *is_whole)
{
    size_t size = strlen(name);

    *is_whole = size == node->size;
    return size >= node->size &&
           memcmp(name + size - node->size, node->text, node->size) == 0 &&
           (*is_whole || name[size - node->size - 1] == '.');
}

static uint32_t search_name(const struct image_nodes *nodes, const char *name)
{
    uint32_t answer = 0, longest = 0;

    for (uint32_t n = 0; n < nodes->name_count; n++) {
        const struct image_node_name *node = &nodes->names[n];
        uint32_t number = node->value & (IMAGE_ANSWER_LIMIT - 1);
        bool is_whole;

        if (!ends_with(name, node, &is_whole))
            continue;
        cr_assert_neq(node->size, longest, "a name is there twice");
        if (!(node->value & (is_whole ? IMAGE_NAME_AT : IMAGE_NAME_UNDER)) ||
            node->size < longest)
            continue;
        longest = node->size;
        answer = number + (!is_whole && node->value & IMAGE_NAME_TWO ? 1 : 0);
    }
    return answer;
}

uint32_t nodes_search(const struct image_nodes *nodes, tamis_kind kind,
                      const char *value)
{
    char address[64];
    unsigned port = 0;

    if (kind == TAMIS_KIND_DOMAIN)
        return search_name(nodes, value);
    snprintf(address, sizeof address, "%s", value);
    if (kind == TAMIS_KIND_IP_PORT) {
        port = (unsigned)atoi(strrchr(value, ':') + 1);
        *strrchr(address, ':') = '\0';
        if (address[0] == '[') {
            memmove(address, address + 1, strlen(address));
            *strchr(address, ']') = '\0';
        }
    }
    return search_address(nodes, address, port);
}
