/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Opening hostile bytes: header and directory are copied first and checked
 * then, so that a file that changes under the map cannot change what was
 * checked. What lies inside the sections is left to bounded readers and to
 * `verify` (item_check.c); nothing here looks at more than a few cache lines
 * of a section.
 */
#include "database/database_check.h"
#include "base/error.h"
#include "base/hash.h"
#include "base/slice.h"

/* Everything that an open copies: the largest header and directory. */
struct copied {
    uint8_t bytes[DATABASE_HEADER_MAX +
                  DATABASE_SECTION_MAX * sizeof(struct section_layout)];
    size_t size;
};

#define HEADER_FIELD(field) offsetof(struct database_header_layout, field)

/* The magic is built so that the usual accidents of transport show. */
static tamis_status check_magic(const uint8_t *bytes, tamis_error *error)
{
    static const uint8_t magic[] = DATABASE_MAGIC;

    if (!memcmp(bytes, magic, DATABASE_MAGIC_SIZE))
        return TAMIS_OK;
    if (!memcmp(bytes + 1, magic + 1, 5))
        return corrupt(error, 0,
                       "the first bytes were changed as a transfer in text "
                       "mode or through 7 bits does it");
    return corrupt(error, 0,
                   "this is no tamis database: the first 8 bytes "
                   "are not its magic number");
}

static tamis_status check_version(const uint8_t *bytes, tamis_error *error)
{
    unsigned major = LOAD16(bytes, database_header_layout, format_major);

    if (major == DATABASE_FORMAT_MAJOR)
        return TAMIS_OK;
    error_set(error, TAMIS_ERROR_UNSUPPORTED,
              "the file has format %u.%u, this library reads %u.x; use a "
              "matching tamis, or compile the file again",
              major,
              (unsigned)LOAD16(bytes, database_header_layout, format_minor),
              DATABASE_FORMAT_MAJOR);
    error_set_place(error, 0, HEADER_FIELD(format_major));
    return TAMIS_ERROR_UNSUPPORTED;
}

static tamis_status check_sizes(const uint8_t *bytes, uint64_t real_size,
                                tamis_error *error)
{
    uint32_t header_size = LOAD32(bytes, database_header_layout, header_size);
    uint64_t file_size = LOAD64(bytes, database_header_layout, file_size);
    uint32_t count = LOAD32(bytes, database_header_layout, section_count);

    if (header_size < DATABASE_HEADER_SIZE || header_size % 8 != 0 ||
        header_size > DATABASE_HEADER_MAX)
        return corrupt(error, HEADER_FIELD(header_size),
                       "the header's size is not one that a header can have");
    if (file_size > real_size)
        return corrupt(error, real_size,
                       "the file ends early: its header tells of more bytes");
    if (file_size < real_size)
        return corrupt(error, file_size,
                       "the file goes on behind the end that its header "
                       "tells");
    if (count > DATABASE_SECTION_MAX)
        return corrupt(error, HEADER_FIELD(section_count),
                       "the header tells of more than 64 sections");
    if (header_size + count * sizeof(struct section_layout) > real_size)
        return corrupt(error, HEADER_FIELD(section_count),
                       "the directory of sections does not fit in the file");
    return TAMIS_OK;
}

static tamis_status copy_header(struct copied *copied,
                                const struct file_map *file, tamis_error *error)
{
    if (file->size < DATABASE_HEADER_SIZE)
        return corrupt(error, file->size,
                       file->size == 0 ? "the file is empty"
                                       : "the file is shorter than a header");
    memcpy(copied->bytes, file->bytes, DATABASE_HEADER_SIZE);
    TRY(check_magic(copied->bytes, error));
    TRY(check_version(copied->bytes, error));
    TRY(check_sizes(copied->bytes, file->size, error));
    copied->size =
        LOAD32(copied->bytes, database_header_layout, header_size) +
        LOAD32(copied->bytes, database_header_layout, section_count) *
            sizeof(struct section_layout);
    memcpy(copied->bytes + DATABASE_HEADER_SIZE,
           file->bytes + DATABASE_HEADER_SIZE,
           copied->size - DATABASE_HEADER_SIZE);
    return TAMIS_OK;
}

static tamis_status check_header_hash(struct copied *copied, tamis_error *error)
{
    uint64_t told = LOAD64(copied->bytes, database_header_layout, header_hash);

    STORE64(copied->bytes, database_header_layout, header_hash, 0);
    if (hash_bytes(copied->bytes, copied->size, 0) != told)
        return corrupt(error, HEADER_FIELD(header_hash),
                       "the checksum of header and directory is wrong");
    return TAMIS_OK;
}

