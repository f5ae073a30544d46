/* SPDX-License-Identifier: BSD-2-Clause */
#include "broken_database.h"

#include "base/memory.h"

#include <criterion/criterion.h>

#include <stdio.h>
#include <stdlib.h>

uint8_t *section_line(const struct broken *file, unsigned kind,
                      unsigned key_class)
{
    uint8_t *line = file->bytes + DATABASE_HEADER_SIZE;

    while (LOAD16(line, section_layout, kind) != kind ||
           LOAD8(line, section_layout, key_class) != key_class)
        line += sizeof(struct section_layout);
    return line;
}

uint8_t *section_bytes(const struct broken *file, unsigned kind,
                       unsigned key_class)
{
    return file->bytes +
           LOAD64(section_line(file, kind, key_class), section_layout, offset);
}

/* Everything that a program can do with a database, on one that lies. */
static void walk_all(tamis_database *database)
{
    tamis_cursor *cursor;
    tamis_record record;
    tamis_entry entries[8];
    tamis_feed_summary summary;

    if (tamis_cursor_create(&cursor, database, NULL, NULL) < 0)
        return;
    while (tamis_cursor_next(cursor, &record))
        tamis_cursor_entries(cursor, 0, 8, entries);
    for (uint32_t n = 0; tamis_cursor_feed(cursor, n, &summary); n++)
        ;
    tamis_cursor_destroy(cursor);
}

/* The file with a fault; it has room behind its end. */
static struct broken make_broken(const struct fault *fault,
                                 const struct built *built)
{
    size_t room = (built->size + 191) / 64 * 64;
    struct broken file = {aligned_alloc(64, room), built->size};

    memset(file.bytes, 0, room);
    memcpy(file.bytes, built->bytes, built->size);
    fault->make(&file);
    if (!fault->is_unsealed)
        built_seal(file.bytes, file.size);
    return file;
}

static void check_fault(const struct fault *fault, const struct built *built,
                        tamis_error *error)
{
    struct broken file = make_broken(fault, built);
    tamis_database *database;
    tamis_status status = tamis_database_open_memory(&database, file.bytes,
                                                     file.size, NULL, error);

    if (fault->refusal == BY_VERIFY) {
        cr_assert_eq(status, TAMIS_OK, "%s: %s", fault->name, error->message);
        walk_all(database);
        status = tamis_database_verify(database, error);
        tamis_database_release(database);
    }
    cr_assert_eq(status,
                 fault->refusal == UNSUPPORTED ? TAMIS_ERROR_UNSUPPORTED
                                               : TAMIS_ERROR_CORRUPT,
                 "%s is answered by %d: %s", fault->name, (int)status,
                 error->message);
    cr_assert_gt(strlen(error->message), 30, "%s", fault->name);
    free(file.bytes);
}

void check_faults(const struct fault *faults, size_t count, size_t different)
{
    char(*seen)[TAMIS_ERROR_MESSAGE_SIZE] = calloc(count, sizeof *seen);
    size_t seen_count = 0;
    struct built built;

    built_begin(&built);
    built_add_samples(&built);
    tamis_database_release(built_open(&built));
    for (size_t n = 0; n < count; n++) {
        tamis_error error = {0};
        bool is_new = true;

        check_fault(&faults[n], &built, &error);
        for (size_t other = 0; other < seen_count; other++)
            is_new = is_new && strcmp(seen[other], error.message) != 0;
        if (is_new)
            snprintf(seen[seen_count++], sizeof *seen, "%s", error.message);
    }
    cr_expect_geq(seen_count, different, "%zu sentences", seen_count);
    free(seen);
    built_end(&built);
}
