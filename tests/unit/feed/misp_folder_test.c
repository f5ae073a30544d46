/* SPDX-License-Identifier: BSD-2-Clause */
/* MISP in files and folders: large ones, feed folders, real ones, no memory. */
#include "unit/feed/feed_file.h"

#include "support/failing_allocator.h"

#include <criterion/criterion.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define A1 "{\"type\":\"domain\",\"to_ids\":true,\"value\":\"a.com\"}"
#define A2 "{\"type\":\"ip-dst\",\"to_ids\":true,\"value\":\"1.2.3.4\"}"

/* More than what stays in memory, so that the file is opened twice. */
Test(misp_folder, a_large_event_with_its_label_at_the_end_is_read)
{
    size_t count = 80000, size = count * 96 + 256, at;
    char *text = malloc(size);
    const struct feed_records *records;

    cr_assert_not_null(text);
    at = (size_t)sprintf(text, "{\"Event\":{\"Attribute\":[");
    for (size_t i = 0; i < count; i++)
        at += (size_t)sprintf(text + at,
                              "%s{\"type\":\"domain\",\"to_ids\":true,"
                              "\"value\":\"n%zu.example.evil.com\"}",
                              i ? "," : "", i);
    at += (size_t)sprintf(text + at, "],\"Tag\":[{\"name\":\"tlp:red\"}]}}");
    cr_assert_gt(at, (size_t)4 << 20);
    records = feed_file_read(TAMIS_FORMAT_MISP, text, at, 0);
    cr_assert_eq(records->status, TAMIS_OK, "%s", records->error.message);
    cr_expect_eq(records->added, count);
    cr_expect_eq(raised_tlp(&records->records[0].statement), TAMIS_TLP_RED);
    cr_expect_str_eq(records->records[200].value, "n200.example.evil.com");
    free(text);
}

static void write_file(const char *folder, const char *name, const char *text)
{
    char path[256];
    FILE *file;

    snprintf(path, sizeof path, "%s/%s", folder, name);
    file = fopen(path, "w");
    cr_assert_not_null(file);
    fputs(text, file);
    fclose(file);
}

#define UUID1 "11111111-1111-4111-8111-111111111111"
#define UUID2 "22222222-2222-4222-8222-222222222222"
#define UUID3 "33333333-3333-4333-8333-333333333333"

/* A folder of two events that are there, one that is not, and a name that
 * would leave the folder, and a folder that no manifest names. */
static const struct feed_records *read_folder(const char *manifest)
{
    static char folder[64];
    char command[128], more[80];
    tamis_feed_options options = TAMIS_FEED_OPTIONS_INIT;
    const struct feed_records *records;

    snprintf(folder, sizeof folder, "/tmp/tamis-misp-XXXXXX");
    cr_assert_not_null(mkdtemp(folder));
    write_file(folder, "manifest.json", manifest);
    write_file(folder, UUID1 ".json", "{\"Event\":{\"Attribute\":[" A1 "]}}");
    write_file(folder, UUID2 ".json", "{\"Event\":{\"Attribute\":[" A2 "]}}");
    write_file(folder, "hashes.csv", "00,11\n");
    write_file(folder, "README.md", "Prose.\n");
    snprintf(more, sizeof more, "%s/more", folder);
    cr_assert_eq(mkdir(more, 0700), 0);
    write_file(more, UUID1 ".json", "{\"Event\":{\"Attribute\":[" A1 "]}}");
    records = feed_file_read_path(folder, &options);
    snprintf(command, sizeof command, "rm -r %s", folder);
    cr_assert_eq(system(command), 0);
    return records;
}

