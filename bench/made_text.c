/* SPDX-License-Identifier: BSD-2-Clause */
#include "made_text.h"
#include "activity.h"
#include "made_feed.h"
#include "random_stream.h"
#include "synthetic.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LINE_SIZE_MAX  4096u
#define LINE_SIZE      200u /* of most */
#define LINE_VALUES    5u
#define NAMES_A_LINE   2u
#define COUNT_OF(list) (sizeof(list) / sizeof(*(list)))

/* The makings of one text. */
struct maker {
    struct made_text *text;
    const struct key_list *feed;
    struct query_list names, addresses; /* clean ones */
    size_t name_next, address_next, value_capacity;
    double hit_share;
    uint64_t seed;
    struct random_stream random;
};

/* --- what a line is made of ----------------------------------------------- */

static void add_bytes(struct maker *maker, const void *bytes, size_t size)
{
    memcpy(maker->text->bytes + maker->text->size, bytes, size);
    maker->text->size += size;
}

static void add_text(struct maker *maker, const char *text)
{
    add_bytes(maker, text, strlen(text));
}

static void add_number(struct maker *maker, uint64_t limit)
{
    maker->text->size +=
        (size_t)sprintf(maker->text->bytes + maker->text->size, "%u",
                        (unsigned)random_below(&maker->random, limit));
}

/* What was written from `offset` on is a candidate. */
static void note_value(struct maker *maker, size_t offset, tamis_kind kind,
                       unsigned has)
{
    struct made_text *text = maker->text;

    if (text->value_count == maker->value_capacity)
        return;
    text->values[text->value_count++] = (struct scan_value){
        offset, (uint16_t)(text->size - offset), (uint8_t)kind, (uint8_t)has};
}

static bool is_hex(tamis_slice line)
{
    return strspn(line.data, "0123456789abcdef") == line.size;
}

static unsigned shape_of(tamis_slice line)
{
    if (memmem(line.data, line.size, "://", 3))
        return SCAN_HAS_URL;
    for (const char *other = "/@:"; *other; other++)
        if (memchr(line.data, *other, line.size))
            return 0;
    if (strspn(line.data, "0123456789.") == line.size)
        return SCAN_HAS_ADDRESS;
    return is_hex(line) && line.size >= 32 ? SCAN_HAS_DIGEST : SCAN_HAS_NAME;
}

/* A line of the feed of one shape. Prefixes are none: nobody who looks for
 * literals could find them. False when it seems to have none. */
static bool add_listed(struct maker *maker, unsigned shape)
{
    for (int i = 0; i < 1000 && maker->feed->count > 0; i++) {
        size_t n = (size_t)random_below(&maker->random, maker->feed->count);
        tamis_slice line = maker->feed->names[n];

        if (shape_of(line) != shape)
            continue;
        add_bytes(maker, line.data, line.size);
        return true;
    }
    return false;
}

static bool is_hit(struct maker *maker)
{
    return random_chance(&maker->random, maker->hit_share);
}

static void add_clean_name(struct maker *maker)
{
    size_t n = maker->name_next++ % maker->names.keys.count;

    add_bytes(maker, maker->names.keys.names[n].data,
              maker->names.keys.names[n].size);
}

/* What proxies write behind a host: one in five has escapes in it. */
static void add_path(struct maker *maker)
{
    static const char *const paths[][2] = {
        {"/", ""},
        {"/a/", ".js"},
        {"/static/img/", ".png"},
        {"/v2/items/", ""},
        {"/index.php?id=", ""},
        {"/search?q=two%20words&n=", ""},
        {"/w/", "/"},
        {"/api/", "?b=c&d=e,f"},
        {"/go?u=https%3A%2F%2Fa", ""},
        {"/cdn/x-", ".css"},
    };
    size_t pick = (size_t)random_below(&maker->random, COUNT_OF(paths));

    add_text(maker, paths[pick][0]);
    maker->text->size +=
        (size_t)sprintf(maker->text->bytes + maker->text->size, "%x",
                        (unsigned)random_next(&maker->random));
    add_text(maker, paths[pick][1]);
}

static void add_url(struct maker *maker)
{
    size_t offset = maker->text->size;
    unsigned has = 0;

    if (is_hit(maker) && random_chance(&maker->random, 0.5) &&
        add_listed(maker, SCAN_HAS_URL)) {
        note_value(maker, offset, TAMIS_KIND_URL, SCAN_HAS_URL);
        return;
    }
    add_text(maker,
             random_chance(&maker->random, 0.3) ? "https://" : "http://");
    if (is_hit(maker) && add_listed(maker, SCAN_HAS_NAME))
        has = SCAN_HAS_NAME;
    else
        add_clean_name(maker);
    add_path(maker);
    note_value(maker, offset, TAMIS_KIND_URL, has);
}

