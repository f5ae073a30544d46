/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/scratch_file.h"

#include <criterion/criterion.h>

#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[] = "/tmp/tamis-scratch-file-XXXXXX";

static void make_folder(void)
{
    cr_assert_not_null(mkdtemp(folder));
}

static void remove_folder(void)
{
    rmdir(folder);
}

TestSuite(scratch_file, .init = make_folder, .fini = remove_folder);

static int open_one(void)
{
    tamis_error error = {.status = TAMIS_OK};
    int descriptor = -1;

    cr_assert_eq(scratch_file_open(folder, &descriptor, &error), TAMIS_OK, "%s",
                 error.message);
    cr_assert_geq(descriptor, 0);
    return descriptor;
}

Test(scratch_file, what_was_written_anywhere_is_read_again)
{
    static char piece[100000], read[100000];
    int descriptor = open_one();

    for (size_t i = 0; i < sizeof piece; i++)
        piece[i] = (char)(i * 7);
    cr_assert_eq(
        scratch_file_write(descriptor, 5000, piece, sizeof piece, NULL),
        TAMIS_OK);
    cr_assert_eq(scratch_file_write(descriptor, 0, "front", 5, NULL), TAMIS_OK);
    cr_assert_eq(scratch_file_read(descriptor, 5000, read, sizeof read, NULL),
                 TAMIS_OK);
    cr_expect_eq(memcmp(piece, read, sizeof piece), 0);
    cr_assert_eq(scratch_file_read(descriptor, 0, read, 5, NULL), TAMIS_OK);
    cr_expect_eq(memcmp(read, "front", 5), 0);
    cr_assert_eq(scratch_file_read(descriptor, 9, read, 0, NULL), TAMIS_OK);
    scratch_file_close(descriptor);
}

Test(scratch_file, nobody_else_reads_it_and_it_has_no_name)
{
    int descriptor = open_one();
    struct stat facts;
    struct dirent *entry;
    DIR *listing = opendir(folder);

    cr_assert_eq(fstat(descriptor, &facts), 0);
    cr_expect_eq(facts.st_mode & 0777, 0600);
    cr_expect_eq(facts.st_nlink, 0);
    cr_assert_not_null(listing);
    while ((entry = readdir(listing)))
        cr_expect_eq(entry->d_name[0], '.', "%s", entry->d_name);
    closedir(listing);
    scratch_file_close(descriptor);
}

Test(scratch_file, a_piece_that_was_not_written_is_an_error)
{
    int descriptor = open_one();
    tamis_error error;
    char bytes[8];

    cr_assert_eq(scratch_file_write(descriptor, 0, "1234", 4, NULL), TAMIS_OK);
    cr_expect_eq(scratch_file_read(descriptor, 0, bytes, 5, &error),
                 TAMIS_ERROR_SYSTEM);
    cr_expect_eq(error.system_errno, EIO);
    scratch_file_close(descriptor);
}

Test(scratch_file, a_folder_that_is_not_there_is_told)
{
    tamis_error error;
    int descriptor;

    cr_expect_eq(scratch_file_open("/nowhere/at/all", &descriptor, &error),
                 TAMIS_ERROR_SYSTEM);
    cr_expect_eq(error.system_errno, ENOENT);
    cr_expect_not_null(strstr(error.message, "/nowhere/at/all"));
    cr_expect_eq(descriptor, -1);
    scratch_file_close(descriptor);
}

Test(scratch_file, a_full_disk_is_told)
{
    const struct rlimit limit = {4096, 4096};
    int descriptor = open_one();
    char bytes[5000] = {0};
    tamis_error error;

    signal(SIGXFSZ, SIG_IGN);
    cr_assert_eq(setrlimit(RLIMIT_FSIZE, &limit), 0);
    cr_expect_eq(scratch_file_write(descriptor, 0, bytes, sizeof bytes, &error),
                 TAMIS_ERROR_SYSTEM);
    cr_expect_eq(error.system_errno, EFBIG);
    scratch_file_close(descriptor);
}
