/* SPDX-License-Identifier: BSD-2-Clause */
/* A name in text, read eight octets at a time where it lies. */
#ifndef TAMIS_EBPF_IMAGE_NAME_TEXT_H
#define TAMIS_EBPF_IMAGE_NAME_TEXT_H

#include <linux/types.h>
#include <stddef.h>
#include <string.h>

#define NAME_SIZE_MAX  253
#define LABEL_SIZE_MAX 63
#define NAME_SIZE_FEW  8

/* A name of at least eight octets, or one of fewer with zeroes behind it. */
struct name_text {
    const char *text;
    size_t size;
};

/* A name of any size but 0; few is room for one that is short. */
static inline struct name_text name_text_of(const char *text, size_t size,
                                            char few[NAME_SIZE_FEW])
{
    if (size >= NAME_SIZE_FEW)
        return (struct name_text){text, size};
    memset(few, 0, NAME_SIZE_FEW);
    memcpy(few, text, size);
    return (struct name_text){few, NAME_SIZE_FEW};
}

/* Eight octets from first on, zeroes behind the end: of there being none read,
 * the last eight are, and shifted. */
static inline __u64 name_text_octets(const struct name_text *name, size_t first)
{
    size_t at = first + 8 <= name->size ? first : name->size - 8;
    __u64 word;

    memcpy(&word, name->text + at, sizeof word);
    return word >> 8 * (first - at);
}

/* A bit for each of eight octets that is a dot. */
static inline __u64 name_text_dots_in(__u64 word)
{
    const __u64 ones = 0x0101010101010101ull;
    __u64 other = word ^ '.' * ones;
    __u64 dots = ~((other & 0x7f * ones) + 0x7f * ones) & ~other & 0x80 * ones;

    return (dots >> 7) * 0x0102040810204080ull >> 56;
}

/* The same of the 64 octets from first on. */
static inline __u64 name_text_dots(const struct name_text *name, size_t first)
{
    __u64 dots = 0;

    for (size_t at = first; at < first + 64 && at < name->size; at += 8)
        dots |= name_text_dots_in(name_text_octets(name, at)) << (at - first);
    return dots;
}

#endif
