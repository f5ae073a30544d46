/* SPDX-License-Identifier: BSD-2-Clause */
/* Streams by example: seams, ends, encodings, generations, long words. */
#include "unit/match/small_database.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct small_statement statements[] = {
    {"green", TAMIS_TLP_GREEN, TAMIS_KIND_DOMAIN, TAMIS_MODE_SUFFIX,
     "evil.com"},
    {"red", TAMIS_TLP_RED, TAMIS_KIND_DOMAIN, TAMIS_MODE_EXACT, "red.net"},
    {"green", TAMIS_TLP_GREEN, TAMIS_KIND_IP_PORT, TAMIS_MODE_AUTO,
     "9.9.9.9:4444"},
    {"green", TAMIS_TLP_GREEN, TAMIS_KIND_URL, TAMIS_MODE_AUTO,
     "http://a.org/x"},
};

struct found {
    char text[2048];
    size_t size;
};

static int write_hit(void *context, const tamis_hit *hits, size_t hit_count)
{
    struct found *found = context;

    for (size_t i = 0; i < hit_count; i++) {
        char value[200];

        tamis_key_format(hits[i].kind, hits[i].key.data, hits[i].key.size,
                         value, sizeof value);
        found->size += (size_t)snprintf(
            found->text + found->size, sizeof found->text - found->size,
            "%llu+%u %s\n", (unsigned long long)hits[i].offset, hits[i].length,
            value);
        cr_assert_lt(found->size, sizeof found->text);
    }
    return 0;
}

struct fixture {
    void *bytes;
    tamis_database *database;
    tamis_matcher *matcher;
    tamis_stream stream;
    struct found found;
};

static void open_fixture(struct fixture *fixture, tamis_tlp tlp)
{
    tamis_matcher_options options = TAMIS_MATCHER_OPTIONS_INIT;

    memset(fixture, 0, sizeof *fixture);
    options.clearance.tlp = tlp;
    fixture->database = small_database(
        statements, sizeof statements / sizeof *statements, &fixture->bytes);
    cr_assert_eq(tamis_matcher_create(&fixture->matcher, fixture->database,
                                      &options, NULL),
                 TAMIS_OK);
    cr_assert_eq(tamis_stream_begin(&fixture->stream, sizeof fixture->stream),
                 TAMIS_OK);
}

static void close_fixture(struct fixture *fixture)
{
    tamis_matcher_destroy(fixture->matcher);
    tamis_database_release(fixture->database);
    free(fixture->bytes);
}

static void feed_bytes(struct fixture *fixture, const void *chunk, size_t size)
{
    cr_assert_eq(tamis_stream_scan(fixture->matcher, &fixture->stream, chunk,
                                   size, write_hit, &fixture->found),
                 TAMIS_OK);
}

static void feed(struct fixture *fixture, const char *chunk)
{
    feed_bytes(fixture, chunk, strlen(chunk));
}

static void end(struct fixture *fixture)
{
    cr_assert_eq(tamis_stream_end(fixture->matcher, &fixture->stream, write_hit,
                                  &fixture->found),
                 TAMIS_OK);
}

/* Chunks until NULL, then the end. */
static void expect_chunks(const char *const *chunks, const char *expected)
{
    struct fixture fixture;

    open_fixture(&fixture, TAMIS_TLP_RED);
    for (size_t i = 0; chunks[i]; i++)
        feed(&fixture, chunks[i]);
    end(&fixture);
    cr_expect_str_eq(fixture.found.text, expected, "%s...: %s", chunks[0],
                     fixture.found.text);
    cr_expect_eq(tamis_stream_cut_words(&fixture.stream), 0);
    close_fixture(&fixture);
}

#define EXPECT(expected, ...)                                                  \
    expect_chunks((const char *const[]){__VA_ARGS__, NULL}, expected)

Test(stream, a_match_over_a_seam_is_found_once_at_its_place)
{
    EXPECT("3+8 evil.com\n", "to evil.com\n");
    EXPECT("3+8 evil.com\n", "to ev", "il.com\n");
    EXPECT("3+8 evil.com\n", "to e", "v", "i", "l", ".", "c", "o", "m");
    EXPECT("3+8 evil.com\n", "to evil.com", "", " and on");
    EXPECT("0+8 evil.com\n13+8 evil.com\n", "evil.com", " and evil.com");
    EXPECT("7+8 evil.com\n", "", "http", ":", "", "/", "/evil.com/y");
}

Test(stream, a_word_that_goes_on_is_another_word)
{
    EXPECT("", "to evil.com", "pany.org now");
    EXPECT("", "not", "evil.com");
    EXPECT("7+14 a.org/x\n", "visit: http://a.or", "g/x");
    EXPECT("", "visit: http://a.org/x", "y");
    EXPECT("0+14 a.org/x\n", "http://a.org/x", ".", " So be it.");
    EXPECT("", "http://a.org/x", ".", "y");
}

