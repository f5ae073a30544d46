/* SPDX-License-Identifier: BSD-2-Clause */
#include "input/input.h"
#include "packed.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define TEXT_SIZE 300000

/* Text that packs, but not to nothing. */
static uint8_t *make_text(size_t size)
{
    uint8_t *text = malloc(size + 1);
    uint32_t state = 1;

    cr_assert_not_null(text);
    for (size_t i = 0; i < size; i++) {
        state = state * 1103515245u + 12345u;
        text[i] = (uint8_t)(i % 17 == 16 ? '\n' : 'a' + (state >> 24) % 16);
    }
    return text;
}

struct outcome {
    tamis_status status;
    tamis_error error;
    size_t size;
    uint8_t *bytes;
};

/* Reads it all, `step` bytes at a time. */
static struct outcome read_all(const char *path, size_t step, size_t room)
{
    struct outcome outcome = {0};
    tamis_input *input;

    outcome.bytes = malloc(room + 1);
    cr_assert_not_null(outcome.bytes);
    outcome.status = tamis_input_open(&input, path, &outcome.error);
    if (outcome.status < 0) {
        cr_assert_null(input);
        return outcome;
    }
    for (;;) {
        size_t size, left = room - outcome.size;

        outcome.status =
            tamis_input_read(input, outcome.bytes + outcome.size,
                             left < step ? left : step, &size, &outcome.error);
        if (outcome.status < 0 || size == 0)
            break;
        outcome.size += size;
    }
    tamis_input_close(input);
    return outcome;
}

static void check_reads(const struct packed *packed, const uint8_t *text,
                        size_t size)
{
    static const size_t steps[] = {65536, 4096, 7, 1};
    const char *path = packed_write(packed, packed->size);

    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
        struct outcome outcome = read_all(path, steps[i], size + 1);

        cr_assert_eq(outcome.status, TAMIS_OK, "%s", outcome.error.message);
        cr_assert_eq(outcome.size, size);
        cr_assert(size == 0 || !memcmp(outcome.bytes, text, size));
        free(outcome.bytes);
    }
    unlink(path);
}

Test(input, every_packing_gives_the_same_bytes)
{
    uint8_t *text = make_text(TEXT_SIZE);

    for (enum packing i = PACKING_PLAIN; i < PACKING_COUNT; i++) {
        struct packed packed = {0};

        packed_append(&packed, i, text, TEXT_SIZE);
        check_reads(&packed, text, TEXT_SIZE);
        packed_release(&packed);
    }
    free(text);
}

Test(input, members_frames_and_streams_are_read_as_one)
{
    uint8_t *text = make_text(TEXT_SIZE);

    for (enum packing i = PACKING_PLAIN; i < PACKING_COUNT; i++) {
        struct packed packed = {0};

        packed_append(&packed, i, text, 100000);
        packed_append(&packed, i, text, 0);
        packed_append(&packed, i, text + 100000, TEXT_SIZE - 100000);
        check_reads(&packed, text, TEXT_SIZE);
        packed_release(&packed);
    }
    free(text);
}

Test(input, empty_files_of_every_packing_are_empty)
{
    for (enum packing i = PACKING_PLAIN; i < PACKING_COUNT; i++) {
        struct packed packed = {0};

        packed_append(&packed, i, "", 0);
        check_reads(&packed, NULL, 0);
        packed_release(&packed);
    }
}

Test(input, short_files_are_no_magic)
{
    static const char *const texts[] = {"a", "\x1f", "\x1f\x8b", "\x28\xb5\x2f",
                                        "\xfd\x37zXZ"};

    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct packed packed = {0};

        packed_append_raw(&packed, texts[i], strlen(texts[i]));
        check_reads(&packed, (const uint8_t *)texts[i], strlen(texts[i]));
        packed_release(&packed);
    }
}

Test(input, a_zero_tail_after_gzip_is_padding)
{
    struct packed packed = {0};
    static const uint8_t zeroes[512];

    packed_append(&packed, PACKING_GZIP, "a.test\n", 7);
    packed_append_raw(&packed, zeroes, sizeof zeroes);
    check_reads(&packed, (const uint8_t *)"a.test\n", 7);
    packed_release(&packed);
}

