/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A stream against one scan of the whole, on random cuts: equal, apart from
 * words of which more than the tail is before an end of a chunk. In those, what
 * tamis/stream.h promises: all that is short is there, and nothing else but
 * what is read apart from the URL that it stands in.
 */
#include "support/random.h"
#include "unit/match/small_database.h"

#include <tamis/input.h>

#include <criterion/criterion.h>
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define TEXT_SIZE_MAX ((size_t)1 << 20)
#define HITS_MAX      65536
#define FOLDER        "../shared/data/logs/"
#define COUNT(array)  (sizeof(array) / sizeof *(array))

#define LISTED(kind, value)                                                    \
    {                                                                          \
        "f", TAMIS_TLP_GREEN, TAMIS_KIND_##kind, TAMIS_MODE_AUTO, value        \
    }

static const struct small_statement statements[] = {
    LISTED(DOMAIN, "evil.com"),
    LISTED(DOMAIN, "b-c.d_e.example"),
    LISTED(DOMAIN, "google.com"),
    LISTED(DOMAIN, "microsoft.com"),
    LISTED(URL, "http://evil.com/a/b.php?x=1"),
    LISTED(URL, "http://1.2.3.4/x"),
    LISTED(URL, "http://evil.com/path"),
    LISTED(IP, "1.2.3.4"),
    LISTED(IP, "10.0.0.0/8"),
    LISTED(IP, "10.2.0.0/16"),
    LISTED(IP, "127.0.0.1"),
    LISTED(IP, "2001:db8::/32"),
    LISTED(IP, "fe80::1"),
    LISTED(IP_PORT, "1.2.3.4:443"),
    LISTED(IP_PORT, "1.2.3.4:53"),
    LISTED(EMAIL, "a@b.com"),
    LISTED(EMAIL, "john.doe+x@mail.evil.com"),
    LISTED(MD5, "d41d8cd98f00b204e9800998ecf84271"),
    LISTED(SHA1, "da39a3ee5e6b4b0d3255bfef95601890afd80701"),
    LISTED(SHA256,
           "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b851"),
};

static const char *const parts[] = {
    "evil.com",
    "WWW.Evil.com",
    "a.b-c.d_e.example",
    "http://",
    "https://evil.com/a/b.php?x=1",
    "http://evil.com/path",
    "://",
    "1.2.3.4",
    "1.2.3.4:443",
    "10.2.0.0/16",
    "1.2.3.04",
    "1.2.3.4.53",
    "http://0x7f.1/",
    "2001:db8::1",
    "fe80::1",
    "[2001:db8::1]:443",
    "12:30:15",
    "a@b.com",
    "john.doe+x@mail.evil.com",
    "d41d8cd98f00b204e9800998ecf84271",
    "da39a3ee5e6b4b0d3255bfef95601890afd80701",
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b851",
    "/path",
    "?q=",
    "=",
    ".",
    ":",
    "/",
    ",",
    ";",
    "'",
    "(",
    ")",
    "|",
    "-",
    "x",
    "F0",
};

static const char *const odd_parts[] = {
    "evil[.]com", "hxxp://", "[:]",          "(dot)",        "{at}",
    "%2F",        "%3a",     "\\/",          "\\nevil.com",  "\\u002e",
    "\\",         "%",       "evil\\.com",   "\xe4\xbe\x8b", "[",
    "evil[.co",   "\xc3",    "\xe3\x80\x82", "\xef\xbb\xbf"};

static const char gaps[] = " \n\t\"<>  \x01";

struct hits {
    size_t count;
    struct noted {
        uint64_t offset;
        uint32_t length;
        tamis_record_id record;
        tamis_kind kind;
    } hits[HITS_MAX];
};

/* Bytes of a text that belong to words which a cut made too long. */
struct world {
    tamis_database *database;
    tamis_matcher *matcher;
    void *bytes;
    size_t size;
    uint8_t text[TEXT_SIZE_MAX];
    uint8_t is_cut[TEXT_SIZE_MAX];
    size_t cut_words;
    struct hits whole, cut;
};

