/* SPDX-License-Identifier: BSD-2-Clause */
#include "index/pattern_cache.h"
#include "pattern_hits.h"

#include <criterion/criterion.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define S(text)                                                                \
    {                                                                          \
        text, sizeof(text) - 1                                                 \
    }
#define L PATTERN_LITERAL

static const struct pattern_source sources[] = {{S("bad"), L, 1, 7},
                                                {S("b[aeiou]d"), 0, 1, 8},
                                                {S("a(b"), 0, 1, 9},
                                                {S("zzz"), L, 2, 1},
                                                {S("ends$"), 0, 1, UINT32_MAX}};
#define COUNT (sizeof sources / sizeof *sources)

/* A folder of this test's own, and what it was told. */
struct fixture {
    char folder[64];
    char told[2000];
    struct pattern_cache_options options;
};

static void write_rejection(void *context, size_t index, const char *reason,
                            uint64_t offset)
{
    struct fixture *fixture = context;
    size_t used = strlen(fixture->told);

    snprintf(fixture->told + used, sizeof fixture->told - used,
             "%zu:%lld:%.24s|", index, (long long)offset, reason);
}

static void fixture_begin(struct fixture *fixture)
{
    memset(fixture, 0, sizeof *fixture);
    strcpy(fixture->folder, "/tmp/tamis-test-XXXXXX");
    cr_assert(mkdtemp(fixture->folder));
    fixture->options =
        (struct pattern_cache_options){.set = {.mode = PATTERN_MODE_BLOCK,
                                               .field = 1,
                                               .rejected = write_rejection,
                                               .rejected_context = fixture},
                                       .folder = fixture->folder,
                                       .program = TAMIS_PATTERN_PROGRAM};
}

static void fixture_end(struct fixture *fixture)
{
    char command[100];

    snprintf(command, sizeof command, "rm -rf %s", fixture->folder);
    cr_assert_eq(system(command), 0);
}

static void expect_works(struct fixture *fixture)
{
    struct pattern_set *set;
    struct pattern_scratch *scratch;
    struct pattern_hits hits = {0};
    tamis_error error;
    char *text;

    fixture->told[0] = '\0';
    cr_assert_eq(
        pattern_cache_open(&set, sources, COUNT, &fixture->options, &error),
        TAMIS_OK, "%s", error.message);
    cr_assert_str_eq(fixture->told, "2:1:Missing close parenthesi|");
    cr_assert_eq(pattern_set_count(set), 3);
    cr_assert_eq(pattern_scratch_create(&scratch, set, NULL), TAMIS_OK);
    cr_assert_eq(pattern_set_scan(set, scratch, (tamis_slice)S("zzz bad ends"),
                                  pattern_hits_collect, &hits),
                 TAMIS_OK);
    text = pattern_hits_write(&hits);
    cr_assert_str_eq(text, "7@4-7 8@-7 4294967295@-12");
    free(text);
    pattern_hits_release(&hits);
    pattern_scratch_destroy(scratch);
    pattern_set_destroy(set);
}

/* The one file of the cache. */
static void name_file(const struct fixture *fixture, char *path)
{
    DIR *folder = opendir(fixture->folder);
    struct dirent *entry;
    unsigned count = 0;

    cr_assert(folder);
    while ((entry = readdir(folder)))
        if (entry->d_name[0] != '.') {
            snprintf(path, 400, "%s/%s", fixture->folder, entry->d_name);
            count++;
        }
    closedir(folder);
    cr_assert_eq(count, 1, "%u files", count);
}

Test(pattern_cache, set_is_made_once_and_then_taken_from_the_folder)
{
    struct fixture fixture;
    struct stat about;
    char path[400];

    fixture_begin(&fixture);
    expect_works(&fixture);
    name_file(&fixture, path);
    cr_assert_eq(stat(path, &about), 0);
    cr_assert_eq(about.st_mode & 0777, 0600);
    fixture.options.program = "/nonexistent"; /* nobody asks it */
    expect_works(&fixture);
    fixture_end(&fixture);
}

