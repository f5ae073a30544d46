/* SPDX-License-Identifier: BSD-2-Clause */
/* What feeds call a URL is found in text, whatever bytes it is made of. */
#include "extract_vector.h"
#include "indicator/extract.h"
#include "indicator/parse.h"
#include "support/random.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define REAL "../shared/data/feeds/tweetfeed/blocklists/urls.txt"

Test(extract_url, a_url_is_tried_to_the_end_of_its_word_too)
{
    static const struct vector vectors[] = {
        {"http://a.b/it's x",
         {{URL, 0, "http://a.b/it's", "a.b/it's"},
          {URL, 0, "http://a.b/it", "a.b/it"},
          {DOMAIN, 7, "a.b", NULL}}},
        {"http://a.b/*",
         {{URL, 0, "http://a.b/*", "a.b/*"},
          {URL, 0, "http://a.b/", "a.b/"},
          {DOMAIN, 7, "a.b", NULL}}},
        {"\"http://a.b/?x={{y}}\"",
         {{URL, 1, "http://a.b/?x={{y}}", "a.b/?x={{y}}"},
          {URL, 1, "http://a.b/?x=", "a.b/?x="},
          {DOMAIN, 8, "a.b", NULL}}},
        {"<http://a.b/x|y^z`!>",
         {{URL, 1, "http://a.b/x|y^z`!", "a.b/x|y^z`!"},
          {URL, 1, "http://a.b/x", "a.b/x"},
          {DOMAIN, 8, "a.b", NULL}}},
        {"a.b/it's",
         {{URL, 0, "a.b/it's", NULL},
          {URL, 0, "a.b/it", NULL},
          {DOMAIN, 0, "a.b", NULL}}},
        {"hxxp://a[.]b/it's",
         {{URL, 0, "hxxp://a[.]b/it's", "a.b/it's"},
          {URL, 0, "hxxp://a[.]b/it", "a.b/it"},
          {DOMAIN, 7, "a[.]b", "a.b"}}},
        /* Commas, full stops and lone brackets are lost in feeds too. */
        {"http://a.b/it's).,",
         {{URL, 0, "http://a.b/it's", "a.b/it's"},
          {URL, 0, "http://a.b/it", "a.b/it"},
          {DOMAIN, 7, "a.b", NULL}}},
    };

    CHECK(vectors);
}

/* Of unquoted fields, however many of them follow. */
Test(extract_url, a_url_ends_at_a_comma_in_a_record_of_any_length)
{
    static const char url[] = "http://a.b/c?x=1";
    static struct extract extract;
    const struct candidate *candidate;
    size_t begin = strlen("1,"), size = begin + strlen(url);
    size_t longest = 3 * (size_t)TAMIS_KEY_SIZE_MAX;
    char *text = malloc(longest + 1);

    snprintf(text, longest + 1, "1,%s", url);
    for (; size < longest; size++) {
        bool is_found = false;

        text[size] = size % 6 ? 'f' : ',';
        if (size % 1021 && size / 10 != TAMIS_KEY_SIZE_MAX / 10)
            continue;
        text[begin + strlen(url)] = ',';
        extract_begin(&extract, text, size + 1);
        while ((candidate = extract_next(&extract)))
            is_found |= candidate->indicator.kind == TAMIS_KIND_URL &&
                        candidate->offset == begin &&
                        candidate->size == strlen(url);
        cr_expect(is_found, "%zu bytes", size + 1);
    }
    free(text);
}

Test(extract_url, what_is_put_around_a_url_is_no_part_of_it)
{
    static const struct vector vectors[] = {
        {"'http://a.b/c'd",
         {{URL, 1, "http://a.b/c", "a.b/c"}, {DOMAIN, 8, "a.b", NULL}}},
        {"(http://a.b/c.)!",
         {{URL, 1, "http://a.b/c", "a.b/c"}, {DOMAIN, 8, "a.b", NULL}}},
        {"|http://a.b/c|200|",
         {{URL, 1, "http://a.b/c", "a.b/c"}, {DOMAIN, 8, "a.b", NULL}}},
        {"see http://a.b/c).",
         {{URL, 4, "http://a.b/c", "a.b/c"}, {DOMAIN, 11, "a.b", NULL}}},
        {"http://a.b/c\\'d",
         {{URL, 0, "http://a.b/c", "a.b/c"}, {DOMAIN, 7, "a.b", NULL}}},
        {"http://a.b'c/d",
         {{URL, 0, "http://a.b", "a.b/"}, {DOMAIN, 7, "a.b", NULL}}},
    };

    CHECK(vectors);
}

/* Is `key` found in the text, where the URL stands? */
static bool is_found(const char *text, size_t size, size_t offset,
                     const tamis_indicator *key)
{
    static struct extract extract;
    const struct candidate *candidate;
    bool found = false;

    extract_begin(&extract, text, size);
    while ((candidate = extract_next(&extract)))
        found |= candidate->offset == offset &&
                 candidate->indicator.kind == TAMIS_KIND_URL &&
                 candidate->indicator.key_size == key->key_size &&
                 !memcmp(candidate->indicator.key, key->key, key->key_size);
    return found;
}

/* What a feed makes of the URL is what is found in " URL ". */
static bool check_url(const char *url, size_t size)
{
    static tamis_indicator key;
    const tamis_slice value = {url, size};
    char text[4096];

    if (indicator_parse(&key, TAMIS_KIND_AUTO, value, TAMIS_PARSE_REFANG) ||
        key.kind != TAMIS_KIND_URL || (key.notes & TAMIS_NOTE_DEFANGED))
        return false;
    cr_assert_lt(size, sizeof text - 8);
    snprintf(text, sizeof text, "GET %.*s 200", (int)size, url);
    cr_assert(is_found(text, size + 8, 4, &key), "not found: %s", text);
    return true;
}

Test(extract_url, urls_of_any_printable_bytes_are_found_between_blanks)
{
    static const char alphabet[] =
        "aZ09''{}()[]||^^``**~!$&+,;:=@%%??#/._-\xc3\xa9";
    struct random random;
    size_t count = 0;

    random_begin(&random, "extract odd URLs");
    for (int i = 0; i < 50000; i++) {
        char url[64];
        size_t size = (size_t)snprintf(url, sizeof url, "http://evil.com/");
        size_t length = random_below(&random, 24);

        while (length-- > 0)
            url[size++] = alphabet[random_below(&random, sizeof alphabet - 1)];
        count += check_url(url, size);
    }
    cr_assert_gt(count, 30000);
}

Test(extract_url, every_url_of_a_real_feed_is_found_in_text)
{
    FILE *file = fopen(REAL, "r");
    size_t count = 0, capacity = 0;
    char *line = NULL;

    if (!file) {
        printf("skipped: there is no %s\n", REAL);
        return;
    }
    while (getline(&line, &capacity, file) > 0) {
        size_t size = strcspn(line, "\r\n");
        size_t i = 0;

        while (i < size && line[i] > ' ' && line[i] < 0x7f &&
               !strchr("<>\"", line[i]))
            i++;
        if (size > 0 && line[0] != '#' && i == size)
            count += check_url(line, size);
    }
    cr_expect_gt(count, 4000, "only %zu URLs", count);
    free(line);
    fclose(file);
}
