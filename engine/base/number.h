/* SPDX-License-Identifier: BSD-2-Clause */
/* Strict numbers and RFC 3339 times in text. */
#ifndef TAMIS_BASE_NUMBER_H
#define TAMIS_BASE_NUMBER_H

#include <tamis/status.h>

#include <stdbool.h>

/* Decimal digits only, the whole slice, at most `max`. */
bool number_parse_decimal(tamis_slice text, uint64_t max, uint64_t *value);
/* Value 0..15 of a hex digit, or -1. */
int number_hex_digit(char byte);
/* Exactly size * 2 hex digits. */
bool number_parse_hex(tamis_slice text, uint8_t *bytes, size_t size);
void number_format_hex(const uint8_t *bytes, size_t size, char *text);

/*
 * time_parse() reads RFC 3339 ("2026-08-22T18:10:19.123Z", offsets too), its
 * form with a blank instead of T and no zone (UTC), a bare date, and "@N" or
 * digits alone as Unix seconds, with a fraction if any. Years 1970..2262.
 */
bool time_parse(tamis_slice text, int64_t *time_ns);
/* "2026-08-22T18:10:19Z", with .123 (ms) or more digits only when they are not
 * zero. Writes at most 31 bytes with the zero; returns the length. */
#define TIME_TEXT_SIZE 32
size_t time_format(int64_t time_ns, char text[TIME_TEXT_SIZE]);

#endif
