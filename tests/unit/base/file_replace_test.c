/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/file_replace.h"

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

static char folder[] = "/tmp/tamis-file-replace-XXXXXX";

static void make_folder(void)
{
    cr_assert_not_null(mkdtemp(folder));
    cr_assert_eq(chdir(folder), 0);
}

static void remove_folder(void)
{
    static const char *const names[] = {"new",   "old",  "link",
                                        "other", "loop", "sub/target"};

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        (void)unlink(names[i]);
    (void)rmdir("sub");
    (void)rmdir(folder);
}

TestSuite(file_replace, .init = make_folder, .fini = remove_folder);

static void write_file(const char *path, const char *text)
{
    FILE *file = fopen(path, "wb");

    cr_assert_not_null(file);
    fputs(text, file);
    cr_assert_eq(fclose(file), 0);
}

static void assert_content(const char *path, const char *expected)
{
    char text[100] = "";
    FILE *file = fopen(path, "rb");

    cr_assert_not_null(file, "%s", path);
    cr_assert_eq(fread(text, 1, sizeof text - 1, file), strlen(expected));
    fclose(file);
    cr_assert_str_eq(text, expected);
}

static size_t count_names(const char *path)
{
    DIR *listing = opendir(path);
    size_t count = 0;

    cr_assert_not_null(listing);
    while (readdir(listing))
        count++;
    closedir(listing);
    return count - 2; /* . and .. */
}

static void write_content(struct file_replace *file, const char *content)
{
    size_t size = strlen(content);

    cr_assert_eq(file_replace_set_size(file, size, NULL), TAMIS_OK);
    cr_assert_eq(file_replace_write_at(file, 0, content, size, NULL), TAMIS_OK);
}

Test(file_replace, the_new_file_appears_whole_with_its_mode)
{
    struct file_replace file;
    struct stat facts, named;

    write_file("old", "before");
    cr_assert_eq(file_replace_open(&file, "old", NULL), TAMIS_OK);
    /* It has no name before it is whole, or where it must, the temporary's. */
    cr_assert_eq(fstat(file.descriptor, &facts), 0);
    cr_assert_eq(stat(file.temporary, &named) == 0, !file.is_nameless);
    cr_assert_eq(facts.st_mode & 0777, 0600);
    cr_assert_eq(strncmp(file.temporary, ".old.tmp.", 9), 0);
    cr_assert_eq(file_replace_set_size(&file, 5, NULL), TAMIS_OK);
    cr_assert_eq(file_replace_write_at(&file, 3, "er", 2, NULL), TAMIS_OK);
    cr_assert_eq(file_replace_write_at(&file, 5, NULL, 0, NULL), TAMIS_OK);
    cr_assert_eq(file_replace_write_at(&file, 0, "aft", 3, NULL), TAMIS_OK);
    cr_assert_eq(file.size, 5);
    assert_content("old", "before");
    cr_assert_eq(file_replace_commit(&file, 0640, true, NULL), TAMIS_OK);
    assert_content("old", "after");
    cr_assert_eq(stat("old", &facts), 0);
    cr_assert_eq(facts.st_mode & 0777, 0640);
    cr_assert_eq(count_names("."), 1);
    file_replace_abandon(&file);
    assert_content("old", "after");
}

Test(file_replace, an_abandoned_file_leaves_the_old_one_and_no_temporary)
{
    struct file_replace file;

    write_file("old", "before");
    cr_assert_eq(file_replace_open(&file, "old", NULL), TAMIS_OK);
    write_content(&file, "after");
    file_replace_abandon(&file);
    file_replace_abandon(&file);
    assert_content("old", "before");
    cr_assert_eq(count_names("."), 1);
    cr_assert_eq(file.descriptor, -1);
}

/* Descriptor 0 is somebody else's. */
Test(file_replace, abandoning_a_zeroed_struct_closes_nothing)
{
    struct file_replace file = {0};
    struct stat facts;
    int before = fstat(0, &facts);

    file_replace_abandon(&file);
    cr_assert_eq(fstat(0, &facts), before);
}

