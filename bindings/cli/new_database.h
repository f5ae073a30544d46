/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A database of nothing but what is new, in memory: what of a text it finds
 * nothing in need not be shown to the newer database, which alone knows labels,
 * references, allows and warnings.
 *
 * It lists its indicators for everyone and at any time, so that it may find
 * too much, and never too little.
 */
#ifndef TAMIS_CLI_NEW_DATABASE_H
#define TAMIS_CLI_NEW_DATABASE_H

#include "asking.h"

#include <tamis/compile.h>

/* The records that are new, in the order of cursors. Keys are the newer
 * database's own. */
struct new_keys {
    tamis_record *records;
    size_t count, capacity;
};

/* False when memory is out. */
bool new_keys_add(struct new_keys *keys, const tamis_record *record);
void new_keys_release(struct new_keys *keys);

/* Zeroed: none. */
struct new_database {
    tamis_compiler *compiler;
    void *bytes;
    size_t size;
    tamis_database *database;
    tamis_patterns *patterns;
};

/* NULL, or why there is none, in the words of a sentence that ends with it. */
const char *new_database_make(struct new_database *made,
                              const struct new_keys *keys,
                              const struct preparing *preparing);
void new_database_release(struct new_database *made);
/* A matcher of it for one thread, NULL of none: false when memory is out. */
bool new_database_matcher(const struct new_database *made,
                          tamis_matcher **matcher);
/* May a value, or one in a text, be listed anew? Always, with NULL. */
bool new_database_has(tamis_matcher *matcher, tamis_kind kind,
                      tamis_slice value);
bool new_database_has_in(tamis_matcher *matcher, tamis_slice text);

#endif
