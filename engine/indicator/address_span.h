/* SPDX-License-Identifier: BSD-2-Clause */
/* Ranges of addresses as feeds write them, cut into prefixes. */
#ifndef TAMIS_INDICATOR_ADDRESS_SPAN_H
#define TAMIS_INDICATOR_ADDRESS_SPAN_H

#include "indicator/address.h"

/* From first to last, both included; count of prefixes at most 254. */
struct address_span {
    struct address first, last;
    bool is_done;
};

/*
 * address_span_parse() reads "1.2.3.4-1.2.3.9", blanks around the hyphen
 * allowed, of one family. Reasons: BAD_IP (also when the first is above the
 * last), IPV4_LEADING_ZERO.
 * address_span_next() takes the largest prefix off the front; false when
 * nothing is left.
 */
tamis_reason address_span_parse(struct address_span *span, tamis_slice text);
bool address_span_next(struct address_span *span,
                       struct address_prefix *prefix);

/* The prefix length of a netmask ("255.255.255.0" is 24); false when it is
 * none. */
bool address_parse_netmask(tamis_slice text, uint32_t *length);

#endif
