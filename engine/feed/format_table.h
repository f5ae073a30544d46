/* SPDX-License-Identifier: BSD-2-Clause */
/* The table of formats, and finding the one of a file. */
#ifndef TAMIS_FEED_FORMAT_TABLE_H
#define TAMIS_FEED_FORMAT_TABLE_H

#include "feed/reader.h"

typedef tamis_status (*format_read_function)(struct feed_reader *reader,
                                             tamis_error *error);

/* NULL for AUTO and for no format. */
format_read_function format_reader(tamis_format format);
/* Is it made of lines? (Others are JSON.) */
bool format_is_text(tamis_format format);

/*
 * format_sniff() finds the format of a file from its first bytes
 * (decompressed) and its name; AUTO when it is JSON of no kind that is read
 * here. Text that is nothing else is a list.
 */
tamis_format format_sniff(tamis_slice head, tamis_slice base_name);
/* Does it begin as JSON does, and not as a bracketed address? */
bool format_is_json(tamis_slice head);
/* The JSON formats of format_sniff(), from the names of the outermost members
 * and of those one below. */
tamis_format format_sniff_json(tamis_slice head);
/* Does it begin as the manifest of a MISP feed: {"<uuid>":{...? */
bool format_is_misp_manifest(tamis_slice head);
/* What bytes that are no text look like ("a ZIP archive"); NULL for text. */
const char *format_find_binary(tamis_slice head);

#endif