Test(misp_folder, a_feed_folder_is_read_by_its_manifest)
{
    const struct feed_records *records = read_folder(
        "{\"" UUID2 "\":{\"info\":\"x\",\"Tag\":[{\"name\":\"tlp:red\"}]},"
        "\"" UUID1 "\":{},\"" UUID3 "\":{},\"../../etc/passwd\":{}}");

    cr_assert_eq(records->status, TAMIS_OK, "%s", records->error.message);
    cr_expect_str_eq(feed_file_summary(records),
                     "+ ip 1.2.3.4\n+ domain/suffix a.com\n"
                     "- missing-file " UUID3 ".json\n"
                     "- syntax ../../etc/passwd\n- unlisted-file more\n");
    /* What the manifest says of an event holds too. */
    cr_expect_eq(raised_tlp(&records->records[0].statement), TAMIS_TLP_RED);
    cr_expect_eq(raised_tlp(&records->records[1].statement),
                 TAMIS_TLP_UNMARKED);
}

Test(misp_folder, what_the_manifest_does_not_name_is_told)
{
    const struct feed_records *records = read_folder("{\"" UUID2 "\":{}}");

    cr_assert_eq(records->status, TAMIS_OK, "%s", records->error.message);
    cr_expect_str_eq(feed_file_summary(records),
                     "+ ip 1.2.3.4\n- unlisted-file " UUID1 ".json\n"
                     "- unlisted-file more\n");
}

Test(misp_folder, missing_events_alone_are_an_empty_feed)
{
    const struct feed_records *records = read_folder("{\"" UUID3 "\":{}}");

    cr_expect_eq(records->status, TAMIS_ERROR_EMPTY);
    cr_expect_eq(records->reasons[TAMIS_REASON_MISSING_FILE], 1);
    cr_expect_eq(records->reasons[TAMIS_REASON_UNLISTED_FILE], 3);
}

Test(misp_folder, an_event_that_is_not_what_the_manifest_signed_fails)
{
    const struct feed_records *records = read_folder(
        "{\"" UUID1 "\":{\"integrity:sha256\":"
        "\"0000000000000000000000000000000000000000000000000000000000000000\""
        "}}");

    cr_expect_eq(records->status, TAMIS_ERROR_CORRUPT);
    cr_expect_not_null(strstr(records->error.message, "SHA-256"));
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

Test(misp_folder, memory_may_run_out_at_any_allocation)
{
    const char *text = "{\"Event\":{\"Attribute\":[" A1 "," A2
                       ",{\"type\":\"stix2-pattern\",\"to_ids\":true,"
                       "\"value\":\"[url:value = 'x' OR url:value = 'y']\"}],"
                       "\"Tag\":[{\"name\":\"tlp:red\"}]}}";
    const char *path = feed_file_make("event.json", text, strlen(text));
    const tamis_feed_sink sink = {ignore, ignore_rejected, NULL, NULL, NULL};
    struct failing_allocator failing;

    for (uint64_t n = 1; n < 10000; n++) {
        tamis_feed_options options = TAMIS_FEED_OPTIONS_INIT;
        tamis_error error;
        tamis_status status;

        failing_allocator_begin(&failing, n);
        options.format = TAMIS_FORMAT_MISP;
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

static void check_real(const char *path, uint32_t flags, uint64_t added)
{
    tamis_feed_options options = TAMIS_FEED_OPTIONS_INIT;
    const struct feed_records *records;

    if (access(path, R_OK) < 0) {
        cr_skip_test("%s is not there", path);
        return;
    }
    options.format = TAMIS_FORMAT_MISP;
    options.flags = flags;
    records = feed_file_read_path(path, &options);
    cr_expect_eq(records->status, TAMIS_OK, "%s", records->error.message);
    cr_expect_eq(records->added, added, "%s: %u", path,
                 (unsigned)records->added);
    cr_expect_eq(records->reasons[TAMIS_REASON_SYNTAX], 0);
    cr_expect_eq(records->reasons[TAMIS_REASON_UNKNOWN_KIND], 0);
}

Test(misp_folder, real_feeds_give_the_counts_that_were_counted_by_hand)
{
    /* 1,280 attributes to act on, 81 of them a name and an address. */
    check_real("../shared/data/feeds/eset", TAMIS_FEED_UNPUBLISHED, 1361);
    check_real("../shared/data/feeds/tweetfeed/misp", 0, 18226);
}
