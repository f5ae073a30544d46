/* SPDX-License-Identifier: BSD-2-Clause */
/* What holds for any text: bounds, order, and that planted values are found. */
#include "indicator/extract.h"

#include "base/slice.h"
#include "support/guarded_bytes.h"
#include "support/random.h"
#include "unit/indicator/hostile_text.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#define TEXT_SIZE ((size_t)400)

static struct extract extract;

static bool is_name_byte(uint8_t byte)
{
    return (byte >= '0' && byte <= '9') || (byte >= 'A' && byte <= 'Z') ||
           (byte >= 'a' && byte <= 'z') || byte == '_' || byte == '-';
}

/* With escapes in the text, what is before a token may be part of one. */
static void check_edges(const uint8_t *text, size_t size,
                        const struct candidate *candidate)
{
    size_t end = candidate->offset + candidate->size;

    if (memchr(text, '\\', size) || memchr(text, '%', size))
        return;
    cr_assert(candidate->offset == 0 ||
                  !is_name_byte(text[candidate->offset - 1]),
              "glued at its start: %.*s", (int)size, text);
    cr_assert(end == size || !is_name_byte(text[end]), "glued at its end: %.*s",
              (int)size, text);
}

/* Walks the whole text and checks what must hold for every candidate. */
static size_t check_walk(const uint8_t *text, size_t size)
{
    const struct candidate *candidate;
    size_t offset = 0;
    size_t last_size = SIZE_MAX;
    size_t count = 0;

    extract_begin(&extract, text, size);
    while ((candidate = extract_next(&extract))) {
        cr_assert_gt(candidate->size, 0);
        cr_assert_leq(candidate->offset, size);
        cr_assert_leq(candidate->size, size - candidate->offset);
        cr_assert_gt(candidate->indicator.key_size, 0);
        cr_assert_leq(candidate->indicator.key_size, TAMIS_KEY_SIZE_MAX);
        cr_assert_geq(candidate->offset, offset);
        check_edges(text, size, candidate);
        if (candidate->offset == offset && count > 0)
            cr_assert_leq(candidate->size, last_size);
        offset = candidate->offset;
        last_size = candidate->size;
        count++;
    }
    cr_assert_null(extract_next(&extract));
    return count;
}

/* Mostly bytes that mean something to the walk; one text in two has none of
 * those that begin an escape. */
static void make_text(struct random *random, uint8_t *text, size_t size)
{
    static const char alphabet[] = "aaf01259..::[]()@/\\%nu-_,&=?#+";
    static const char *const parts[] = {"http://",
                                        "hxxp",
                                        "[.]",
                                        "[:]",
                                        "[://]",
                                        "(dot)",
                                        "[at]",
                                        "%2F",
                                        "%3A",
                                        "\\/",
                                        "\\n",
                                        "\\u00",
                                        "\\x2e",
                                        "::",
                                        "1.2.3.4",
                                        "evil.com",
                                        "\xe4\xbe\x8b",
                                        "\xe3\x80\x82",
                                        "\xc3",
                                        "a@b.c",
                                        "/24",
                                        ":443",
                                        "%25",
                                        "%2e",
                                        "\\\\",
                                        " ",
                                        "{.}",
                                        "ffff",
                                        "d41d8cd98f00b204e9800998ecf8427e"};
    bool has_escapes = random_one_in(random, 2);
    size_t at = 0;

    while (at < size) {
        const char *part =
            parts[random_below(random, sizeof parts / sizeof *parts)];
        size_t part_size = strlen(part);

        if (!has_escapes && strpbrk(part, "\\%"))
            continue;
        if (random_one_in(random, 2) && part_size <= size - at) {
            memcpy(text + at, part, part_size);
            at += part_size;
        } else {
            uint8_t byte =
                (uint8_t)alphabet[random_below(random, sizeof alphabet - 1)];

            if (has_escapes || (byte != '\\' && byte != '%'))
                text[at++] = byte;
        }
    }
}

/* The text ends at a page that cannot be read. */
Test(extract_property, random_bytes_are_walked_in_bounds_and_in_order)
{
    struct guarded_bytes guarded;
    struct random random;
    uint8_t text[TEXT_SIZE];

    random_begin(&random, "extract random bytes");
    guarded_bytes_open(&guarded, TEXT_SIZE);
    for (int i = 0; i < 20000; i++) {
        size_t size = random_below(&random, TEXT_SIZE + 1);

        random_bytes(&random, text, size);
        check_walk(guarded_bytes_copy(&guarded, text, size), size);
    }
    guarded_bytes_close(&guarded);
}

Test(extract_property, token_like_text_is_walked_in_bounds_and_in_order)
{
    struct guarded_bytes guarded;
    struct random random;
    uint8_t text[TEXT_SIZE];
    size_t count = 0;

    random_begin(&random, "extract token-like text");
    guarded_bytes_open(&guarded, TEXT_SIZE);
    for (int i = 0; i < 20000; i++) {
        size_t size = random_below(&random, TEXT_SIZE + 1);

        make_text(&random, text, size);
        count += check_walk(guarded_bytes_copy(&guarded, text, size), size);
    }
    cr_assert_gt(count, 20000);
    guarded_bytes_close(&guarded);
}

