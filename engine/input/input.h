/* SPDX-License-Identifier: BSD-2-Clause */
/* What the engine may ask of an input besides <tamis/input.h>. */
#ifndef TAMIS_INPUT_INPUT_H
#define TAMIS_INPUT_INPUT_H

#include <tamis/input.h>

/* Bytes that input_peek() can show. */
#define INPUT_PEEK_SIZE 65536u

/*
 * input_peek() shows the first bytes (decompressed) without consuming them: up
 * to INPUT_PEEK_SIZE, fewer only when the input is shorter or is damaged
 * after them. Before the first tamis_input_read(). *head lives until then.
 */
tamis_status input_peek(tamis_input *input, tamis_slice *head,
                        tamis_error *error);
/* The path as it was given, or "standard input". */
const char *input_name(const tamis_input *input);

#endif
