/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The STIX patterning language, parsed whole (STIX 2.1, 9): what a pattern
 * says, as a tree. stix_atoms.h tells which trees can be matched here.
 */
#ifndef TAMIS_FEED_STIX_PATTERN_H
#define TAMIS_FEED_STIX_PATTERN_H

#include "feed/stix_lexer.h"

#include <tamis/report.h>

#include <stdbool.h>

#define STIX_PATTERN_SIZE_MAX  ((size_t)1 << 20)
#define STIX_PATTERN_DEPTH_MAX 64u

enum stix_node_kind {
    STIX_NODE_NONE,
    STIX_NODE_FOLLOWEDBY, /* of observations, as the next two */
    STIX_NODE_OBSERVED_OR,
    STIX_NODE_OBSERVED_AND,
    STIX_NODE_OBSERVATION, /* one child: what is between [ and ] */
    STIX_NODE_OR,          /* of tests, as the next */
    STIX_NODE_AND,
    STIX_NODE_TEST
};

enum stix_operator {
    STIX_OPERATOR_EQUAL,
    STIX_OPERATOR_UNEQUAL,
    STIX_OPERATOR_ORDER,
    STIX_OPERATOR_IN,
    STIX_OPERATOR_LIKE,
    STIX_OPERATOR_MATCHES,
    STIX_OPERATOR_SUBSET,
    STIX_OPERATOR_SUPERSET,
    STIX_OPERATOR_EXISTS
};

/* Nodes name each other by index; 0 is none. */
struct stix_node {
    enum stix_node_kind kind;
    uint32_t first, next; /* child, sibling */
    /* observations: WITHIN or REPEATS asks for memory over time; START and
     * STOP bound the time (their texts, empty when absent) */
    bool is_stateful;
    tamis_slice start, stop;
    /* tests */
    enum stix_operator comparison;
    bool is_negated;
    tamis_slice path; /* "file:hashes.SHA-256", quotes undone */
    uint32_t value, value_count;
};

struct stix_pattern {
    const tamis_allocator *allocator;
    struct stix_node *nodes;
    size_t node_count, node_capacity;
    struct stix_token *values;
    size_t value_count, value_capacity;
    struct buffer strings, paths;
    uint32_t root;
    uint32_t error_offset; /* in the pattern, when it does not parse */
};

void stix_pattern_init(struct stix_pattern *pattern,
                       const tamis_allocator *allocator);
void stix_pattern_release(struct stix_pattern *pattern);
/*
 * stix_pattern_parse() parses text, which must outlive the tree; an initialised
 * pattern can be used again and again. *reason is NONE, SYNTAX, TOO_DEEP or
 * TOO_LONG. The status is OK or MEMORY.
 */
tamis_status stix_pattern_parse(struct stix_pattern *pattern, tamis_slice text,
                                tamis_reason *reason);

#endif
