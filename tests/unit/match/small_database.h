/* SPDX-License-Identifier: BSD-2-Clause */
/* A database out of a few lines, for tests of what reads one. */
#ifndef TAMIS_TESTS_UNIT_MATCH_SMALL_DATABASE_H
#define TAMIS_TESTS_UNIT_MATCH_SMALL_DATABASE_H

#include <tamis/compile.h>
#include <tamis/tamis.h>

struct small_statement {
    const char *feed; /* allow...: an operator's list; x@y: for y alone */
    tamis_tlp tlp;    /* the feed's */
    tamis_kind kind;
    tamis_mode mode;
    const char *value; /* "!" before it: the feed allows it itself */
};

/* Feeds are declared as they are first met; those that begin with "warn"
 * and "allow" with these actions. *bytes is freed with free() after the
 * database was released. */
tamis_database *small_database(const struct small_statement *statements,
                               size_t count, void **bytes);

/* The database of all that was added to the compiler, which is destroyed. */
tamis_database *compiled_database(tamis_compiler *compiler, void **bytes);

#endif