Test(file_replace, a_link_stays_and_its_target_is_replaced)
{
    struct file_replace file;
    struct stat facts;

    cr_assert_eq(mkdir("sub", 0700), 0);
    write_file("sub/target", "before");
    cr_assert_eq(symlink("other", "link"), 0);
    cr_assert_eq(symlink("sub/target", "other"), 0);
    cr_assert_eq(file_replace_open(&file, "link", NULL), TAMIS_OK);
    cr_assert_eq(strncmp(file.temporary, "sub/.target.tmp.", 16), 0);
    write_content(&file, "after");
    cr_assert_eq(file_replace_commit(&file, 0600, false, NULL), TAMIS_OK);
    cr_assert_eq(lstat("link", &facts), 0);
    cr_assert(S_ISLNK(facts.st_mode));
    assert_content("sub/target", "after");
}

Test(file_replace, a_link_to_nothing_yet_makes_its_target)
{
    struct file_replace file;

    cr_assert_eq(symlink("new", "link"), 0);
    cr_assert_eq(file_replace_open(&file, "link", NULL), TAMIS_OK);
    write_content(&file, "after");
    cr_assert_eq(file_replace_commit(&file, 0600, true, NULL), TAMIS_OK);
    assert_content("new", "after");
}

Test(file_replace, what_cannot_be_written_is_told)
{
    static const struct {
        const char *path, *part;
    } cases[] = {
        {"missing/new", "No such file or directory"},
        {".", "does not name a file"},
        {"", "does not name a file"},
        {"sub/", "does not name a file"},
        {"sub", "is a folder"},
        {"/dev/null", "not a regular file"},
        {"loop", "Too many levels of symbolic links"},
    };

    cr_assert_eq(mkdir("sub", 0700), 0);
    cr_assert_eq(symlink("loop", "loop"), 0);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct file_replace file;
        tamis_error error;

        cr_assert_lt(file_replace_open(&file, cases[i].path, &error), 0, "%s",
                     cases[i].path);
        cr_assert_not_null(strstr(error.message, cases[i].part), "%s",
                           error.message);
        file_replace_abandon(&file);
    }
    cr_assert_eq(count_names("."), 2);
}

Test(file_replace, only_bytes_inside_of_its_size_can_be_written)
{
    struct file_replace file;

    cr_assert_eq(file_replace_open(&file, "new", NULL), TAMIS_OK);
    cr_assert_eq(file_replace_write_at(&file, 0, "1", 1, NULL),
                 TAMIS_ERROR_ARGUMENT);
    cr_assert_eq(file_replace_set_size(&file, 4, NULL), TAMIS_OK);
    cr_assert_eq(file_replace_write_at(&file, 3, "ab", 2, NULL),
                 TAMIS_ERROR_ARGUMENT);
    cr_assert_eq(file_replace_write_at(&file, UINT64_MAX, "ab", 2, NULL),
                 TAMIS_ERROR_ARGUMENT);
    cr_assert_eq(file_replace_write_at(&file, 4, "", 0, NULL), TAMIS_OK);
    file_replace_abandon(&file);
}

/* A size limit makes write() short first, then fail, as a full disk does. */
Test(file_replace, a_full_disk_is_one_sentence_and_keeps_the_old_file)
{
    struct rlimit limit = {10000, 10000};
    static const char bytes[20000];
    struct file_replace file;
    tamis_error error;

    write_file("old", "before");
    signal(SIGXFSZ, SIG_IGN);
    cr_assert_eq(setrlimit(RLIMIT_FSIZE, &limit), 0);
    cr_assert_eq(file_replace_open(&file, "old", &error), TAMIS_OK);
    cr_assert_eq(file_replace_set_size(&file, UINT64_MAX, &error),
                 TAMIS_ERROR_SYSTEM);
    cr_assert_eq(error.system_errno, EFBIG);
    cr_assert_eq(file_replace_set_size(&file, sizeof bytes, &error),
                 TAMIS_ERROR_SYSTEM);
    cr_assert_eq(error.system_errno, EFBIG);
    file.size = sizeof bytes;
    cr_assert_eq(file_replace_write_at(&file, 0, bytes, sizeof bytes, &error),
                 TAMIS_ERROR_SYSTEM);
    cr_assert_eq(error.system_errno, EFBIG);
    cr_assert_not_null(strstr(error.message, "old"));
    file_replace_abandon(&file);
    assert_content("old", "before");
    cr_assert_eq(count_names("."), 1);
}
