/* SPDX-License-Identifier: BSD-2-Clause */
#include "image/image_fill.h"

#include <pthread.h>
#include <stdatomic.h>
#include <string.h>

#include "image/image_find_name.h"
#include "image/image_name_hash.h"

/* Items handed to the buckets at a time. */
#define ITEMS 256

/* A table of buckets in the making, and the filter in front of it. */
struct item_list {
    __u64 *filter;
    __u32 filter_lines;
    struct bucket_table table;
    enum bucket_outcome (*put)(struct bucket_table *,
                               const struct bucket_item *, __u32);
    struct bucket_item items[ITEMS];
    __u32 count;
    enum bucket_outcome outcome;
};

static __u64 hash_of(const struct item_list *list, __u64 key)
{
    return list->put == bucket_fill_keyed
               ? key
               : v4_hash(list->table.secret, (__u32)(key >> 6),
                         (__u32)(key & 63));
}

/* Sets the items' bits in the filter, whose words come from memory at one
 * time. */
static void filter_items(const struct item_list *list)
{
    __u64 hashes[ITEMS];

    for (__u32 i = 0; i < list->count; i++) {
        hashes[i] = hash_of(list, list->items[i].key);
        __builtin_prefetch(
            &list->filter[image_filter_place(hashes[i], list->filter_lines)],
            1);
    }
    for (__u32 i = 0; i < list->count; i++)
        list->filter[image_filter_place(hashes[i], list->filter_lines)] |=
            image_filter_bits(hashes[i]);
}

