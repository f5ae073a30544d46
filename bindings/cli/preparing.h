/* SPDX-License-Identifier: BSD-2-Clause */
/* Making a database's patterns ready, for the verbs that match them. */
#ifndef TAMIS_CLI_PREPARING_H
#define TAMIS_CLI_PREPARING_H

#include "asking.h"

#include <tamis/patterns.h>

#define PREPARING_OPTIONS                                                      \
    {"no-patterns", no_argument, NULL, OPTION_NO_PATTERNS},                    \
        {"pattern-time", required_argument, NULL, OPTION_PATTERN_TIME},        \
        {"no-pattern-cache", no_argument, NULL, OPTION_NO_PATTERN_CACHE},      \
    {                                                                          \
        "pattern-cache", required_argument, NULL, OPTION_PATTERN_CACHE         \
    }

#define PREPARING_HELP                                                         \
    "  --no-patterns     match no literals and regexes\n"                      \
    "  --pattern-cache DIR  keep compiled ones there (default: in "            \
    "~/.cache/tamis)\n"                                                        \
    "  --pattern-time SECONDS  for compiling all of them; what is not done "   \
    "then\n"                                                                   \
    "                    is left out and told (default: 120)\n"                \
    "  --no-pattern-cache  compile them anew, and keep nothing\n"

/* Takes one of the options above: 0, or EXIT_ERROR after a message; -1 for
 * another. */
int preparing_take(struct preparing *preparing, int option,
                   const char *argument);
/* What was said of the cache and of time. */
void preparing_fill(const struct preparing *preparing,
                    tamis_patterns_options *options);
/* Compiles what the one who asks may see, or takes it from the cache, with
 * progress on a terminal. 0, or EXIT_ERROR after a message. *patterns is NULL
 * when none are wanted. */
int preparing_run(const struct asking *asking, const char *path,
                  tamis_database *database, tamis_patterns **patterns);
/* The same without a word: the errors are tamis_patterns_prepare()'s. options
 * are taken but for what the one who asks has said. */
tamis_status preparing_make(const struct asking *asking,
                            tamis_database *database,
                            tamis_patterns_options *options,
                            tamis_patterns **patterns, tamis_error *error);
/* Whether there are any for the one who asks. */
bool preparing_has_any(const tamis_patterns *patterns);
/* Says which patterns that the matcher sees are not matched. */
void preparing_say(const tamis_patterns *patterns, tamis_matcher *matcher);

#endif
