/* SPDX-License-Identifier: BSD-2-Clause */
/* Opening a database and a matcher for a verb that asks. */
#ifndef TAMIS_CLI_READING_H
#define TAMIS_CLI_READING_H

#include "asking.h"
#include "output.h"

struct reading {
    tamis_database *database;
    tamis_matcher *matcher;
    tamis_patterns *patterns; /* for each further matcher; or NULL */
    bool has_patterns; /* that the clearance sees, and that are matched */
    struct output output;
    tamis_event_source source; /* sensor and time are set */
    bool is_hidden_at_most;    /* the number is the most that it can be */
    uint64_t hidden_by_clock;  /* in other matchers than this one */
};

/* 0, or EXIT_ERROR after a message; then nothing is left open. */
int reading_open(struct reading *reading, const char *path,
                 const struct asking *asking, const char *format,
                 const char *sensor);
/* The same with a database that is open; takes a reference, also when it
 * fails. path is for messages. */
int reading_begin(struct reading *reading, tamis_database *database,
                  const char *path, const struct asking *asking,
                  const char *format, const char *sensor);
/* Says how many matches the clock hid, flushes and closes. Returns the exit
 * code: EXIT_ERROR if is_failed or the output failed, else matched or not. */
int reading_close(struct reading *reading, bool is_failed);

#endif
