/* SPDX-License-Identifier: BSD-2-Clause */
/* What tests of filters have in common: one listed address, one that is not,
 * and a filter on the near end of a private network. */
#ifndef TAMIS_TESTS_XDP_FILTER_CASE_H
#define TAMIS_TESTS_XDP_FILTER_CASE_H

#include "xdp/private_network.h"

#define LISTED     0xcb007107u /* 203.0.113.7 */
#define NOT_LISTED 0xcb007108u
#define LAST       0xcb0071feu /* not listed; ends a run of packets */
#define OF_OURS    0xc0000201u /* 192.0.2.1 */

/* An image of the feed "feed" with 203.0.113.7 and, with more, some others.
 * filter and policy may be NULL; policy is text. */
tamis_xdp_image *case_image(const tamis_xdp *filter, const char *policy,
                            int more);
void case_image_destroy(tamis_xdp_image *image);
tamis_xdp_policy *case_policy(const char *text);

/* Attaches with such an image; must succeed. */
tamis_xdp *case_attach(const tamis_xdp_options *options, const char *policy);
/* Attaching must fail so, and leave nothing. */
void case_refused(const char *interface, const tamis_xdp_options *options,
                  int number, const char *words);

/* How many of count packets from source arrive at the near end. */
size_t case_arriving(uint32_t source, size_t count);
/* How many of those sent to destination leave it. */
size_t case_leaving(uint32_t destination, size_t count);

#define ASSERT_OK(call)                                                        \
    do {                                                                       \
        tamis_error ok_error = {.message = ""};                                \
        tamis_error *error = &ok_error;                                        \
        cr_assert_eq((call), TAMIS_OK, "%s: %s", #call, ok_error.message);     \
    } while (0)

#endif
