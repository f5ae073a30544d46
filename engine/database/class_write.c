/* SPDX-License-Identifier: BSD-2-Clause */
/* The records of one class, in the order that its index gave them. */
#include "database/write_state.h"

#include "base/error.h"
#include "base/memory.h"
#include "base/slice.h"
#include "database/key_form.h"
#include "index/host_filter.h"
#include "index/key_sizes.h"
#include "index/prefix_table_build.h"

/* Fingerprints that are told at a time. */
#define STEP_COUNT ((uint32_t)1 << 14)

/* The gates of fewer names are one thread's work. */
#define PART_NAMES_MIN ((uint32_t)1 << 15)

/* The compiler's arrays must agree with each other; that they do not is a
 * mistake in the program, told without a crash. */
static tamis_status refuse(tamis_error *error, const char *what)
{
    return error_set(error, TAMIS_ERROR_ARGUMENT,
                     "a database cannot be written: %s", what);
}

static bool has_ends(const struct class_build *build)
{
    return database_key_size(build->key_class) == 0;
}

/* How the file is to keep the keys, which the input has whole. */
static enum key_form wanted_form(const struct class_build *build)
{
    return database_key_form(build->key_class,
                             build->state->input->fingerprint_size);
}

/* How it does, after class_open(). */
static enum key_form key_form(const struct class_build *build)
{
    if (wanted_form(build) == KEY_FORM_WHOLE)
        return KEY_FORM_WHOLE;
    return build->key_class == KEY_CLASS_DOMAIN ? build->suffix.names.input.form
                                                : build->exact.input.form;
}

static tamis_status check_keys(const struct class_build *build,
                               tamis_error *error)
{
    const struct key_store *keys = &build->records->keys;

    if (has_ends(build) && keys->bytes_size > UINT32_MAX)
        return error_set(error, TAMIS_ERROR_LIMIT,
                         "the keys of one class (docs/FILE_FORMAT.md) take "
                         "more than the 4 GiB that one database holds; "
                         "compile the feeds into several databases");
    if (has_ends(build)
            ? !keys->ends
            : keys->ends ||
                  keys->bytes_size != (uint64_t)keys->count * keys->key_size)
        return refuse(error, "a class has keys of a wrong size");
    return TAMIS_OK;
}

static unsigned count_parts(const struct class_build *build)
{
    unsigned parts = build->records->keys.count / PART_NAMES_MIN + 1;

    if (parts > build->state->threads)
        parts = build->state->threads;
    return parts < SUFFIX_PARTS_MAX ? parts : SUFFIX_PARTS_MAX;
}

static tamis_status open_suffix(struct class_build *build, tamis_error *error)
{
    const struct suffix_input input = {
        .keys = &build->records->keys,
        .hashes = build->records->hashes,
        .modes = build->records->modes,
        .kernels = build->state->kernels,
        .form = wanted_form(build),
        .fingerprint_size = build->state->input->fingerprint_size,
        .part_count = count_parts(build),
    };

    build->slots = &build->suffix.names.slots;
    return suffix_build_open(&build->suffix, build->state->allocator, &input,
                             error);
}

static tamis_status open_exact(struct class_build *build, tamis_error *error)
{
    const struct exact_input input = {
        .keys = &build->records->keys,
        .hashes = build->records->hashes,
        .hash = exact_table_hash,
        .has_filter = true,
        .form = wanted_form(build),
        .fingerprint_size = build->state->input->fingerprint_size,
    };

    build->slots = &build->exact.slots;
    return exact_build_open(&build->exact, build->state->allocator, &input,
                            error);
}

static bool is_prefix_class(enum key_class key_class)
{
    return key_class == KEY_CLASS_IPV4 || key_class == KEY_CLASS_IPV6;
}

tamis_status class_open(struct class_build *build, tamis_error *error)
{
    buffer_init(&build->prefix, build->state->allocator);
    buffer_init(&build->hosts, build->state->allocator);
    TRY(check_keys(build, error));
    if (build->key_class == KEY_CLASS_DOMAIN)
        return open_suffix(build, error);
    if (!is_prefix_class(build->key_class) &&
        build->key_class != KEY_CLASS_PATTERN)
        return open_exact(build, error);
    build->straight.count = build->records->keys.count;
    build->slots = &build->straight;
    return TAMIS_OK;
}

void class_close(struct class_build *build)
{
    if (!build->state)
        return;
    exact_build_close(&build->exact);
    suffix_build_close(&build->suffix);
    buffer_release(&build->prefix);
    buffer_release(&build->hosts);
}

unsigned class_work_count(const struct class_build *build)
{
    if (build->key_class == KEY_CLASS_DOMAIN)
        return build->suffix.input.part_count;
    return is_prefix_class(build->key_class) ||
           build->key_class == KEY_CLASS_URL;
}

static tamis_status build_prefixes(struct class_build *build,
                                   tamis_error *error)
{
    const tamis_allocator *allocator = build->state->allocator;
    const struct key_store *keys = &build->records->keys;
    uint32_t *order =
        memory_allocate(allocator, (size_t)keys->count * sizeof *order);
    tamis_status status;

    if (!order)
        return error_set(error, TAMIS_ERROR_MEMORY,
                         "out of memory while writing %u prefixes",
                         (unsigned)keys->count);
    status = prefix_table_build(allocator, keys,
                                build->key_class == KEY_CLASS_IPV4 ? 4 : 16,
                                order, &build->prefix, error);
    memory_release(allocator, order);
    return status;
}

