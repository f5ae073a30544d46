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

/* Each takes longer than the test gives for all of them. */
#define DEAR_COUNT 12u

static void dear_source(struct pattern_source *source, char text[40],
                        unsigned number)
{
    snprintf(text, 40, ".{32%03u}.{32767}x", number);
    *source = (struct pattern_source){{text, strlen(text)}, 0, 1, 100 + number};
}

/* The one that is well comes last, and is compiled all the same. */
static void open_with_dear(struct fixture *fixture, size_t count)
{
    struct pattern_source given[DEAR_COUNT + 1];
    char texts[DEAR_COUNT][40];
    struct pattern_scratch *scratch;
    struct pattern_hits hits = {0};
    struct pattern_set *set;
    tamis_error error;
    char *text;

    for (unsigned i = 0; i < DEAR_COUNT; i++)
        dear_source(&given[i], texts[i], i);
    given[DEAR_COUNT] = (struct pattern_source){S("o[k]"), 0, 1, 7};
    fixture->told[0] = '\0';
    cr_assert_eq(pattern_cache_open(&set, given, DEAR_COUNT + 1,
                                    &fixture->options, &error),
                 TAMIS_OK, "%s", error.message);
    cr_expect_eq(pattern_set_count(set), count);
    cr_assert_eq(pattern_scratch_create(&scratch, set, NULL), TAMIS_OK);
    pattern_set_scan(set, scratch, (tamis_slice)S("ok"), pattern_hits_collect,
                     &hits);
    text = pattern_hits_write(&hits);
    cr_expect_str_eq(text, "7@-2");
    free(text);
    pattern_hits_release(&hits);
    pattern_scratch_destroy(scratch);
    pattern_set_destroy(set);
}

static unsigned count_told(const struct fixture *fixture, const char *reason)
{
    unsigned count = 0;

    for (const char *at = fixture->told; (at = strstr(at, reason)); at++)
        count++;
    return count;
}

Test(pattern_time, what_time_does_not_suffice_for_is_refused_and_the_rest_kept)
{
    struct fixture fixture;
    char before[sizeof fixture.told], path[400];
    struct stat old, new;

    fixture_begin(&fixture);
    fixture.options.total_ms_max = 2000;
    fixture.options.threads = 1;
    open_with_dear(&fixture, 1);
    cr_expect_eq(count_told(&fixture, "it was not compiled befo"), DEAR_COUNT,
                 "%s", fixture.told);
    /* From the folder, by who gives as much or less. */
    memcpy(before, fixture.told, sizeof before);
    fixture.options.program = "/nonexistent";
    open_with_dear(&fixture, 1);
    cr_expect_str_eq(fixture.told, before);
    fixture.options.total_ms_max = 1000;
    open_with_dear(&fixture, 1);
    cr_expect_str_eq(fixture.told, before);
    /* Who gives more has it made again. */
    fixture.options.total_ms_max = 2100;
    name_file(&fixture, path);
    cr_assert_eq(stat(path, &old), 0);
    fixture.options.program = TAMIS_PATTERN_PROGRAM;
    open_with_dear(&fixture, 1);
    cr_expect_str_eq(fixture.told, before);
    cr_assert_eq(stat(path, &new), 0);
    cr_expect_neq(new.st_ino, old.st_ino);
    fixture_end(&fixture);
}
