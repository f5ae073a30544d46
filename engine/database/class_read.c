/* SPDX-License-Identifier: BSD-2-Clause */
/* The sections of one class of a file that is opened: that they fit each other,
 * and where readers find what they hold. */
#include "base/slice.h"
#include "database/database_check.h"
#include "database/key_form.h"
#include "index/key_fingerprint.h"
#include "index/key_sizes.h"

/* Sections of one class, as far as they are there. */
struct class_sections {
    const struct database_directory_entry *keys, *sizes, *records, *index;
    bool has_fingerprints; /* as keys */
};

static tamis_status check_class_sections(const struct class_sections *found,
                                         enum key_class key_class,
                                         tamis_error *error)
{
    bool has_sizes =
        database_key_size(key_class) == 0 && !found->has_fingerprints;
    bool has_index = key_class != KEY_CLASS_PATTERN;

    if (!found->records || !found->keys)
        return corrupt(error,
                       found->keys    ? found->keys->offset
                       : found->index ? found->index->offset
                       : found->sizes ? found->sizes->offset
                                      : found->records->offset,
                       "a class has some of its sections, but not both keys "
                       "and records");
    if (has_sizes != (found->sizes != NULL))
        return corrupt(error, found->records->offset,
                       has_sizes ? "a class of keys of any size lacks the "
                                   "section of their sizes"
                                 : "a class of keys of one size has a section "
                                   "of sizes");
    if (has_index != (found->index != NULL))
        return corrupt(error, found->records->offset,
                       has_index ? "a class lacks its index"
                                 : "a class has an index that cannot be");
    return TAMIS_OK;
}

/* A column at *at, which then is behind it; bytes that are read only when the
 * column has some are the section's first. */
static bool open_column(struct number_column *column, const uint8_t *section,
                        uint64_t count, uint64_t *at)
{
    if (!number_column_has_bits(column->bits))
        return false;
    *column = number_column_make(column->bits ? section + *at : section,
                                 column->bits, column->base);
    *at += number_column_size(count, column->bits);
    return true;
}

/* Counts the records, and finds the columns, which fill their section. Each
 * number of the file is read once: it may change under the map. */
static tamis_status open_records(const tamis_database *database,
                                 const struct database_directory_entry *records,
                                 struct database_class *to, tamis_error *error)
{
    const uint8_t *section = database->file.bytes + records->offset;
    uint64_t end = sizeof(struct records_layout);

    if (records->size < end)
        return corrupt(error, records->offset,
                       "a class's records are too short for their header");
    to->count = LOAD32(section, records_layout, count);
    to->words.bits = LOAD8(section, records_layout, word_bits);
    to->words.base = LOAD32(section, records_layout, word_base);
    to->kinds.bits = LOAD8(section, records_layout, kind_bits);
    to->kinds.base = LOAD32(section, records_layout, kind_base);
    to->modes.bits = LOAD8(section, records_layout, mode_bits);
    to->modes.base = LOAD32(section, records_layout, mode_base);
    if (!open_column(&to->words, section, to->count, &end) ||
        !open_column(&to->kinds, section, to->count, &end) ||
        !open_column(&to->modes, section, to->count, &end) ||
        end != records->size)
        return corrupt(error, records->offset,
                       "the columns of a class's records do not fill their "
                       "section");
    return TAMIS_OK;
}

/* Fingerprints say their size by how many bytes they have together; those of
 * all classes have the same. */
static tamis_status check_fingerprints(tamis_database *database,
                                       const struct class_sections *found,
                                       enum key_class key_class,
                                       tamis_error *error)
{
    uint64_t count = database->classes[key_class].count;
    uint64_t size = count > 0 ? found->keys->size / count : 0;

    if (size < KEY_FINGERPRINT_SIZE_MIN || size > KEY_FINGERPRINT_SIZE_MAX ||
        size * count != found->keys->size)
        return corrupt(error, found->keys->offset,
                       "a class has not as many fingerprints as records, of a "
                       "size that fingerprints have");
    if (database_key_form(key_class, (uint32_t)size) == KEY_FORM_WHOLE)
        return corrupt(error, found->keys->offset,
                       "a class has fingerprints whose keys are always kept");
    if (database->info.fingerprint_bits > 0 &&
        database->info.fingerprint_bits != size * 8)
        return corrupt(error, found->keys->offset,
                       "two classes have fingerprints of different sizes");
    database->info.fingerprint_bits = (uint32_t)size * 8;
    return TAMIS_OK;
}

static tamis_status check_key_sizes(const struct class_sections *found,
                                    enum key_class key_class, uint64_t count,
                                    tamis_error *error)
{
    uint32_t key_size = database_key_size(key_class);

    if (found->sizes && found->keys->size > UINT32_MAX)
        return corrupt(error, found->keys->offset,
                       "a class has more bytes of keys than their sizes can "
                       "tell");
    if (key_size > 0 && found->keys->size != count * key_size)
        return corrupt(error, found->keys->offset,
                       "a class has not as many keys as records");
    return TAMIS_OK;
}

