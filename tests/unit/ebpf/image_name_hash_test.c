/* SPDX-License-Identifier: BSD-2-Clause */
/* Names in text get the hashes that their wire form has, read as the programs
 * read it: label by label, eight octets at a time. */
#include "support/random.h"

#include "image/image_name_hash.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#define NAME_SIZE_MAX 253

/* octets: of the label, its length octet in front. */
static __u64 hash_wire(const struct image_secret *secret, const __u8 *label,
                       __u32 octets)
{
    struct keyed_sum sum = label_begin(secret);

    for (__u32 n = 0; n * 8 < octets; n++) {
        __u8 bytes[8] = {0};
        __u64 word;

        memcpy(bytes, label + n * 8, octets - n * 8 < 8 ? octets - n * 8 : 8);
        memcpy(&word, bytes, sizeof word);
        label_add(&sum, secret, n, word);
    }
    return keyed_end(&sum);
}

/* Random labels with dots between them; returns the size. */
static size_t make_name(struct random *random, char name[NAME_SIZE_MAX + 1])
{
    size_t longest = 1 + random_below(random, 63);
    size_t wanted = 1 + random_below(random, NAME_SIZE_MAX);
    size_t size = 0;

    do {
        size_t length = 1 + random_below(random, longest);
        size_t room = NAME_SIZE_MAX - size - (size > 0);

        if (room == 0 || NAME_SIZE_MAX - size < 2)
            break;
        if (size)
            name[size++] = '.';
        length = length < room ? length : room;
        random_text(random, name + size, length, "abcXYZ019-_\xc3\xa9@[`{");
        size += length;
    } while (size < wanted);
    return size;
}

static void check_name(const struct image_secret *secret, const char *name,
                       size_t size)
{
    __u64 labels[IMAGE_NAME_LABELS], expected[IMAGE_NAME_LABELS] = {0};
    __u64 suffix = 0;
    __u32 count = 0;
    char *exact = malloc(size); /* so that reading past its end shows */

    for (size_t first = 0; first <= size;) {
        const char *dot = memchr(name + first, '.', size - first);
        size_t end = dot ? (size_t)(dot - name) : size;
        __u8 wire[64] = {(__u8)(end - first)};

        memcpy(wire + 1, name + first, end - first);
        expected[count++ % IMAGE_NAME_LABELS] =
            hash_wire(secret, wire, (__u32)(end - first) + 1);
        first = end + 1;
    }
    memcpy(exact, name, size);
    cr_assert_eq(name_label_hashes(secret, exact, size, labels), count, "%.*s",
                 (int)size, name);
    for (__u32 n = count > 16 ? count - 16 : 0; n < count; n++)
        cr_assert_eq(labels[n % IMAGE_NAME_LABELS],
                     expected[n % IMAGE_NAME_LABELS], "label %u of %.*s", n,
                     (int)size, name);
    for (__u32 depth = 0; depth < count && depth < 16; depth++)
        suffix = name_join(secret, depth, suffix,
                           expected[(count - 1 - depth) % IMAGE_NAME_LABELS]);
    cr_assert_eq(name_hash(secret, exact, size), count > 16 ? 0 : suffix);
    free(exact);
}

Test(image_name_hash, is_that_of_the_wire_form)
{
    struct image_secret secret;
    struct random random;

    random_begin(&random, "image_name_hash");
    random_bytes(&random, &secret, sizeof secret);
    for (int round = 0; round < 50000; round++) {
        char name[NAME_SIZE_MAX + 1];
        size_t size = make_name(&random, name);

        check_name(&secret, name, size);
    }
}

Test(image_name_hash, case_makes_no_difference)
{
    struct image_secret secret;
    struct random random;

    random_begin(&random, "image_name_hash_case");
    random_bytes(&random, &secret, sizeof secret);
    cr_assert_eq(name_hash(&secret, "WWW.Example-Z.COM", 17),
                 name_hash(&secret, "www.example-z.com", 17));
    cr_assert_neq(name_hash(&secret, "www.example@z.com", 17),
                  name_hash(&secret, "www.example`z.com", 17));
}

Test(image_name_hash, of_what_is_no_name)
{
    static const char *const values[] = {
        "",
        ".",
        "a.",
        ".a",
        "a..b",
        "a23456789b123456789c123456789d123456789e123456789f123456789g1234.com"};
    struct image_secret secret;
    struct random random;
    __u64 labels[IMAGE_NAME_LABELS];
    char many[NAME_SIZE_MAX + 1];

    random_begin(&random, "image_name_hash_none");
    random_bytes(&random, &secret, sizeof secret);
    for (size_t i = 0; i < sizeof values / sizeof *values; i++)
        cr_assert_eq(
            name_label_hashes(&secret, values[i], strlen(values[i]), labels), 0,
            "%s", values[i]);
    for (size_t i = 0; i < sizeof many; i++)
        many[i] = i % 2 ? '.' : 'a';
    cr_assert_eq(name_label_hashes(&secret, many, 253, labels), 127);
    cr_assert_eq(name_label_hashes(&secret, many, 254, labels), 0);
}
