/* SPDX-License-Identifier: BSD-2-Clause */
/* Unaligned little- and big-endian loads and stores. */
#ifndef TAMIS_BASE_BYTES_H
#define TAMIS_BASE_BYTES_H

#include <stdint.h>
#include <string.h>

static inline uint16_t load_le16(const void *from)
{
    uint8_t b[2];

    memcpy(b, from, sizeof b);
    return (uint16_t)(b[0] | b[1] << 8);
}

static inline uint32_t load_le32(const void *from)
{
    uint8_t b[4];

    memcpy(b, from, sizeof b);
    return (uint32_t)b[0] | (uint32_t)b[1] << 8 | (uint32_t)b[2] << 16 |
           (uint32_t)b[3] << 24;
}

static inline uint64_t load_le64(const void *from)
{
    uint8_t b[8];

    memcpy(b, from, sizeof b);
    return (uint64_t)b[0] | (uint64_t)b[1] << 8 | (uint64_t)b[2] << 16 |
           (uint64_t)b[3] << 24 | (uint64_t)b[4] << 32 | (uint64_t)b[5] << 40 |
           (uint64_t)b[6] << 48 | (uint64_t)b[7] << 56;
}

static inline uint16_t load_be16(const void *from)
{
    uint8_t b[2];

    memcpy(b, from, sizeof b);
    return (uint16_t)(b[0] << 8 | b[1]);
}

static inline uint32_t load_be32(const void *from)
{
    uint8_t b[4];

    memcpy(b, from, sizeof b);
    return (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 | (uint32_t)b[2] << 8 |
           (uint32_t)b[3];
}

static inline void store_le16(void *to, uint16_t value)
{
    uint8_t b[2] = {(uint8_t)value, (uint8_t)(value >> 8)};

    memcpy(to, b, sizeof b);
}

static inline void store_le32(void *to, uint32_t value)
{
    uint8_t b[4] = {(uint8_t)value, (uint8_t)(value >> 8),
                    (uint8_t)(value >> 16), (uint8_t)(value >> 24)};

    memcpy(to, b, sizeof b);
}

static inline void store_le64(void *to, uint64_t value)
{
    uint8_t *b = to;

    store_le32(b, (uint32_t)value);
    store_le32(b + 4, (uint32_t)(value >> 32));
}

static inline void store_be16(void *to, uint16_t value)
{
    uint8_t b[2] = {(uint8_t)(value >> 8), (uint8_t)value};

    memcpy(to, b, sizeof b);
}

static inline void store_be32(void *to, uint32_t value)
{
    uint8_t b[4] = {(uint8_t)(value >> 24), (uint8_t)(value >> 16),
                    (uint8_t)(value >> 8), (uint8_t)value};

    memcpy(to, b, sizeof b);
}

#endif
