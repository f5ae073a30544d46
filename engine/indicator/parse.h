/* SPDX-License-Identifier: BSD-2-Clause */
/* Parsing with a reason instead of a sentence: what the compiler counts by. */
#ifndef TAMIS_INDICATOR_PARSE_H
#define TAMIS_INDICATOR_PARSE_H

#include <tamis/indicator.h>
#include <tamis/report.h>

/* Bytes of the longest text that a parser looks at; more is TOO_LONG. Twice
 * the longest key, because escapes shrink when they are undone. */
#define INDICATOR_TEXT_SIZE_MAX ((size_t)2 * TAMIS_KEY_SIZE_MAX)

/* Set in notes, with the reason IDNA, when libidn2 had no memory: then the
 * value was not judged, and the caller's status is MEMORY. */
#define INDICATOR_NOTE_NO_MEMORY 0x80000000u

/*
 * indicator_parse() is tamis_indicator_parse() with a reason: NONE on success,
 * UNKNOWN_KIND for a number that is no kind. The key beyond key_size is not
 * written, so an indicator on the stack costs nothing to make.
 */
tamis_reason indicator_parse(tamis_indicator *indicator, tamis_kind kind,
                             tamis_slice text, uint32_t flags);

/* The same without the short way that plain values take (plain.h). */
tamis_reason indicator_parse_any(tamis_indicator *indicator, tamis_kind kind,
                                 tamis_slice text, uint32_t flags);

/* indicator_find_kind() is what AUTO takes trimmed text for; it does not say
 * that the text is valid. 0 for a path ("/gate.php"), which is no kind. */
tamis_kind indicator_find_kind(tamis_slice text);

/*
 * What is asked along with a value in normal form. For a URL its host as an ip
 * or domain indicator (0 bytes of key when it has none that could be listed);
 * for ip-port its ip; for an e-mail address its "@domain" (0 bytes when it is
 * that already). part may not be the indicator itself.
 */
void indicator_url_host(const tamis_indicator *url, tamis_indicator *host);
void indicator_port_address(const tamis_indicator *endpoint,
                            tamis_indicator *ip);
void indicator_email_domain(const tamis_indicator *email,
                            tamis_indicator *domain);

#endif
