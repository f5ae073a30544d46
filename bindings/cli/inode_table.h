/* SPDX-License-Identifier: BSD-2-Clause */
/* Files of several names, by inode, so that each is read once, whichever
 * thread meets it first. */
#ifndef TAMIS_CLI_INODE_TABLE_H
#define TAMIS_CLI_INODE_TABLE_H

#include "file_digests.h"

#include <pthread.h>
#include <stddef.h>
#include <sys/types.h>

struct inode_item;

struct inode_table {
    pthread_mutex_t lock;
    pthread_cond_t has_digests;
    struct inode_item *items;
    size_t count, capacity;
};

enum inode_claim {
    INODE_IS_YOURS, /* read it, then inode_table_publish() */
    INODE_IS_KNOWN, /* its digests, or its result, are these */
};

void inode_table_open(struct inode_table *table);
void inode_table_close(struct inode_table *table);
/* Waits where another thread is reading the file. When memory is out everyone
 * reads for himself. */
enum inode_claim inode_table_claim(struct inode_table *table, dev_t device,
                                   ino_t inode, struct file_digests *digests,
                                   int *result);
/* What file_digests_read() gave. */
void inode_table_publish(struct inode_table *table, dev_t device, ino_t inode,
                         const struct file_digests *digests, int result);

#endif
