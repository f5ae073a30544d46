/* SPDX-License-Identifier: BSD-2-Clause */
#include "image/image_name_hash.h"

#include <string.h>

#define NAME_SIZE_MAX  253
#define LABEL_SIZE_MAX 63

/* A name of at least eight octets, read where it lies. */
struct name_text {
    const char *text;
    size_t size;
};

/* Eight octets from first on, zeroes behind the end: of there being none read,
 * the last eight are, and shifted. */
static inline __u64 octets_at(const struct name_text *name, size_t first)
{
    size_t at = first + 8 <= name->size ? first : name->size - 8;
    __u64 word;

    memcpy(&word, name->text + at, sizeof word);
    return word >> 8 * (first - at);
}

/*
 * The hash of the label of so many octets that begins at first, with its length
 * octet in front, as it stands in a packet. Most labels take one word or two:
 * both are read, so that no branch depends on which.
 */
static inline __u64 label_hash(const struct image_secret *secret,
                               const struct name_text *name, size_t first,
                               __u32 length)
{
    size_t next = first + 7 < name->size ? first + 7 : name->size - 1;
    __u64 has_second = 0 - (__u64)(length > 7);
    struct keyed_sum sum = label_begin(secret);
    struct keyed_sum second = {0, 0};

    label_add(&sum, secret, 0,
              keyed_keep(octets_at(name, first) << 8 | length, length + 1));
    label_add(&second, secret, 1,
              keyed_keep(octets_at(name, next), (length - 7) & 63));
    sum.high += second.high & has_second;
    sum.low += second.low & has_second;
    for (__u32 n = 2; n * 8 <= length; n++)
        label_add(
            &sum, secret, n,
            keyed_keep(octets_at(name, first + n * 8 - 1), length + 1 - n * 8));
    return keyed_end(&sum);
}

/* A bit for each of eight octets that is a dot. */
static inline __u64 dots_in(__u64 word)
{
    const __u64 ones = 0x0101010101010101ull;
    __u64 other = word ^ '.' * ones;
    __u64 dots = ~((other & 0x7f * ones) + 0x7f * ones) & ~other & 0x80 * ones;

    return (dots >> 7) * 0x0102040810204080ull >> 56;
}

/* The same of the 64 octets from first on. */
static inline __u64 dots_from(const struct name_text *name, size_t first)
{
    __u64 dots = 0;

    for (size_t at = first; at < first + 64 && at < name->size; at += 8)
        dots |= dots_in(octets_at(name, at)) << (at - first);
    return dots;
}

/* Adds the label from first up to the dot at end; 0 where it is none. */
static inline int add_label(const struct image_secret *secret,
                            const struct name_text *name, size_t first,
                            size_t end, __u64 *label)
{
    size_t length = end - first;

    if (length == 0 || length > LABEL_SIZE_MAX)
        return 0;
    *label = label_hash(secret, name, first, (__u32)length);
    return 1;
}

static __u32 hash_labels(const struct image_secret *secret,
                         const struct name_text *name, size_t size,
                         __u64 labels[IMAGE_NAME_LABELS])
{
    size_t first = 0;
    __u32 count = 0;

    for (size_t at = 0; at < size; at += 64)
        for (__u64 dots = dots_from(name, at); dots; dots &= dots - 1) {
            size_t dot = at + (size_t)__builtin_ctzll(dots);

            if (!add_label(secret, name, first, dot,
                           &labels[count++ % IMAGE_NAME_LABELS]))
                return 0;
            first = dot + 1;
        }
    return add_label(secret, name, first, size,
                     &labels[count % IMAGE_NAME_LABELS])
               ? count + 1
               : 0;
}

__u32 name_label_hashes(const struct image_secret *secret, const char *text,
                        size_t size, __u64 labels[IMAGE_NAME_LABELS])
{
    struct name_text name = {text, size};
    char few[8] = {0};

    if (size == 0 || size > NAME_SIZE_MAX)
        return 0;
    if (size < sizeof few) {
        memcpy(few, text, size);
        name = (struct name_text){few, sizeof few};
    }
    return hash_labels(secret, &name, size, labels);
}

__u64 name_hash(const struct image_secret *secret, const char *text,
                size_t size)
{
    __u64 labels[IMAGE_NAME_LABELS];
    __u32 count = name_label_hashes(secret, text, size, labels);
    __u64 name = 0;

    if (count > IMAGE_NAME_LABELS)
        return 0;
    for (__u32 depth = 0; depth < count; depth++)
        name = name_join(secret, depth, name, labels[count - 1 - depth]);
    return name;
}