static void flush(struct item_list *list)
{
    filter_items(list);
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

static struct image_line *zeroed(const struct image_fill *fill, __u32 first,
                                 __u32 count)
{
    return memset(&fill->lines[first], 0, (size_t)count * IMAGE_LINE_SIZE);
}

static void begin_v4(const struct image_fill *fill, struct item_list *list)
{
    const struct image_tables *tables = &fill->plan->tables;

    list->put = bucket_fill_v4;
    list->table.count = tables->v4_slot_lines;
    list->table.lines = zeroed(fill, tables->v4_slots, tables->v4_slot_lines);
    list->table.used = memset(fill->v4_used, 0, tables->v4_slot_lines);
    list->filter_lines = tables->v4_filter_lines;
    list->filter =
        zeroed(fill, tables->v4_filter, tables->v4_filter_lines)->words;
}

static void begin_keyed(const struct image_fill *fill, struct item_list *list)
{
    const struct image_tables *tables = &fill->plan->tables;

    list->put = bucket_fill_keyed;
    list->table.count = tables->keyed_lines;
    list->table.lines = zeroed(fill, tables->keyed, tables->keyed_lines);
    list->table.used = memset(fill->keyed_used, 0, tables->keyed_lines);
    list->filter_lines = tables->keyed_filter_lines;
    list->filter =
        zeroed(fill, tables->keyed_filter, tables->keyed_filter_lines)->words;
}

static struct item_list new_list(const struct image_fill *fill)
{
    return (struct item_list){.table.secret = fill->secret,
                              .table.random = fill->secret->v4_start[0]};
}

enum image_fill_outcome image_fill_v4(struct image_fill *fill)
{
    const struct image_nodes *nodes = fill->nodes;
    struct item_list list = new_list(fill);

    begin_v4(fill, &list);
    for (__u32 i = 0; i < nodes->v4_count; i++)
        add(&list, (__u64)nodes->v4[i].address << 6 | nodes->v4[i].length,
            nodes->v4[i].answer);
    flush(&list);
    return list.outcome == BUCKET_DONE ? IMAGE_FILLED : IMAGE_FILL_FULL;
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

void image_fill_hash(struct image_fill *fill, __u32 first, __u32 end)
{
    const struct image_node_name *names = fill->nodes->names;

    for (__u32 i = first; i < end; i++)
        fill->hashes[i] = name_hash(fill->secret, names[i].text, names[i].size);
}

static void add_names(const struct image_fill *fill, struct item_list *list)
{
    const struct image_nodes *nodes = fill->nodes;

    for (__u32 i = 0; i < nodes->name_count; i++)
        add(list, fill->hashes[i], nodes->names[i].value);
}

enum image_fill_outcome image_fill_keyed(struct image_fill *fill)
{
    struct item_list list = new_list(fill);

    begin_keyed(fill, &list);
    add_names(fill, &list);
    add_addresses(fill, &list);
    flush(&list);
    if (list.outcome != BUCKET_DONE)
        return IMAGE_FILL_FULL;
    return bucket_repeats_keyed(&list.table) ? IMAGE_FILL_SAME : IMAGE_FILLED;
}

/* Copies items, size bytes of them, to the lines from first to end: to where
 * the next table begins, in the order of image_plan_make(). */
static void write_table(const struct image_fill *fill, __u32 first, __u32 end,
                        const void *items, size_t size)
{
    char *table = (char *)&fill->lines[first];

    if (size)
        memcpy(table, items, size);
    memset(table + size, 0, (size_t)(end - first) * IMAGE_LINE_SIZE - size);
}

void image_fill_answers(struct image_fill *fill)
{
    const struct image_tables *tables = &fill->plan->tables;
    const struct image_nodes *nodes = fill->nodes;

    write_table(fill, tables->answers, tables->hits, nodes->answers,
                ((size_t)nodes->answer_count + 1) * sizeof *nodes->answers);
    write_table(fill, IMAGE_SETS, tables->keyed_filter, nodes->sets,
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

/* Names are hashed so many at a time. */
#define CHUNK 8192

/* What is to be done besides the keyed slots, taken one by one. */
enum { DO_V4, DO_MAPS, DO_ANSWERS, DO_COUNT };

struct shared_work {
    struct image_fill *fill;
    __u32 chunk_count; /* at least one, which may be empty */
    atomic_uint next;
    atomic_uint chunks_left;
    enum image_fill_outcome v4, keyed;
};

/* The keyed slots take the most time and need all hashes: whoever makes the
 * last ones goes on with them, and nobody waits. */
static void hash_chunk(struct shared_work *shared, __u32 chunk)
{
    struct image_fill *fill = shared->fill;
    __u32 first = chunk * CHUNK;
    __u32 end = fill->nodes->name_count;

    image_fill_hash(fill, first, end - first < CHUNK ? end : first + CHUNK);
    if (atomic_fetch_sub(&shared->chunks_left, 1) == 1)
        shared->keyed = image_fill_keyed(fill);
}

static void do_step(struct shared_work *shared, __u32 step)
{
    struct image_fill *fill = shared->fill;

    if (step == DO_V4) {
        shared->v4 = image_fill_v4(fill);
    } else if (step == DO_MAPS) {
        image_fill_v4_maps(fill);
        image_fill_v6_maps(fill);
    } else {
        image_fill_answers(fill);
        write_first_lines(fill);
    }
}

static void *work(void *argument)
{
    struct shared_work *shared = argument;
    __u32 step;

    while ((step = atomic_fetch_add(&shared->next, 1)) <
           shared->chunk_count + DO_COUNT)
        if (step < shared->chunk_count)
            hash_chunk(shared, step);
        else
            do_step(shared, step - shared->chunk_count);
    return NULL;
}

enum image_fill_outcome image_fill_run(struct image_fill *fill,
                                       __u32 thread_count)
{
    struct shared_work shared = {.fill = fill};
    pthread_t threads[IMAGE_FILL_THREADS];
    __u32 started = 0;

    shared.chunk_count = fill->nodes->name_count / CHUNK + 1;
    atomic_init(&shared.chunks_left, shared.chunk_count);
    /* Without more threads this one does it all. */
    while (started + 1 < thread_count && started < IMAGE_FILL_THREADS &&
           pthread_create(&threads[started], NULL, work, &shared) == 0)
        started++;
    work(&shared);
    while (started > 0)
        pthread_join(threads[--started], NULL);
    return shared.keyed != IMAGE_FILLED ? shared.keyed : shared.v4;
}
