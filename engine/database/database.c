/* SPDX-License-Identifier: BSD-2-Clause */
#include "database/database.h"

#include "base/error.h"
#include "base/hash.h"
#include "base/memory.h"
#include "base/options.h"
#include "base/slice.h"

#define KNOWN_FLAGS                                                            \
    (TAMIS_DATABASE_COPY | TAMIS_DATABASE_VERIFY | TAMIS_DATABASE_HUGE_PAGES)

void tamis_database_options_init(tamis_database_options *options)
{
    const tamis_database_options begin = TAMIS_DATABASE_OPTIONS_INIT;

    *options = begin;
}

/* Options of any version of the struct: a caller that knows more than this
 * library must have left the rest zero. */
static tamis_status read_options(tamis_database_options *known,
                                 const tamis_database_options *given,
                                 tamis_error *error)
{
    tamis_database_options_init(known);
    if (!given)
        return TAMIS_OK;
    TRY(options_check(given, sizeof *known, "tamis_database_options", error));
    *known = *given;
    if (known->flags & ~KNOWN_FLAGS)
        return error_set(error, TAMIS_ERROR_UNSUPPORTED,
                         "options.flags has bits that this version of the "
                         "library does not know (0x%x)",
                         (unsigned)known->flags);
    return TAMIS_OK;
}

/* NULL when there is no memory. */
static tamis_database *create_handle(const tamis_database_options *options,
                                     tamis_error *error)
{
    tamis_allocator allocator = memory_choose(options->allocator);
    tamis_database *made = memory_allocate_array(&allocator, 1, sizeof *made);

    if (!made) {
        error_set(error, TAMIS_ERROR_MEMORY,
                  "out of memory while opening a database");
        return NULL;
    }
    made->allocator = allocator;
    atomic_init(&made->references, 1);
    atomic_init(&made->watchers, 1);
    atomic_init(&made->stream_pins, 0);
    made->kernels = kernels_pick_limited(options->cpu_limit);
    return made;
}

static tamis_status check_handle(tamis_database *database, uint32_t flags,
                                 tamis_error *error)
{
    tamis_status status = database_check(database, error);

    if (status == TAMIS_OK && (flags & TAMIS_DATABASE_VERIFY))
        status = tamis_database_verify(database, error);
    /* A copy of the whole file lies in huge pages already. */
    if (status == TAMIS_OK && (flags & TAMIS_DATABASE_HUGE_PAGES) &&
        !database->file.copy.bytes)
        status = database_copy_indexes(database, error);
    return status;
}

/* Puts the path before a sentence that could not know it. */
static void add_path(tamis_error *error, const char *path)
{
    tamis_error inner;

    if (!error)
        return;
    inner = *error;
    error_set(error, inner.status, "%s: %s", path, inner.message);
    error_set_place(error, inner.line, inner.offset);
}

tamis_status tamis_database_open(tamis_database **database, const char *path,
                                 const tamis_database_options *options,
                                 tamis_error *error)
{
    tamis_database_options known;
    tamis_database *made;
    tamis_status status;

    *database = NULL;
    TRY(read_options(&known, options, error));
    made = create_handle(&known, error);
    if (!made)
        return TAMIS_ERROR_MEMORY;
    status = file_map_open(&made->file, path,
                           (known.flags & TAMIS_DATABASE_COPY) != 0, error);
    if (status == TAMIS_OK) {
        made->is_mapped = true;
        status = check_handle(made, known.flags, error);
        if (status < 0)
            add_path(error, path);
    }
    if (status < 0) {
        tamis_database_release(made);
        return status;
    }
    *database = made;
    return TAMIS_OK;
}

tamis_status tamis_database_open_memory(tamis_database **database,
                                        const void *bytes, size_t size,
                                        const tamis_database_options *options,
                                        tamis_error *error)
{
    tamis_database_options known;
    tamis_database *made;
    tamis_status status;

    *database = NULL;
    TRY(read_options(&known, options, error));
    if (size > 0 && (uintptr_t)bytes % DATABASE_ALIGNMENT != 0)
        return error_set(error, TAMIS_ERROR_ARGUMENT,
                         "the database's bytes are not aligned to 64; "
                         "allocate them with aligned_alloc(64, ...)");
    made = create_handle(&known, error);
    if (!made)
        return TAMIS_ERROR_MEMORY;
    made->file.bytes = bytes;
    made->file.size = size;
    status = check_handle(made, known.flags, error);
    if (status < 0) {
        tamis_database_release(made);
        return status;
    }
    *database = made;
    return TAMIS_OK;
}

tamis_database *tamis_database_retain(tamis_database *database)
{
    if (database)
        atomic_fetch_add_explicit(&database->references, 1,
                                  memory_order_relaxed);
    return database;
}

void tamis_database_release(tamis_database *database)
{
    if (!database || atomic_fetch_sub_explicit(&database->references, 1,
                                               memory_order_acq_rel) != 1)
        return;
    huge_memory_close(&database->indexes);
    if (database->is_mapped)
        file_map_close(&database->file);
    database_unwatch(database);
}

void database_watch(tamis_database *database)
{
    atomic_fetch_add_explicit(&database->watchers, 1, memory_order_relaxed);
}

void database_unwatch(tamis_database *database)
{
    tamis_allocator allocator = database->allocator;

    if (atomic_fetch_sub_explicit(&database->watchers, 1,
                                  memory_order_acq_rel) == 1)
        memory_release(&allocator, database);
}

bool database_is_gone(const tamis_database *database)
{
    return atomic_load_explicit(&database->references, memory_order_acquire) ==
           0;
}

void tamis_database_info_get(const tamis_database *database,
                             tamis_database_info *info)
{
    size_t size = info->struct_size;

    if (size > sizeof *info)
        size = sizeof *info;
    if (size <= sizeof info->struct_size)
        return;
    memcpy((uint8_t *)info + sizeof info->struct_size,
           (const uint8_t *)&database->info + sizeof info->struct_size,
           size - sizeof info->struct_size);
}

static tamis_status fail_at(tamis_error *error, uint64_t offset,
                            const char *sentence)
{
    error_set(error, TAMIS_ERROR_CORRUPT,
              "%s (byte %llu of the file); the file is damaged, compile it "
              "again",
              sentence, (unsigned long long)offset);
    error_set_place(error, 0, offset);
    return TAMIS_ERROR_CORRUPT;
}

/* Bytes between sections mean nothing, so they must be zero: the same input
 * gives the same file, and nothing travels hidden in it. */
static tamis_status check_gap(const tamis_database *database, uint64_t begin,
                              uint64_t end, tamis_error *error)
{
    for (uint64_t offset = begin; offset < end; offset++)
        if (database->file.bytes[offset] != 0)
            return fail_at(error, offset,
                           "a byte between two sections is not zero");
    return TAMIS_OK;
}

tamis_status tamis_database_verify(tamis_database *database, tamis_error *error)
{
    uint64_t end = database->header_size +
                   database->section_count * sizeof(struct section_layout);

    for (uint32_t n = 0; n < database->section_count; n++) {
        const struct database_directory_entry *section =
            &database->directory[n];

        TRY(check_gap(database, end, section->offset, error));
        if (hash_bytes(database->file.bytes + section->offset,
                       (size_t)section->size, 0) != section->hash)
            return fail_at(error, section->offset,
                           "the checksum of a section is wrong");
        end = section->offset + section->size;
    }
    TRY(check_gap(database, end, database->file.size, error));
    return database_check_items(database, error);
}