Test(pattern_cache, without_a_folder_the_set_is_made_each_time)
{
    struct fixture fixture;

    fixture_begin(&fixture);
    fixture.options.is_cacheless = true;
    fixture.options.folder = "/nonexistent/folder";
    expect_works(&fixture);
    fixture.options.set.mode = PATTERN_MODE_BLOCK;
    fixture.options.program = "/nonexistent";
    cr_assert_eq(pattern_cache_open(&(struct pattern_set *){NULL}, sources,
                                    COUNT, &fixture.options, NULL),
                 TAMIS_ERROR_SYSTEM);
    fixture_end(&fixture);
}

static void damage_file(const char *path, unsigned how)
{
    FILE *file = fopen(path, "r+");
    struct stat about;

    cr_assert(file);
    cr_assert_eq(stat(path, &about), 0);
    switch (how) {
    case 0:
        cr_assert_eq(ftruncate(fileno(file), 0), 0);
        break;
    case 1:
        cr_assert_eq(ftruncate(fileno(file), about.st_size - 1), 0);
        break;
    case 2:
        cr_assert_eq(fchmod(fileno(file), 0644), 0);
        break;
    default: /* a byte in the header, a part, the directory */
        cr_assert_eq(fseek(file,
                           how == 3   ? 9
                           : how == 4 ? 30
                           : how == 5 ? about.st_size / 2
                                      : about.st_size - 3,
                           SEEK_SET),
                     0);
        cr_assert_eq(fputc(0x5a, file), 0x5a);
    }
    cr_assert_eq(fclose(file), 0);
}

Test(pattern_cache, damaged_truncated_or_open_file_is_made_again)
{
    for (unsigned how = 0; how < 7; how++) {
        struct fixture fixture;
        char path[400];

        fixture_begin(&fixture);
        expect_works(&fixture);
        name_file(&fixture, path);
        damage_file(path, how);
        expect_works(&fixture);
        fixture.options.program = "/nonexistent";
        expect_works(&fixture);
        fixture_end(&fixture);
    }
}

Test(pattern_cache, file_of_other_patterns_is_made_again)
{
    struct fixture fixture;
    struct pattern_set *set;
    char path[400], other[400];

    fixture_begin(&fixture);
    cr_assert_eq(pattern_cache_open(&set, sources, 2, &fixture.options, NULL),
                 TAMIS_OK);
    pattern_set_destroy(set);
    name_file(&fixture, other);
    cr_assert_eq(chdir(fixture.folder), 0);
    cr_assert_eq(rename(other, "kept"), 0);
    expect_works(&fixture);
    cr_assert_eq(rename("kept", "../tamis-test-kept"), 0);
    name_file(&fixture, path);
    cr_assert_eq(rename("../tamis-test-kept", path), 0);
    expect_works(&fixture);
    fixture_end(&fixture);
}

Test(pattern_cache, folder_that_cannot_be_used_is_told_and_done_without)
{
    struct fixture fixture;
    tamis_error uncached = {.message = ""};

    fixture_begin(&fixture);
    fixture.options.uncached = &uncached;
    expect_works(&fixture);
    cr_assert_str_eq(uncached.message, "");
    cr_assert_eq(chmod(fixture.folder, 0755), 0);
    expect_works(&fixture);
    cr_assert(strstr(uncached.message, "chmod 700"), "%s", uncached.message);
    fixture.options.folder = "/proc/1/none";
    expect_works(&fixture);
    cr_assert(strstr(uncached.message, "cannot open"), "%s", uncached.message);
    fixture.options.folder = NULL;
    cr_assert_eq(unsetenv("HOME") | unsetenv("XDG_CACHE_HOME"), 0);
    expect_works(&fixture);
    cr_assert(strstr(uncached.message, "no folder"), "%s", uncached.message);
    fixture_end(&fixture);
}

