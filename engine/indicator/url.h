/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * URLs: their parts, and the Safe Browsing expressions of a key.
 *
 * A key is host[:port]path[?query]: what is left of a URL when the ways to
 * write it differently are taken away (docs/KINDS.md).
 */
#ifndef TAMIS_INDICATOR_URL_H
#define TAMIS_INDICATOR_URL_H

#include <tamis/indicator.h>
#include <tamis/report.h>

#include <stdbool.h>

/* Rounds of undoing %XX before a URL counts as a bomb. */
#define URL_UNESCAPE_ROUNDS_MAX  10u
#define URL_EXPRESSION_COUNT_MAX 30u

/* "http://", also with backslashes or as "http%3A%2F%2F". */
bool url_has_scheme(tamis_slice text);

/* The parts of a key; each is a part of `key`. */
struct url_key_parts {
    tamis_slice host; /* an IPv6 address in its brackets */
    tamis_slice port; /* without the colon; empty when there is none */
    tamis_slice path; /* from the first '/', without the query */
    tamis_slice rest; /* path and query */
};
struct url_key_parts url_key_split(tamis_slice key);

/*
 * The host suffixes and path prefixes of Safe Browsing, v4: up to five hosts
 * (the whole one, then the last five labels down to two; an address stands
 * alone) with up to six paths each (with query, without, then from "/" down).
 * The port is left out, as there. The walk borrows the key.
 */
struct url_expressions {
    tamis_slice hosts[5], paths[6];
    size_t host_count, path_count, next;
};
void url_expressions_begin(struct url_expressions *walk, tamis_slice key);
/* Writes the next one, host and path together, and returns its size; 0 at the
 * end. At most URL_EXPRESSION_COUNT_MAX. */
size_t url_expressions_next(struct url_expressions *walk,
                            char expression[TAMIS_KEY_SIZE_MAX]);

#endif