tamis_status class_work(struct class_build *build, unsigned n,
                        tamis_error *error)
{
    if (build->key_class == KEY_CLASS_DOMAIN)
        return suffix_build_part(&build->suffix, n, error);
    if (build->key_class == KEY_CLASS_URL)
        return host_filter_build(&build->records->keys, &build->hosts, error);
    return build_prefixes(build, error);
}

static tamis_status put_index(const void *source, struct byte_sink *sink,
                              tamis_error *error)
{
    const struct class_build *build = source;

    if (build->key_class == KEY_CLASS_DOMAIN)
        return suffix_build_write(&build->suffix, sink, error);
    if (is_prefix_class(build->key_class))
        return byte_sink_put(sink, build->prefix.bytes, build->prefix.size,
                             error);
    return exact_build_write(&build->exact, sink, error);
}

static tamis_status put_hosts(const void *source, struct byte_sink *sink,
                              tamis_error *error)
{
    const struct class_build *build = source;

    return byte_sink_put(sink, build->hosts.bytes, build->hosts.size, error);
}

/* After all works: how large the index is. */
static uint64_t join_index(struct class_build *build)
{
    if (build->key_class == KEY_CLASS_PATTERN)
        return 0;
    if (build->key_class == KEY_CLASS_DOMAIN) {
        suffix_build_join(&build->suffix);
        return suffix_build_size(&build->suffix);
    }
    if (is_prefix_class(build->key_class))
        return build->prefix.size;
    return exact_build_size(&build->exact);
}

/* Keys of inputs that follow each other do so too. */
static tamis_status put_key_run(const struct key_store *keys, uint32_t begin,
                                uint32_t end, struct byte_sink *sink,
                                tamis_error *error)
{
    uint64_t from = column_key_begin(keys, begin),
             to = column_key_begin(keys, end);

    if (from >= to || to > keys->bytes_size)
        return refuse(error, "a record has no key");
    return byte_sink_put(sink, keys->bytes + from, (size_t)(to - from), error);
}

static tamis_status put_keys(const void *source, struct byte_sink *sink,
                             tamis_error *error)
{
    const struct class_build *build = source;
    const struct slot_order *slots = build->slots;
    struct slot_walk walk;
    uint32_t begin, end;

    slot_walk_begin(&walk, slots);
    while (slot_walk_next(&walk, &begin, &end)) {
        if (!slots->inputs)
            TRY(put_key_run(&build->records->keys, begin, end, sink, error));
        for (; slots->inputs && begin < end; begin++)
            TRY(put_key_run(&build->records->keys, slots->inputs[begin],
                            slots->inputs[begin] + 1, sink, error));
    }
    return TAMIS_OK;
}

static tamis_status put_fingerprint_run(const struct class_build *build,
                                        uint32_t begin, uint32_t end,
                                        struct byte_sink *sink,
                                        tamis_error *error)
{
    uint32_t size = build->state->input->fingerprint_size;
    enum key_form form = key_form(build);
    uint8_t *room;

    TRY(byte_sink_reserve(sink, (size_t)(end - begin) * size, &room, error));
    for (; begin < end; begin++, room += size) {
        tamis_slice key = key_store_get(&build->records->keys,
                                        slot_order_input(build->slots, begin));

        if (key.size == 0)
            return refuse(error, "a record has no key");
        key_fingerprint_write(form, key, room, size);
    }
    return TAMIS_OK;
}

static tamis_status put_fingerprints(const void *source, struct byte_sink *sink,
                                     tamis_error *error)
{
    const struct class_build *build = source;
    struct slot_walk walk;
    uint32_t begin, end;

    slot_walk_begin(&walk, build->slots);
    while (slot_walk_next(&walk, &begin, &end))
        for (; begin < end; begin += STEP_COUNT) {
            uint32_t to = end - begin < STEP_COUNT ? end : begin + STEP_COUNT;

            TRY(put_fingerprint_run(build, begin, to, sink, error));
        }
    return TAMIS_OK;
}

static tamis_status add_sections(struct class_build *build,
                                 struct section_file *file, tamis_error *error)
{
    uint64_t count = build->records->keys.count;
    bool is_whole = key_form(build) == KEY_FORM_WHOLE;
    const struct {
        enum database_section_kind kind;
        uint64_t size;
        section_content *content;
    } sections[] = {
        {SECTION_INDEX, join_index(build), put_index},
        {SECTION_KEYS, is_whole ? build->records->keys.bytes_size : 0,
         put_keys},
        {SECTION_KEY_SIZES,
         is_whole && has_ends(build)
             ? key_sizes_size(count, build->columns.size_width)
             : 0,
         column_put_key_sizes},
        {SECTION_FINGERPRINTS,
         is_whole ? 0 : count * build->state->input->fingerprint_size,
         put_fingerprints},
        {SECTION_RECORDS, column_records_size(build), column_put_records},
        {SECTION_HOSTS, build->hosts.size, put_hosts},
    };

    for (size_t n = 0; n < sizeof sections / sizeof *sections; n++) {
        const struct section_plan plan = {
            .kind = sections[n].kind,
            .key_class = (unsigned)build->key_class,
            .size = sections[n].size,
            .content = sections[n].content,
            .source = build,
        };

        if (plan.size > 0)
            TRY(section_add(file, &plan, error));
    }
    return TAMIS_OK;
}

tamis_status class_add(struct class_build *build, struct section_file *file,
                       tamis_error *error)
{
    TRY(column_measure(build, error));
    return add_sections(build, file, error);
}