/* What is in front of a word decides whether 9.9.9.9.4444 has a port. */
Test(stream, the_byte_before_a_chunk_is_not_forgotten)
{
    EXPECT("1+12 9.9.9.9:4444\n", " ", "9.9.9.9.4444 ");
    EXPECT("", "\"", "9.9.9.9.4444 ");
    EXPECT("0+12 9.9.9.9:4444\n", "9.9.9.9", ".4444", " ");
    EXPECT("3+8 evil.com\n", "\xef", "\xbb",
           "\xbf"
           "evil.com");
}

Test(stream, utf16_may_be_cut_inside_of_a_character)
{
    static const char text[] = "\xff\xfe"
                               "x\0 \0\x3d\xd8\x00\xde \0e\0v\0i\0l\0.\0c\0o\0"
                               "m\0 \0";
    struct fixture fixture;

    open_fixture(&fixture, TAMIS_TLP_RED);
    for (size_t cut = 0; cut < sizeof text; cut++) {
        fixture.found.size = 0;
        feed_bytes(&fixture, text, cut);
        feed_bytes(&fixture, text + cut, sizeof text - 1 - cut);
        end(&fixture);
        cr_expect_str_eq(fixture.found.text, "12+16 evil.com\n", "cut at %zu",
                         cut);
    }
    close_fixture(&fixture);
}

Test(stream, what_only_begins_like_a_byte_order_mark_is_text)
{
    EXPECT("2+8 evil.com\n", "\xff", " evil.com");
    EXPECT("3+8 evil.com\n", "\xff\xff", " evil.com");
    EXPECT("", "\xfe");
}

Test(stream, a_stream_that_ended_is_at_its_begin)
{
    struct fixture fixture;

    open_fixture(&fixture, TAMIS_TLP_RED);
    feed(&fixture, "and ev");
    end(&fixture);
    feed(&fixture, "il.com evil.com");
    end(&fixture);
    cr_expect_str_eq(fixture.found.text, "7+8 evil.com\n");
    close_fixture(&fixture);
}

static int stop(void *context, const tamis_hit *hits, size_t hit_count)
{
    (void)hits;
    *(size_t *)context += hit_count;
    return 1;
}

Test(stream, a_stream_that_was_stopped_is_at_its_begin)
{
    struct fixture fixture;
    size_t count = 0;

    open_fixture(&fixture, TAMIS_TLP_RED);
    cr_expect_eq(tamis_stream_scan(fixture.matcher, &fixture.stream,
                                   "evil.com evil.com ev", 20, stop, &count),
                 TAMIS_ERROR_STOPPED);
    cr_expect_eq(count, 1);
    feed(&fixture, "il.com evil.com");
    cr_expect_eq(
        tamis_stream_end(fixture.matcher, &fixture.stream, stop, &count),
        TAMIS_ERROR_STOPPED);
    cr_expect_eq(count, 2);
    close_fixture(&fixture);
}

Test(stream, a_stream_needs_its_memory)
{
    tamis_stream stream;

    cr_expect_eq(tamis_stream_begin(&stream, sizeof stream - 1),
                 TAMIS_ERROR_ARGUMENT);
    cr_expect_eq(tamis_stream_begin(&stream, sizeof stream), TAMIS_OK);
}

Test(stream, each_chunk_may_be_asked_with_another_clearance)
{
    struct fixture fixture, other;

    open_fixture(&fixture, TAMIS_TLP_GREEN);
    open_fixture(&other, TAMIS_TLP_RED);
    feed(&fixture, "red.net red.n");
    cr_expect_str_eq(fixture.found.text, "");
    other.stream = fixture.stream;
    feed(&fixture, "et ");
    feed(&other, "et ");
    cr_expect_str_eq(fixture.found.text, "");
    cr_expect_str_eq(other.found.text, "8+7 red.net\n");
    close_fixture(&fixture);
    close_fixture(&other);
}

