/* SPDX-License-Identifier: BSD-2-Clause */
/* A database that lives as long as the command: feeds compiled into memory.
 * Nothing of them is left in any file. */
#ifndef TAMIS_CLI_MADE_DATABASE_H
#define TAMIS_CLI_MADE_DATABASE_H

#include "compile_job.h"

/* Options of another verb that go on to compile, and the feeds. */
struct made_words {
    char **words; /* as compile's command line has them; paths behind "--" */
    int count, capacity;
    char **paths;
    int path_count;
};

struct made_database {
    struct compile_job job;
    void *bytes;
    size_t size;
    tamis_database *database;
};

/* Adds "--name" and its value (NULL: none), or a feed's path behind them all.
 * False when memory is out. */
bool made_words_add(struct made_words *words, char *name, char *value);
bool made_words_add_path(struct made_words *words, char *path);
void made_words_release(struct made_words *words);

/* 0, or EXIT_ERROR after a message. What was compiled is told in a line, but
 * only to the holder of the feeds: counts of all are not for who sees less. */
int made_database_open(struct made_database *made, struct made_words *words,
                       bool is_quiet, bool is_holders_view);
void made_database_close(struct made_database *made);
/* A core dump of the command leaves these bytes out. */
void made_database_hide(const void *bytes, size_t size);

#endif
