/* SPDX-License-Identifier: BSD-2-Clause */
/* Addresses in lists, as far as a reader must know them: ranges and masks. */
#ifndef TAMIS_FEED_ADDRESS_RANGE_H
#define TAMIS_FEED_ADDRESS_RANGE_H

#include "feed/reader.h"
#include "indicator/address.h"

/* Strict: four decimal octets, or RFC 4291 text without a zone. */
bool address_range_parse(struct address *address, tamis_slice text);
/* True for 255.255.254.0 and the like; *length is its number of ones. */
bool address_range_is_mask(const struct address *address, uint32_t *length);
/* Is first..last the prefix first/length? */
bool address_range_is_prefix(const struct address *first,
                             const struct address *last, uint32_t length);

/*
 * address_range_add() adds the prefixes that make up first..last, each as one
 * statement; BAD_IP for the text when last comes before first, is of the other
 * family, or the range is more than 64 prefixes.
 */
tamis_status address_range_add(struct feed_reader *reader, tamis_slice text,
                               const struct address *first,
                               const struct address *last, tamis_error *error);
/* Adds one prefix. */
tamis_status address_range_add_prefix(struct feed_reader *reader,
                                      const struct address *address,
                                      uint32_t length, tamis_error *error);

#endif
