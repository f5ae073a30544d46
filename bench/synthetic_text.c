/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * URLs and e-mail addresses, which only compile takes.
 *
 * Counted on the URLs with a path of a public feed: 7 % have an address for a
 * host, 4 % a port, half of them one level of path and a third two, one in
 * twenty a query, one in eleven is https.
 */
#include "random_stream.h"
#include "synthetic.h"

#include <stdio.h>
#include <string.h>

static const char *const path_words[] = {
    "wp-content", "wp-includes", "uploads", "images",  "login",  "update",
    "secure",     "account",     "files",   "plugins", "assets", "download",
    "admin",      "cgi-bin",     "js",      "bins",
};
static const char *const endings[] = {"",     ".php", ".html", ".exe",
                                      ".zip", ".sh",  ".js",   ".pdf"};

#define COUNT_OF(array) (sizeof(array) / sizeof(*(array)))

/* Letters and digits, as droppers and kits name their files. */
static size_t append_random(char *text, struct random_stream *random,
                            size_t size)
{
    uint64_t bits = random_next(random);

    for (size_t i = 0; i < size; i++, bits /= 36)
        text[i] = "abcdefghijklmnopqrstuvwxyz0123456789"[bits % 36];
    return size;
}

static size_t append_word(char *text, const char *word)
{
    size_t size = strlen(word);

    memcpy(text, word, size);
    return size;
}

static size_t append_url_host(char *text, struct random_stream *random,
                              uint64_t seed, uint64_t item)
{
    size_t size;

    if (random_chance(random, 0.07))
        size = (size_t)sprintf(text, "%u.%u.%u.%u",
                               11 + (unsigned)random_below(random, 80),
                               (unsigned)random_below(random, 256),
                               (unsigned)random_below(random, 256),
                               1 + (unsigned)random_below(random, 254));
    else
        size = synthetic_host(seed, item, text);
    if (random_chance(random, 0.04))
        size += (size_t)sprintf(text + size, ":%u",
                                1025 + (unsigned)random_below(random, 60000));
    return size;
}

size_t synthetic_url(uint64_t seed, uint64_t item, char *text)
{
    struct random_stream random = random_open(seed ^ 0x75726c, item);
    unsigned depth_share = (unsigned)random_below(&random, 100);
    unsigned depth = depth_share < 48   ? 1
                     : depth_share < 82 ? 2
                     : depth_share < 95 ? 3
                                        : 4;
    size_t size = append_word(text, random_chance(&random, 0.09) ? "https://"
                                                                 : "http://");

    size += append_url_host(text + size, &random, seed, item);
    for (unsigned i = 1; i < depth; i++) {
        text[size++] = '/';
        size += append_word(
            text + size,
            path_words[random_below(&random, COUNT_OF(path_words))]);
    }
    text[size++] = '/';
    size += append_random(text + size, &random,
                          5 + (size_t)random_below(&random, 5));
    size += append_word(text + size,
                        endings[random_below(&random, COUNT_OF(endings))]);
    if (random_chance(&random, 0.05)) {
        size += append_word(text + size, "?id=");
        size += append_random(text + size, &random, 8);
    }
    return size;
}

size_t synthetic_email(uint64_t seed, uint64_t item, char *text)
{
    struct random_stream random = random_open(seed ^ 0x656d61696c, item);
    size_t size =
        append_random(text, &random, 5 + (size_t)random_below(&random, 7));

    text[0] = 'm';
    text[size++] = '@';
    /* Below the hosts of URLs, so that no two have one. */
    return size + synthetic_host(seed, item + (UINT64_C(1) << 32), text + size);
}