/* Cut anywhere, a packed file gives an error, and only bytes that are right. */
Test(input, a_file_cut_short_is_corrupt_at_every_length)
{
    uint8_t *text = make_text(2000);

    for (enum packing i = PACKING_GZIP; i < PACKING_COUNT; i++) {
        struct packed packed = {0};

        packed_append(&packed, i, text, 2000);
        for (size_t size = 6; size < packed.size; size += 5) {
            const char *path = packed_write(&packed, size);
            struct outcome outcome = read_all(path, 512, 3000);

            cr_assert_eq(outcome.status, TAMIS_ERROR_CORRUPT, "%zu of %zu",
                         size, packed.size);
            cr_assert_eq(outcome.error.offset, size);
            cr_assert_not_null(strstr(outcome.error.message, path));
            cr_assert_leq(outcome.size, 2000);
            cr_assert(outcome.size == 0 ||
                      !memcmp(outcome.bytes, text, outcome.size));
            free(outcome.bytes);
            unlink(path);
        }
        packed_release(&packed);
    }
    free(text);
}

Test(input, a_changed_byte_never_gives_wrong_bytes_in_silence)
{
    uint8_t *text = make_text(2000);

    for (enum packing i = PACKING_GZIP; i < PACKING_COUNT; i++) {
        struct packed packed = {0};

        packed_append(&packed, i, text, 2000);
        for (size_t at = 8; at < packed.size; at += 7) {
            const char *path;
            struct outcome outcome;

            packed.bytes[at] ^= 0x10;
            path = packed_write(&packed, packed.size);
            outcome = read_all(path, 512, 1 << 20);
            /* zstd has no checksum here, so its blocks may decode to others. */
            if (outcome.status == TAMIS_OK && i != PACKING_ZSTD)
                cr_assert(outcome.size == 2000 &&
                          !memcmp(outcome.bytes, text, 2000));
            packed.bytes[at] ^= 0x10;
            free(outcome.bytes);
            unlink(path);
        }
        packed_release(&packed);
    }
    free(text);
}

Test(input, bytes_behind_a_packed_file_are_damage)
{
    for (enum packing i = PACKING_GZIP; i < PACKING_COUNT; i++) {
        struct packed packed = {0};
        struct outcome outcome;
        const char *path;

        packed_append(&packed, i, "a.test\n", 7);
        packed_append_raw(&packed, "junkjunkjunk", 12);
        path = packed_write(&packed, packed.size);
        outcome = read_all(path, 512, 512);
        cr_assert_eq(outcome.status, TAMIS_ERROR_CORRUPT);
        cr_assert_eq(outcome.size, 7);
        free(outcome.bytes);
        unlink(path);
        packed_release(&packed);
    }
}

Test(input, an_error_stays)
{
    struct packed packed = {0};
    uint8_t *text = make_text(5000), buffer[512];
    tamis_input *input;
    tamis_error first = {0}, second = {0};
    size_t size;
    const char *path;

    packed_append(&packed, PACKING_GZIP, text, 5000);
    path = packed_write(&packed, packed.size / 2);
    cr_assert_eq(tamis_input_open(&input, path, NULL), TAMIS_OK);
    while (tamis_input_read(input, buffer, sizeof buffer, &size, &first) >= 0)
        cr_assert_gt(size, 0);
    cr_assert_eq(tamis_input_read(input, buffer, sizeof buffer, &size, &second),
                 TAMIS_ERROR_CORRUPT);
    cr_assert_eq(size, 0);
    cr_assert_str_eq(first.message, second.message);
    tamis_input_close(input);
    unlink(path);
    packed_release(&packed);
    free(text);
}

Test(input, peeking_consumes_nothing)
{
    uint8_t *text = make_text(TEXT_SIZE);

    for (enum packing i = PACKING_PLAIN; i < PACKING_COUNT; i++) {
        struct packed packed = {0};
        tamis_input *input;
        tamis_slice head;
        size_t size, total = 0;
        uint8_t *bytes = malloc(TEXT_SIZE);
        const char *path;

        packed_append(&packed, i, text, TEXT_SIZE);
        path = packed_write(&packed, packed.size);
        cr_assert_eq(tamis_input_open(&input, path, NULL), TAMIS_OK);
        for (unsigned twice = 0; twice < 2; twice++) {
            cr_assert_eq(input_peek(input, &head, NULL), TAMIS_OK);
            cr_assert_eq(head.size, INPUT_PEEK_SIZE);
            cr_assert_not(memcmp(head.data, text, head.size));
        }
        do {
            cr_assert_eq(tamis_input_read(input, bytes + total,
                                          TEXT_SIZE - total, &size, NULL),
                         TAMIS_OK);
            total += size;
        } while (size);
        cr_assert_eq(total, TEXT_SIZE);
        cr_assert_not(memcmp(bytes, text, TEXT_SIZE));
        tamis_input_close(input);
        unlink(path);
        free(bytes);
        packed_release(&packed);
    }
    free(text);
}

