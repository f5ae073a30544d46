/* SPDX-License-Identifier: BSD-2-Clause */
/* Feeds that are broken as files, and machines that are out of memory. */
#include "feed_text.h"

#include "support/failing_allocator.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

static uint8_t *pack(const char *text, size_t size, size_t *packed_size)
{
    z_stream stream;
    uint8_t *bytes = malloc(size + 1024);
    uint8_t *copy = malloc(size + 1);

    cr_assert(bytes && copy);
    memset(&stream, 0, sizeof stream);
    memcpy(copy, text, size);
    cr_assert_eq(
        deflateInit2(&stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY),
        Z_OK);
    stream.next_in = copy;
    stream.avail_in = (uInt)size;
    stream.next_out = bytes;
    stream.avail_out = (uInt)(size + 1024);
    cr_assert_eq(deflate(&stream, Z_FINISH), Z_STREAM_END);
    *packed_size = stream.total_out;
    deflateEnd(&stream);
    free(copy);
    return bytes;
}

Test(hostile, a_truncated_gzip_is_corrupt_with_file_and_offset)
{
    enum { COUNT = 20000 };
    char *text = malloc(COUNT * 24), *at = text;
    size_t size;
    uint8_t *bytes;
    struct feed_text result;

    cr_assert_not_null(text);
    for (unsigned i = 0; i < COUNT; i++)
        at += sprintf(at, "h%u.test\n", i * 2654435761u);
    bytes = pack(text, (size_t)(at - text), &size);
    result = feed_text_read("feed.txt.gz", bytes, size, NULL);
    cr_assert_eq(result.status, TAMIS_OK, "%s", result.error.message);
    cr_assert_eq(result.added, COUNT);
    result = feed_text_read("feed.txt.gz", bytes, size / 2, NULL);
    cr_assert_eq(result.status, TAMIS_ERROR_CORRUPT);
    cr_assert_eq(result.error.offset, size / 2);
    cr_assert_not_null(strstr(result.error.message, "feed.txt.gz"));
    free(bytes);
    free(text);
}

Test(hostile, empty_files_are_empty_feeds_in_every_format)
{
    static const char *const inputs[] = {"", "\n\n", "# Last updated\n"};

    for (size_t i = 0; i < sizeof inputs / sizeof *inputs; i++) {
        for (tamis_format j = 0; j < TAMIS_FORMAT_COUNT; j++) {
            tamis_feed_options options = TAMIS_FEED_OPTIONS_INIT;
            struct feed_text result;

            /* JSON has formats of its own to say that it is none. */
            if (j == TAMIS_FORMAT_MISP || j == TAMIS_FORMAT_STIX ||
                j == TAMIS_FORMAT_WARNINGLIST)
                continue;
            /* '#' is no comment in a zone. */
            if (j == TAMIS_FORMAT_RPZ && i == 2)
                continue;
            options.format = j;
            result = feed_text_read("feed.txt", inputs[i], strlen(inputs[i]),
                                    &options);
            cr_assert_eq(result.status, TAMIS_ERROR_EMPTY, "%s: %d",
                         tamis_format_name(j), result.status);
            cr_assert_not_null(strstr(result.error.message, "feed.txt"));
        }
    }
}

Test(hostile, a_missing_file_is_a_system_error)
{
    struct feed_text result = feed_text_read_path("/nonexistent/feed", NULL);

    cr_assert_eq(result.status, TAMIS_ERROR_SYSTEM);
    cr_assert_not_null(strstr(result.error.message, "/nonexistent/feed"));
}

static tamis_status accept(void *context, const tamis_statement *statement,
                           tamis_error *error)
{
    (void)statement;
    (void)error;
    ++*(unsigned *)context;
    return TAMIS_OK;
}

static tamis_status refuse(void *context, const tamis_statement *statement,
                           tamis_reason reason, tamis_error *error)
{
    (void)reason;
    return accept(context, statement, error);
}

Test(hostile, every_allocation_may_fail)
{
    char folder[] = "/tmp/tamis-hostile-XXXXXX", path[128];
    unsigned calls = 0;
    tamis_feed_sink sink = {accept, refuse, NULL, &calls, NULL};
    struct failing_allocator failing;
    FILE *file;

    cr_assert_not_null(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/a.csv", folder);
    file = fopen(path, "wb");
    fputs("ioc,note\na.test,\"x\ny\"\nb.test,\"open\n", file);
    fclose(file);
    snprintf(path, sizeof path, "%s/b.txt", folder);
    file = fopen(path, "wb");
    fputs("a.test\n", file);
    fclose(file);
    for (uint64_t n = 1;; n++) {
        tamis_feed_options options = TAMIS_FEED_OPTIONS_INIT;
        tamis_status status;

        failing_allocator_begin(&failing, n);
        options.allocator = &failing.allocator;
        status = tamis_feed_read(folder, &options, &sink, NULL, NULL);
        cr_assert_eq(failing.live_count, 0);
        if (!failing.has_failed) {
            cr_assert_eq(status, TAMIS_OK);
            break;
        }
        cr_assert_eq(status, TAMIS_ERROR_MEMORY, "allocation %u: %d",
                     (unsigned)n, status);
    }
    cr_assert_gt(calls, 0);
    unlink(path);
    snprintf(path, sizeof path, "%s/a.csv", folder);
    unlink(path);
    rmdir(folder);
}
