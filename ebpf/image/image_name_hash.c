/* SPDX-License-Identifier: BSD-2-Clause */
#include "image/image_name_hash.h"

#include <string.h>

#define NAME_SIZE_MAX  253
#define LABEL_SIZE_MAX 63

/* wire: the length octet and the label, with room for a whole last word. */
static __u64 label_hash(const struct image_secret *secret, const char *wire,
                        __u32 octets)
{
    struct keyed_sum sum = label_begin(secret);

    for (__u32 n = 0; n * 8 < octets; n++) {
        __u64 word;

        memcpy(&word, wire + n * 8, sizeof word);
        label_add(&sum, secret, n, keyed_keep(word, octets - n * 8));
    }
    return keyed_end(&sum);
}

__u32 name_label_hashes(const struct image_secret *secret, const char *text,
                        size_t size, __u64 labels[IMAGE_NAME_LABELS])
{
    char wire[1 + NAME_SIZE_MAX + 1 + 8] = {0};
    size_t first = 0; /* of the label's length octet */
    __u32 count = 0;

    if (size == 0 || size > NAME_SIZE_MAX)
        return 0;
    memcpy(wire + 1, text, size);
    wire[1 + size] = '.';
    for (size_t at = 1; at <= size + 1; at++) {
        size_t length = at - first - 1;

        if (wire[at] != '.')
            continue;
        if (length == 0 || length > LABEL_SIZE_MAX)
            return 0;
        wire[first] = (char)length;
        labels[count++ % IMAGE_NAME_LABELS] =
            label_hash(secret, wire + first, (__u32)length + 1);
        first = at;
    }
    return count;
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
