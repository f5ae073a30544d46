/* SPDX-License-Identifier: BSD-2-Clause */
#include "input/line_reader.h"

#include "base/memory.h"
#include "packed.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

/* Lines as "number@offset[text]", "!" before one too long, "0" before NUL. */
static void render(const void *bytes, size_t size, char *text, size_t room)
{
    struct packed packed = {0};
    struct line_reader reader;
    struct line line;
    tamis_input *input;
    const char *path;
    size_t used = 0;

    packed_append_raw(&packed, bytes, size);
    path = packed_write(&packed, packed.size);
    cr_assert_eq(tamis_input_open(&input, path, NULL), TAMIS_OK);
    cr_assert_eq(line_reader_open(&reader, input, &memory_default, NULL),
                 TAMIS_OK);
    *text = 0;
    while (line_reader_next(&reader, &line, NULL) == 1)
        used += (size_t)snprintf(
            text + used, room - used, "%llu@%llu%s%s[%.*s]",
            (unsigned long long)line.number, (unsigned long long)line.offset,
            line.is_too_long ? "!" : "", line.has_nul ? "0" : "",
            line.text.size > 8 ? 8 : (int)line.text.size, line.text.data);
    line_reader_close(&reader);
    tamis_input_close(input);
    unlink(path);
    packed_release(&packed);
}

Test(line_reader, cuts_lines_of_every_ending)
{
    static const struct {
        const char *bytes;
        size_t size;
        const char *expected;
    } table[] = {
        {"", 0, ""},
        {"\n", 1, "1@0[]"},
        {"a", 1, "1@0[a]"},
        {"a\n", 2, "1@0[a]"},
        {"a\nb", 3, "1@0[a]2@2[b]"},
        {"a\r\nb\r\n", 6, "1@0[a]2@3[b]"},
        {"a\rb\n", 4, "1@0[a\rb]"},
        {"\r\n\r\n", 4, "1@0[]2@2[]"},
        {"a\n\n\nb", 5, "1@0[a]2@2[]3@3[]4@4[b]"},
        {"\xef\xbb\xbf"
         "a\nb",
         6, "1@3[a]2@5[b]"},
        {"\xef\xbb", 2, "1@0[\xef\xbb]"},
        {"a\n\0\nb\n", 6, "1@0[a]2@20[]3@4[b]"},
    };
    char text[256];

    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        render(table[i].bytes, table[i].size, text, sizeof text);
        cr_assert_str_eq(text, table[i].expected);
    }
}

Test(line_reader, the_longest_line_passes_and_one_byte_more_does_not)
{
    size_t room = 4 * LINE_SIZE_MAX;
    char *bytes = malloc(room), text[256];
    static const struct {
        size_t size;
        const char *end;
        bool is_too_long;
    } table[] = {
        {LINE_SIZE_MAX, "\n", false},      {LINE_SIZE_MAX, "\r\n", false},
        {LINE_SIZE_MAX, "", false},        {LINE_SIZE_MAX + 1, "\n", true},
        {LINE_SIZE_MAX + 1, "\r\n", true}, {LINE_SIZE_MAX + 1, "", true},
        {3 * LINE_SIZE_MAX, "\n", true},
    };

    cr_assert_not_null(bytes);
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        size_t size = table[i].size, end = strlen(table[i].end);
        char expected[128];
        int used;

        memset(bytes, 'x', size);
        memcpy(bytes + size, table[i].end, end);
        memcpy(bytes + size + end, "b", end ? 1 : 0);
        render(bytes, size + end + (end ? 1 : 0), text, sizeof text);
        used = snprintf(expected, sizeof expected, "1@0%s[xxxxxxxx]",
                        table[i].is_too_long ? "!" : "");
        if (end)
            snprintf(expected + used, sizeof expected - (size_t)used,
                     "2@%zu[b]", size + end);
        cr_assert_str_eq(text, expected);
    }
    free(bytes);
}

Test(line_reader, half_a_line_before_an_error_is_not_given)
{
    struct packed packed = {0};
    struct line_reader reader;
    struct line line;
    tamis_input *input;
    tamis_error error;
    char text[4000];
    const char *path;
    uint64_t count = 0;
    int more;

    for (size_t i = 0; i < sizeof text; i++)
        text[i] = i % 10 == 9 ? '\n' : (char)('a' + (i * i / 7) % 26);
    packed_append(&packed, PACKING_GZIP, text, sizeof text);
    path = packed_write(&packed, packed.size - 20);
    cr_assert_eq(tamis_input_open(&input, path, NULL), TAMIS_OK);
    cr_assert_eq(line_reader_open(&reader, input, &memory_default, NULL),
                 TAMIS_OK);
    while ((more = line_reader_next(&reader, &line, &error)) == 1) {
        cr_assert_eq(line.text.size, 9);
        count++;
    }
    cr_assert_eq(more, TAMIS_ERROR_CORRUPT);
    cr_assert_lt(count, sizeof text / 10);
    line_reader_close(&reader);
    tamis_input_close(input);
    unlink(path);
    packed_release(&packed);
}

/* Writes a line of 200 MB into a pipe, and a short one behind it. */
static void write_long_line(int descriptor)
{
    static char block[65536];
    size_t left = 200u * 1000 * 1000;

    memset(block, 'x', sizeof block);
    while (left) {
        size_t size = left < sizeof block ? left : sizeof block;
        ssize_t written = write(descriptor, block, size);

        if (written <= 0)
            _exit(1);
        left -= (size_t)written;
    }
    if (write(descriptor, "\nb.test\n", 8) != 8)
        _exit(1);
    _exit(0);
}

Test(line_reader, a_line_without_end_takes_no_memory)
{
    struct line_reader reader;
    struct line line;
    struct rusage before, after;
    tamis_input *input;
    char path[64];
    int ends[2];
    pid_t child;

    cr_assert_eq(pipe(ends), 0);
    child = fork();
    cr_assert_geq(child, 0);
    if (child == 0) {
        close(ends[0]);
        write_long_line(ends[1]);
    }
    close(ends[1]);
    getrusage(RUSAGE_SELF, &before);
    snprintf(path, sizeof path, "/proc/self/fd/%d", ends[0]);
    cr_assert_eq(tamis_input_open(&input, path, NULL), TAMIS_OK);
    cr_assert_eq(line_reader_open(&reader, input, &memory_default, NULL),
                 TAMIS_OK);
    cr_assert_eq(line_reader_next(&reader, &line, NULL), 1);
    cr_assert(line.is_too_long);
    cr_assert_eq(line.text.size, LINE_SHOWN_SIZE);
    cr_assert_eq(line_reader_next(&reader, &line, NULL), 1);
    cr_assert_eq(line.number, 2);
    cr_assert_eq(line.offset, 200u * 1000 * 1000 + 1);
    cr_assert_eq(line.text.size, 6);
    cr_assert_eq(line_reader_next(&reader, &line, NULL), 0);
    getrusage(RUSAGE_SELF, &after);
    /* Two buffers of 256 KiB; 8 MiB leaves room for a sanitizer's own. */
    cr_assert_lt(after.ru_maxrss - before.ru_maxrss, 8 * 1024);
    line_reader_close(&reader);
    tamis_input_close(input);
    close(ends[0]);
    waitpid(child, NULL, 0);
}
