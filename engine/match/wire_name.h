/* SPDX-License-Identifier: BSD-2-Clause */
/* Names as DNS messages carry them (RFC 1035 section 3.1). */
#ifndef TAMIS_MATCH_WIRE_NAME_H
#define TAMIS_MATCH_WIRE_NAME_H

#include <tamis/indicator.h>

/*
 * wire_name_read() writes an uncompressed wire name as text without the
 * trailing dot, in the case it has, and returns its size; 0 for the root, a
 * compression pointer, a label cut short, a name too long, or a label with a
 * dot inside, which as text would be another name.
 */
size_t wire_name_read(tamis_slice wire, char text[TAMIS_DOMAIN_SIZE_MAX]);

#endif
