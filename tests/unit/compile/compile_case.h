/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What tests of the compiler have in common: short ways to make one, feed it,
 * and write down what a clearance sees of the result. Everything that is made
 * here lives until case_end(), the .fini of every suite.
 */
#ifndef TAMIS_TESTS_UNIT_COMPILE_CASE_H
#define TAMIS_TESTS_UNIT_COMPILE_CASE_H

#include <tamis/compile.h>
#include <tamis/cursor.h>

#define DAY_NS (INT64_C(86400) * 1000000000)

tamis_slice case_slice(const char *text);
/* These assert that the call succeeds. options may be NULL. */
tamis_compiler *case_create(const tamis_compiler_options *options);
tamis_compiler *case_create_with(uint32_t flags);
uint32_t case_add_feed(tamis_compiler *compiler, const tamis_feed_info *info);
/* A list with this name and label and defaults else. */
uint32_t case_feed(tamis_compiler *compiler, const char *name, tamis_tlp tlp);
/* An allow or warn list for everyone. */
uint32_t case_other(tamis_compiler *compiler, const char *name,
                    tamis_action action);
void case_add(tamis_compiler *compiler, uint32_t feed, const char *value);
void case_add_statement(tamis_compiler *compiler, uint32_t feed,
                        const tamis_statement *statement);
/* Seen on one day and valid until another; 0: not said. */
void case_add_timed(tamis_compiler *compiler, uint32_t feed, const char *value,
                    int64_t seen_d, int64_t until_d);
tamis_statement case_statement(const char *value);

/* Writes into memory; and opens it. */
void case_write_bytes(tamis_compiler *compiler, void **bytes, size_t *size);
tamis_database *case_write(tamis_compiler *compiler);
/* Writes into memory that is freed at once. */
tamis_status case_try_write(tamis_compiler *compiler, tamis_error *error);
/* Everything that a clearance (NULL: RED, self) sees, a line for each record,
 * entry and feed. */
char *case_dump(tamis_database *database, const tamis_clearance *clearance);
/* The same, only records and entries. */
char *case_dump_records(tamis_database *database,
                        const tamis_clearance *clearance);
/* case_write(), and the records as the operator sees them. */
char *case_compile(tamis_compiler *compiler);

/* The compiler and what it wrote, now; and all of them. */
void case_destroy(tamis_compiler *compiler);
void case_end(void);

tamis_compile_report case_report(const tamis_compiler *compiler, uint32_t feed);
/* Asserts that every statement read had one outcome, in the report and in what
 * the database says. */
void case_check_sums(const tamis_compiler *compiler, tamis_database *database);

#endif
