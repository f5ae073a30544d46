/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A stream against one scan of the whole, on random cuts: equal, apart from
 * words of which more than the tail is before an end of a chunk. In those, what
 * tamis/stream.h promises: all that is short is there, and nothing else but
 * what is read apart from the URL that it stands in.
 */
#include "unit/match/stream_world.h"

#include <tamis/input.h>

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define FOLDER       "../shared/data/logs/"
#define COUNT(array) (sizeof(array) / sizeof *(array))

Test(stream_property, equals_a_scan_of_the_whole_on_random_cuts)
{
    static const size_t longest[] = {1, 3, 17, 100, 600, 1500, 9000};
    struct random random;
    tamis_stream stream;
    size_t hit_count = 0, cut_words = 0;

    stream_world_open();
    random_begin(&random, "stream");
    for (int round = 0; round < 3000; round++) {
        stream_world_make_text(&random, random_between(&random, 1, 2000),
                               random_one_in(&random, 4) ? 200 : 4,
                               random_one_in(&random, 3));
        stream_world_scan_whole();
        hit_count += stream_world.whole.count;
        stream_world_scan_chunks(
            &random, &stream, sizeof stream,
            longest[random_below(&random, COUNT(longest))]);
        stream_world_compare(TAMIS_STREAM_TAIL_SIZE);
        cr_assert_eq(tamis_stream_cut_words(&stream), stream_world.cut_words);
        cut_words += stream_world.cut_words;
    }
    cr_assert_gt(hit_count, 20000);
    cr_assert_gt(cut_words, 100);
    stream_world_close();
}

/* With as much memory as is of use nothing of these is too long. */
Test(stream_property, equals_it_in_long_words_with_more_memory)
{
    tamis_stream *stream = malloc(TAMIS_STREAM_SIZE_MAX);
    struct random random;

    stream_world_open();
    random_begin(&random, "stream memory");
    for (int round = 0; round < 300; round++) {
        stream_world_make_text(&random, random_between(&random, 1, 15000), 1000,
                               random_one_in(&random, 3));
        stream_world_scan_whole();
        stream_world_scan_chunks(&random, stream, TAMIS_STREAM_SIZE_MAX, 2000);
        stream_world_compare(stream->tail_capacity);
        cr_assert_eq(tamis_stream_cut_words(stream), 0);
    }
    stream_world_close();
    free(stream);
}

/* Long chunks: what fills the scratch, and words longer than that. */
Test(stream_property, equals_it_in_long_chunks)
{
    tamis_stream *stream = malloc(TAMIS_STREAM_SIZE_MAX);
    struct random random;

    stream_world_open();
    random_begin(&random, "stream chunks");
    for (int round = 0; round < 60; round++) {
        stream_world_make_text(&random, random_between(&random, 1, 300000),
                               random_one_in(&random, 2) ? 10000 : 50, false);
        stream_world_scan_whole();
        stream_world_scan_chunks(
            &random, stream,
            random_one_in(&random, 2) ? sizeof *stream : TAMIS_STREAM_SIZE_MAX,
            100000);
        stream_world_compare(stream->tail_capacity);
        cr_assert_eq(tamis_stream_cut_words(stream), stream_world.cut_words);
    }
    stream_world_close();
    free(stream);
}

