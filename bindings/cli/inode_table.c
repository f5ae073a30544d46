/* SPDX-License-Identifier: BSD-2-Clause */
#include "inode_table.h"

#include <stdlib.h>

struct inode_item {
    dev_t device;
    ino_t inode;
    bool is_used, is_read;
    int result;
    struct file_digests digests;
};

void inode_table_open(struct inode_table *table)
{
    *table = (struct inode_table){.items = NULL};
    pthread_mutex_init(&table->lock, NULL);
    pthread_cond_init(&table->has_digests, NULL);
}

void inode_table_close(struct inode_table *table)
{
    pthread_cond_destroy(&table->has_digests);
    pthread_mutex_destroy(&table->lock);
    free(table->items);
}

/* The item or, where there is none, its free place. */
static struct inode_item *find_place(const struct inode_table *table,
                                     dev_t device, ino_t inode)
{
    uint64_t hash = ((uint64_t)inode ^ (uint64_t)device << 40) *
                    UINT64_C(0x9E3779B97F4A7C15);
    size_t at = (size_t)(hash >> 20) & (table->capacity - 1);

    while (table->items[at].is_used && (table->items[at].inode != inode ||
                                        table->items[at].device != device))
        at = (at + 1) & (table->capacity - 1);
    return &table->items[at];
}

static bool grow(struct inode_table *table)
{
    struct inode_item *items = table->items;
    size_t capacity = table->capacity;
    struct inode_item *larger;

    if (table->count * 2 < capacity)
        return true;
    larger = calloc(capacity ? capacity * 2 : 64, sizeof *larger);
    if (!larger)
        return false;
    table->items = larger;
    table->capacity = capacity ? capacity * 2 : 64;
    for (size_t i = 0; i < capacity; i++)
        if (items[i].is_used)
            *find_place(table, items[i].device, items[i].inode) = items[i];
    free(items);
    return true;
}

enum inode_claim inode_table_claim(struct inode_table *table, dev_t device,
                                   ino_t inode, struct file_digests *digests,
                                   int *result)
{
    enum inode_claim claim = INODE_IS_YOURS;
    struct inode_item *item;

    pthread_mutex_lock(&table->lock);
    if (grow(table)) {
        item = find_place(table, device, inode);
        claim = item->is_used ? INODE_IS_KNOWN : INODE_IS_YOURS;
        if (!item->is_used) {
            *item = (struct inode_item){
                .device = device, .inode = inode, .is_used = true};
            table->count++;
        }
        /* The table may move meanwhile. */
        while (claim == INODE_IS_KNOWN &&
               !(item = find_place(table, device, inode))->is_read)
            pthread_cond_wait(&table->has_digests, &table->lock);
        *digests = item->digests;
        *result = item->result;
    }
    pthread_mutex_unlock(&table->lock);
    return claim;
}

void inode_table_publish(struct inode_table *table, dev_t device, ino_t inode,
                         const struct file_digests *digests, int result)
{
    struct inode_item *item;

    pthread_mutex_lock(&table->lock);
    if (table->capacity > 0) {
        item = find_place(table, device, inode);
        if (item->is_used) {
            item->digests = *digests;
            item->result = result;
            item->is_read = true;
        }
    }
    pthread_cond_broadcast(&table->has_digests);
    pthread_mutex_unlock(&table->lock);
}