static struct world world;

static void open_world(void)
{
    world.database =
        small_database(statements, COUNT(statements), &world.bytes);
    cr_assert_eq(
        tamis_matcher_create(&world.matcher, world.database, NULL, NULL),
        TAMIS_OK);
}

static void close_world(void)
{
    tamis_matcher_destroy(world.matcher);
    tamis_database_release(world.database);
    free(world.bytes);
}

static int note_hits(void *context, const tamis_hit *hits, size_t hit_count)
{
    struct hits *noted = context;

    for (size_t i = 0; i < hit_count; i++) {
        cr_assert_lt(noted->count, HITS_MAX);
        noted->hits[noted->count++] =
            (struct noted){hits[i].offset, hits[i].length, hits[i].record,
                           hits[i].observed_kind};
    }
    return 0;
}

static bool is_gap(uint8_t byte)
{
    return byte <= ' ' || byte == '"' || byte == '<' || byte == '>';
}

/* The rule of tamis/stream.h, by looking at the whole text. */
static void note_end(size_t end, size_t tail)
{
    size_t begin = end, after = end;

    while (begin > 0 && !is_gap(world.text[begin - 1]))
        begin--;
    if (end - begin <= tail)
        return;
    while (after < world.size && !is_gap(world.text[after]))
        after++;
    world.cut_words += !world.is_cut[begin];
    memset(world.is_cut + begin, 1, after - begin);
}

/* Scans in chunks of up to `longest` bytes. */
static void scan_chunks(struct random *random, tamis_stream *stream,
                        size_t stream_size, size_t longest)
{
    size_t at = 0;

    world.cut.count = 0;
    world.cut_words = 0;
    memset(world.is_cut, 0, world.size);
    cr_assert_eq(tamis_stream_begin(stream, stream_size), TAMIS_OK);
    while (at < world.size) {
        size_t size = random_between(random, longest > 1 ? 0 : 1, longest);
        uint8_t *chunk;

        if (size > world.size - at)
            size = world.size - at;
        chunk = malloc(size + 1); /* a sanitizer sees a byte too many */
        memcpy(chunk + 1, world.text + at, size);
        cr_assert_eq(tamis_stream_scan(world.matcher, stream, chunk + 1, size,
                                       note_hits, &world.cut),
                     TAMIS_OK);
        free(chunk);
        at += size;
        note_end(at, stream->tail_capacity);
    }
    cr_assert_eq(tamis_stream_end(world.matcher, stream, note_hits, &world.cut),
                 TAMIS_OK);
}

static bool is_same(const struct noted *a, const struct noted *b)
{
    return a->offset == b->offset && a->length == b->length &&
           a->record == b->record && a->kind == b->kind;
}

static bool has(const struct hits *hits, const struct noted *hit)
{
    for (size_t i = 0; i < hits->count; i++)
        if (is_same(&hits->hits[i], hit))
            return true;
    return false;
}

/* Name bytes behind it, and then perhaps a commercial at. */
static bool may_be_user(size_t end)
{
    while (end < world.size &&
           (isalnum(world.text[end]) || memchr("-_.+", world.text[end], 4)))
        end++;
    return end < world.size && memchr("@{[(%\\", world.text[end], 6);
}

/* Behind a colon, a mark or an escape of one, or a hex digit: outside of a URL
 * "443[:]2001:db8::1" is one address, of which a listed one is only the end. */
static bool may_go_on(size_t start)
{
    return start > 0 && (isxdigit(world.text[start - 1]) ||
                         memchr(":])}", world.text[start - 1], 4));
}

/* What is read another way inside of a URL. */
static bool depends_on_url(const struct noted *hit)
{
    size_t end = hit->offset + hit->length;

    switch (hit->kind) {
    case TAMIS_KIND_URL:
    case TAMIS_KIND_EMAIL:
        return true;
    case TAMIS_KIND_IP:
        return may_go_on(hit->offset) ||
               memchr(world.text + hit->offset, '/', hit->length) ||
               (end < world.size && world.text[end] == '/');
    case TAMIS_KIND_DOMAIN:
        return may_be_user(end);
    default:
        return false;
    }
}

