/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Broken files, each named by its fault. A fault of the frame (header,
 * directory, sizes) is refused by open; one inside a section opens, since the
 * readers bound themselves, and is told by verify. Checksums are made right
 * again after each change, as somebody who means harm would.
 */
#ifndef TAMIS_TESTS_UNIT_DATABASE_BROKEN_DATABASE_H
#define TAMIS_TESTS_UNIT_DATABASE_BROKEN_DATABASE_H

#include "built_database.h"
#include "database/database.h"

struct broken {
    uint8_t *bytes;
    size_t size;
};

/* The directory's line of a section, and the section itself. */
uint8_t *section_line(const struct broken *file, unsigned kind,
                      unsigned key_class);
uint8_t *section_bytes(const struct broken *file, unsigned kind,
                       unsigned key_class);

#define GLOBAL(kind) section_bytes(file, kind, DATABASE_CLASS_NONE)
#define LINE(kind)   section_line(file, kind, DATABASE_CLASS_NONE)
#define DOMAIN(kind) section_bytes(file, kind, KEY_CLASS_DOMAIN)
#define DLINE(kind)  section_line(file, kind, KEY_CLASS_DOMAIN)
#define FAULT(name)  static void name(struct broken *file)
#define BUMP(line, field, by)                                                  \
    STORE64(line, section_layout, field,                                       \
            LOAD64(line, section_layout, field) + (uint64_t)(by))

enum refusal { BY_OPEN, BY_VERIFY, UNSUPPORTED };

struct fault {
    const char *name;
    void (*make)(struct broken *file);
    enum refusal refusal;
    bool is_unsealed; /* leave the checksums wrong */
};

#define OPENS_NOT(fault)                                                       \
    {                                                                          \
#fault, fault, BY_OPEN, false                                          \
    }
#define VERIFIES_NOT(fault)                                                    \
    {                                                                          \
#fault, fault, BY_VERIFY, false                                        \
    }

/* Each fault of a table is refused as it says, with a sentence; at least
 * `different` sentences differ. */
void check_faults(const struct fault *faults, size_t count, size_t different);

#endif
