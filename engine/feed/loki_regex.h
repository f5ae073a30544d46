/* SPDX-License-Identifier: BSD-2-Clause */
/* What Loki's false-positive regexes hold that can never match. */
#ifndef TAMIS_FEED_LOKI_REGEX_H
#define TAMIS_FEED_LOKI_REGEX_H

#include <tamis/indicator.h>

/*
 * loki_regex_cut_dead() leaves out the branches of a regex in which a letter,
 * a digit or _ follows $: "$env:systemroot" is meant as text, but to Python's
 * re, which Loki asks, it is an end with more behind it, and matches nothing.
 * What is left matches what the regex did; it is empty when nothing could. It
 * is written to `text`, or is the regex itself: when there are none, or when it
 * holds more than this reads, such as free spacing.
 */
tamis_slice loki_regex_cut_dead(tamis_slice regex,
                                char text[TAMIS_KEY_SIZE_MAX]);

#endif
