/* SPDX-License-Identifier: BSD-2-Clause */
/* What the parts of database_check() share. */
#ifndef TAMIS_DATABASE_DATABASE_CHECK_H
#define TAMIS_DATABASE_DATABASE_CHECK_H

#include "base/error.h"
#include "database/database.h"

/* Says what is wrong at which byte of the file. */
static inline tamis_status corrupt(tamis_error *error, uint64_t offset,
                                   const char *sentence)
{
    error_set(error, TAMIS_ERROR_CORRUPT,
              "%s (byte %llu of the file); the file is damaged, compile it "
              "again",
              sentence, (unsigned long long)offset);
    error_set_place(error, 0, offset);
    return TAMIS_ERROR_CORRUPT;
}

/* A section that this library knows; NULL when there is none. */
const struct database_directory_entry *
database_find_section(const tamis_database *database, uint32_t kind,
                      uint32_t key_class);

/* class_read.c: checks and opens one class. Errors: CORRUPT, UNSUPPORTED. */
tamis_status class_read(tamis_database *database, enum key_class key_class,
                        tamis_error *error);

#endif
