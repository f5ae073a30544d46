/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A small world of feeds, labels and values, dense with collisions, and its
 * naive model: every question is answered by walking all statements.
 */
#ifndef TAMIS_TESTS_PROPERTY_WORLD_H
#define TAMIS_TESTS_PROPERTY_WORLD_H

#include "support/random.h"

#include <tamis/compile.h>
#include <tamis/tamis.h>

#include <stdbool.h>

#define WORLD_ORGANISATIONS  6 /* number 0 is self */
#define WORLD_EVERYONE       0xFFFFu
#define WORLD_FEEDS_MAX      8
#define WORLD_STATEMENTS_MAX 400
#define WORLD_CIRCLES        3

struct world_feed {
    char name[16];
    tamis_tlp tlp;
    tamis_action action;
    uint32_t audience; /* a bit per organisation, or WORLD_EVERYONE */
    char audience_names[3][24];
    size_t audience_name_count;
};

struct world_statement {
    uint32_t feed;
    tamis_kind kind;
    tamis_mode mode;
    tamis_action action;
    tamis_tlp mark; /* or UNMARKED */
    bool narrows;   /* audience_names narrow the feed's */
    uint32_t narrowing;
    char audience_names[2][24];
    size_t audience_name_count;
    char value[160]; /* in normal form */
    char reference[16];
    int64_t from_ns, until_ns;
};

struct world {
    struct world_feed feeds[WORLD_FEEDS_MAX];
    size_t feed_count;
    struct world_statement statements[WORLD_STATEMENTS_MAX];
    size_t statement_count;
    uint32_t circles[WORLD_CIRCLES]; /* members of circle:0 ... */
};

/* Who asks. */
struct world_reader {
    tamis_tlp tlp;
    uint32_t audience;
    char names[2][24];
    size_t name_count;
    int64_t time_ns;
};

/* How a world is compiled. */
struct world_choice {
    const struct world_reader *reader;
    bool leaves_out;    /* what the reader cannot see is never added */
    bool filters;       /* it is kept out by --max-tlp and --for */
    uint32_t cpu_limit; /* of the database that is opened; 0: none */
    uint32_t fingerprint_bits;
};

void world_make(struct world *world, struct random *random);
void world_make_reader(struct world_reader *reader, const struct world *world,
                       struct random *random);
/* A value that has a good chance to be listed. */
tamis_kind world_make_value(struct random *random, char value[160]);
/* A few lines of text with such values in them. */
size_t world_make_text(struct random *random, char *text, size_t capacity);

tamis_tlp world_statement_tlp(const struct world *world,
                              const struct world_statement *statement);
uint32_t world_statement_audience(const struct world *world,
                                  const struct world_statement *statement);
bool world_sees(const struct world_reader *reader, tamis_tlp tlp,
                uint32_t audience);

/* Compiles the world; bytes are freed with free(). Asserts success. */
tamis_database *world_compile(const struct world *world,
                              const struct world_choice *choice, void **bytes,
                              size_t *size);
void world_clearance(const struct world_reader *reader,
                     tamis_clearance *clearance, tamis_slice names[2]);

/*
 * The model: does the statement list the value (of this kind and in normal
 * form) to the reader, by the naive reading of DESIGN section 4?
 */
bool world_lists(const struct world *world,
                 const struct world_statement *statement,
                 const struct world_reader *reader, tamis_kind kind,
                 const char *value);

#endif