/* What something far before it may forbid: a URL around it, or a run of hex
 * digits and colons that is too long for an address. */
static bool depends_on_far(const struct noted *hit)
{
    return hit->kind == TAMIS_KIND_IP || hit->kind == TAMIS_KIND_IP_PORT ||
           depends_on_url(hit);
}

static void explain(const char *what, const struct noted *hit)
{
    size_t from = hit->offset > 60 ? hit->offset - 60 : 0;
    size_t size = world.size - from > 200 ? 200 : world.size - from;

    cr_assert(false, "%s: %s %zu+%u in ...%.*s...", what,
              tamis_kind_name(hit->kind), (size_t)hit->offset, hit->length,
              (int)size, world.text + from);
}

static void compare(size_t tail)
{
    size_t next = 0;

    for (size_t i = 0; i < world.whole.count; i++) {
        const struct noted *hit = &world.whole.hits[i];

        if (world.is_cut[hit->offset]) {
            if (hit->length <= tail / 3 * 2 && !depends_on_url(hit) &&
                !has(&world.cut, hit))
                explain("missed in a long word", hit);
            continue;
        }
        while (next < world.cut.count &&
               world.is_cut[world.cut.hits[next].offset])
            next++;
        if (next == world.cut.count || !is_same(hit, &world.cut.hits[next]))
            explain("missed", hit);
        next++;
    }
    for (size_t i = 0; i < world.cut.count; i++) {
        const struct noted *hit = &world.cut.hits[i];

        if (i > 0)
            cr_assert_geq(hit->offset, world.cut.hits[i - 1].offset);
        if ((!world.is_cut[hit->offset] || !depends_on_far(hit)) &&
            !has(&world.whole, hit))
            explain("invented", hit);
    }
}

static void scan_whole(void)
{
    world.whole.count = 0;
    cr_assert_eq(tamis_matcher_scan(world.matcher, world.text, world.size,
                                    note_hits, &world.whole),
                 TAMIS_OK);
}

static void add(const char *part)
{
    size_t size = strlen(part);

    memcpy(world.text + world.size, part, size);
    world.size += size;
}

/* Bytes that end URLs, or would if the URL ended there. */
static const char run_bytes[] = ".,;:!?'`*|_~-&()[]{}\\=";

static uint8_t random_run_byte(struct random *random)
{
    return (uint8_t)run_bytes[random_below(random, sizeof run_bytes - 1)];
}

static void add_run(uint8_t byte, size_t size)
{
    memset(world.text + world.size, byte, size);
    world.size += size;
}

/* A gap once in `sparseness` parts. */
static void make_text(struct random *random, size_t limit, size_t sparseness,
                      bool is_odd)
{
    world.size = 0;
    while (world.size < limit) {
        char gap[2] = {gaps[random_below(random, sizeof gaps - 1)], 0};

        if (random_one_in(random, sparseness))
            add(gap);
        else if (is_odd && random_one_in(random, 4))
            add(odd_parts[random_below(random, COUNT(odd_parts))]);
        else if (is_odd && random_one_in(random, 100))
            add_run(random_run_byte(random), random_between(random, 1, 1500));
        else
            add(parts[random_below(random, COUNT(parts))]);
    }
}

Test(stream_property, equals_a_scan_of_the_whole_on_random_cuts)
{
    static const size_t longest[] = {1, 3, 17, 100, 600, 1500, 9000};
    struct random random;
    tamis_stream stream;
    size_t hit_count = 0, cut_words = 0;

    open_world();
    random_begin(&random, "stream");
    for (int round = 0; round < 3000; round++) {
        make_text(&random, random_between(&random, 1, 2000),
                  random_one_in(&random, 4) ? 200 : 4,
                  random_one_in(&random, 3));
        scan_whole();
        hit_count += world.whole.count;
        scan_chunks(&random, &stream, sizeof stream,
                    longest[random_below(&random, COUNT(longest))]);
        compare(TAMIS_STREAM_TAIL_SIZE);
        cr_assert_eq(tamis_stream_cut_words(&stream), world.cut_words);
        cut_words += world.cut_words;
    }
    cr_assert_gt(hit_count, 20000);
    cr_assert_gt(cut_words, 100);
    close_world();
}

