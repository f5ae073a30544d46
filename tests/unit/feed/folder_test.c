/* SPDX-License-Identifier: BSD-2-Clause */
#include "feed_text.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static char folder[64];

static const char *in_folder(const char *name)
{
    static char path[256];

    snprintf(path, sizeof path, "%s/%s", folder, name);
    return path;
}

static void put(const char *name, const char *text)
{
    FILE *file = fopen(in_folder(name), "wb");

    cr_assert_not_null(file);
    fputs(text, file);
    fclose(file);
}

static void make_folder(void)
{
    strcpy(folder, "/tmp/tamis-folder-XXXXXX");
    cr_assert_not_null(mkdtemp(folder));
}

static void remove_folder(void)
{
    char command[128];

    snprintf(command, sizeof command, "rm -rf '%s'", folder);
    cr_assert_eq(system(command), 0);
}

TestSuite(folder, .init = make_folder, .fini = remove_folder);

Test(folder, is_read_in_byte_order_of_names_and_below)
{
    struct feed_text result;

    put("b.txt", "b.test\n");
    put("B.txt", "upper.test\n");
    put(".hidden", "hidden.test\n");
    mkdir(in_folder("a"), 0700);
    put("a/z.txt", "az.test\n");
    put("a/c.hosts", "0.0.0.0 ac.test\n");
    mkdir(in_folder(".git"), 0700);
    put(".git/x", "x.test\n");
    put("empty.txt", "# nothing in this one\n");
    result = feed_text_read_path(folder, NULL);
    cr_assert_eq(result.status, TAMIS_OK, "%s", result.error.message);
    cr_assert_str_eq(result.text, "1 + auto auto upper.test\n"
                                  "1 + domain exact ac.test\n"
                                  "1 + auto auto az.test\n"
                                  "1 + auto auto b.test\n");
}

Test(folder, loops_of_links_end)
{
    struct feed_text result;

    put("a.txt", "a.test\n");
    mkdir(in_folder("sub"), 0700);
    put("sub/b.txt", "b.test\n");
    cr_assert_eq(symlink("..", in_folder("sub/up")), 0);
    cr_assert_eq(symlink(".", in_folder("self")), 0);
    result = feed_text_read_path(folder, NULL);
    cr_assert_eq(result.status, TAMIS_OK, "%s", result.error.message);
    cr_assert_eq(result.added, 2);
}

Test(folder, a_dangling_link_is_an_error_that_names_it)
{
    struct feed_text result;

    cr_assert_eq(symlink("nowhere", in_folder("gone.txt")), 0);
    result = feed_text_read_path(folder, NULL);
    cr_assert_eq(result.status, TAMIS_ERROR_SYSTEM);
    cr_assert_not_null(strstr(result.error.message, "gone.txt"));
}

Test(folder, folders_nested_too_deep_are_refused)
{
    char path[512] = "";
    struct feed_text result;

    for (unsigned i = 0; i < 40; i++) {
        strcat(path, i ? "/d" : "d");
        cr_assert_eq(mkdir(in_folder(path), 0700), 0);
    }
    result = feed_text_read_path(folder, NULL);
    cr_assert_eq(result.status, TAMIS_ERROR_LIMIT);
}

Test(folder, papers_and_metadata_are_noted_and_left)
{
    struct feed_text result;

    put("README.md", "Prose, and more prose.\n");
    put("LICENSE", "Prose.\n");
    put("manifest.json", "{\"spec_version\":\"2.1\",\"bundles\":{}}");
    result = feed_text_read_path(folder, NULL);
    cr_assert_eq(result.status, TAMIS_ERROR_EMPTY);
    cr_assert_str_eq(result.text, "0 - not-an-indicator LICENSE\n"
                                  "0 - not-an-indicator README.md\n"
                                  "0 - not-an-indicator manifest.json\n");
    put("a.txt", "a.test\n");
    cr_assert_eq(feed_text_read_path(folder, NULL).status, TAMIS_OK);
}

