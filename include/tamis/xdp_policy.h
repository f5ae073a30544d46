/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What is done with listed packets: for each feed an action, which PAP,
 * warning lists and the operator's own ranges and names hold back.
 *
 * A policy is text, a line each; # begins a comment where a word could begin.
 * Names with blanks stand in double quotes, where \" and \\ mean " and \:
 *
 *     default report                 feeds that have no line of their own
 *     default report egress          a direction alone: ingress or egress
 *     feed isac-health drop+report ingress
 *     permit feed isac-health        may be dropped though PAP says AMBER, RED
 *     permit value 203.0.113.7       this indicator may, PAP or warning list
 *     protect 192.0.2.0/24           never dropped, always reported
 *     protect resolver.example       a name, and all names under it
 *
 * Without a line everything is reported in both directions. Of two lines about
 * the same thing the later holds. Of two feeds that state the same value the
 * stronger action holds; report and drop together are drop+report. What an
 * allow record covers is not listed.
 */
#ifndef TAMIS_XDP_POLICY_H
#define TAMIS_XDP_POLICY_H

#include <tamis/allocator.h>
#include <tamis/indicator.h>
#include <tamis/status.h>

#ifdef __cplusplus
extern "C" {
#endif

/* What is done; of two, the greater. */
typedef uint32_t tamis_xdp_action;
#define TAMIS_XDP_IGNORE      0u
#define TAMIS_XDP_COUNT       1u
#define TAMIS_XDP_REPORT      2u /* count, and an event */
#define TAMIS_XDP_DROP        3u
#define TAMIS_XDP_DROP_REPORT 4u

/* Directions, a bit each. */
#define TAMIS_XDP_INGRESS 0x1u
#define TAMIS_XDP_EGRESS  0x2u

typedef struct tamis_xdp_policy tamis_xdp_policy;

/* Bytes of the longest line, and of the longest feed's name in one. */
#define TAMIS_XDP_POLICY_LINE_MAX 8192u
#define TAMIS_XDP_POLICY_NAME_MAX 1024u

/* tamis_xdp_policy_create() makes the policy without lines. allocator may be
 * NULL. Errors: MEMORY. tamis_xdp_policy_destroy() takes NULL. A policy is
 * read by any number of threads, and changed by one that nobody else reads.
 * Since 0.1.0. */
TAMIS_API tamis_status tamis_xdp_policy_create(tamis_xdp_policy **policy,
                                               const tamis_allocator *allocator,
                                               tamis_error *error);
TAMIS_API void tamis_xdp_policy_destroy(tamis_xdp_policy *policy);

/* tamis_xdp_policy_parse() adds the lines of text; name is told in errors, or
 * NULL. On failure the policy is as it was. Errors: SYNTAX and LIMIT with the
 * line, MEMORY. */
TAMIS_API tamis_status tamis_xdp_policy_parse(tamis_xdp_policy *policy,
                                              const char *name,
                                              const char *text,
                                              size_t text_size,
                                              tamis_error *error);

/* tamis_xdp_policy_format() writes the policy as such text: the same bytes for
 * the same policy. Writes at most capacity bytes, without a zero behind them,
 * and returns the size of all. */
TAMIS_API size_t tamis_xdp_policy_format(const tamis_xdp_policy *policy,
                                         char *text, size_t capacity);

/* tamis_xdp_policy_set() says what is done with a feed's indicators, or with
 * those of all others (feed empty), in the given directions. Errors: ARGUMENT,
 * for a name with control bytes too; LIMIT; MEMORY. */
TAMIS_API tamis_status tamis_xdp_policy_set(tamis_xdp_policy *policy,
                                            tamis_slice feed,
                                            uint32_t directions,
                                            tamis_xdp_action action,
                                            tamis_error *error);

/* tamis_xdp_policy_get() tells it for one direction. */
TAMIS_API tamis_xdp_action tamis_xdp_policy_get(const tamis_xdp_policy *policy,
                                                tamis_slice feed,
                                                uint32_t direction);

/* tamis_xdp_policy_feed() names the n-th feed that has a line, ordered by name:
 * 1, or 0 past the last. The name lives until the policy is changed. */
TAMIS_API int tamis_xdp_policy_feed(const tamis_xdp_policy *policy, size_t n,
                                    tamis_slice *name);

/* tamis_xdp_policy_protect(), _permit_feed() and _permit_value() add the line
 * of that name. Errors: SYNTAX, ARGUMENT, LIMIT, MEMORY. */
TAMIS_API tamis_status tamis_xdp_policy_protect(tamis_xdp_policy *policy,
                                                tamis_slice value,
                                                tamis_error *error);
TAMIS_API tamis_status tamis_xdp_policy_permit_feed(tamis_xdp_policy *policy,
                                                    tamis_slice feed,
                                                    tamis_error *error);
TAMIS_API tamis_status tamis_xdp_policy_permit_value(tamis_xdp_policy *policy,
                                                     tamis_slice value,
                                                     tamis_error *error);

/* tamis_xdp_action_parse() reads "ignore", "count", "report", "drop",
 * "drop+report": 1, or 0 for none of them. tamis_xdp_action_name() is NULL for
 * what is no action. */
TAMIS_API int tamis_xdp_action_parse(const char *text, size_t text_size,
                                     tamis_xdp_action *action);
TAMIS_API const char *tamis_xdp_action_name(tamis_xdp_action action);

#ifdef __cplusplus
}
#endif

#endif /* TAMIS_XDP_POLICY_H */
