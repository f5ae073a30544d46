/* SPDX-License-Identifier: BSD-2-Clause */
/* Telling databases from logs where one stands in the other's place. */
#ifndef TAMIS_CLI_DATABASE_HEAD_H
#define TAMIS_CLI_DATABASE_HEAD_H

#include <stdbool.h>

/* What a file is, by its first bytes. */
enum database_head {
    DATABASE_HEAD_NONE,  /* no plain file, or nothing is in it */
    DATABASE_HEAD_OTHER, /* it is something else */
    DATABASE_HEAD_IS,    /* a database, perhaps a damaged one */
};

enum database_head database_head_find(const char *path);

#endif
