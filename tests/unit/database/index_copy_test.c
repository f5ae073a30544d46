/* SPDX-License-Identifier: BSD-2-Clause */
/* Indexes in huge pages: the file behind them may change. */
#include "base/memory.h"
#include "built_database.h"
#include "database/database.h"

#include <criterion/criterion.h>

#include <stdio.h>
#include <unistd.h>

/* Fills the index sections of the file behind an open database. */
static void overwrite_indexes(const tamis_database *database, const char *path)
{
    FILE *file = fopen(path, "r+b");

    cr_assert_not_null(file);
    for (uint32_t n = 0; n < database->section_count; n++) {
        const struct database_directory_entry *section =
            &database->directory[n];

        if (section->kind != SECTION_INDEX)
            continue;
        cr_assert_eq(fseek(file, (long)section->offset, SEEK_SET), 0);
        for (uint64_t i = 0; i < section->size; i++)
            putc(0x5a, file);
    }
    cr_assert_eq(fclose(file), 0);
}

/* Every item is checked, and with it every slot that an index tells. */
Test(index_copy, what_was_copied_is_not_read_from_the_file_any_more)
{
    tamis_database_options options = TAMIS_DATABASE_OPTIONS_INIT;
    char path[] = "/tmp/tamis_database_XXXXXX";
    int descriptor = mkstemp(path);
    tamis_database *database;
    struct built built;

    built_begin(&built);
    built_add_samples(&built);
    cr_assert_eq(built_write(&built, &memory_default, NULL), TAMIS_OK);
    cr_assert_geq(descriptor, 0);
    cr_assert_eq(write(descriptor, built.bytes, built.size),
                 (ssize_t)built.size);
    close(descriptor);
    options.flags = TAMIS_DATABASE_HUGE_PAGES;
    cr_assert_eq(tamis_database_open(&database, path, &options, NULL),
                 TAMIS_OK);
    cr_assert_eq(tamis_database_verify(database, NULL), TAMIS_OK);
    overwrite_indexes(database, path);
    cr_expect_eq(database_check_items(database, NULL), TAMIS_OK);
    cr_expect_eq(tamis_database_verify(database, NULL), TAMIS_ERROR_CORRUPT,
                 "the file was not overwritten");
    tamis_database_release(database);
    unlink(path);
    built_end(&built);
}
