/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A thread that adds statements while the caller reads the next ones.
 *
 * Statements are copied into batches, and one thread takes the batches in
 * their order: so what is made of them is what the caller's thread would have
 * made, and only its speed differs.
 */
#ifndef TAMIS_COMPILE_ADDER_H
#define TAMIS_COMPILE_ADDER_H

#include <tamis/compile.h>

struct adder;

/* Adds a statement, or counts it as rejected when there is a reason. */
typedef tamis_status (*adder_work)(tamis_compiler *compiler, uint32_t feed_id,
                                   const tamis_statement *statement,
                                   tamis_reason reason);

/* The C heap's: an allocator of the caller's is for the caller's thread.
 * Errors: MEMORY; LIMIT when no thread can be made. */
tamis_status adder_create(struct adder **adder, tamis_compiler *compiler,
                          adder_work work);
/* What was not added yet never will be. */
void adder_destroy(struct adder *adder);

/* adder_put() copies a statement. Its errors are those of one that was put
 * before, as are adder_wait()'s, which returns when all are added. */
tamis_status adder_put(struct adder *adder, uint32_t feed_id,
                       const tamis_statement *statement, tamis_reason reason);
tamis_status adder_wait(struct adder *adder);

#endif
