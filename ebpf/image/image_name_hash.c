/* SPDX-License-Identifier: BSD-2-Clause */
#include "image/image_name_hash.h"

#include "image/name_text.h"

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

    label_add(
        &sum, secret, 0,
        keyed_keep(name_text_octets(name, first) << 8 | length, length + 1));
    label_add(&second, secret, 1,
              keyed_keep(name_text_octets(name, next), (length - 7) & 63));
    sum.high += second.high & has_second;
    sum.low += second.low & has_second;
    for (__u32 n = 2; n * 8 <= length; n++)
        label_add(&sum, secret, n,
                  keyed_keep(name_text_octets(name, first + n * 8 - 1),
                             length + 1 - n * 8));
    return keyed_end(&sum);
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
        for (__u64 dots = name_text_dots(name, at); dots; dots &= dots - 1) {
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
    char few[NAME_SIZE_FEW];
    struct name_text name;

    if (size == 0 || size > NAME_SIZE_MAX)
        return 0;
    name = name_text_of(text, size, few);
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