Test(folder, json_of_no_known_kind_is_noted_but_alone_it_is_an_error)
{
    struct feed_text result;

    put("other.json", "{\"a\":1}");
    put("a.txt", "a.test\n");
    result = feed_text_read_path(folder, NULL);
    cr_assert_eq(result.status, TAMIS_OK, "%s", result.error.message);
    cr_assert_str_eq(result.text, "1 + auto auto a.test\n"
                                  "0 - not-an-indicator other.json\n");
    result = feed_text_read_path(in_folder("other.json"), NULL);
    cr_assert_eq(result.status, TAMIS_ERROR_SYNTAX);
    cr_assert_not_null(strstr(result.error.message, "other.json"));
}

#define BUNDLE(name, more)                                                     \
    "{\"type\":\"bundle\",\"objects\":[{\"type\":\"indicator\",\"id\":"        \
    "\"indicator--" name "\"" more                                             \
    ",\"pattern\":\"[domain-name:value = '" name "']\"}]}"

Test(folder, bundles_that_say_event_are_bundles)
{
    struct feed_text result;

    put("a.json", BUNDLE("a.com", ""));
    put("b.json", BUNDLE("b.com", ",\"labels\":[\"Event\"]"));
    put("c.json", BUNDLE("c.com", ",\"Attribute\":{\"a\":1}"));
    result = feed_text_read_path(folder, NULL);
    cr_assert_eq(result.status, TAMIS_OK, "%s", result.error.message);
    cr_assert_eq(result.added, 3, "%s", result.text);
}

Test(folder, json_without_a_statement_is_told_by_name_and_format)
{
    struct feed_text result;

    put("a.json", BUNDLE("a.com", ""));
    put("b.json", "{\"type\":\"bundle\",\"objects\":[{\"type\":\"report\"}]}");
    put("c.json", "{\"Event\":{\"info\":\"nothing\"}}");
    result = feed_text_read_path(folder, NULL);
    cr_assert_eq(result.status, TAMIS_OK, "%s", result.error.message);
    cr_assert_eq(result.added, 1);
    cr_assert_not_null(strstr(
        result.text, "- not-an-indicator b.json: stix without a statement\n"));
    cr_assert_not_null(strstr(
        result.text, "- not-an-indicator c.json: misp without a statement\n"));
}

#define VERSION(time, more) BUNDLE("a.com", ",\"modified\":\"" time "\"" more)

Test(folder, versions_and_revocations_hold_across_its_files)
{
    struct feed_text result;

    put("p1.json", VERSION("2024-01-01T00:00:00Z", ""));
    put("p2.json", VERSION("2025-01-01T00:00:00Z", ",\"revoked\":true"));
    put("p3.json", BUNDLE("b.com", ""));
    result = feed_text_read_path(folder, NULL);
    cr_assert_eq(result.status, TAMIS_OK, "%s", result.error.message);
    cr_assert_eq(result.added, 1, "%s", result.text);
    cr_assert_not_null(strstr(result.text, "- superseded [domain"));
    cr_assert_not_null(strstr(result.text, "- revoked [domain"));
    /* The newest may come first, and of equal ones the first counts. */
    put("p0.json", VERSION("2026-01-01T00:00:00Z", ""));
    put("p4.json", VERSION("2026-01-01T00:00:00Z", ",\"revoked\":true"));
    result = feed_text_read_path(folder, NULL);
    cr_assert_eq(result.added, 2, "%s", result.text);
    cr_assert_eq(result.rejected, 3, "%s", result.text);
}

#define OWN_MARKING "marking-definition--00000000-0000-4000-8000-000000000001"