Test(input, progress_counts_the_files_own_bytes)
{
    uint8_t *text = make_text(TEXT_SIZE), buffer[4096];
    struct packed packed = {0};
    uint64_t consumed, total;
    tamis_input *input;
    size_t size;
    const char *path;

    packed_append(&packed, PACKING_XZ, text, TEXT_SIZE);
    path = packed_write(&packed, packed.size);
    cr_assert_eq(tamis_input_open(&input, path, NULL), TAMIS_OK);
    do
        cr_assert_eq(
            tamis_input_read(input, buffer, sizeof buffer, &size, NULL),
            TAMIS_OK);
    while (size);
    tamis_input_progress(input, &consumed, &total);
    cr_assert_eq(consumed, packed.size);
    cr_assert_eq(total, packed.size);
    tamis_input_close(input);
    unlink(path);
    packed_release(&packed);
    free(text);
}

Test(input, standard_input_and_pipes_are_read)
{
    struct packed packed = {0};
    struct outcome outcome;
    int ends[2], saved = dup(STDIN_FILENO);

    packed_append(&packed, PACKING_ZSTD, "evil.test\n", 10);
    cr_assert_eq(pipe(ends), 0);
    cr_assert_eq(write(ends[1], packed.bytes, packed.size),
                 (ssize_t)packed.size);
    close(ends[1]);
    dup2(ends[0], STDIN_FILENO);
    close(ends[0]);
    outcome = read_all("-", 100, 100);
    dup2(saved, STDIN_FILENO);
    close(saved);
    cr_assert_eq(outcome.status, TAMIS_OK);
    cr_assert_eq(outcome.size, 10);
    cr_assert_not(memcmp(outcome.bytes, "evil.test\n", 10));
    free(outcome.bytes);
    packed_release(&packed);
}

Test(input, what_cannot_be_opened_is_a_system_error_that_names_it)
{
    struct outcome outcome = read_all("/nonexistent/feed.txt", 1, 1);

    cr_assert_eq(outcome.status, TAMIS_ERROR_SYSTEM);
    cr_assert_eq(outcome.error.system_errno, ENOENT);
    cr_assert_not_null(strstr(outcome.error.message, "/nonexistent/feed.txt"));
    free(outcome.bytes);
    outcome = read_all("/tmp", 1, 1);
    cr_assert_eq(outcome.status, TAMIS_ERROR_SYSTEM);
    cr_assert_eq(outcome.error.system_errno, EISDIR);
    free(outcome.bytes);
    cr_assert_eq(tamis_input_open(NULL, "/tmp", NULL), TAMIS_ERROR_ARGUMENT);
    tamis_input_close(NULL);
}

static void check_limit(const struct packed *packed)
{
    const char *path = packed_write(packed, packed->size);
    struct outcome outcome = read_all(path, 100, 100);

    cr_assert_eq(outcome.status, TAMIS_ERROR_LIMIT, "%d %s", outcome.status,
                 outcome.error.message);
    cr_assert_not_null(strstr(outcome.error.message, path));
    free(outcome.bytes);
    unlink(path);
}

Test(input, what_takes_too_much_memory_is_refused_before_it_is_taken)
{
    /* A window of 2 GiB, and the first bytes of a block. */
    static const uint8_t frame[] = {0x28,    0xb5, 0x2f, 0xfd, 0,
                                    21 << 3, 0,    0,    8};
    struct packed packed = {0};

    packed_append_raw(&packed, frame, sizeof frame);
    check_limit(&packed);
    packed_release(&packed);
    packed_append_xz_header(&packed, 512u << 20);
    check_limit(&packed);
    packed_release(&packed);
}
