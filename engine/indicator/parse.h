/* SPDX-License-Identifier: BSD-2-Clause */
/* Parsing with a reason instead of a sentence: what the compiler counts by. */
#ifndef TAMIS_INDICATOR_PARSE_H
#define TAMIS_INDICATOR_PARSE_H

#include <tamis/indicator.h>
#include <tamis/report.h>

/* indicator_parse() is tamis_indicator_parse() with a reason: NONE on success. */
tamis_reason indicator_parse(tamis_indicator *indicator, tamis_kind kind,
                             tamis_slice text, uint32_t flags);

/* For a URL in normal form: its host as an ip or domain indicator (0 bytes of
 * key when it has none that could be listed). */
void indicator_url_host(const tamis_indicator *url, tamis_indicator *host);

#endif
