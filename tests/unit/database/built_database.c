/* SPDX-License-Identifier: BSD-2-Clause */
#include "built_database.h"

#include "base/hash.h"
#include "base/memory.h"
#include "base/slice.h"
#include "database/database.h"
#include "index/exact_table_build.h"
#include "index/suffix_table_build.h"

#include <criterion/criterion.h>

#include <stdio.h>
#include <stdlib.h>

void built_begin(struct built *built)
{
    memset(built, 0, sizeof *built);
    built->input = built_tables;
}

void built_end(struct built *built)
{
    free(built->records);
    free(built->bytes);
    memset(built, 0, sizeof *built);
}

struct built_record *built_add(struct built *built, enum key_class key_class,
                               tamis_kind kind, tamis_mode mode,
                               const void *key, size_t key_size)
{
    struct built_record *record;
    void *records = built->records;

    cr_assert_leq(key_size, BUILT_KEY_MAX);
    cr_assert_eq(memory_grow(&memory_default, &records, &built->record_capacity,
                             built->record_count + 1, sizeof *built->records),
                 0);
    built->records = records;
    record = &built->records[built->record_count++];
    memset(record, 0, sizeof *record);
    record->key_class = key_class;
    record->kind = kind;
    record->mode = mode;
    memcpy(record->key, key, key_size);
    record->key_size = key_size;
    return record;
}

void built_add_entry(struct built_record *record, uint32_t profile,
                     const char *reference, const char *context,
                     int64_t valid_from_ns, int64_t valid_until_ns)
{
    struct built_entry *entry = &record->entries[record->entry_count++];

    cr_assert_leq(record->entry_count, BUILT_ENTRY_MAX);
    entry->profile = profile;
    entry->valid_from_ns = valid_from_ns;
    entry->valid_until_ns = valid_until_ns;
    snprintf(entry->reference, sizeof entry->reference, "%s", reference);
    snprintf(entry->context, sizeof entry->context, "%s", context);
}

static int compare_records(const void *a, const void *b)
{
    const struct built_record *left = a, *right = b;
    bool has_kind_byte = left->key_class == KEY_CLASS_TEXT ||
                         left->key_class == KEY_CLASS_PATTERN;
    int order;

    if (left->key_class != right->key_class)
        return left->key_class < right->key_class ? -1 : 1;
    if (has_kind_byte && left->kind != right->kind)
        return left->kind < right->kind ? -1 : 1;
    order = slice_compare(slice_make(left->key, left->key_size),
                          slice_make(right->key, right->key_size));
    if (order != 0)
        return order;
    if (left->kind != right->kind)
        return left->kind < right->kind ? -1 : 1;
    return left->mode < right->mode ? -1 : left->mode > right->mode;
}

static size_t class_key(const struct built_record *record,
                        uint8_t key[BUILT_KEY_MAX + 1])
{
    size_t prefix = record->key_class == KEY_CLASS_TEXT ||
                    record->key_class == KEY_CLASS_PATTERN;

    key[0] = (uint8_t)record->kind;
    memcpy(key + prefix, record->key, record->key_size);
    return prefix + record->key_size;
}

static bool has_hash(enum key_class key_class)
{
    return key_class != KEY_CLASS_IPV4 && key_class != KEY_CLASS_IPV6 &&
           key_class != KEY_CLASS_PATTERN;
}

static uint64_t hash_record(const struct built_record *record)
{
    uint8_t key[BUILT_KEY_MAX + 1];
    size_t size = class_key(record, key);

    if (record->key_class == KEY_CLASS_DOMAIN)
        return suffix_table_first_hash(key, size);
    return has_hash(record->key_class) ? exact_table_first_hash(key, size) : 0;
}

static int compare_hashed(const void *a, const void *b)
{
    const struct built_record *left = a, *right = b;
    uint64_t left_hash, right_hash;

    if (left->key_class != right->key_class)
        return left->key_class < right->key_class ? -1 : 1;
    left_hash = hash_record(left);
    right_hash = hash_record(right);
    if (left_hash != right_hash)
        return left_hash < right_hash ? -1 : 1;
    return compare_records(a, b);
}

