/* SPDX-License-Identifier: BSD-2-Clause */
/* What becomes of a value, for people and as JSON. */
#ifndef TAMIS_XDP_PROGRAM_CHECK_ANSWER_H
#define TAMIS_XDP_PROGRAM_CHECK_ANSWER_H

#include <tamis/xdp_image.h>

#include <stdbool.h>

/* A statement about the value. Strings of the database; value is owned. */
struct check_statement {
    char value[TAMIS_DOMAIN_SIZE_MAX + 64];
    tamis_kind kind;
    tamis_mode mode;
    tamis_tlp tlp;
    tamis_pap pap;
    tamis_slice feed, reference;
};

struct check_answer {
    tamis_kind kind;
    char value[TAMIS_DOMAIN_SIZE_MAX + 64]; /* in normal form */
    tamis_xdp_answer answer;
    struct check_statement *statements;
    size_t count, capacity;
};

/* Whether anything is done about it. */
bool check_answer_is_listed(const struct check_answer *answer);
/* Both write to standard output. */
void check_answer_say(const struct check_answer *answer);
void check_answer_write_json(const struct check_answer *answer);

#endif
