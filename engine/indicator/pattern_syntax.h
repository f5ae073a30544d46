/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What no engine of patterns will compile, told from the text alone: in one
 * pass, without the engine, and so the same on every machine.
 */
#ifndef TAMIS_INDICATOR_PATTERN_SYNTAX_H
#define TAMIS_INDICATOR_PATTERN_SYNTAX_H

#include "indicator/pattern.h"

struct pattern_fault {
    const char *reason; /* a sentence without a dot */
    size_t offset;      /* into the regex */
};

/*
 * pattern_find_fault() finds the first fault of a regex: unbalanced brackets,
 * what is repeated where nothing is, back references, look-around and the like,
 * ends and starts of a text with more behind or before them, and what is found
 * in each text because it may be empty. What it does not know, such as
 * comments, free spacing and \Q, it does not judge, nor what follows: false
 * says that the engine may still refuse it.
 */
bool pattern_find_fault(tamis_slice regex, struct pattern_fault *fault);

#endif