static void add_name(struct maker *maker)
{
    size_t offset = maker->text->size;

    if (is_hit(maker) && add_listed(maker, SCAN_HAS_NAME)) {
        note_value(maker, offset, TAMIS_KIND_DOMAIN, SCAN_HAS_NAME);
        return;
    }
    add_clean_name(maker);
    note_value(maker, offset, TAMIS_KIND_DOMAIN, 0);
}

static void add_address(struct maker *maker)
{
    size_t offset = maker->text->size;
    const uint8_t *bytes;

    if (is_hit(maker) && add_listed(maker, SCAN_HAS_ADDRESS)) {
        note_value(maker, offset, TAMIS_KIND_IP, SCAN_HAS_ADDRESS);
        return;
    }
    bytes = maker->addresses.keys
                .addresses[maker->address_next++ % maker->addresses.keys.count]
                .bytes;
    maker->text->size +=
        (size_t)sprintf(maker->text->bytes + offset, "%u.%u.%u.%u", bytes[12],
                        bytes[13], bytes[14], bytes[15]);
    note_value(maker, offset, TAMIS_KIND_IP, 0);
}

static void add_digest(struct maker *maker, size_t size)
{
    size_t offset = maker->text->size;

    if (is_hit(maker) && add_listed(maker, SCAN_HAS_DIGEST)) {
        note_value(maker, offset, TAMIS_KIND_AUTO, SCAN_HAS_DIGEST);
        return;
    }
    for (size_t i = 0; i < size; i += 8)
        maker->text->size +=
            (size_t)sprintf(maker->text->bytes + maker->text->size, "%08x",
                            (unsigned)random_next(&maker->random));
    note_value(maker, offset, TAMIS_KIND_AUTO, 0);
}

/* A version that may as well be an address. */
static void add_agent(struct maker *maker)
{
    size_t offset;

    add_text(maker, " image/png \"Mozilla/5.0 (X11; Linux x86_64) "
                    "AppleWebKit/537.36 (KHTML, like Gecko) Chrome/");
    offset = maker->text->size;
    add_text(maker, "120.0.0.0");
    note_value(maker, offset, TAMIS_KIND_IP, 0);
    add_text(maker, " Safari/537.36\"");
}

/* --- lines ---------------------------------------------------------------- */

/* Time, milliseconds, client, outcome, size: as Squid writes them. */
static void add_head(struct maker *maker, size_t line)
{
    maker->text->size += (size_t)sprintf(
        maker->text->bytes + maker->text->size, "17%08u.%03u ",
        (unsigned)(80000000 + line / 50), (unsigned)(line % 50) * 20);
    add_number(maker, 3000);
    add_text(maker, " 10.");
    add_number(maker, 4);
    add_text(maker, ".");
    add_number(maker, 256);
    add_text(maker, ".");
    add_number(maker, 256);
    add_text(maker, random_chance(&maker->random, 0.7) ? " TCP_MISS/200 "
                                                       : " TCP_HIT/304 ");
    add_number(maker, 60000);
}

static void add_line(struct maker *maker, size_t line)
{
    unsigned shape = (unsigned)random_below(&maker->random, 10);

    add_head(maker, line);
    if (shape < 3) {
        add_text(maker, " CONNECT ");
        add_name(maker);
        add_text(maker, ":443 ");
    } else {
        add_text(maker, " GET ");
        add_url(maker);
        add_text(maker, " ");
    }
    add_text(maker, "user");
    add_number(maker, 500);
    add_text(maker, " HIER_DIRECT/");
    add_address(maker);
    if (shape < 3) {
        add_text(maker, " - cert_sha1=");
        add_digest(maker, 40);
        add_text(maker, " age=0");
    } else if (shape < 7) {
        add_text(maker, " text/html \"");
        add_url(maker);
        add_text(maker, "\" age=0");
    } else if (shape < 9) {
        add_text(maker, " application/octet-stream sha256=");
        add_digest(maker, 64);
    } else {
        add_agent(maker);
    }
    add_text(maker, "\n");
}