static void read_directory(tamis_database *database,
                           const struct copied *copied)
{
    const uint8_t *header = copied->bytes;

    database->header_size = LOAD32(header, database_header_layout, header_size);
    database->section_count =
        LOAD32(header, database_header_layout, section_count);
    database->info.format_major =
        LOAD16(header, database_header_layout, format_major);
    database->info.format_minor =
        LOAD16(header, database_header_layout, format_minor);
    database->info.file_size = database->file.size;
    for (uint32_t n = 0; n < database->section_count; n++) {
        const uint8_t *from =
            header + database->header_size + n * sizeof(struct section_layout);
        struct database_directory_entry *to = &database->directory[n];

        to->kind = LOAD16(from, section_layout, kind);
        to->key_class = LOAD8(from, section_layout, key_class);
        to->version = LOAD8(from, section_layout, version);
        to->flags = LOAD32(from, section_layout, flags);
        to->offset = LOAD64(from, section_layout, offset);
        to->size = LOAD64(from, section_layout, size);
        to->hash = LOAD64(from, section_layout, hash);
    }
}

/* Where line n of the directory is in the file, for errors. */
static uint64_t directory_offset(const tamis_database *database, uint32_t n)
{
    return database->header_size + n * sizeof(struct section_layout);
}

/* Sections are aligned, inside the file, in the order of their offsets, and
 * do not overlap. */
static tamis_status check_places(const tamis_database *database,
                                 tamis_error *error)
{
    uint64_t file_size = database->file.size;
    uint64_t end = directory_offset(database, database->section_count);

    for (uint32_t n = 0; n < database->section_count; n++) {
        const struct database_directory_entry *section =
            &database->directory[n];
        uint64_t place = directory_offset(database, n);

        if (section->offset % DATABASE_ALIGNMENT != 0)
            return corrupt(error,
                           place + offsetof(struct section_layout, offset),
                           "a section does not begin at a multiple of 64");
        if (section->offset > file_size ||
            section->size > file_size - section->offset)
            return corrupt(error,
                           place + offsetof(struct section_layout, offset),
                           "a section reaches past the end of the file");
        if (section->offset < end)
            return corrupt(error,
                           place + offsetof(struct section_layout, offset),
                           "a section overlaps what comes before it");
        end = section->offset + section->size;
    }
    return TAMIS_OK;
}

static bool is_global(uint32_t kind)
{
    return kind >= SECTION_META && kind < SECTION_GLOBAL_COUNT;
}

static bool is_known(const struct database_directory_entry *section)
{
    if (section->version != DATABASE_SECTION_VERSION)
        return false;
    if (is_global(section->kind))
        return section->key_class == DATABASE_CLASS_NONE;
    return section->kind >= SECTION_KEYS &&
           section->kind < SECTION_CLASS_COUNT &&
           section->key_class < KEY_CLASS_COUNT;
}

/* Unknown sections are skipped, unless they say that they must not be. */
static tamis_status check_known(const tamis_database *database,
                                tamis_error *error)
{
    for (uint32_t n = 0; n < database->section_count; n++) {
        const struct database_directory_entry *section =
            &database->directory[n];
        uint64_t place = directory_offset(database, n);

        if (!is_known(section)) {
            if (!(section->flags & DATABASE_REQUIRED))
                continue;
            error_set(error, TAMIS_ERROR_UNSUPPORTED,
                      "the file has a required section of kind %u, class %u, "
                      "version %u, which this library does not know; use a "
                      "newer tamis, or compile the file again",
                      section->kind, section->key_class, section->version);
            error_set_place(error, 0, place);
            return TAMIS_ERROR_UNSUPPORTED;
        }
        for (uint32_t other = 0; other < n; other++)
            if (is_known(&database->directory[other]) &&
                database->directory[other].kind == section->kind &&
                database->directory[other].key_class == section->key_class)
                return corrupt(error, place, "a section is there twice");
    }
    return TAMIS_OK;
}

const struct database_directory_entry *
database_find_section(const tamis_database *database, uint32_t kind,
                      uint32_t key_class)
{
    for (uint32_t n = 0; n < database->section_count; n++) {
        const struct database_directory_entry *section =
            &database->directory[n];

        if (is_known(section) && section->kind == kind &&
            section->key_class == key_class)
            return section;
    }
    return NULL;
}