/* The same answer wherever the text lies and whatever was walked before. */
Test(extract_property, a_walk_depends_on_its_text_alone)
{
    static struct extract other;
    struct random random;
    uint8_t text[TEXT_SIZE];

    random_begin(&random, "extract twice");
    memset(&other, 0xa5, sizeof other);
    for (int i = 0; i < 5000; i++) {
        size_t size = random_below(&random, TEXT_SIZE + 1);
        const struct candidate *first, *second;

        make_text(&random, text, size);
        extract_begin(&extract, text, size);
        extract_begin(&other, text, size);
        do {
            first = extract_next(&extract);
            second = extract_next(&other);
            cr_assert_eq(!first, !second);
            if (!first)
                break;
            cr_assert_eq(first->offset, second->offset);
            cr_assert_eq(first->size, second->size);
            cr_assert_eq(first->indicator.kind, second->indicator.kind);
            cr_assert_arr_eq(first->indicator.key, second->indicator.key,
                             first->indicator.key_size);
        } while (first);
    }
}

struct plant {
    tamis_kind kind;
    const char *text, *value;
};

static const struct plant plants[] = {
    {TAMIS_KIND_IP, "203.0.113.7", "203.0.113.7"},
    {TAMIS_KIND_IP, "203.0[.]113.7", "203.0.113.7"},
    {TAMIS_KIND_IP, "2001:db8:0:1::7", "2001:db8:0:1::7"},
    {TAMIS_KIND_IP, "198.51.100.0/24", "198.51.100.0/24"},
    {TAMIS_KIND_IP_PORT, "203.0.113.7:8443", "203.0.113.7:8443"},
    {TAMIS_KIND_IP_PORT, "[2001:db8::7]:8443", "[2001:db8::7]:8443"},
    {TAMIS_KIND_DOMAIN, "Bad-Host.example.org", "bad-host.example.org"},
    {TAMIS_KIND_DOMAIN, "bad[.]example(dot)org", "bad.example.org"},
    {TAMIS_KIND_DOMAIN,
     "b\xc3\xbc"
     "cher.example",
     "xn--bcher-kva.example"},
    {TAMIS_KIND_EMAIL, "john.doe+x@example.org", "john.doe+x@example.org"},
    {TAMIS_KIND_EMAIL, "john[at]example[.]org", "john@example.org"},
    {TAMIS_KIND_URL, "https://example.org:8443/a/b?c=d",
     "example.org:8443/a/b?c=d"},
    {TAMIS_KIND_URL, "hxxps[:]//example[.]org/a", "example.org/a"},
    {TAMIS_KIND_URL, "http:\\/\\/example.org\\/a", "example.org/a"},
    {TAMIS_KIND_URL, "example.org/a/b", "example.org/a/b"},
    {TAMIS_KIND_MD5, "D41D8CD98F00B204E9800998ECF84271",
     "d41d8cd98f00b204e9800998ecf84271"},
    {TAMIS_KIND_SHA1, "da39a3ee5e6b4b0d3255bfef95601890afd80701",
     "da39a3ee5e6b4b0d3255bfef95601890afd80701"},
};

/* Bytes that are part of no token, before and behind a value. Space holds off
 * what stands between: "x http://..." and "evil.com (". */
static size_t put_separator(struct random *random, char *to)
{
    static const char *const separators[] = {" ",  "\t",  "\n",  "\"",   "<",
                                             ">",  "| ",  " '",  "` ",   "^",
                                             "{ ", " , ", " . ", "\r\n", "} "};
    const char *separator = separators[random_below(
        random, sizeof separators / sizeof *separators)];

    memcpy(to, separator, strlen(separator));
    return strlen(separator);
}

static bool is_found(const struct plant *plant, size_t offset)
{
    const struct candidate *candidate;
    bool found = false;

    while ((candidate = extract_next(&extract))) {
        char value[TAMIS_KEY_SIZE_MAX + 1];

        if (candidate->offset != offset ||
            candidate->size != strlen(plant->text) ||
            candidate->indicator.kind != plant->kind)
            continue;
        tamis_indicator_format(&candidate->indicator, value, sizeof value);
        found |= !strcmp(value, plant->value);
    }
    return found;
}

Test(extract_property, planted_values_are_found_where_they_stand)
{
    struct random random;

    random_begin(&random, "extract planted values");
    for (int i = 0; i < 20000; i++) {
        const struct plant *plant =
            &plants[random_below(&random, sizeof plants / sizeof *plants)];
        char text[1000];
        size_t size = random_below(&random, TEXT_SIZE);
        size_t offset;

        make_text(&random, (uint8_t *)text, size);
        size += put_separator(&random, text + size);
        offset = size;
        memcpy(text + size, plant->text, strlen(plant->text));
        size += strlen(plant->text);
        size += put_separator(&random, text + size);
        make_text(&random, (uint8_t *)text + size, 200);
        size += 200;
        extract_begin(&extract, text, size);
        cr_assert(is_found(plant, offset), "%s at %zu in: %.*s", plant->text,
                  offset, (int)size, text);
    }
}

Test(extract_property, hostile_repetitions_are_walked_like_any_text)
{
    char text[1 << 13];

    for (size_t i = 0; hostile_repetitions[i]; i++) {
        hostile_text_fill(text, sizeof text, hostile_repetitions[i]);
        check_walk((const uint8_t *)text, sizeof text);
    }
}
