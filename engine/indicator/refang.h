/* SPDX-License-Identifier: BSD-2-Clause */
/* Undoing what people do to indicators so that nobody clicks on them. */
#ifndef TAMIS_INDICATOR_REFANG_H
#define TAMIS_INDICATOR_REFANG_H

#include "indicator/parse.h"

#include <stdbool.h>

/* "hxxp__" is one byte shorter than "http://"; nothing else grows. */
#define REFANG_SIZE_MAX (INDICATOR_TEXT_SIZE_MAX + 8)

/*
 * refang() undoes hxxp, [.], (dot), [at], [:], [://] and their like in one
 * pass, and drops quotes and <> around the value and sentence marks after it.
 * Returns the result, which lies in `buffer` or in `text`; *is_defanged tells
 * whether anything was undone. text may have INDICATOR_TEXT_SIZE_MAX bytes.
 */
tamis_slice refang(tamis_slice text, char buffer[REFANG_SIZE_MAX],
                   bool *is_defanged);

#endif