void built_sort(struct built *built)
{
    size_t kept = 0;

    if (built->record_count > 0)
        qsort(built->records, built->record_count, sizeof *built->records,
              built->by_hash ? compare_hashed : compare_records);
    for (size_t n = 0; n < built->record_count; n++)
        if (kept == 0 ||
            compare_records(&built->records[n], &built->records[kept - 1]))
            built->records[kept++] = built->records[n];
    built->record_count = kept;
}

static void random_key(struct built *built, struct random *random)
{
    static const struct {
        enum key_class key_class;
        tamis_kind kind;
        tamis_mode mode_max;
    } shapes[] = {
        {KEY_CLASS_IPV4, TAMIS_KIND_IP, TAMIS_MODE_EXACT},
        {KEY_CLASS_IPV6, TAMIS_KIND_IP, TAMIS_MODE_EXACT},
        {KEY_CLASS_DOMAIN, TAMIS_KIND_DOMAIN, TAMIS_MODE_SUBDOMAINS},
        {KEY_CLASS_DOMAIN, TAMIS_KIND_DOMAIN, TAMIS_MODE_SUBDOMAINS},
        {KEY_CLASS_URL, TAMIS_KIND_URL, TAMIS_MODE_EXACT},
        {KEY_CLASS_DIGEST16, TAMIS_KIND_MD5, TAMIS_MODE_EXACT},
        {KEY_CLASS_DIGEST16, TAMIS_KIND_IMPHASH, TAMIS_MODE_EXACT},
        {KEY_CLASS_TEXT, TAMIS_KIND_FILENAME, TAMIS_MODE_EXACT},
        {KEY_CLASS_TEXT, TAMIS_KIND_USER_AGENT, TAMIS_MODE_EXACT},
    };
    size_t n = (size_t)random_below(random, sizeof shapes / sizeof *shapes);
    uint32_t fixed = database_key_size(shapes[n].key_class);
    tamis_mode mode = (tamis_mode)random_below(random, shapes[n].mode_max + 1);
    uint8_t key[BUILT_KEY_MAX] = {0};
    size_t size = fixed ? fixed : (size_t)random_between(random, 1, 30);

    /* Few different bytes, so that keys share long beginnings. */
    random_text(random, (char *)key, size, "ab");
    if (shapes[n].key_class == KEY_CLASS_DOMAIN && size > 4)
        key[size - 3] = '.';
    if (shapes[n].kind == TAMIS_KIND_IP)
        key[size - 1] = (uint8_t)((size - 1) * 8);
    built_add(built, shapes[n].key_class, shapes[n].kind, mode, key, size);
}

void built_add_random(struct built *built, struct random *random, size_t count)
{
    while (count-- > 0)
        random_key(built, random);
    built_sort(built);
    for (size_t n = 0; n < built->record_count; n++) {
        size_t entries =
            random_one_in(random, 3) ? (size_t)random_between(random, 1, 6) : 1;

        for (size_t entry = 0; entry < entries; entry++) {
            bool is_plain = random_one_in(random, 2);
            char reference[BUILT_TEXT_MAX] = "";
            int64_t from = (int64_t)random_below(random, 50);

            if (!is_plain)
                snprintf(reference, sizeof reference, "r%u",
                         (unsigned)random_below(random, 100));
            built_add_entry(&built->records[n],
                            (uint32_t)random_below(random, PROFILE_COUNT),
                            reference, random_one_in(random, 5) ? "f.exe" : "",
                            is_plain ? TAMIS_TIME_MIN : from,
                            is_plain ? TAMIS_TIME_MAX : from + 50);
        }
    }
}

/* The file while it is written. */
struct memory_file {
    uint8_t *bytes;
    uint64_t size;
};

static tamis_status size_memory(void *context, uint64_t size,
                                tamis_error *error)
{
    struct memory_file *file = context;

    (void)error;
    cr_assert_null(file->bytes);
    file->bytes = malloc(size);
    file->size = size;
    /* What is never written would be found. */
    memset(file->bytes, 0xa5, size);
    return TAMIS_OK;
}

static tamis_status write_memory(void *context, uint64_t offset,
                                 const void *bytes, size_t size,
                                 tamis_error *error)
{
    const struct memory_file *file = context;

    (void)error;
    cr_assert_leq(offset, file->size);
    cr_assert_leq(size, file->size - offset);
    memcpy(file->bytes + offset, bytes, size);
    return TAMIS_OK;
}

