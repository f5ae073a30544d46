/* SPDX-License-Identifier: BSD-2-Clause */
/* The file: its mode, its bytes, and that a failure leaves the old one. */
#include "support/failing_allocator.h"
#include "unit/compile/compile_case.h"

#include <criterion/criterion.h>

#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[] = "/tmp/tamis-publish-XXXXXX";
static char path[64];

static void make_folder(void)
{
    cr_assert_not_null(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/db.tamis", folder);
}

static void remove_folder(void)
{
    case_end();
    unlink(path);
    cr_assert_eq(rmdir(folder), 0, "something was left in %s", folder);
}

TestSuite(publish, .init = make_folder, .fini = remove_folder);

static void fill(tamis_compiler *compiler, tamis_tlp tlp)
{
    static const char *const values[] = {
        "evil.com",
        "www.evil.com",
        "192.0.2.1",
        "192.0.2.0/24",
        "2001:db8::/32",
        "192.0.2.1:80",
        "http://evil.com/x",
        "a@evil.com",
        "0123456789abcdef0123456789abcdef",
        "0123456789abcdef0123456789abcdef01234567",
        "10.0.0.1",
    };
    uint32_t feed = case_feed(compiler, "f", tlp);

    for (size_t i = 0; i < sizeof values / sizeof *values; i++)
        case_add(compiler, feed, values[i]);
    case_add(compiler, case_other(compiler, "w", TAMIS_ACTION_WARN),
             "evil.com");
}

static mode_t write_mode(tamis_tlp tlp, tamis_tlp tlp_max)
{
    tamis_compiler_options options = TAMIS_COMPILER_OPTIONS_INIT;
    tamis_compiler *compiler;
    struct stat facts;
    tamis_error error;

    options.tlp_max = tlp_max;
    options.flags = TAMIS_COMPILER_NO_SYNC;
    compiler = case_create(&options);
    fill(compiler, tlp);
    cr_assert_eq(tamis_compiler_write(compiler, path, NULL, NULL, &error),
                 TAMIS_OK, "%s", error.message);
    case_destroy(compiler);
    cr_assert_eq(stat(path, &facts), 0);
    return facts.st_mode & 07777;
}

Test(publish, files_above_green_are_the_owners_alone)
{
    umask(022);
    cr_expect_eq(write_mode(TAMIS_TLP_CLEAR, TAMIS_TLP_RED), 0644);
    cr_expect_eq(write_mode(TAMIS_TLP_GREEN, TAMIS_TLP_RED), 0644);
    cr_expect_eq(write_mode(TAMIS_TLP_AMBER, TAMIS_TLP_RED), 0600);
    cr_expect_eq(write_mode(TAMIS_TLP_RED, TAMIS_TLP_RED), 0600);
    cr_expect_eq(write_mode(TAMIS_TLP_RED, TAMIS_TLP_GREEN), 0644);
    umask(027);
    cr_expect_eq(write_mode(TAMIS_TLP_CLEAR, TAMIS_TLP_RED), 0640);
}

struct phases {
    char names[1000];
    uint64_t last_done;
};

static void take_progress(void *context, const char *phase, uint64_t done,
                          uint64_t total)
{
    struct phases *phases = context;
    size_t size = strlen(phases->names);

    cr_assert_leq(done, total);
    if (size + strlen(phase) + 2 < sizeof phases->names &&
        !strstr(phases->names, phase))
        sprintf(phases->names + size, "%s;", phase);
}

Test(publish, file_and_memory_have_the_same_bytes_and_progress_is_told)
{
    tamis_compiler *compiler = case_create(NULL);
    struct phases phases = {.names = ""};
    tamis_error error;
    void *bytes;
    size_t size;
    char *read_back;
    FILE *file;

    fill(compiler, TAMIS_TLP_AMBER);
    cr_assert_eq(
        tamis_compiler_write(compiler, path, take_progress, &phases, &error),
        TAMIS_OK, "%s", error.message);
    case_destroy(compiler);
    cr_expect_eq(strncmp(phases.names, "merge;", 6), 0, "%s", phases.names);
    cr_expect_gt(strlen(phases.names), 7);

    compiler = case_create(NULL);
    fill(compiler, TAMIS_TLP_AMBER);
    case_write_bytes(compiler, &bytes, &size);
    cr_assert_eq((uintptr_t)bytes % 64, 0);
    read_back = malloc(size + 1);
    file = fopen(path, "rb");
    cr_assert_not_null(file);
    cr_assert_eq(fread(read_back, 1, size + 1, file), size);
    fclose(file);
    cr_expect_eq(memcmp(read_back, bytes, size), 0);
    free(read_back);
    case_destroy(compiler);
}

static void write_old_file(void)
{
    FILE *file = fopen(path, "w");

    cr_assert_not_null(file);
    fputs("the old one", file);
    fclose(file);
}

static void check_old_file(void)
{
    char text[32] = "";
    FILE *file = fopen(path, "r");
    struct dirent *entry;
    size_t count = 0;
    DIR *names;

    cr_assert_not_null(file);
    cr_assert_not_null(fgets(text, sizeof text, file));
    fclose(file);
    cr_expect_str_eq(text, "the old one");
    names = opendir(folder);
    cr_assert_not_null(names);
    while ((entry = readdir(names)))
        count++;
    closedir(names);
    cr_expect_eq(count, 3, "a temporary was left"); /* . .. and the file */
}

Test(publish, a_refused_compile_leaves_the_old_file)
{
    tamis_compiler_options options = TAMIS_COMPILER_OPTIONS_INIT;
    tamis_compiler *compiler;

    options.flags = TAMIS_COMPILER_STRICT;
    compiler = case_create(&options);
    write_old_file();
    fill(compiler, TAMIS_TLP_CLEAR);
    cr_expect_eq(tamis_compiler_write(compiler, path, NULL, NULL, NULL),
                 TAMIS_ERROR_REJECTED);
    check_old_file();
    case_destroy(compiler);
}

/* A limit on the size of files stands in for a full disk. */
Test(publish, a_write_that_fails_half_way_leaves_the_old_file)
{
    const struct rlimit limit = {4096, 4096};
    tamis_compiler *compiler = case_create(NULL);
    tamis_error error;
    uint32_t feed;

    write_old_file();
    feed = case_feed(compiler, "f", TAMIS_TLP_CLEAR);
    for (unsigned i = 0; i < 20000; i++) {
        char value[64];

        snprintf(value, sizeof value, "evil%u.example.com", i);
        case_add(compiler, feed, value);
    }
    signal(SIGXFSZ, SIG_IGN);
    cr_assert_eq(setrlimit(RLIMIT_FSIZE, &limit), 0);
    cr_expect_eq(tamis_compiler_write(compiler, path, NULL, NULL, &error),
                 TAMIS_ERROR_SYSTEM);
    cr_expect_eq(error.system_errno, EFBIG);
    check_old_file();
    case_destroy(compiler);
}

Test(publish, a_folder_that_is_not_there_is_an_error)
{
    tamis_compiler *compiler = case_create(NULL);
    tamis_error error;

    fill(compiler, TAMIS_TLP_CLEAR);
    cr_expect_eq(tamis_compiler_write(compiler, "/nowhere/at/all.tamis", NULL,
                                      NULL, &error),
                 TAMIS_ERROR_SYSTEM);
    cr_expect_eq(error.system_errno, ENOENT);
    case_destroy(compiler);
}

static tamis_status compile_small(const tamis_allocator *allocator,
                                  uint64_t *hash)
{
    const tamis_slice tags[] = {{"t", 1}, {"u", 1}};
    tamis_slice circle = {"circle:a", 8}, member = {"grid-y", 6};
    tamis_compiler_options options = TAMIS_COMPILER_OPTIONS_INIT;
    tamis_feed_info info = TAMIS_FEED_INFO_INIT;
    static const char *const values[] = {
        "evil.com",          "evil.com",
        "a.evil.com",        "192.0.2.0/24",
        "192.0.2.1",         "10.0.0.1",
        "http://evil.org/x", "0123456789abcdef0123456789abcdef"};
    tamis_compiler *compiler;
    tamis_status status;
    uint32_t feeds[3];
    void *bytes = NULL;
    size_t size = 0;

    options.allocator = allocator;
    options.organisation = case_slice("hospital-x");
    status = tamis_compiler_create(&compiler, &options, NULL);
    if (status == TAMIS_OK)
        status =
            tamis_compiler_define_audience(compiler, circle, &member, 1, NULL);
    for (uint32_t i = 0; i < 3 && status == TAMIS_OK; i++) {
        info.name = case_slice(i == 0 ? "list" : i == 1 ? "warn" : "allow");
        info.tlp = i == 0 ? TAMIS_TLP_AMBER : TAMIS_TLP_CLEAR;
        info.action = i == 0   ? TAMIS_ACTION_LIST
                      : i == 1 ? TAMIS_ACTION_WARN
                               : TAMIS_ACTION_ALLOW;
        info.audience = i == 0 ? &circle : NULL;
        info.audience_count = i == 0;
        status = tamis_compiler_add_feed(compiler, &info, &feeds[i], NULL);
    }
    for (size_t i = 0; i < 24 && status == TAMIS_OK; i++) {
        tamis_statement statement = case_statement(values[i % 8]);

        statement.tags = tags;
        statement.tag_count = i % 3;
        statement.reference = tags[i % 2];
        statement.valid_until_ns = (int64_t)i * DAY_NS + 1;
        statement.audience_limited = i == 3;
        if (i >= 20) /* allow nothing, or there is nothing to write */
            statement.value = case_slice("192.0.2.1");
        status = tamis_compiler_add(compiler,
                                    feeds[i < 16   ? 0
                                          : i < 20 ? 1
                                                   : 2],
                                    &statement, NULL);
    }
    if (status == TAMIS_OK)
        status = tamis_compiler_write_memory(compiler, &bytes, &size, NULL);
    *hash = 0;
    for (size_t i = 0; i < size; i++)
        *hash = *hash * 31 + ((const uint8_t *)bytes)[i];
    tamis_compiler_free_memory(compiler, bytes, size);
    tamis_compiler_destroy(compiler);
    return status;
}

Test(publish, every_allocation_may_fail_and_any_allocator_gives_the_same_bytes)
{
    struct failing_allocator failing;
    uint64_t expected, hash;
    uint64_t n;

    cr_assert_eq(compile_small(NULL, &expected), TAMIS_OK);
    for (n = 1;; n++) {
        tamis_status status;

        failing_allocator_begin(&failing, n);
        status = compile_small(&failing.allocator, &hash);
        cr_assert_eq(failing.live_count, 0, "allocation %llu leaves %llu",
                     (unsigned long long)n,
                     (unsigned long long)failing.live_count);
        if (!failing.has_failed) {
            cr_assert_eq(status, TAMIS_OK);
            break;
        }
        cr_assert_eq(status, TAMIS_ERROR_MEMORY, "allocation %llu: %s",
                     (unsigned long long)n, tamis_status_name(status));
    }
    cr_assert_gt(n, 50);
    cr_assert_eq(hash, expected);
}

Test(publish, after_memory_ran_out_nothing_more_is_taken)
{
    tamis_compiler_options options = TAMIS_COMPILER_OPTIONS_INIT;
    tamis_statement statement = case_statement("evil.com");
    struct failing_allocator failing;
    tamis_compiler *compiler;
    tamis_error error;
    uint32_t feed;

    failing_allocator_begin(&failing, 0);
    options.allocator = &failing.allocator;
    compiler = case_create(&options);
    feed = case_feed(compiler, "f", TAMIS_TLP_CLEAR);
    failing.fail_at = failing.allocation_count + 1;
    cr_assert_eq(tamis_compiler_add(compiler, feed, &statement, &error),
                 TAMIS_ERROR_MEMORY);
    failing.fail_at = 0;
    cr_expect_eq(tamis_compiler_add(compiler, feed, &statement, &error),
                 TAMIS_ERROR_MEMORY);
    cr_expect_eq(tamis_compiler_write(compiler, path, NULL, NULL, &error),
                 TAMIS_ERROR_MEMORY);
    cr_expect_eq(case_report(compiler, feed).read, 0);
    case_destroy(compiler);
    cr_assert_eq(failing.live_count, 0);
}
