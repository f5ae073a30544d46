/* SPDX-License-Identifier: BSD-2-Clause */
/* Texts that would cost a careless walk the square of their size. */
#ifndef TAMIS_TESTS_INDICATOR_HOSTILE_TEXT_H
#define TAMIS_TESTS_INDICATOR_HOSTILE_TEXT_H

#include <stddef.h>

/* What such texts repeat; NULL behind the last. */
extern const char *const hostile_repetitions[];

void hostile_text_fill(char *text, size_t size, const char *repetition);

#endif