/* With as much memory as is of use nothing of these is too long. */
Test(stream_property, equals_it_in_long_words_with_more_memory)
{
    tamis_stream *stream = malloc(TAMIS_STREAM_SIZE_MAX);
    struct random random;

    open_world();
    random_begin(&random, "stream memory");
    for (int round = 0; round < 300; round++) {
        make_text(&random, random_between(&random, 1, 15000), 1000,
                  random_one_in(&random, 3));
        scan_whole();
        scan_chunks(&random, stream, TAMIS_STREAM_SIZE_MAX, 2000);
        compare(stream->tail_capacity);
        cr_assert_eq(tamis_stream_cut_words(stream), 0);
    }
    close_world();
    free(stream);
}

/* Long chunks: what fills the scratch, and words longer than that. */
Test(stream_property, equals_it_in_long_chunks)
{
    tamis_stream *stream = malloc(TAMIS_STREAM_SIZE_MAX);
    struct random random;

    open_world();
    random_begin(&random, "stream chunks");
    for (int round = 0; round < 60; round++) {
        make_text(&random, random_between(&random, 1, 300000),
                  random_one_in(&random, 2) ? 10000 : 50, false);
        scan_whole();
        scan_chunks(&random, stream,
                    random_one_in(&random, 2) ? sizeof *stream
                                              : TAMIS_STREAM_SIZE_MAX,
                    100000);
        compare(stream->tail_capacity);
        cr_assert_eq(tamis_stream_cut_words(stream), world.cut_words);
    }
    close_world();
    free(stream);
}

/* What is short and begins a word is found once, whatever runs on behind it. */
static void expect_all_before_run(struct random *random, tamis_stream *stream,
                                  size_t stream_size)
{
    static const size_t longest[] = {1, 7, 100, 700, 5000, 100000};

    scan_whole();
    /* Each chunk is read with the tail: short ones only with a short tail. */
    for (size_t i = stream_size > sizeof *stream ? 3 : 0; i < COUNT(longest);
         i++) {
        scan_chunks(random, stream, stream_size, longest[i]);
        for (size_t hit = 0; hit < world.whole.count; hit++)
            if (!has(&world.cut, &world.whole.hits[hit]))
                explain("missed before a run", &world.whole.hits[hit]);
        cr_assert_eq(world.cut.count, world.whole.count, "%.40s: %zu not %zu",
                     (const char *)world.text, world.cut.count,
                     world.whole.count);
    }
}

Test(stream_property, finds_what_is_before_long_runs_of_one_byte)
{
    static const char *const values[] = {
        "1.2.3.4",       "evil.com",   "a@b.com", "http://evil.com/path",
        "evil.com/path", "2001:db8::1"};
    tamis_stream *stream = malloc(TAMIS_STREAM_SIZE_MAX);
    struct random random;
    size_t hit_count = 0;

    open_world();
    random_begin(&random, "stream runs");
    for (size_t i = 0; i < COUNT(values) * (sizeof run_bytes - 1); i++) {
        bool is_large = random_one_in(&random, 3);

        world.size = 0;
        add("hello ");
        add(values[i % COUNT(values)]);
        add_run((uint8_t)run_bytes[i / COUNT(values)],
                random_between(&random, 400, is_large ? 40000 : 2000));
        add(" evil.com \n");
        expect_all_before_run(
            &random, stream, is_large ? TAMIS_STREAM_SIZE_MAX : sizeof *stream);
        hit_count += world.whole.count;
    }
    cr_assert_gt(hit_count, COUNT(values) * (sizeof run_bytes - 1) * 3 / 2);
    close_world();
    free(stream);
}