/* A global section of items; an optional one may be missing and is empty. */
static tamis_status open_items(tamis_database *database,
                               struct database_section *to, uint32_t kind,
                               size_t item_size, tamis_error *error)
{
    const struct database_directory_entry *section =
        database_find_section(database, kind, DATABASE_CLASS_NONE);

    if (!section && kind == SECTION_ACCOUNTING)
        return TAMIS_OK;
    if (!section) {
        error_set(error, TAMIS_ERROR_CORRUPT,
                  "the file has no section of kind %u, which every database "
                  "has; the file is damaged, compile it again",
                  (unsigned)kind);
        error_set_place(error, 0, database->header_size);
        return TAMIS_ERROR_CORRUPT;
    }
    if (section->size % item_size != 0)
        return corrupt(error, section->offset,
                       "the size of a section is no multiple of its items' "
                       "size");
    if (section->size / item_size > UINT32_MAX)
        return corrupt(error, section->offset,
                       "a section has more items than can be numbered");
    to->bytes = database->file.bytes + section->offset;
    to->size = section->size;
    return TAMIS_OK;
}

static tamis_status open_globals(tamis_database *database, tamis_error *error)
{
    const struct {
        struct database_section *to;
        uint32_t kind;
        size_t item_size;
    } sections[] = {
        {&database->strings, SECTION_STRINGS, DATABASE_STRING_UNIT},
        {&database->lists, SECTION_LISTS, 4},
        {&database->feeds, SECTION_FEEDS, sizeof(struct feed_layout)},
        {&database->labels, SECTION_LABELS, sizeof(struct label_layout)},
        {&database->audiences, SECTION_AUDIENCES,
         sizeof(struct audience_layout)},
        {&database->tags, SECTION_TAGS, sizeof(struct tags_layout)},
        {&database->profiles, SECTION_PROFILES, sizeof(struct profile_layout)},
        {&database->validities, SECTION_VALIDITIES,
         sizeof(struct validity_layout)},
        {&database->entries, SECTION_ENTRIES, sizeof(struct entry_layout)},
        {&database->accounting, SECTION_ACCOUNTING,
         sizeof(struct accounting_layout)},
    };

    for (size_t n = 0; n < sizeof sections / sizeof *sections; n++)
        TRY(open_items(database, sections[n].to, sections[n].kind,
                       sections[n].item_size, error));
    return TAMIS_OK;
}

static tamis_status open_meta(tamis_database *database, tamis_error *error)
{
    const struct database_directory_entry *section =
        database_find_section(database, SECTION_META, DATABASE_CLASS_NONE);
    const uint8_t *meta;

    if (!section)
        return corrupt(error, database->header_size,
                       "the file has no meta section");
    if (section->size < sizeof(struct meta_layout))
        return corrupt(error, section->offset, "the meta section is too short");
    meta = database->file.bytes + section->offset;
    if (LOAD64(meta, meta_layout, record_count) != database->info.record_count)
        return corrupt(error, section->offset,
                       "the sections do not hold as many records as the meta "
                       "section tells");
    database->info.entry_count = LOAD64(meta, meta_layout, entry_count);
    database->info.compiled_at_ns =
        (int64_t)LOAD64(meta, meta_layout, compiled_at_ns);
    database->organisation =
        database_string(database, LOAD32(meta, meta_layout, organisation));
    return TAMIS_OK;
}

static uint32_t count_items(const struct database_section *section,
                            size_t item_size)
{
    uint64_t count = section->size / item_size;

    return count < UINT32_MAX ? (uint32_t)count : UINT32_MAX;
}

tamis_status database_check(tamis_database *database, tamis_error *error)
{
    struct copied copied;

    TRY(copy_header(&copied, &database->file, error));
    TRY(check_header_hash(&copied, error));
    read_directory(database, &copied);
    TRY(check_places(database, error));
    TRY(check_known(database, error));
    TRY(open_globals(database, error));
    for (int n = 0; n < KEY_CLASS_COUNT; n++)
        TRY(class_read(database, (enum key_class)n, error));
    TRY(open_meta(database, error));
    database->info.feed_count =
        count_items(&database->feeds, sizeof(struct feed_layout));
    database->info.label_count =
        count_items(&database->labels, sizeof(struct label_layout));
    return TAMIS_OK;
}