static void write_victim(const char *path)
{
    FILE *file = fopen(path, "w");

    cr_assert(file);
    cr_assert_gt(fputs("victim", file), 0);
    cr_assert_eq(fclose(file), 0);
}

static void expect_victim(const char *path)
{
    char text[20] = "";
    FILE *file = fopen(path, "r");

    cr_assert(file);
    cr_assert_eq(fread(text, 1, sizeof text - 1, file), 6);
    cr_assert_str_eq(text, "victim");
    cr_assert_eq(fclose(file), 0);
}

Test(pattern_cache, link_in_place_of_the_file_is_replaced_and_not_followed)
{
    struct fixture fixture;
    char path[400], victim[100];
    struct stat about;

    fixture_begin(&fixture);
    snprintf(victim, sizeof victim, "%s/.victim", fixture.folder);
    write_victim(victim);
    expect_works(&fixture);
    name_file(&fixture, path);
    cr_assert_eq(unlink(path), 0);
    cr_assert_eq(symlink(victim, path), 0);
    expect_works(&fixture);
    expect_victim(victim);
    cr_assert_eq(lstat(path, &about), 0);
    cr_assert(S_ISREG(about.st_mode));
    fixture.options.program = "/nonexistent";
    expect_works(&fixture);
    fixture_end(&fixture);
}

Test(pattern_cache, folder_or_pipe_in_place_of_the_file_does_no_harm)
{
    for (unsigned how = 0; how < 2; how++) {
        struct fixture fixture;
        tamis_error uncached = {.message = ""};
        char path[400];

        fixture_begin(&fixture);
        fixture.options.uncached = &uncached;
        expect_works(&fixture);
        name_file(&fixture, path);
        cr_assert_eq(unlink(path), 0);
        cr_assert_eq(how ? mkfifo(path, 0600) : mkdir(path, 0700), 0);
        expect_works(&fixture);
        cr_assert_eq(uncached.message[0] != 0, !how, "%s", uncached.message);
        name_file(&fixture, path);
        fixture_end(&fixture);
    }
}

/* Programs that are none, and what a host is then told in no time. */
static const struct {
    const char *text;
    tamis_status status;
} impostors[] = {
    {"exit 0", TAMIS_ERROR_SYSTEM},
    {"cat >&0", TAMIS_ERROR_SYSTEM},
    {"kill -SEGV $$", TAMIS_ERROR_SYSTEM},
    {"exec sleep 1000", TAMIS_ERROR_LIMIT},
    {"cat >/dev/null & sleep 1000", TAMIS_ERROR_LIMIT},
};

Test(pattern_cache, program_that_dies_or_says_nothing_stalls_nobody)
{
    for (size_t i = 0; i < sizeof impostors / sizeof *impostors; i++) {
        struct fixture fixture;
        struct pattern_set *set;
        tamis_error error;
        char path[100];
        FILE *file;

        fixture_begin(&fixture);
        snprintf(path, sizeof path, "%s/impostor", fixture.folder);
        file = fopen(path, "w");
        cr_assert(file);
        fprintf(file, "#!/bin/sh\n%s\n", impostors[i].text);
        cr_assert_eq(fclose(file), 0);
        cr_assert_eq(chmod(path, 0700), 0);
        fixture.options.program = path;
        fixture.options.total_ms_max = 1;
        cr_assert_eq(
            pattern_cache_open(&set, sources, COUNT, &fixture.options, &error),
            impostors[i].status, "%zu: %s", i, error.message);
        fixture_end(&fixture);
    }
}

/* The second takes minutes, and gigabytes. */
static const struct pattern_source hostile[] = {
    {S("harmless[0-9]"), 0, 1, 1},
    {S("(([a-z]+)+x){1,4000}([0-9]+y){1,4000}"), 0, 1, 2},
    {S("literal"), L, 1, 3},
    {S("x**"), 0, 1, 4},
    {S("also harmless.*"), 0, 1, 5},
};