Test(folder, marks_hold_across_its_files)
{
    struct feed_text result;

    put("a.json", BUNDLE("a.com", ""));
    put("b.json", "{\"type\":\"bundle\",\"objects\":[{\"type\":\"report\","
                  "\"object_refs\":[\"indicator--a.com\"],"
                  "\"object_marking_refs\":[\"" OWN_MARKING "\"]}]}");
    put("c.json",
        "{\"type\":\"bundle\",\"objects\":[{\"type\":\"marking-definition\","
        "\"id\":\"" OWN_MARKING "\",\"definition\":{\"tlp\":\"amber\"}}]}");
    result = feed_text_read_path(folder, NULL);
    cr_assert_eq(result.status, TAMIS_OK, "%s", result.error.message);
    cr_assert_not_null(strstr(result.text, "a.com floor=AMBER\n"), "%s",
                       result.text);
    unlink(in_folder("c.json"));
    result = feed_text_read_path(folder, NULL);
    cr_assert_not_null(strstr(result.text, "a.com floor=RED\n"), "%s",
                       result.text);
}

Test(folder, an_empty_one_is_an_empty_feed)
{
    cr_assert_eq(feed_text_read_path(folder, NULL).status, TAMIS_ERROR_EMPTY);
}

Test(folder, what_may_not_be_read_is_a_system_error)
{
    int status = 0;
    pid_t child;

    put("a.txt", "a.test\n");
    mkdir(in_folder("secret"), 0);
    chmod(folder, 0755);
    child = fork();
    cr_assert_geq(child, 0);
    if (child == 0) {
        struct feed_text result;

        /* For root there is no folder without permission. */
        if (geteuid() == 0 && (setgid(65534) || setuid(65534)))
            _exit(2);
        result = feed_text_read_path(folder, NULL);
        _exit(result.status == TAMIS_ERROR_SYSTEM &&
                      strstr(result.error.message, "secret")
                  ? 0
                  : 1);
    }
    waitpid(child, &status, 0);
    cr_assert(WIFEXITED(status));
    if (WEXITSTATUS(status) == 2)
        cr_skip_test("cannot become another user here");
    cr_assert_eq(WEXITSTATUS(status), 0);
}

static tamis_status stop(void *context, const tamis_statement *statement,
                         tamis_error *error)
{
    (void)statement;
    (void)error;
    ++*(unsigned *)context;
    return TAMIS_ERROR_STOPPED;
}

static tamis_status ignore(void *context, const tamis_statement *statement,
                           tamis_reason reason, tamis_error *error)
{
    (void)context;
    (void)statement;
    (void)reason;
    (void)error;
    return TAMIS_OK;
}

struct progress {
    unsigned calls;
    uint64_t consumed, total;
};

static void note_progress(void *context, uint64_t consumed, uint64_t total)
{
    struct progress *progress = context;

    cr_assert_geq(consumed, progress->consumed);
    progress->calls++;
    progress->consumed = consumed;
    progress->total = total;
}

static tamis_status count(void *context, const tamis_statement *statement,
                          tamis_error *error)
{
    (void)context;
    (void)statement;
    (void)error;
    return TAMIS_OK;
}

Test(folder, a_sink_stops_the_reading)
{
    unsigned calls = 0;
    tamis_feed_sink sink = {stop, ignore, NULL, &calls, NULL};

    put("a.txt", "a.test\nb.test\n");
    put("b.txt", "c.test\n");
    cr_assert_eq(tamis_feed_read(folder, NULL, &sink, NULL, NULL),
                 TAMIS_ERROR_STOPPED);
    cr_assert_eq(calls, 1);
}

Test(folder, progress_ends_at_the_sum_of_the_files)
{
    struct progress progress = {0};
    tamis_feed_sink sink = {count, ignore, note_progress, &progress, NULL};

    put("a.txt", "a.test\nb.test\n");
    put("b.txt", "c.test\n");
    cr_assert_eq(tamis_feed_read(folder, NULL, &sink, NULL, NULL), TAMIS_OK);
    cr_assert_eq(progress.calls, 2);
    cr_assert_eq(progress.total, 21);
    cr_assert_eq(progress.consumed, 21);
}
