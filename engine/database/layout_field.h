/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Fields of file bytes. The layout structs are never laid over the bytes,
 * which are little-endian and may be unaligned: a field is reached by its
 * offset, as LOAD32(bytes, feed_layout, name).
 */
#ifndef TAMIS_DATABASE_LAYOUT_FIELD_H
#define TAMIS_DATABASE_LAYOUT_FIELD_H

#include "base/bytes.h"

#include <stddef.h>

#define LAYOUT_CHECK(type, bytes)                                              \
    _Static_assert(sizeof(struct type) == (bytes), #type " changed its size")

#define FIELD_AT(bytes, type, field)                                           \
    ((const uint8_t *)(bytes) + offsetof(struct type, field))
#define LOAD8(bytes, type, field)  (*FIELD_AT(bytes, type, field))
#define LOAD16(bytes, type, field) load_le16(FIELD_AT(bytes, type, field))
#define LOAD32(bytes, type, field) load_le32(FIELD_AT(bytes, type, field))
#define LOAD64(bytes, type, field) load_le64(FIELD_AT(bytes, type, field))

#define FIELD_TO(bytes, type, field)                                           \
    ((uint8_t *)(bytes) + offsetof(struct type, field))
#define STORE8(bytes, type, field, value)                                      \
    (*FIELD_TO(bytes, type, field) = (uint8_t)(value))
#define STORE16(bytes, type, field, value)                                     \
    store_le16(FIELD_TO(bytes, type, field), value)
#define STORE32(bytes, type, field, value)                                     \
    store_le32(FIELD_TO(bytes, type, field), value)
#define STORE64(bytes, type, field, value)                                     \
    store_le64(FIELD_TO(bytes, type, field), value)

#endif
