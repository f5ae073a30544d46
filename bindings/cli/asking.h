/* SPDX-License-Identifier: BSD-2-Clause */
/* Who asks, and when: --clearance, --audience and --at, shared by the verbs
 * that read a database. */
#ifndef TAMIS_CLI_ASKING_H
#define TAMIS_CLI_ASKING_H

#include <tamis/match.h>

#include <stdbool.h>

#define ASKING_AUDIENCE_MAX 64

/* What is done about patterns: preparing.h. */
struct preparing {
    const char *folder;
    bool is_off, is_cacheless, is_quiet;
    uint32_t milliseconds; /* to compile all of them in; 0: as usual */
    bool is_idle;          /* no answer is a pattern's: nothing to make ready */
};

struct asking {
    tamis_clearance clearance;
    struct preparing preparing;
    tamis_slice audience[ASKING_AUDIENCE_MAX];
    bool is_default; /* the holder's own view: RED, self */
    bool is_now;     /* --at gave no time: the clock goes on */
    bool takes_record_time, is_at_record; /* --at record */
};

/* Long options that these verbs have in common; values above any character. */
enum asking_option {
    OPTION_CLEARANCE = 0x1000,
    OPTION_AUDIENCE,
    OPTION_AT,
    OPTION_FORMAT,
    OPTION_QUIET,
    OPTION_HELP,
    OPTION_NO_PATTERNS,
    OPTION_NO_PATTERN_CACHE,
    OPTION_PATTERN_CACHE,
    OPTION_PATTERN_TIME,
    OPTION_LAST_SHARED
};

#define ASKING_OPTIONS                                                         \
    {"clearance", required_argument, NULL, OPTION_CLEARANCE},                  \
        {"audience", required_argument, NULL, OPTION_AUDIENCE},                \
        {"at", required_argument, NULL, OPTION_AT},                            \
        {"quiet", no_argument, NULL, OPTION_QUIET},                            \
    {                                                                          \
        "help", no_argument, NULL, OPTION_HELP                                 \
    }

/* RED, `self`; the clock is the machine's. */
void asking_begin(struct asking *asking);
/* Takes one of the options above. 0, or EXIT_ERROR after a message. */
int asking_take(struct asking *asking, int option, const char *argument);
/* "showing up to TLP:AMBER to sector:health" on standard error. */
void asking_say(const struct asking *asking);
/* Cuts "a,b,c" into slices behind those that are there. 0, or EXIT_ERROR after
 * a message: too many, or none, since an empty audience would mean another. */
int asking_split(const char *option, const char *text, tamis_slice *parts,
                 size_t *count);
/* now, any, or a time. 0, or EXIT_ERROR after a message. */
int asking_parse_time(const char *text, int64_t *time_ns, bool *is_any);
int64_t asking_now(void);

#endif
