/* SPDX-License-Identifier: BSD-2-Clause */
/* IPv4 and IPv6 addresses and prefixes: strict text in, RFC 5952 text out. */
#ifndef TAMIS_INDICATOR_ADDRESS_H
#define TAMIS_INDICATOR_ADDRESS_H

#include <tamis/indicator.h>
#include <tamis/report.h>

#include <stdbool.h>

/* "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff/128" and a zero, rounded up. */
#define ADDRESS_TEXT_SIZE 48u

struct address {
    uint8_t bytes[16]; /* network order; the first `size` count */
    uint32_t size;     /* 4 or 16 */
};

/* The addresses whose first `length` bits are those of address. */
struct address_prefix {
    struct address address;
    uint32_t length;
};

/*
 * address_parse_strict() reads one address, without brackets, zone or prefix:
 * four decimal octets without leading zeros, or RFC 4291. IPv4-mapped stays
 * IPv6: address_unmap() makes it IPv4 and tells whether it did.
 * Reasons: BAD_IP, IPV4_LEADING_ZERO.
 */
tamis_reason address_parse_strict(struct address *address, tamis_slice text);
bool address_unmap(struct address *address);

/*
 * address_parse_loose() is the IPv4 parser of the URL standard, for hosts of
 * URLs only: one to four parts, decimal, octal (0) or hex (0x), the last one
 * filling what is left. Reason: BAD_IP.
 * address_is_number() says whether a host ends in a number, so that it must be
 * IPv4 or invalid, never a name.
 */
tamis_reason address_parse_loose(struct address *address, tamis_slice text);
bool address_is_number(tamis_slice host);

/*
 * address_prefix_parse() reads "address" or "address/length", IPv6 also in
 * brackets; IPv4-mapped becomes IPv4 when the prefix allows it, and bits below
 * the prefix are cleared. notes gets TAMIS_NOTE_* bits. Flags: ZONE_ID.
 * Reasons: BAD_IP, IPV4_LEADING_ZERO, ZONE_ID.
 */
tamis_reason address_prefix_parse(struct address_prefix *prefix,
                                  tamis_slice text, uint32_t flags,
                                  uint32_t *notes);

/* Both write the zero too and return the length without it; the length of a
 * whole address is not written. */
size_t address_format(const struct address *address,
                      char text[ADDRESS_TEXT_SIZE]);
size_t address_prefix_format(const struct address_prefix *prefix,
                             char text[ADDRESS_TEXT_SIZE]);

/* 1 to 5 digits, 1 to 65535. */
bool address_parse_port(tamis_slice text, uint16_t *port);

/* From and to the key of an ip indicator (4 or 16 bytes and the length). */
void address_prefix_to_key(const struct address_prefix *prefix,
                           tamis_indicator *indicator);
bool address_prefix_from_key(struct address_prefix *prefix, const void *key,
                             size_t key_size);

/* Shares an address with a special-use block of RFC 6890 (documentation
 * networks are not special here: tests and examples use them). */
bool address_is_special_use(const struct address_prefix *prefix);

#endif
