/* SPDX-License-Identifier: BSD-2-Clause */
#include "image/image_plan.h"

/* Lines of the words by /48: two words for each that may be met, so that most
 * others meet none; where there are very many, the filter has to do. */
#define V6_LONG_LINES_ENOUGH  (1u << 16)
#define V6_LONG_NODES_A_LINE  (IMAGE_V6_LONG_A_LINE / 2)
#define V6_LONG_NODES_AT_MOST 128

static __u32 lines_for(__u64 items, __u32 items_a_line)
{
    __u64 lines = (items + items_a_line - 1) / items_a_line;

    return lines ? (__u32)lines : 1;
}

/* One line more than the load asks for: few lines fill up unevenly. */
static __u32 bucket_lines(__u64 items, __u32 slots, __u32 load)
{
    return lines_for(items * 100, slots * load) + 1;
}

static __u32 filter_lines(__u64 items, __u32 bits)
{
    return lines_for(items, IMAGE_LINE_SIZE * 8 / bits);
}

static __u32 v6_long_lines(__u64 nodes)
{
    __u32 wanted = lines_for(nodes, V6_LONG_NODES_A_LINE);
    __u32 enough = lines_for(nodes, V6_LONG_NODES_AT_MOST);

    if (enough < V6_LONG_LINES_ENOUGH)
        enough = V6_LONG_LINES_ENOUGH;
    return wanted < enough ? wanted : enough;
}

static __u32 take(__u32 *next, __u32 lines)
{
    __u32 first = *next;

    *next += lines;
    return first;
}

static __u32 kinds_of(const struct image_nodes *nodes)
{
    __u32 kinds = 0;

    if (nodes->v4_count)
        kinds |= IMAGE_HAS_V4;
    if (nodes->v6_count)
        kinds |= IMAGE_HAS_V6;
    if (nodes->name_count)
        kinds |= IMAGE_HAS_NAMES;
    for (__u32 i = 0; i < nodes->port_count; i++)
        kinds |= nodes->ports[i].version == 4
                     ? IMAGE_HAS_V4 | IMAGE_HAS_V4_PORTS
                     : IMAGE_HAS_V6;
    return kinds;
}

static __u64 deep_lengths(const struct image_nodes *nodes)
{
    __u64 lengths = 0;

    for (__u32 i = 0; i < nodes->v6_count; i++)
        if (nodes->v6[i].length > 64 && nodes->v6[i].length < 128)
            lengths |= 1ull << (128 - nodes->v6[i].length);
    return lengths;
}

struct image_plan image_plan_make(const struct image_nodes *nodes, __u32 load)
{
    __u64 keyed =
        (__u64)nodes->v6_count + nodes->port_count + nodes->name_count;
    struct image_plan plan = {
        .tables = {.flags = kinds_of(nodes), .v6_deep = deep_lengths(nodes)}};
    struct image_tables *tables = &plan.tables;
    __u32 next = IMAGE_SETS;

    tables->v4_filter_lines =
        filter_lines(nodes->v4_count, IMAGE_V4_FILTER_BITS);
    tables->keyed_filter_lines = filter_lines(keyed, IMAGE_KEYED_FILTER_BITS);
    tables->v4_slot_lines = bucket_lines(nodes->v4_count, IMAGE_V4_SLOTS, load);
    tables->v6_long_lines =
        v6_long_lines((__u64)nodes->v6_count + nodes->port_count);
    tables->keyed_lines = bucket_lines(keyed, IMAGE_KEYED_SLOTS, load);
    /* First what packets read most: as much of it as fits the first chunk,
     * whose lines the programs reach without a call (image_chunks.h). */
    take(&next, lines_for(nodes->set_count, IMAGE_SETS_A_LINE));
    tables->keyed_filter = take(&next, tables->keyed_filter_lines);
    tables->v4_filter = take(&next, tables->v4_filter_lines);
    tables->v4_slots = take(&next, tables->v4_slot_lines);
    tables->v6_long = take(&next, tables->v6_long_lines);
    tables->keyed = take(&next, tables->keyed_lines);
    tables->answers = take(
        &next, lines_for((__u64)nodes->answer_count + 1, IMAGE_ANSWERS_A_LINE));
    plan.written = next;
    tables->hits = take(
        &next, lines_for((__u64)nodes->answer_count + 1, IMAGE_HITS_A_LINE));
    plan.line_count = next;
    return plan;
}
