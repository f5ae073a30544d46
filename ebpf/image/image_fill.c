/* SPDX-License-Identifier: BSD-2-Clause */
#include "image/image_fill.h"

#include <pthread.h>
#include <stdatomic.h>
#include <string.h>

#include "image/image_find_name.h"
#include "image/image_name_hash.h"

/* Items handed to the buckets at a time. */
#define ITEMS 256

struct item_list {
    struct bucket_table table;
    enum bucket_outcome (*put)(struct bucket_table *,
                               const struct bucket_item *, __u32);
    struct bucket_item items[ITEMS];
    __u32 count;
    enum bucket_outcome outcome;
};

static void flush(struct item_list *list)
{
    if (list->outcome == BUCKET_DONE)
        list->outcome = list->put(&list->table, list->items, list->count);
    list->count = 0;
}

static inline void add(struct item_list *list, __u64 key, __u32 value)
{
    list->items[list->count++] = (struct bucket_item){key, value};
    if (list->count == ITEMS)
        flush(list);
}

/* A table of buckets whose lines and counts are zeroed here. */
static struct bucket_table table_at(const struct image_fill *fill, __u32 first,
                                    __u32 count, __u8 *used)
{
    struct image_line *lines = &fill->lines[first];

    memset(lines, 0, (size_t)count * IMAGE_LINE_SIZE);
    memset(used, 0, count);
    return (struct bucket_table){lines, used, count, fill->secret,
                                 fill->secret->v4_start[0]};
}

enum bucket_outcome image_fill_v4(struct image_fill *fill)
{
    const struct image_tables *tables = &fill->plan->tables;
    const struct image_nodes *nodes = fill->nodes;
    struct item_list list = {.table =
                                 table_at(fill, tables->v4_slots,
                                          tables->v4_slot_lines, fill->v4_used),
                             .put = bucket_fill_v4};

    for (__u32 i = 0; i < nodes->v4_count; i++)
        add(&list, (__u64)nodes->v4[i].address << 6 | nodes->v4[i].length,
            nodes->v4[i].answer);
    flush(&list);
    return list.outcome;
}

static void add_addresses(const struct image_fill *fill, struct item_list *list)
{
    const struct image_nodes *nodes = fill->nodes;

    for (__u32 i = 0; i < nodes->v6_count; i++) {
        const struct image_node_v6 *node = &nodes->v6[i];

        add(list,
            address_hash(fill->secret, node->high, node->low, node->length,
                         KEYED_V6_PREFIX),
            node->answer);
    }
    for (__u32 i = 0; i < nodes->port_count; i++) {
        const struct image_node_port *node = &nodes->ports[i];

        add(list,
            address_hash(fill->secret, node->high, node->low, node->port,
                         node->version == 4 ? KEYED_V4_PORT : KEYED_V6_PORT),
            node->answer);
    }
}

enum bucket_outcome image_fill_keyed(struct image_fill *fill)
{
    const struct image_tables *tables = &fill->plan->tables;
    const struct image_nodes *nodes = fill->nodes;
    __u64 *filter = fill->lines[tables->filter].words;
    struct item_list list = {.table = table_at(fill, tables->keyed,
                                               tables->keyed_lines,
                                               fill->keyed_used),
                             .put = bucket_fill_keyed};

    memset(filter, 0, (size_t)tables->filter_lines * IMAGE_LINE_SIZE);
    for (__u32 i = 0; i < nodes->name_count; i++) {
        const struct image_node_name *node = &nodes->names[i];
        __u64 name = name_hash(fill->secret, node->text, node->size);

        filter[keyed_place((__u32)name, tables->filter_lines * 8)] |=
            image_filter_bits(name);
        add(&list, name, node->value);
    }
    add_addresses(fill, &list);
    flush(&list);
    return list.outcome;
}

/* Copies count items of size bytes to the lines from first to end. */
static void write_table(const struct image_fill *fill, __u32 first, __u32 end,
                        const void *items, size_t size)
{
    char *table = (char *)&fill->lines[first];

    memcpy(table, items, size);
    memset(table + size, 0, (size_t)(end - first) * IMAGE_LINE_SIZE - size);
}

void image_fill_answers(struct image_fill *fill)
{
    const struct image_tables *tables = &fill->plan->tables;
    const struct image_nodes *nodes = fill->nodes;

    write_table(fill, tables->answers, tables->sets, nodes->answers,
                ((size_t)nodes->answer_count + 1) * sizeof *nodes->answers);
    write_table(fill, tables->sets, tables->hits, nodes->sets,
                nodes->set_count * sizeof *nodes->sets);
}

static void write_first_lines(struct image_fill *fill)
{
    const struct image_header header = {
        .magic = IMAGE_MAGIC,
        .layout_version = IMAGE_LAYOUT_VERSION,
        .base_ns = fill->nodes->base_ns,
        .line_count = fill->plan->line_count,
        .answer_count = fill->nodes->answer_count,
        .set_count = fill->nodes->set_count,
    };

    memcpy(&fill->lines[0], &header, sizeof header);
    memcpy(&fill->lines[1], &fill->plan->tables, sizeof fill->plan->tables);
}

/* What is to be done, taken one by one by the threads. */
enum { DO_V4, DO_KEYED, DO_MAPS, DO_ANSWERS, DO_COUNT };

struct shared_work {
    struct image_fill *fill;
    atomic_uint next;
    enum bucket_outcome outcomes[DO_COUNT];
};

static void *work(void *argument)
{
    struct shared_work *shared = argument;
    unsigned step;

    while ((step = atomic_fetch_add(&shared->next, 1)) < DO_COUNT) {
        if (step == DO_V4) {
            shared->outcomes[step] = image_fill_v4(shared->fill);
        } else if (step == DO_KEYED) {
            shared->outcomes[step] = image_fill_keyed(shared->fill);
        } else if (step == DO_MAPS) {
            image_fill_v4_maps(shared->fill);
            image_fill_v6_maps(shared->fill);
        } else {
            image_fill_answers(shared->fill);
            write_first_lines(shared->fill);
        }
    }
    return NULL;
}

enum bucket_outcome image_fill_run(struct image_fill *fill, __u32 thread_count)
{
    struct shared_work shared = {.fill = fill};
    pthread_t threads[DO_COUNT];
    __u32 started = 0;

    /* Without more threads this one does it all. */
    while (started + 1 < thread_count && started + 1 < DO_COUNT &&
           pthread_create(&threads[started], NULL, work, &shared) == 0)
        started++;
    work(&shared);
    while (started > 0)
        pthread_join(threads[--started], NULL);
    return shared.outcomes[DO_KEYED] != BUCKET_DONE ? shared.outcomes[DO_KEYED]
                                                    : shared.outcomes[DO_V4];
}
