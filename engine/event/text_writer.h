/* SPDX-License-Identifier: BSD-2-Clause */
/* Writing text into a bounded buffer while counting what a larger one would
 * have held, as snprintf does. */
#ifndef TAMIS_EVENT_TEXT_WRITER_H
#define TAMIS_EVENT_TEXT_WRITER_H

#include <tamis/status.h>

struct text_writer {
    char *text;
    size_t capacity;
    size_t size; /* of the whole text; bytes past capacity are not written */
};

void text_writer_bytes(struct text_writer *writer, const char *bytes,
                       size_t size);
void text_writer_text(struct text_writer *writer, const char *text);
void text_writer_number(struct text_writer *writer, uint64_t number);
/* "text" as a JSON string (RFC 8259), quotes included; bytes that are no
 * UTF-8 become U+FFFD. */
void text_writer_json(struct text_writer *writer, tamis_slice text);
/* For a terminal: control bytes and what is no UTF-8 as \xNN. */
void text_writer_plain(struct text_writer *writer, tamis_slice text);

#endif
