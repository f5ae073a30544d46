/* SPDX-License-Identifier: BSD-2-Clause */
/* STIX in large files, in pipes, without memory, and as it is published. */
#include "unit/feed/feed_file.h"

#include "support/failing_allocator.h"

#include <criterion/criterion.h>

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

/* An indicator with an id, a pattern and more members. */
#define INDICATOR(id, pattern, more)                                           \
    "{\"type\":\"indicator\",\"id\":\"indicator--" id                          \
    "\",\"pattern\":\"" pattern "\"" more "}"
#define BUNDLE(objects)                                                        \
    "{\"type\":\"bundle\",\"id\":\"bundle--1\",\"objects\":[" objects "]}"

#define OWN        "marking-definition--00000000-0000-4000-8000-000000000001"
#define MARKS(ids) ",\"object_marking_refs\":[" ids "]"
#define DEFINITION(members)                                                    \
    ",{\"type\":\"marking-definition\",\"id\":\"" OWN "\"," members "}"

/* A bundle larger than what stays in memory, its marking at the end. */
static char *make_large(size_t count, size_t *size)
{
    char *text = malloc(count * 320 + 1024);
    size_t at;

    cr_assert_not_null(text);
    at = (size_t)sprintf(text, "{\"type\":\"bundle\",\"objects\":[");
    for (size_t i = 0; i < count; i++)
        at +=
            (size_t)sprintf(text + at,
                            INDICATOR("%zu", "[domain-name:value = 'n%zu.com']",
                                      MARKS("\"" OWN "\"")) ",",
                            i, i);
    at += (size_t)sprintf(text + at, "%s]}",
                          &DEFINITION("\"definition\":{\"tlp\":\"amber\"}")[1]);
    *size = at;
    return text;
}

static void check_large(const struct feed_records *records, size_t count)
{
    cr_assert_eq(records->status, TAMIS_OK, "%s", records->error.message);
    cr_expect_eq(records->added, count);
    cr_expect_eq(raised_tlp(&records->records[0].statement), TAMIS_TLP_AMBER);
    cr_expect_str_eq(records->records[255].value, "n255.com");
}

Test(stix_file, a_large_file_is_opened_twice)
{
    size_t count = 40000, size;
    char *text = make_large(count, &size);

    cr_assert_gt(size, (size_t)4 << 20);
    check_large(feed_file_read(TAMIS_FORMAT_STIX, text, size, 0), count);
    free(text);
}

Test(stix_file, a_large_pipe_is_spooled)
{
    size_t count = 40000, size;
    char *text = make_large(count, &size);
    const char *path = feed_file_make("pipe", "", 0);
    tamis_feed_options options = TAMIS_FEED_OPTIONS_INIT;
    pid_t writer;

    cr_assert_eq(unlink(path), 0);
    cr_assert_eq(mkfifo(path, 0600), 0);
    writer = fork();
    if (writer == 0) {
        int descriptor = open(path, O_WRONLY);

        for (size_t at = 0; at < size;) {
            ssize_t written = write(descriptor, text + at, size - at);

            if (written <= 0)
                break;
            at += (size_t)written;
        }
        _exit(0);
    }
    options.format = TAMIS_FORMAT_STIX;
    check_large(feed_file_read_path(path, &options), count);
    cr_expect_eq(waitpid(writer, NULL, 0), writer);
    feed_file_remove();
    free(text);
}

static tamis_status ignore(void *context, const tamis_statement *statement,
                           tamis_error *error)
{
    (void)context;
    (void)statement;
    (void)error;
    return TAMIS_OK;
}

static tamis_status ignore_rejected(void *context,
                                    const tamis_statement *statement,
                                    tamis_reason reason, tamis_error *error)
{
    (void)reason;
    return ignore(context, statement, error);
}

Test(stix_file, memory_may_run_out_at_any_allocation)
{
    const char *text = BUNDLE(INDICATOR(
        "1", "[url:value IN ('a','b') OR mutex:name = 'c']",
        MARKS("\"" OWN "\"")) DEFINITION("\"definition\":{\"tlp\":\"amber\"}"));
    const char *path = feed_file_make("stix.json", text, strlen(text));
    const tamis_feed_sink sink = {ignore, ignore_rejected, NULL, NULL, NULL};
    struct failing_allocator failing;

    for (uint64_t n = 1; n < 10000; n++) {
        tamis_feed_options options = TAMIS_FEED_OPTIONS_INIT;
        tamis_error error;
        tamis_status status;

        failing_allocator_begin(&failing, n);
        options.format = TAMIS_FORMAT_STIX;
        options.allocator = &failing.allocator;
        status = tamis_feed_read(path, &options, &sink, NULL, &error);
        cr_expect_eq(failing.live_count, 0, "allocation %u", (unsigned)n);
        if (!failing.has_failed) {
            cr_expect_eq(status, TAMIS_OK);
            break;
        }
        cr_expect_eq(status, TAMIS_ERROR_MEMORY, "allocation %u", (unsigned)n);
    }
    feed_file_remove();
}

Test(stix_file, real_bundles_are_kept_whole)
{
    const char *path = "../shared/data/feeds/tweetfeed/stix/today.json";
    tamis_feed_options options = TAMIS_FEED_OPTIONS_INIT;
    const struct feed_records *records;

    if (access(path, R_OK) < 0) {
        cr_skip_test("%s is not there", path);
        return;
    }
    records = feed_file_read_path(path, &options);
    cr_expect_eq(records->status, TAMIS_OK, "%s", records->error.message);
    cr_expect_eq(records->added, 59);
    cr_expect_eq(records->rejected, 0);
    cr_expect_eq(raised_tlp(&records->records[0].statement), TAMIS_TLP_CLEAR);
}