/* One class of the input, made of records first..end. */
struct class_arrays {
    uint8_t *keys, *ends, *kinds, *modes;
    uint64_t *hashes;
    uint32_t *words;
};

static bool has_list(const struct built_record *record)
{
    const struct built_entry *first = &record->entries[0];

    return record->entry_count != 1 || first->reference[0] ||
           first->context[0] || first->valid_from_ns != TAMIS_TIME_MIN ||
           first->valid_until_ns != TAMIS_TIME_MAX;
}

/* The number of the next list is in *list. */
static void fill_class(struct database_input_class *to,
                       struct class_arrays *arrays,
                       const struct built_record *records, uint32_t count,
                       uint32_t *list)
{
    enum key_class key_class = records[0].key_class;
    bool has_kind_byte =
        key_class == KEY_CLASS_TEXT || key_class == KEY_CLASS_PATTERN;
    size_t used = 0;

    arrays->keys = malloc((size_t)count * (BUILT_KEY_MAX + 1));
    arrays->ends = malloc((size_t)count * 4);
    arrays->kinds = malloc(count);
    arrays->modes = malloc(count);
    arrays->words = malloc(count * sizeof(uint32_t));
    for (uint32_t n = 0; n < count; n++) {
        if (has_kind_byte)
            arrays->keys[used++] = (uint8_t)records[n].kind;
        memcpy(arrays->keys + used, records[n].key, records[n].key_size);
        used += records[n].key_size;
        store_le32(arrays->ends + (size_t)n * 4, (uint32_t)used);
        arrays->kinds[n] = (uint8_t)records[n].kind;
        arrays->modes[n] = (uint8_t)records[n].mode;
        arrays->words[n] = has_list(&records[n])
                               ? DATABASE_INPUT_LIST | (*list)++
                               : records[n].entries[0].profile;
    }
    to->keys.bytes = arrays->keys;
    to->keys.bytes_size = used;
    to->keys.key_size = database_key_size(key_class);
    to->keys.ends = to->keys.key_size ? NULL : arrays->ends;
    to->keys.count = count;
    to->kinds = arrays->kinds;
    to->modes = arrays->modes;
    to->words = arrays->words;
    to->hashes = arrays->hashes;
}

/* Of classes whose index has a hash. */
static uint64_t *gather_hashes(const struct built_record *records,
                               uint32_t count)
{
    uint64_t *hashes = malloc(count * sizeof *hashes);

    for (uint32_t n = 0; n < count; n++)
        hashes[n] = hash_record(&records[n]);
    return hashes;
}

/* The entries of all records, each with strings and times of its own. */
struct gathered {
    struct database_input_entry *entries;
    struct database_input_validity *validities;
    tamis_slice *strings;
    uint32_t *starts;
    uint32_t count; /* of entries */
};

static tamis_slice get_string(const void *context, uint32_t number)
{
    const struct gathered *gathered = context;

    return gathered->strings[number];
}

static void gather_entry(struct gathered *gathered,
                         const struct built_entry *from)
{
    uint32_t n = gathered->count++;
    struct database_input_entry *to = &gathered->entries[n];

    gathered->strings[2 * n + 1] = slice_text(from->reference);
    gathered->strings[2 * n + 2] = slice_text(from->context);
    gathered->validities[n + 1] = (struct database_input_validity){
        from->valid_from_ns, from->valid_until_ns};
    *to = (struct database_input_entry){from->profile, n + 1,
                                        from->reference[0] ? 2 * n + 1 : 0,
                                        from->context[0] ? 2 * n + 2 : 0};
}

static void gather_entries(const struct built *built, struct gathered *gathered,
                           struct database_input *input)
{
    size_t capacity = built->record_count * BUILT_ENTRY_MAX + 1;