static void open_maker(struct maker *maker, struct made_text *text, size_t size,
                       size_t indicators)
{
    size_t lines = size / LINE_SIZE + 2;
    struct key_list names, addresses;

    text->bytes = memory_get(size + LINE_SIZE_MAX, 1);
    maker->value_capacity = lines * LINE_VALUES * 2;
    text->values = memory_get(maker->value_capacity, sizeof *text->values);
    /* The shares of made_feed_write(): those that are clean are so beside what
     * it lists. */
    synthetic_numbered(&names, KEY_DOMAIN, indicators * 350 / 1000,
                       maker->seed);
    synthetic_numbered(&addresses, KEY_IPV4, indicators * 150 / 1000,
                       maker->seed);
    synthetic_queries(&maker->names, &names, lines * NAMES_A_LINE, 0,
                      maker->seed);
    synthetic_queries(&maker->addresses, &addresses, lines, 0, maker->seed);
    key_list_close(&names);
    key_list_close(&addresses);
}

void made_text_proxy(struct made_text *text, size_t size,
                     const struct key_list *feed, size_t indicators,
                     double hit_share, uint64_t seed)
{
    struct maker maker = {
        .text = text, .feed = feed, .hit_share = hit_share, .seed = seed};

    memset(text, 0, sizeof *text);
    text->name = "proxy";
    text->hit_share = hit_share;
    open_maker(&maker, text, size, indicators);
    for (size_t line = 0; text->size < size; line++) {
        maker.random = random_open(seed ^ 0x70726f7879, line);
        add_line(&maker, line);
        if (line % 4096 == 0)
            activity_part("writing a log", text->size, size);
    }
    query_list_close(&maker.names);
    query_list_close(&maker.addresses);
}

void made_text_prose(struct made_text *text, size_t size, uint64_t seed)
{
    static const char *const words[] = {
        "the",     "of",     "and",    "a",       "to",      "in",
        "report",  "system", "was",    "which",   "network", "analysis",
        "during",  "first",  "people", "it",      "is",      "that",
        "however", "large",  "number", "between", "server",  "morning",
    };
    struct maker maker = {.text = text, .seed = seed};

    memset(text, 0, sizeof *text);
    text->name = "prose";
    text->bytes = memory_get(size + LINE_SIZE_MAX, 1);
    maker.random = random_open(seed, 0x70726f7365);
    while (text->size < size) {
        unsigned pick = (unsigned)random_below(&maker.random, 100);

        add_text(&maker, words[random_below(&maker.random, COUNT_OF(words))]);
        add_text(&maker, pick < 1    ? ".\n\n"
                         : pick < 8  ? ".\n"
                         : pick < 14 ? ", "
                                     : " ");
    }
}

bool made_text_log(struct made_text *text, size_t size, const char *path)
{
    FILE *file = fopen(path, "r");
    size_t once;

    memset(text, 0, sizeof *text);
    text->name = "log";
    text->hit_share = -1;
    if (!file) {
        fprintf(stderr, "tamis bench: cannot read %s: %s\n", path,
                strerror(errno));
        return false;
    }
    text->bytes = memory_get(size + 1, 1);
    once = fread(text->bytes, 1, size, file);
    if (ferror(file) || once == 0)
        fprintf(stderr, "tamis bench: %s: nothing could be read of it\n", path);
    fclose(file);
    for (text->size = once; once > 0 && text->size < size;) {
        size_t more = size - text->size < once ? size - text->size : once;

        memcpy(text->bytes + text->size, text->bytes, more);
        text->size += more;
    }
    if (once == 0)
        made_text_close(text);
    return once > 0;
}

void made_text_close(struct made_text *text)
{
    free(text->bytes);
    free(text->values);
    memset(text, 0, sizeof *text);
}

size_t made_text_cut(const struct made_text *text, size_t from, size_t wanted)
{
    const char *end;

    if (text->size - from <= wanted)
        return text->size;
    end = memrchr(text->bytes + from, '\n', wanted);
    return end ? (size_t)(end - text->bytes) + 1 : from + wanted;
}

size_t made_text_listed_lines(const struct made_text *text, size_t size,
                              unsigned has)
{
    size_t count = 0, line_end = 0;

    for (size_t i = 0; i < text->value_count; i++) {
        const struct scan_value *value = &text->values[i];
        const char *end;

        if (!(value->has & has) || value->offset < line_end)
            continue;
        if (value->offset >= size)
            break;
        end = memchr(text->bytes + value->offset, '\n',
                     text->size - value->offset);
        line_end = end ? (size_t)(end - text->bytes) : text->size;
        count++;
    }
    return count;
}
