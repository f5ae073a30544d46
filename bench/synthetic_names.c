/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Names: listed ones as block-lists hold them, asked ones as resolvers see
 * them.
 *
 * Every registrable domain is made from a number of its own, so listed and
 * clean names never meet by accident. Labels: 30 % are eight letters and
 * digits (what domain generation leaves), the others pronounceable, some with
 * a word in front or digits behind. Shares were counted on public phishing
 * lists (listed) and on the DNS log of a network (asked).
 */
#include "random_stream.h"
#include "synthetic.h"

#include <stdio.h>
#include <string.h>

#define NAME_SIZE_MAX 256u
#define ID_BITS       36u
/* Clean names take their numbers from here up, listed ones from zero; hosts
 * of URLs and e-mail addresses are beside both. */
#define FEED_IDS    (UINT64_C(1) << 33)
#define CLEAN_IDS   (UINT64_C(1) << 34)
#define POPULAR_IDS (UINT64_C(1) << 35)
#define POPULAR     100000u

struct name {
    char text[NAME_SIZE_MAX];
    size_t size;
};

static const struct {
    const char *suffix;
    unsigned per_mille;
} suffixes[] = {
    {"com", 530},   {"net", 50},  {"org", 45},  {"com.br", 30}, {"ru", 27},
    {"info", 20},   {"xyz", 30},  {"top", 30},  {"co.uk", 20},  {"in", 20},
    {"com.au", 18}, {"de", 20},   {"pl", 15},   {"site", 20},   {"online", 20},
    {"fr", 12},     {"it", 12},   {"co.za", 8}, {"cl", 8},      {"shop", 15},
    {"io", 15},     {"club", 10}, {"cn", 15},   {"us", 6},      {"biz", 4},
};

static const char *const words[] = {
    "secure", "login",  "account", "my",     "update", "online", "shop",
    "bank",   "mail",   "support", "verify", "cloud",  "app",    "web",
    "home",   "global", "service", "market", "news",   "the",
};

static const char *const hosts[] = {
    "www",   "mail", "api",   "cdn",  "static", "img",    "m",     "login",
    "ns1",   "smtp", "blog",  "shop", "dev",    "portal", "files", "s3",
    "video", "ads",  "track", "e",    "edge",   "auth",   "data",  "assets",
};

#define COUNT_OF(array) (sizeof(array) / sizeof(*(array)))

static void append(struct name *name, const char *text)
{
    size_t size = strlen(text);

    memcpy(name->text + name->size, text, size);
    name->size += size;
}

static void append_character(struct name *name, unsigned character)
{
    name->text[name->size++] = (char)character;
}

/* A bijection of numbers below 2^ID_BITS, so that neighbours differ. */
static uint64_t scatter_id(uint64_t id)
{
    const uint64_t mask = (UINT64_C(1) << ID_BITS) - 1;

    for (int round = 0; round < 2; round++) {
        id = (id * 0x9e3779b97f4a7c15u + 0x1234567) & mask;
        id ^= id >> (ID_BITS / 2);
    }
    return id;
}

/* The registrable domain of a number: different for different numbers. */
static void append_registrable(struct name *name, uint64_t seed, uint64_t id)
{
    struct random_stream random = random_open(seed ^ 0x7265676973747261u, id);
    uint64_t code = scatter_id(id);
    unsigned shape = (unsigned)random_below(&random, 100);
    unsigned suffix = (unsigned)random_below(&random, 1000);

    if (shape < 30) {
        for (int i = 0; i < 8; i++, code /= 32)
            append_character(
                name,
                (unsigned char)"abcdefghijklmnopqrstuvwxyz234567"[code % 32]);
    } else {
        if (shape >= 80) {
            append(name, words[random_below(&random, COUNT_OF(words))]);
            append_character(name, '-');
        }
        for (int i = 0; i < 6; i++, code /= 85) {
            append_character(name,
                             (unsigned char)"bcdfghklmnprstvwz"[code % 85 / 5]);
            append_character(name, (unsigned char)"aeiou"[code % 5]);
        }
        for (int i = 0; shape >= 70 && shape < 80 && i < 2; i++)
            append_character(name, '0' + (unsigned)random_below(&random, 10));
    }
    append_character(name, '.');
    for (size_t i = 0; i < COUNT_OF(suffixes); i++) {
        if (suffix < suffixes[i].per_mille || i + 1 == COUNT_OF(suffixes)) {
            append(name, suffixes[i].suffix);
            return;
        }
        suffix -= suffixes[i].per_mille;
    }
}

