/* SPDX-License-Identifier: BSD-2-Clause */
#include "made_feed.h"
#include "activity.h"
#include "random_stream.h"
#include "synthetic.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* What a line may be, and how many of 1000 lines of a mixed feed are. */
enum part_kind {
    PART_DOMAIN,
    PART_SHA256,
    PART_MD5,
    PART_SHA1,
    PART_IPV4,
    PART_URL,
    PART_IPV6,
    PART_EMAIL,
    PART_COUNT
};
static const unsigned mixed_per_mille[PART_COUNT] = {350, 140, 120, 90,
                                                     150, 120, 20,  10};

struct part {
    enum part_kind kind;
    uint64_t seed;
    size_t count, at;
    struct key_list keys; /* of the kinds that are looked up */
};

size_t made_feed_key(const struct key_list *listed, size_t n, char *text,
                     size_t capacity)
{
    uint8_t key[17];
    size_t address_size = listed->kind == KEY_IPV4 ? 4 : 16;
    struct key_view view;

    if (listed->kind == KEY_SHA256) {
        key_list_get(listed, n, &view);
        return tamis_key_format(TAMIS_KIND_SHA256, view.digest, KEY_DIGEST_SIZE,
                                text, capacity);
    }
    if (listed->kind == KEY_DOMAIN) {
        key_list_get(listed, n, &view);
        memcpy(text, view.name.data,
               view.name.size < capacity ? view.name.size : capacity);
        return view.name.size;
    }
    memcpy(key, listed->addresses[n].bytes + 16 - address_size, address_size);
    key[address_size] = listed->lengths[n];
    return tamis_key_format(TAMIS_KIND_IP, key, address_size + 1, text,
                            capacity);
}

/* A digest that nobody looks up. */
static size_t write_digest(tamis_kind kind, size_t size, uint64_t seed,
                           uint64_t item, char *text, size_t capacity)
{
    struct random_stream random = random_open(seed ^ kind << 8, item);
    uint8_t digest[KEY_DIGEST_SIZE];

    for (size_t i = 0; i < sizeof digest; i += 8) {
        uint64_t word = random_next(&random);

        memcpy(digest + i, &word, sizeof word);
    }
    return tamis_key_format(kind, digest, size, text, capacity);
}

static size_t write_line(const struct part *part, size_t n, char *text,
                         size_t capacity)
{
    switch (part->kind) {
    case PART_MD5:
        return write_digest(TAMIS_KIND_MD5, 16, part->seed, n, text, capacity);
    case PART_SHA1:
        return write_digest(TAMIS_KIND_SHA1, 20, part->seed, n, text, capacity);
    case PART_URL:
        return synthetic_url(part->seed, n, text);
    case PART_EMAIL:
        return synthetic_email(part->seed, n, text);
    case PART_DOMAIN:
    case PART_SHA256:
    case PART_IPV4:
    case PART_IPV6:
    case PART_COUNT:
    default:
        return made_feed_key(&part->keys, n, text, capacity);
    }
}

static void open_part(struct part *part, enum part_kind kind, size_t count,
                      uint64_t seed)
{
    static const enum key_kind key_kinds[PART_COUNT] = {
        KEY_DOMAIN, KEY_SHA256,     KEY_KIND_COUNT, KEY_KIND_COUNT,
        KEY_IPV4,   KEY_KIND_COUNT, KEY_IPV6,       KEY_KIND_COUNT};

    memset(part, 0, sizeof *part);
    part->kind = kind;
    part->count = count;
    part->seed = seed;
    if (count > 0 && key_kinds[kind] != KEY_KIND_COUNT) {
        synthetic_numbered(&part->keys, key_kinds[kind], count, seed);
        part->count = part->keys.count; /* prefixes: less their duplicates */
    }
}

/* Takes the next line from one of the parts, each in proportion to what is
 * left of it, so that kinds are mixed from the first line to the last. */
static void write_parts(FILE *file, struct part *parts, uint64_t seed)
{
    struct random_stream random = random_open(seed, 0x6d69786564);
    size_t left = 0, total;
    char text[KEY_TEXT_MAX + 1];

    for (unsigned k = 0; k < PART_COUNT; k++)
        left += parts[k].count;
    for (total = left; left > 0; left--) {
        size_t pick = (size_t)random_below(&random, left);
        unsigned k = 0;
        size_t size;

        while (pick >= parts[k].count - parts[k].at)
            pick -= parts[k].count - parts[k].at, k++;
        size = write_line(&parts[k], parts[k].at++, text, KEY_TEXT_MAX);
        text[size++] = '\n';
        fwrite(text, 1, size, file);
        if (left % 65536 == 0)
            activity_part("writing a feed", total - left, total);
    }
}

static size_t count_of(enum part_kind part, enum key_kind kind, size_t count)
{
    static const enum part_kind alone[KEY_KIND_COUNT] = {
        PART_SHA256, PART_DOMAIN, PART_IPV4, PART_IPV6};

    if (kind != KEY_MIXED)
        return part == alone[kind] ? count : 0;
    return (size_t)((uint64_t)count * mixed_per_mille[part] / 1000);
}

static void fail(const char *what, const char *path)
{
    activity_clear();
    fprintf(stderr, "tamis bench: cannot %s %s: %s\n", what, path,
            strerror(errno));
    exit(2);
}

void made_feed_write(const struct bench_plan *plan, const char *path,
                     enum key_kind kind, size_t count)
{
    struct part parts[PART_COUNT];
    FILE *file = fopen(path, "w");

    for (unsigned k = 0; k < PART_COUNT; k++)
        open_part(&parts[k], (enum part_kind)k,
                  count_of((enum part_kind)k, kind, count), plan->seed);
    if (file)
        write_parts(file, parts, plan->seed);
    if (!file || ferror(file) || fclose(file) != 0)
        fail("write", path);
    for (unsigned k = 0; k < PART_COUNT; k++)
        key_list_close(&parts[k].keys);
}

static void read_text(struct key_list *lines, FILE *file, const char *path)
{
    if (fseek(file, 0, SEEK_END) != 0 || ftell(file) < 0)
        fail("read", path);
    lines->text_size = lines->text_capacity = (size_t)ftell(file);
    rewind(file);
    lines->text = memory_get(lines->text_size, 1);
    if (fread(lines->text, 1, lines->text_size, file) != lines->text_size)
        fail("read", path);
}

void made_feed_read(struct key_list *lines, const char *path)
{
    struct key_list read = {.kind = KEY_MIXED};
    FILE *file = fopen(path, "r");
    size_t count = 0;
    const char *at;

    if (!file)
        fail("read", path);
    read_text(&read, file, path);
    fclose(file);
    for (size_t i = 0; i < read.text_size; i++)
        count += read.text[i] == '\n';
    key_list_open(lines, KEY_MIXED, count, true);
    lines->text = read.text;
    lines->text_size = lines->text_capacity = read.text_size;
    at = lines->text;
    for (size_t i = 0; i < count; i++) {
        lines->names[i].data = at;
        lines->names[i].size = strcspn(at, "\n");
        at += lines->names[i].size + 1;
        lines->values[i] = (uint32_t)i + 1;
    }
}
