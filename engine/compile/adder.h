/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Adding statements on the caller's thread, and on others when there are many.
 *
 * Threads take batches of statements. What depends on their order is done
 * where there is one: stencils are cut batch after batch, and statements carry
 * their number. So what is made of them is what one thread would have made.
 */
#ifndef TAMIS_COMPILE_ADDER_H
#define TAMIS_COMPILE_ADDER_H

#include <tamis/compile.h>

struct adder;
struct batch_input;

/* Errors: MEMORY. */
tamis_status adder_create(struct adder **adder, tamis_compiler *compiler);
/* What was not added yet never will be. Examples of rejections end with it. */
void adder_destroy(struct adder *adder);

/*
 * adder_put() adds statements or has them added. Its errors may be those of
 * some that were put before, as are adder_settle()'s: when it returns, all are
 * added and the compiler's counts have them. adder_close() ends the threads
 * and hands over what was kept; nothing is put then.
 */
tamis_status adder_put(struct adder *adder, const struct batch_input *input);
tamis_status adder_settle(struct adder *adder);
void adder_close(struct adder *adder);

#endif