/* A host label and its dot; is_fresh: one that hardly comes twice. */
static void append_host(struct name *name, struct random_stream *random,
                        bool is_fresh)
{
    if (is_fresh || random_chance(random, 0.3)) {
        uint64_t bits = random_next(random);
        unsigned size = is_fresh ? 9 : 4 + (unsigned)(bits >> 60);

        for (unsigned i = 0; i < size; i++, bits /= 36)
            append_character(name, (unsigned char)"abcdefghijklmnopqrstuvwxyz"
                                                  "0123456789"[bits % 36]);
        /* A letter in front keeps the label from being a number. */
        name->text[name->size - size] = 'x';
    } else {
        append(name, hosts[random_below(random, COUNT_OF(hosts))]);
        if (random_chance(random, 0.3))
            append_character(name, '0' + (unsigned)random_below(random, 10));
    }
    append_character(name, '.');
}

/* Listed: 45 % registrable domains with all that is under them, else hosts:
 * one label deeper (45 points of 55), two, or three. */
static uint8_t make_listed(struct name *name, uint64_t seed, uint64_t item)
{
    struct random_stream random = random_open(seed, item);
    unsigned depth = (unsigned)random_below(&random, 100);

    name->size = 0;
    if (depth >= 45)
        append_host(name, &random, false);
    if (depth >= 88)
        append_host(name, &random, false);
    if (depth >= 97)
        append_host(name, &random, false);
    append_registrable(name, seed, item);
    return (uint8_t)(depth >= 45 ? TAMIS_MODE_EXACT : TAMIS_MODE_SUFFIX);
}

void synthetic_make_name(const struct key_list *list, size_t n,
                         struct key_view *view)
{
    struct name name;

    view->mode = make_listed(&name, list->seed, n);
    memcpy(view->made, name.text, name.size);
    view->name.data = (const char *)view->made;
    view->name.size = name.size;
    view->value = key_value(name.text, name.size);
}

size_t synthetic_host(uint64_t seed, uint64_t item, char *text)
{
    struct random_stream random = random_open(seed ^ 0x686f7374, item);
    struct name name;

    name.size = 0;
    if (random_chance(&random, 0.55))
        append_host(&name, &random, false);
    append_registrable(&name, seed, FEED_IDS + item);
    memcpy(text, name.text, name.size);
    return name.size;
}

/* Clean: 7 % registrable, 60 % one label deeper, 23 % two, 10 % three; half of
 * them under 100,000 popular domains, and one in thirty beside a listed host,
 * under the same registrable domain. */
static void make_clean(struct name *name, const struct key_list *listed,
                       uint64_t seed, uint64_t item)
{
    struct random_stream random = random_open(seed + 2, item);
    unsigned depth = (unsigned)random_below(&random, 100);
    struct key_view beside = {.mode = TAMIS_MODE_SUFFIX};

    name->size = 0;
    if (depth >= 90)
        append_host(name, &random, false);
    if (depth >= 67)
        append_host(name, &random, false);
    if (listed->count && !listed->is_foreign &&
        random_chance(&random, 1.0 / 30))
        key_list_get(listed, (size_t)random_below(&random, listed->count),
                     &beside);
    if (beside.mode == TAMIS_MODE_EXACT) {
        const char *dot = memchr(beside.name.data, '.', beside.name.size);
        size_t size = (size_t)(beside.name.data + beside.name.size - dot - 1);

        append_host(name, &random, true);
        memcpy(name->text + name->size, dot + 1, size);
        name->size += size;
    } else if (random_chance(&random, 0.5)) {
        append_host(name, &random, true);
        append_registrable(name, seed,
                           POPULAR_IDS + random_below(&random, POPULAR));
    } else {
        if (depth >= 7)
            append_host(name, &random, random_chance(&random, 0.2));
        append_registrable(name, seed, CLEAN_IDS + item);
    }
}

/* A name that is found by a listed one: itself, or under a suffix. */
static uint32_t make_hit(struct name *name, const struct key_list *listed,
                         struct random_stream *random)
{
    struct key_view view;

    key_list_get(listed, (size_t)random_below(random, listed->count), &view);
    name->size = 0;
    if (view.mode == TAMIS_MODE_SUFFIX && !listed->is_foreign &&
        random_chance(random, 0.7))
        append_host(name, random, random_chance(random, 0.3));
    memcpy(name->text + name->size, view.name.data, view.name.size);
    name->size += view.name.size;
    return view.value;
}

void synthetic_name_queries(struct query_list *queries,
                            const struct key_list *listed, uint64_t seed)
{
    struct name name;

    for (size_t i = 0; i < queries->keys.count; i++) {
        struct random_stream random = random_open(seed + 1, i);
        uint32_t value = KEY_ABSENT;

        if (listed->count && random_chance(&random, queries->hit_share))
            value = make_hit(&name, listed, &random);
        else
            make_clean(&name, listed, seed, i);
        key_list_add_name(&queries->keys, i, name.text, name.size);
        query_list_expect(queries, i, value);
    }
    key_list_finish_names(&queries->keys);
}