/* Text whose units are these bytes. A block ends UTF-16 of this size nowhere
 * else, and words are short. */
static void widen(bool is_big_endian)
{
    for (size_t at = world.size; at-- > 0;) {
        uint8_t byte = world.text[at];

        world.text[2 * at + 2] = is_big_endian ? 0 : byte;
        world.text[2 * at + 3] = is_big_endian ? byte : 0;
    }
    world.text[0] = is_big_endian ? 0xFE : 0xFF;
    world.text[1] = is_big_endian ? 0xFF : 0xFE;
    world.size = 2 * world.size + 2;
}

Test(stream_property, equals_it_in_utf16)
{
    static const size_t longest[] = {1, 2, 3, 50, 3000};
    struct random random;
    tamis_stream stream;
    size_t hit_count = 0;

    open_world();
    random_begin(&random, "stream utf16");
    for (int round = 0; round < 500; round++) {
        make_text(&random, random_between(&random, 1, 4000), 4,
                  random_one_in(&random, 3));
        widen(random_one_in(&random, 2));
        /* Pairs, halves of them, and characters of other sizes. */
        for (size_t at = 2; at + 1 < world.size; at += 2)
            if (random_one_in(&random, 60))
                world.text[at + (world.text[0] == 0xFF)] =
                    (uint8_t)random_between(&random, 0xD0, 0xE0);
        scan_whole();
        scan_chunks(&random, &stream, sizeof stream,
                    longest[random_below(&random, COUNT(longest))]);
        /* The model's gaps are those of bytes; by chance nothing is cut. */
        memset(world.is_cut, 0, world.size);
        if (tamis_stream_cut_words(&stream) > 0)
            continue;
        compare(TAMIS_STREAM_TAIL_SIZE);
        hit_count += world.whole.count;
    }
    cr_assert_gt(hit_count, 5000);
    close_world();
}

Test(stream_property, finds_what_is_before_long_runs_in_utf16)
{
    struct random random;
    tamis_stream stream;

    open_world();
    random_begin(&random, "stream runs utf16");
    for (size_t i = 0; i < sizeof run_bytes - 1; i++) {
        world.size = 0;
        add("hello ,1.2.3.4");
        add_run((uint8_t)run_bytes[i], 1000);
        add(" evil.com \n");
        widen(i % 2 == 0);
        expect_all_before_run(&random, &stream, sizeof stream);
        cr_assert_gt(world.whole.count, 0);
    }
    close_world();
}

static size_t read_log(const char *path)
{
    tamis_input *input;
    size_t size, room = TEXT_SIZE_MAX;

    world.size = 0;
    cr_assert_eq(tamis_input_open(&input, path, NULL), TAMIS_OK);
    while (room > world.size &&
           tamis_input_read(input, world.text + world.size, room - world.size,
                            &size, NULL) == TAMIS_OK &&
           size > 0)
        world.size += size;
    tamis_input_close(input);
    return world.size;
}

Test(stream_property, equals_it_over_real_logs)
{
    static const char *const logs[] = {FOLDER "zeek-dns.json.gz",
                                       FOLDER "zeek-ssl.log.gz",
                                       FOLDER "zeek-smtp.log.gz"};
    static const size_t longest[] = {7, 300, 1500, 70000};
    struct random random;
    tamis_stream stream;

    if (access(logs[0], R_OK) != 0)
        cr_skip_test("no real logs in %s", FOLDER);
    open_world();
    random_begin(&random, "stream logs");
    for (size_t i = 0; i < COUNT(logs) * COUNT(longest); i++) {
        cr_assert_gt(read_log(logs[i % COUNT(logs)]), 10000);
        scan_whole();
        scan_chunks(&random, &stream, sizeof stream, longest[i / COUNT(logs)]);
        compare(TAMIS_STREAM_TAIL_SIZE);
        cr_assert_eq(tamis_stream_cut_words(&stream), world.cut_words);
    }
    close_world();
}
