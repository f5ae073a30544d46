/* SPDX-License-Identifier: BSD-2-Clause */
/* Files with fingerprints: what open takes for one, and what verify sees. */
#include "broken_database.h"

#include "index/exact_table_layout.h"

#include <criterion/criterion.h>

#include <stdlib.h>

#define SIZE 12u

/* Of the classes of samples, domains are kept as fingerprints. */
#define FLINE        DLINE(SECTION_FINGERPRINTS)
#define DIGEST(kind) section_line(file, kind, KEY_CLASS_DIGEST32)

FAULT(too_short_for_all_records)
{
    BUMP(FLINE, size, -1);
}
FAULT(of_too_few_bytes)
{
    uint64_t count = LOAD64(FLINE, section_layout, size) / SIZE;

    STORE64(FLINE, section_layout, size, count * 7);
}
FAULT(of_another_size_than_the_first)
{
    uint64_t count = LOAD64(FLINE, section_layout, size) / SIZE;

    STORE64(FLINE, section_layout, size, count * 9);
}
FAULT(no_bytes)
{
    STORE64(FLINE, section_layout, size, 0);
}
FAULT(keys_of_any_size_without_sizes)
{
    STORE16(FLINE, section_layout, kind, SECTION_KEYS);
}
FAULT(keys_as_well)
{
    STORE16(DLINE(SECTION_RECORDS), section_layout, kind, SECTION_KEYS);
}
FAULT(of_addresses)
{
    STORE16(section_line(file, SECTION_KEYS, KEY_CLASS_IPV4), section_layout,
            kind, SECTION_FINGERPRINTS);
}
FAULT(of_patterns)
{
    STORE16(section_line(file, SECTION_KEYS, KEY_CLASS_PATTERN), section_layout,
            kind, SECTION_FINGERPRINTS);
}
FAULT(of_digests_as_keys)
{
    STORE16(DIGEST(SECTION_FINGERPRINTS), section_layout, kind, SECTION_KEYS);
}

static const struct {
    const char *name;
    void (*make)(struct broken *file);
} faults[] = {
    {"too short", too_short_for_all_records},
    {"of too few bytes", of_too_few_bytes},
    {"of another size than the first", of_another_size_than_the_first},
    {"no bytes", no_bytes},
    {"keys of any size without sizes", keys_of_any_size_without_sizes},
    {"keys as well", keys_as_well},
    {"of addresses", of_addresses},
    {"of patterns", of_patterns},
    {"of digests as keys", of_digests_as_keys},
};

static void build(struct built *built)
{
    built_begin(built);
    built_add_samples(built);
    built->input.fingerprint_size = SIZE;
    tamis_database_release(built_open(built));
}

Test(fingerprint_file, every_fault_of_the_frame_is_refused_by_open)
{
    struct built built;

    build(&built);
    for (size_t n = 0; n < sizeof faults / sizeof *faults; n++) {
        struct broken file = {aligned_alloc(64, (built.size + 63) / 64 * 64),
                              built.size};
        tamis_database *database;
        tamis_error error = {0};

        memcpy(file.bytes, built.bytes, built.size);
        faults[n].make(&file);
        built_seal(file.bytes, file.size);
        cr_expect_eq(tamis_database_open_memory(&database, file.bytes,
                                                file.size, NULL, &error),
                     TAMIS_ERROR_CORRUPT, "%s: %s", faults[n].name,
                     error.message);
        cr_expect_gt(strlen(error.message), 20);
        free(file.bytes);
    }
    built_end(&built);
}

/* Changes one byte of an index and asks for a verdict. */
static tamis_status verify_changed(const struct built *built, unsigned class,
                                   size_t offset, uint8_t bits)
{
    struct broken file = {aligned_alloc(64, (built->size + 63) / 64 * 64),
                          built->size};
    tamis_database *database;
    tamis_status status;

    memcpy(file.bytes, built->bytes, built->size);
    section_bytes(&file, SECTION_INDEX, class)[offset] ^= bits;
    built_seal(file.bytes, file.size);
    status = tamis_database_open_memory(&database, file.bytes, file.size, NULL,
                                        NULL);
    if (status == TAMIS_OK) {
        status = tamis_database_verify(database, NULL);
        tamis_database_release(database);
    }
    free(file.bytes);
    return status;
}

Test(fingerprint_file, verify_tells_what_can_be_told_without_keys)
{
    struct built built;
    /* Behind header and filter, which has two blocks, the first line. */
    size_t line = sizeof(struct exact_table_layout) + 64;

    build(&built);
    cr_expect_eq(verify_changed(&built, KEY_CLASS_DIGEST32, 0, 0), TAMIS_OK);
    cr_expect_eq(verify_changed(&built, KEY_CLASS_DIGEST32, line, 1),
                 TAMIS_ERROR_CORRUPT, "a slot that is not the line's first");
    cr_expect_eq(verify_changed(&built, KEY_CLASS_DIGEST32, line + 60, 1),
                 TAMIS_ERROR_CORRUPT, "a tag behind a free place");
    cr_expect_eq(verify_changed(&built, KEY_CLASS_DIGEST32, line + 3, 0x40),
                 TAMIS_ERROR_CORRUPT, "an overflow that nothing is in");
    cr_expect_eq(verify_changed(&built, KEY_CLASS_DIGEST32, 4, 1),
                 TAMIS_ERROR_CORRUPT, "an unused byte");
    /* What follows from keys cannot be told. */
    cr_expect_eq(verify_changed(&built, KEY_CLASS_DIGEST32, line + 4, 1),
                 TAMIS_OK, "another tag");
    built_end(&built);
}
