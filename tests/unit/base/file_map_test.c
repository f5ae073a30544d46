/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/file_map.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[] = "/tmp/tamis-file-map-XXXXXX";

static void make_folder(void)
{
    cr_assert_not_null(mkdtemp(folder));
    cr_assert_eq(chdir(folder), 0);
}

static void remove_folder(void)
{
    static const char *const names[] = {"empty", "file", "pipe"};

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        (void)unlink(names[i]);
    (void)rmdir(folder);
}

TestSuite(file_map, .init = make_folder, .fini = remove_folder);

static void write_file(const char *path, size_t size)
{
    FILE *file = fopen(path, "wb");

    cr_assert_not_null(file);
    for (size_t i = 0; i < size; i++)
        putc((int)(i * 7 & 0xff), file);
    cr_assert_eq(fclose(file), 0);
}

Test(file_map, mapped_and_copied_bytes_are_those_of_the_file)
{
    static const size_t sizes[] = {1, 4095, 4096, 4097, 100000};

    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        for (int copy = 0; copy < 2; copy++) {
            struct file_map map;
            tamis_error error;

            write_file("file", sizes[i]);
            cr_assert_eq(file_map_open(&map, "file", copy, &error), TAMIS_OK);
            cr_assert_eq(map.size, sizes[i]);
            for (size_t j = 0; j < sizes[i]; j++)
                cr_assert_eq(map.bytes[j], j * 7 & 0xff);
            file_map_close(&map);
            cr_assert_null(map.bytes);
            file_map_close(&map);
        }
    }
}

Test(file_map, a_copy_does_not_change_with_the_file)
{
    struct file_map map;

    write_file("file", 10000);
    cr_assert_eq(file_map_open(&map, "file", true, NULL), TAMIS_OK);
    cr_assert_eq(truncate("file", 0), 0);
    cr_assert_eq(map.bytes[9999], 9999 * 7 & 0xff);
    file_map_close(&map);
}

Test(file_map, an_empty_file_has_no_bytes)
{
    struct file_map map;

    write_file("empty", 0);
    cr_assert_eq(file_map_open(&map, "empty", false, NULL), TAMIS_OK);
    cr_assert_eq(map.size, 0);
    cr_assert_null(map.bytes);
    file_map_close(&map);
}

Test(file_map, what_is_no_file_is_refused_with_a_sentence, .timeout = 10)
{
    static const struct {
        const char *path, *part;
        tamis_status status;
    } cases[] = {
        {"missing", "No such file", TAMIS_ERROR_SYSTEM},
        {".", "is a folder", TAMIS_ERROR_ARGUMENT},
        {"pipe", "not a regular file", TAMIS_ERROR_ARGUMENT},
        {"/dev/null", "not a regular file", TAMIS_ERROR_ARGUMENT},
        {"file/x", "Not a directory", TAMIS_ERROR_SYSTEM},
    };

    write_file("file", 1);
    cr_assert_eq(mkfifo("pipe", 0600), 0);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct file_map map;
        tamis_error error;

        cr_assert_eq(file_map_open(&map, cases[i].path, false, &error),
                     cases[i].status, "%s", cases[i].path);
        cr_assert_not_null(strstr(error.message, cases[i].part), "%s",
                           error.message);
        cr_assert_not_null(strstr(error.message, cases[i].path));
        cr_assert_null(map.mapping);
        file_map_close(&map);
    }
}

/* The flag "dd" of /proc/self/smaps: left out of core dumps. */
Test(file_map, mapped_memory_is_left_out_of_core_dumps)
{
    for (int copy = 0; copy < 2; copy++) {
        struct file_map map;
        char line[512], start[32];
        bool is_ours = false, is_out = false;
        FILE *maps;

        write_file("file", 5000);
        cr_assert_eq(file_map_open(&map, "file", copy, NULL), TAMIS_OK);
        snprintf(start, sizeof start, "%lx-", (unsigned long)map.bytes);
        maps = fopen("/proc/self/smaps", "r");
        if (!maps)
            cr_skip_test("no /proc/self/smaps here");
        while (fgets(line, sizeof line, maps)) {
            if (!strncmp(line, start, strlen(start)))
                is_ours = true;
            if (is_ours && !strncmp(line, "VmFlags:", 8)) {
                is_out = strstr(line, " dd") != NULL;
                break;
            }
        }
        fclose(maps);
        cr_assert(is_out, "copy %d", copy);
        file_map_close(&map);
    }
}