/* What is short and begins a word is found once, whatever runs on behind it. */
static void expect_all_before_run(struct random *random, tamis_stream *stream,
                                  size_t stream_size)
{
    static const size_t longest[] = {1, 7, 100, 700, 5000, 100000};

    stream_world_scan_whole();
    /* Each chunk is read with the tail: short ones only with a short tail. */
    for (size_t i = stream_size > sizeof *stream ? 3 : 0; i < COUNT(longest);
         i++) {
        stream_world_scan_chunks(random, stream, stream_size, longest[i]);
        for (size_t hit = 0; hit < stream_world.whole.count; hit++)
            if (!stream_world_has(&stream_world.cut,
                                  &stream_world.whole.hits[hit]))
                stream_world_explain("missed before a run",
                                     &stream_world.whole.hits[hit]);
        cr_assert_eq(stream_world.cut.count, stream_world.whole.count,
                     "%.40s: %zu not %zu", (const char *)stream_world.text,
                     stream_world.cut.count, stream_world.whole.count);
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

    stream_world_open();
    random_begin(&random, "stream runs");
    for (size_t i = 0; i < COUNT(values) * STREAM_RUN_BYTES; i++) {
        bool is_large = random_one_in(&random, 3);

        stream_world.size = 0;
        stream_world_add("hello ");
        stream_world_add(values[i % COUNT(values)]);
        stream_world_add_run(
            (uint8_t)stream_run_bytes[i / COUNT(values)],
            random_between(&random, 400, is_large ? 40000 : 2000));
        stream_world_add(" evil.com \n");
        expect_all_before_run(
            &random, stream, is_large ? TAMIS_STREAM_SIZE_MAX : sizeof *stream);
        hit_count += stream_world.whole.count;
    }
    cr_assert_gt(hit_count, COUNT(values) * STREAM_RUN_BYTES * 3 / 2);
    stream_world_close();
    free(stream);
}

/* Text whose units are these bytes. A block ends UTF-16 of this size nowhere
 * else, and words are short. */
static void widen(bool is_big_endian)
{
    for (size_t at = stream_world.size; at-- > 0;) {
        uint8_t byte = stream_world.text[at];

        stream_world.text[2 * at + 2] = is_big_endian ? 0 : byte;
        stream_world.text[2 * at + 3] = is_big_endian ? byte : 0;
    }
    stream_world.text[0] = is_big_endian ? 0xFE : 0xFF;
    stream_world.text[1] = is_big_endian ? 0xFF : 0xFE;
    stream_world.size = 2 * stream_world.size + 2;
}

Test(stream_property, equals_it_in_utf16)
{
    static const size_t longest[] = {1, 2, 3, 50, 3000};
    struct random random;
    tamis_stream stream;
    size_t hit_count = 0;

    stream_world_open();
    random_begin(&random, "stream utf16");
    for (int round = 0; round < 500; round++) {
        stream_world_make_text(&random, random_between(&random, 1, 4000), 4,
                               random_one_in(&random, 3));
        widen(random_one_in(&random, 2));
        /* Pairs, halves of them, and characters of other sizes. */
        for (size_t at = 2; at + 1 < stream_world.size; at += 2)
            if (random_one_in(&random, 60))
                stream_world.text[at + (stream_world.text[0] == 0xFF)] =
                    (uint8_t)random_between(&random, 0xD0, 0xE0);
        stream_world_scan_whole();
        stream_world_scan_chunks(
            &random, &stream, sizeof stream,
            longest[random_below(&random, COUNT(longest))]);
        /* The model's gaps are those of bytes; by chance nothing is cut. */
        memset(stream_world.is_cut, 0, stream_world.size);
        if (tamis_stream_cut_words(&stream) > 0)
            continue;
        stream_world_compare(TAMIS_STREAM_TAIL_SIZE);
        hit_count += stream_world.whole.count;
    }
    cr_assert_gt(hit_count, 5000);
    stream_world_close();
}

Test(stream_property, finds_what_is_before_long_runs_in_utf16)
{
    struct random random;
    tamis_stream stream;

    stream_world_open();
    random_begin(&random, "stream runs utf16");
    for (size_t i = 0; i < STREAM_RUN_BYTES; i++) {
        stream_world.size = 0;
        stream_world_add("hello ,1.2.3.4");
        stream_world_add_run((uint8_t)stream_run_bytes[i], 1000);
        stream_world_add(" evil.com \n");
        widen(i % 2 == 0);
        expect_all_before_run(&random, &stream, sizeof stream);
        cr_assert_gt(stream_world.whole.count, 0);
    }
    stream_world_close();
}

static size_t read_log(const char *path)
{
    tamis_input *input;
    size_t size, room = TEXT_SIZE_MAX;

    stream_world.size = 0;
    cr_assert_eq(tamis_input_open(&input, path, NULL), TAMIS_OK);
    while (room > stream_world.size &&
           tamis_input_read(input, stream_world.text + stream_world.size,
                            room - stream_world.size, &size,
                            NULL) == TAMIS_OK &&
           size > 0)
        stream_world.size += size;
    tamis_input_close(input);
    return stream_world.size;
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
    stream_world_open();
    random_begin(&random, "stream logs");
    for (size_t i = 0; i < COUNT(logs) * COUNT(longest); i++) {
        cr_assert_gt(read_log(logs[i % COUNT(logs)]), 10000);
        stream_world_scan_whole();
        stream_world_scan_chunks(&random, &stream, sizeof stream,
                                 longest[i / COUNT(logs)]);
        stream_world_compare(TAMIS_STREAM_TAIL_SIZE);
        cr_assert_eq(tamis_stream_cut_words(&stream), stream_world.cut_words);
    }
    stream_world_close();
}