static tamis_status open_key_sizes(const tamis_database *database,
                                   const struct database_directory_entry *sizes,
                                   struct database_class *to,
                                   tamis_error *error)
{
    const uint8_t *section = database->file.bytes + sizes->offset;

    if (sizes->size >= sizeof(struct key_sizes_layout))
        to->keys.size_width = LOAD32(section, key_sizes_layout, width);
    if (!key_sizes_have_width(to->keys.size_width) ||
        sizes->size != key_sizes_size(to->count, to->keys.size_width))
        return corrupt(error, sizes->offset,
                       "a class has not as many sizes of keys as records");
    to->keys.sizes = section + sizeof(struct key_sizes_layout);
    return TAMIS_OK;
}

static tamis_status find_class(tamis_database *database,
                               enum key_class key_class,
                               struct class_sections *found, tamis_error *error)
{
    const struct database_directory_entry *fingerprints =
        database_find_section(database, SECTION_FINGERPRINTS, key_class);

    *found = (struct class_sections){
        .keys = database_find_section(database, SECTION_KEYS, key_class),
        .sizes = database_find_section(database, SECTION_KEY_SIZES, key_class),
        .records = database_find_section(database, SECTION_RECORDS, key_class),
        .index = database_find_section(database, SECTION_INDEX, key_class),
        .has_fingerprints = fingerprints != NULL,
    };
    if (found->keys && fingerprints)
        return corrupt(error, fingerprints->offset,
                       "a class has both keys and fingerprints");
    if (fingerprints)
        found->keys = fingerprints;
    return TAMIS_OK;
}

static tamis_status open_keys(tamis_database *database,
                              enum key_class key_class,
                              const struct class_sections *found,
                              tamis_error *error)
{
    struct database_class *to = &database->classes[key_class];
    struct key_store *keys = &to->keys;

    if (found->has_fingerprints)
        TRY(check_fingerprints(database, found, key_class, error));
    else
        TRY(check_key_sizes(found, key_class, to->count, error));
    keys->bytes = database->file.bytes + found->keys->offset;
    keys->bytes_size = found->keys->size;
    keys->key_size = database_key_size(key_class);
    keys->count = to->count;
    if (found->has_fingerprints) {
        keys->key_size = database->info.fingerprint_bits / 8;
        keys->form = database_key_form(key_class, keys->key_size);
    }
    return found->sizes ? open_key_sizes(database, found->sizes, to, error)
                        : TAMIS_OK;
}

tamis_status database_open_index(tamis_database *database,
                                 enum key_class key_class, tamis_slice index,
                                 tamis_error *error)
{
    struct database_class *to = &database->classes[key_class];

    to->index = index;
    if (key_class == KEY_CLASS_IPV4 || key_class == KEY_CLASS_IPV6)
        return prefix_table_open(&to->prefix, index.data, index.size, &to->keys,
                                 database->kernels, error);
    if (key_class == KEY_CLASS_DOMAIN)
        return suffix_table_open(&to->suffix, index, &to->keys, &to->modes,
                                 database->kernels, error);
    return exact_table_open(&to->exact, index.data, index.size, &to->keys,
                            database->kernels, error);
}

static tamis_status open_index(tamis_database *database,
                               enum key_class key_class,
                               const struct database_directory_entry *index,
                               tamis_error *error)
{
    tamis_status status = database_open_index(
        database, key_class,
        slice_make(database->file.bytes + index->offset, (size_t)index->size),
        error);

    /* An index knows nothing of the file around it. */
    if (status < 0)
        error_set_place(error, 0, index->offset);
    return status;
}

/* Whoever has none asks for every URL. */
static tamis_status open_hosts(tamis_database *database, tamis_error *error)
{
    const struct database_directory_entry *hosts =
        database_find_section(database, SECTION_HOSTS, KEY_CLASS_URL);
    tamis_status status;

    database->hosts = hosts ? slice_make(database->file.bytes + hosts->offset,
                                         (size_t)hosts->size)
                            : slice_make(NULL, 0);
    status = host_filter_open(&database->host_filter, database->hosts,
                              database->kernels, error);
    if (status < 0)
        error_set_place(error, 0, hosts ? hosts->offset : 0);
    return status;
}

tamis_status class_read(tamis_database *database, enum key_class key_class,
                        tamis_error *error)
{
    struct database_class *to = &database->classes[key_class];
    uint64_t record_count = database->info.record_count;
    struct class_sections found;

    to->first_record = (uint32_t)record_count;
    TRY(find_class(database, key_class, &found, error));
    if (!found.keys && !found.sizes && !found.records && !found.index)
        return TAMIS_OK;
    TRY(check_class_sections(&found, key_class, error));
    TRY(open_records(database, found.records, to, error));
    record_count += to->count;
    if (record_count >= TAMIS_RECORD_NONE)
        return corrupt(error, found.records->offset,
                       "the file has more records than can be numbered");
    database->info.record_count = record_count;
    TRY(open_keys(database, key_class, &found, error));
    if (key_class == KEY_CLASS_URL)
        TRY(open_hosts(database, error));
    database->info.index_count += found.index != NULL;
    database->info.fingerprint_index_count +=
        found.index && found.has_fingerprints;
    return found.index ? open_index(database, key_class, found.index, error)
                       : TAMIS_OK;
}
