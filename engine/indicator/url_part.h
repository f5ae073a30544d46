/* SPDX-License-Identifier: BSD-2-Clause */
/* Host, path and query of a URL, each written into a key. Used by url.c. */
#ifndef TAMIS_INDICATOR_URL_PART_H
#define TAMIS_INDICATOR_URL_PART_H

#include "indicator/parse.h"

#include <stdbool.h>

/* A key being written; is_full tells that something did not fit. */
struct key_writer {
    uint8_t *bytes;
    size_t size, capacity;
    bool is_full;
};

void key_write(struct key_writer *writer, uint8_t byte);
void key_write_slice(struct key_writer *writer, tamis_slice slice);
/* '%' and two upper-case digits. */
void key_write_escaped(struct key_writer *writer, uint8_t byte);

/*
 * url_unescape() undoes %XX in place: once, or until nothing is left to undo
 * when is_repeated. False when that takes more rounds than allowed.
 */
bool url_unescape(char *text, size_t *size, bool is_repeated);

/* host is changed in place (escapes undone, case folded). */
tamis_reason url_write_host(struct key_writer *writer, char *host, size_t size,
                            uint32_t flags, uint32_t *notes);
/* path is changed in place; empty stands for "/". Writes at least "/". */
tamis_reason url_write_path(struct key_writer *writer, char *path, size_t size);
/* Without '?'; an empty one writes nothing. */
void url_write_query(struct key_writer *writer, tamis_slice query);

#endif