Test(stream, a_stream_takes_up_a_new_generation_between_chunks)
{
    static const struct small_statement newer[] = {
        {"f", TAMIS_TLP_GREEN, TAMIS_KIND_DOMAIN, TAMIS_MODE_EXACT, "new.com"},
    };
    tamis_live_state state = {.struct_size = sizeof state};
    struct fixture fixture;
    tamis_database *next;
    tamis_reader *reader;
    tamis_matcher *own;
    tamis_live *live;
    void *bytes;

    open_fixture(&fixture, TAMIS_TLP_RED);
    own = fixture.matcher;
    next = small_database(newer, 1, &bytes);
    cr_assert_eq(tamis_live_create(&live, fixture.database, NULL, NULL),
                 TAMIS_OK);
    cr_assert_eq(tamis_reader_create(&reader, live, NULL, NULL), TAMIS_OK);
    fixture.matcher = tamis_reader_quiet(reader);
    feed(&fixture, "new.com evil.com new.c");
    cr_assert_eq(tamis_live_publish(live, next, &state, NULL), TAMIS_OK);
    fixture.matcher = tamis_reader_quiet(reader);
    tamis_live_reclaim(live, &state);
    cr_expect_eq(state.pin_count, 0, "a stream holds no generation");
    feed(&fixture, "om evil.com");
    end(&fixture);
    cr_expect_str_eq(fixture.found.text, "8+8 evil.com\n17+7 new.com\n");
    tamis_reader_destroy(reader);
    tamis_live_destroy(live);
    fixture.matcher = own;
    tamis_database_release(next);
    free(bytes);
    close_fixture(&fixture);
}

/* http://HOST/ppp...p, cut behind `before` bytes of it. */
static size_t scan_long_url(tamis_stream *stream, size_t stream_size,
                            struct fixture *fixture, size_t before)
{
    static char url[8192];
    size_t size = sizeof url;

    memset(url, 'p', size);
    memcpy(url, "http://evil.com/", 16);
    memcpy(url + size - 12, ",1.evil.com ", 12);
    fixture->found.size = 0;
    cr_assert_eq(tamis_stream_begin(stream, stream_size), TAMIS_OK);
    for (size_t at = 0; at < size; at += before) {
        size_t left = size - at;

        cr_assert_eq(tamis_stream_scan(fixture->matcher, stream, url + at,
                                       left < before ? left : before, write_hit,
                                       &fixture->found),
                     TAMIS_OK);
    }
    cr_assert_eq(
        tamis_stream_end(fixture->matcher, stream, write_hit, &fixture->found),
        TAMIS_OK);
    return (size_t)tamis_stream_cut_words(stream);
}

Test(stream, a_word_longer_than_the_tail_is_counted_once_and_its_names_found)
{
    struct fixture fixture;

    open_fixture(&fixture, TAMIS_TLP_RED);
    for (size_t before = 1; before < 8192; before += 61) {
        cr_expect_eq(scan_long_url(&fixture.stream, sizeof fixture.stream,
                                   &fixture, before),
                     1);
        cr_expect_str_eq(fixture.found.text,
                         "7+8 evil.com\n8181+10 evil.com\n");
    }
    close_fixture(&fixture);
}

/* The URL that is listed, and what stands behind it; cut `before` bytes behind
 * it. */
static size_t count_long_url(struct fixture *fixture, const char *url,
                             const char *rest, size_t before)
{
    char text[1024];
    size_t size = (size_t)snprintf(text, sizeof text, "%s%s", url, rest);
    size_t cut = strlen(url) + before;

    fixture->found.size = 0;
    feed_bytes(fixture, text, cut);
    feed_bytes(fixture, text + cut, size - cut);
    end(fixture);
    return fixture->found.size;
}

Test(stream, what_only_a_cut_makes_of_a_long_word_is_not_reported)
{
    char url[600] = "http://a.org/";
    const struct small_statement long_statement = {
        "f", TAMIS_TLP_GREEN, TAMIS_KIND_URL, TAMIS_MODE_AUTO, url};
    struct fixture fixture;

    memset(url + 13, 'p', sizeof url - 14);
    memset(&fixture, 0, sizeof fixture);
    fixture.database = small_database(&long_statement, 1, &fixture.bytes);
    cr_assert_eq(
        tamis_matcher_create(&fixture.matcher, fixture.database, NULL, NULL),
        TAMIS_OK);
    cr_assert_eq(tamis_stream_begin(&fixture.stream, sizeof fixture.stream),
                 TAMIS_OK);
    cr_expect_gt(count_long_url(&fixture, url, " and", 4), 0);
    cr_expect_eq(count_long_url(&fixture, url, "ppp", 0), 0);
    cr_expect_eq(count_long_url(&fixture, url, ".p", 1), 0);
    cr_expect_eq(count_long_url(&fixture, url, "...p", 3), 0);
    close_fixture(&fixture);
}

Test(stream, more_memory_holds_longer_words)
{
    size_t size = 9000;
    tamis_stream *stream = malloc(size);
    struct fixture fixture;

    open_fixture(&fixture, TAMIS_TLP_RED);
    cr_expect_eq(scan_long_url(stream, size, &fixture, 1000), 0);
    cr_expect_str_eq(fixture.found.text, "7+8 evil.com\n8181+10 evil.com\n");
    cr_expect_eq(tamis_stream_begin(stream, SIZE_MAX), TAMIS_OK,
                 "more than is of use is not used");
    cr_expect_eq(stream->tail_capacity, TAMIS_STREAM_SIZE_MAX - 32);
    close_fixture(&fixture);
    free(stream);
}