Test(pattern_cache, pattern_that_explodes_is_named_and_the_others_kept)
{
    struct fixture fixture;
    struct pattern_set *set;
    tamis_error error;

    fixture_begin(&fixture);
    /* Of a busy machine's time, so that the harmless ones have enough. */
    fixture.options.pattern_ms_max = 2000;
    fixture.options.memory_max = 64u << 20;
    cr_assert_eq(pattern_cache_open(&set, hostile, 5, &fixture.options, &error),
                 TAMIS_OK, "%s", error.message);
    cr_assert_eq(pattern_set_count(set), 3);
    cr_assert_str_eq(
        fixture.told,
        "1:-1:compiling it takes more |3:2:Invalid repeat at index |");
    pattern_set_destroy(set);
    fixture_end(&fixture);
}

Test(pattern_cache, check_names_what_is_refused_alone)
{
    struct fixture fixture;
    tamis_error error;

    fixture_begin(&fixture);
    fixture.options.pattern_ms_max = 2000;
    fixture.options.memory_max = 64u << 20;
    cr_assert_eq(pattern_cache_check(hostile, 5, &fixture.options, &error),
                 TAMIS_OK, "%s", error.message);
    cr_assert_str_eq(
        fixture.told,
        "1:-1:compiling it takes more |3:2:Invalid repeat at index |");
    fixture_end(&fixture);
}

/* Neither the working directory nor the PATH is searched. */
Test(pattern_cache, program_is_named_from_the_root_or_the_installed_one)
{
    static const char *const names[] = {
        "tamis-pattern-compiler", "./tamis-pattern-compiler",
        "../tamis-pattern-compiler", "libexec/tamis-pattern-compiler", ""};
    struct fixture fixture;
    struct pattern_set *set;
    char path[100], marker[100];
    tamis_error error;
    tamis_status status;
    FILE *file;

    fixture_begin(&fixture);
    fixture.options.is_cacheless = true;
    snprintf(path, sizeof path, "%s/tamis-pattern-compiler", fixture.folder);
    snprintf(marker, sizeof marker, "%s/it-ran", fixture.folder);
    file = fopen(path, "w");
    cr_assert(file);
    fprintf(file, "#!/bin/sh\n>%s\n", marker);
    cr_assert_eq(fchmod(fileno(file), 0755), 0);
    fclose(file);
    cr_assert_eq(chdir(fixture.folder), 0);
    setenv("PATH", fixture.folder, 1);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        fixture.options.program = names[i];
        cr_assert_eq(
            pattern_cache_open(&set, sources, COUNT, &fixture.options, &error),
            TAMIS_ERROR_ARGUMENT);
        cr_assert(strstr(error.message, names[i]), "%s", error.message);
        cr_assert_eq(
            pattern_cache_open(&set, sources, COUNT, &fixture.options, NULL),
            TAMIS_ERROR_ARGUMENT);
    }
    fixture.options.program = NULL;
    status = pattern_cache_open(&set, sources, COUNT, &fixture.options, &error);
    /* What is installed here may be of another version. */
    if (status != TAMIS_OK)
        cr_assert(strstr(error.message, "tamis-pattern-compiler"), "%s",
                  error.message);
    if (status == TAMIS_ERROR_NOT_FOUND)
        cr_assert(strstr(error.message, " /"), "%s", error.message);
    pattern_set_destroy(set);
    cr_assert_neq(access(marker, F_OK), 0, "what lies about was run");
    setenv("PATH", "/usr/bin:/bin", 1);
    fixture_end(&fixture);
}

static int stop_progress(void *context, uint64_t done, uint64_t total)
{
    (void)context;
    cr_assert_leq(done, total);
    return 1;
}

Test(pattern_cache, progress_can_stop)
{
    struct fixture fixture;
    struct pattern_set *set;

    fixture_begin(&fixture);
    fixture.options.progress = stop_progress;
    cr_assert_eq(pattern_cache_open(&set, hostile, 5, &fixture.options, NULL),
                 TAMIS_ERROR_STOPPED);
    fixture_end(&fixture);
}
