/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Values that are written the way nearly all are: a lower-case name, a dotted
 * quad (with port or length), an IPv6 address, a digest in hex, an http URL
 * without anything to undo, an e-mail address made of what names are. They are
 * read in one pass over their bytes.
 */
#ifndef TAMIS_INDICATOR_PLAIN_H
#define TAMIS_INDICATOR_PLAIN_H

#include "indicator/address.h"

#include <tamis/indicator.h>

#include <stdbool.h>

/*
 * plain_parse() reads text (trimmed) of a kind or of AUTO, and gives exactly
 * what the parsers of kind_table.h would give under any flags. False when the
 * text is not plain, valid or not: then *indicator is as it was, but for its
 * key.
 */
bool plain_parse(tamis_indicator *indicator, tamis_kind kind, tamis_slice text);

/* The host of a URL in normal form, as an ip or a domain; the same promise. */
bool plain_parse_host(tamis_indicator *indicator, tamis_slice host);

/* An IPv6 address or prefix of which nothing has to be cut; adds to *notes.
 * False, and nothing added, when the text is not plain. */
bool plain_parse_address6(struct address_prefix *prefix, tamis_slice text,
                          uint32_t *notes);

#endif