    gathered->entries = malloc(capacity * sizeof *gathered->entries);
    gathered->validities = calloc(capacity, sizeof *gathered->validities);
    gathered->strings = calloc(2 * capacity, sizeof *gathered->strings);
    gathered->starts = malloc((built->record_count + 1) * sizeof(uint32_t));
    gathered->count = 0;
    input->list_count = 0;
    for (size_t n = 0; n < built->record_count; n++) {
        if (!has_list(&built->records[n]))
            continue;
        gathered->starts[input->list_count++] = gathered->count;
        for (size_t e = 0; e < built->records[n].entry_count; e++)
            gather_entry(gathered, &built->records[n].entries[e]);
    }
    gathered->starts[input->list_count] = gathered->count;
    input->entries = gathered->entries;
    input->list_starts = gathered->starts;
    input->validities = gathered->validities;
    input->validity_count = gathered->count + 1;
    input->get_string = get_string;
    input->string_context = gathered;
    input->string_count = 2 * (size_t)gathered->count + 1;
}

static void release_entries(struct gathered *gathered)
{
    free(gathered->entries);
    free(gathered->validities);
    free(gathered->strings);
    free(gathered->starts);
}

static void keep_aligned(struct built *built, const struct memory_file *file)
{
    free(built->bytes);
    built->size = file->size;
    built->bytes = aligned_alloc(64, (file->size + 63) / 64 * 64);
    memcpy(built->bytes, file->bytes, file->size);
}

tamis_status built_write(struct built *built, const tamis_allocator *allocator,
                         tamis_error *error)
{
    struct class_arrays arrays[KEY_CLASS_COUNT] = {{0}};
    struct memory_file file = {NULL, 0};
    const struct database_output output = {size_memory, write_memory, &file};
    struct gathered gathered;
    uint32_t list = 0;
    size_t first = 0;
    tamis_status status;

    built_sort(built);
    memset(built->input.classes, 0, sizeof built->input.classes);
    gather_entries(built, &gathered, &built->input);
    while (first < built->record_count) {
        enum key_class key_class = built->records[first].key_class;
        size_t end = first;

        while (end < built->record_count &&
               built->records[end].key_class == key_class)
            end++;
        if (built->by_hash && has_hash(key_class))
            arrays[key_class].hashes =
                gather_hashes(&built->records[first], (uint32_t)(end - first));
        fill_class(&built->input.classes[key_class], &arrays[key_class],
                   &built->records[first], (uint32_t)(end - first), &list);
        first = end;
    }
    status =
        database_write(allocator, &built->input, &output, NULL, NULL, error);
    if (status == TAMIS_OK)
        keep_aligned(built, &file);
    for (int n = 0; n < KEY_CLASS_COUNT; n++) {
        free(arrays[n].keys);
        free(arrays[n].hashes);
        free(arrays[n].ends);
        free(arrays[n].kinds);
        free(arrays[n].modes);
        free(arrays[n].words);
    }
    release_entries(&gathered);
    free(file.bytes);
    return status;
}

tamis_database *built_open(struct built *built)
{
    tamis_database_options options = TAMIS_DATABASE_OPTIONS_INIT;
    tamis_database *database;
    tamis_error error = {0};

    options.flags = TAMIS_DATABASE_VERIFY;
    cr_assert_eq(built_write(built, &memory_default, &error), TAMIS_OK, "%s",
                 error.message);
    cr_assert_eq(tamis_database_open_memory(&database, built->bytes,
                                            built->size, &options, &error),
                 TAMIS_OK, "%s", error.message);
    return database;
}

void built_seal(uint8_t *bytes, size_t size)
{
    uint32_t header_size = LOAD32(bytes, database_header_layout, header_size);
    uint32_t count = LOAD32(bytes, database_header_layout, section_count);
    size_t end = header_size + count * sizeof(struct section_layout);

    if (header_size > DATABASE_HEADER_MAX || count > DATABASE_SECTION_MAX ||
        end > size)
        return;
    for (uint32_t n = 0; n < count; n++) {
        uint8_t *line = bytes + header_size + n * sizeof(struct section_layout);
        uint64_t offset = LOAD64(line, section_layout, offset);
        uint64_t section_size = LOAD64(line, section_layout, size);

        if (offset <= size && section_size <= size - offset)
            STORE64(line, section_layout, hash,
                    hash_bytes(bytes + offset, (size_t)section_size, 0));
    }
    STORE64(bytes, database_header_layout, header_hash, 0);
    STORE64(bytes, database_header_layout, header_hash,
            hash_bytes(bytes, end, 0));
}
