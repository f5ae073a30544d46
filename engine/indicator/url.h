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
#define URL_UNESCAPE_ROUNDS_MAX 10u
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

/* One key to ask for: host and path one after the other. */
struct url_expression {
    tamis_slice host, path;
};

/*
 * url_expressions() lists the host suffixes and path prefixes of Safe
 * Browsing, v4: up to five hosts (the whole one, then the last five labels
 * down to two) with up to six paths each. The port is left out, as there.
 * Returns the count; slices point into key.
 */
size_t
url_expressions(tamis_slice key,
                struct url_expression expressions[URL_EXPRESSION_COUNT_MAX]);

#endif
