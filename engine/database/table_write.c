/* SPDX-License-Identifier: BSD-2-Clause */
/* The small sections: what entries refer to. */
#include "database/write_state.h"

#include "base/error.h"
#include "base/slice.h"

#include <tamis/label.h>

/* One section on its way: items are appended. */
struct table {
    struct write_state *state;
    struct buffer *items;
    tamis_error *error;
};

static tamis_status append_item(struct table *table, const void *item,
                                size_t size)
{
    if (buffer_append(table->items, item, size) < 0)
        return error_set(table->error, TAMIS_ERROR_MEMORY,
                         "out of memory while writing feeds and labels");
    return TAMIS_OK;
}

static tamis_status add_string(struct table *table, tamis_slice string,
                               uint32_t *reference)
{
    return string_pool_add(&table->state->strings, string, reference,
                           table->error);
}

/* Appends a list of strings to the lists section. */
static tamis_status add_list(struct table *table, const tamis_slice *strings,
                             size_t count, uint32_t *start)
{
    struct buffer *lists = &table->state->lists;

    if (lists->size / 4 + count > UINT32_MAX)
        return error_set(table->error, TAMIS_ERROR_LIMIT,
                         "audiences and tags hold more than 2^32 names; "
                         "compile the feeds into several databases");
    *start = (uint32_t)(lists->size / 4);
    for (size_t n = 0; n < count; n++) {
        uint32_t reference;
        uint8_t word[4];

        TRY(add_string(table, strings[n], &reference));
        store_le32(word, reference);
        if (buffer_append(lists, word, sizeof word) < 0)
            return error_set(table->error, TAMIS_ERROR_MEMORY,
                             "out of memory while writing audiences and tags");
    }
    return TAMIS_OK;
}

static tamis_status append_feeds(struct table *table)
{
    const struct database_input *input = table->state->input;

    for (size_t n = 0; n < input->feed_count; n++) {
        const struct database_input_feed *feed = &input->feeds[n];
        uint8_t item[sizeof(struct feed_layout)] = {0};
        uint32_t name, producer, format;

        TRY(add_string(table, feed->name, &name));
        TRY(add_string(table, feed->producer, &producer));
        TRY(add_string(table, feed->format, &format));
        STORE32(item, feed_layout, name, name);
        STORE32(item, feed_layout, producer, producer);
        STORE32(item, feed_layout, format, format);
        STORE32(item, feed_layout, label, feed->label);
        STORE32(item, feed_layout, action, feed->action);
        TRY(append_item(table, item, sizeof item));
    }
    return TAMIS_OK;
}

/* A label that is not for everyone always shows some name: where none was
 * declared, those of its organisations. */
static tamis_status add_names(struct table *table,
                              const struct database_input_label *label,
                              uint32_t *start, uint32_t *count)
{
    bool is_declared = label->audience_name_count > 0 || label->everyone;

    *count = (uint32_t)(is_declared ? label->audience_name_count
                                    : label->organisation_count);
    return add_list(table,
                    is_declared ? label->audience_names : label->organisations,
                    *count, start);
}

static tamis_status append_labels(struct table *table)
{
    const struct database_input *input = table->state->input;

    for (size_t n = 0; n < input->label_count; n++) {
        const struct database_input_label *label = &input->labels[n];
        size_t members = label->everyone ? 0 : label->organisation_count;
        uint8_t item[sizeof(struct label_layout)];
        uint32_t names, name_count, organisations;

        TRY(add_names(table, label, &names, &name_count));
        TRY(add_list(table, label->organisations, members, &organisations));
        STORE32(item, label_layout, tlp, label->tlp);
        STORE32(item, label_layout, flags,
                label->everyone ? DATABASE_LABEL_EVERYONE : 0);
        STORE32(item, label_layout, names_start, names);
        STORE32(item, label_layout, names_count, name_count);
        STORE32(item, label_layout, organisations_start, organisations);
        STORE32(item, label_layout, organisations_count, (uint32_t)members);
        TRY(append_item(table, item, sizeof item));
    }
    return TAMIS_OK;
}

static tamis_status append_audiences(struct table *table)
{
    const struct database_input *input = table->state->input;

    for (size_t n = 0; n < input->audience_count; n++) {
        const struct database_input_audience *audience = &input->audiences[n];
        size_t members = audience->everyone ? 0 : audience->organisation_count;
        uint8_t item[sizeof(struct audience_layout)];
        uint32_t name, organisations;

        TRY(add_string(table, audience->name, &name));
        TRY(add_list(table, audience->organisations, members, &organisations));
        STORE32(item, audience_layout, name, name);
        STORE32(item, audience_layout, flags,
                audience->everyone ? DATABASE_LABEL_EVERYONE : 0);
        STORE32(item, audience_layout, organisations_start, organisations);
        STORE32(item, audience_layout, organisations_count, (uint32_t)members);
        TRY(append_item(table, item, sizeof item));
    }
    return TAMIS_OK;
}

static tamis_status append_tags(struct table *table)
{
    const struct database_input *input = table->state->input;

    for (size_t n = 0; n < input->tag_list_count; n++) {
        uint8_t item[sizeof(struct tags_layout)];
        uint32_t start;

        TRY(add_list(table, input->tag_lists[n], input->tag_list_sizes[n],
                     &start));
        STORE32(item, tags_layout, start, start);
        STORE32(item, tags_layout, count, (uint32_t)input->tag_list_sizes[n]);
        TRY(append_item(table, item, sizeof item));
    }
    return TAMIS_OK;
}

static tamis_status append_profiles(struct table *table)
{
    const struct database_input *input = table->state->input;

    for (size_t n = 0; n < input->profile_count; n++) {
        const struct database_input_profile *profile = &input->profiles[n];
        uint8_t item[sizeof(struct profile_layout)] = {0};

        STORE32(item, profile_layout, feed, profile->feed);
        STORE32(item, profile_layout, label, profile->label);
        STORE32(item, profile_layout, tags, profile->tags);
        STORE32(item, profile_layout, caveats, profile->caveats);
        STORE32(item, profile_layout, fields, profile->fields);
        STORE8(item, profile_layout, action, profile->action);
        STORE8(item, profile_layout, pap, profile->pap);
        STORE8(item, profile_layout, confidence, profile->confidence);
        TRY(append_item(table, item, sizeof item));
    }
    return TAMIS_OK;
}

static tamis_status append_accounting(struct table *table)
{
    const struct database_input *input = table->state->input;

    for (size_t n = 0; n < input->count_count; n++) {
        const struct database_input_count *count = &input->counts[n];
        uint8_t item[sizeof(struct accounting_layout)] = {0};

        STORE32(item, accounting_layout, feed, count->feed);
        STORE32(item, accounting_layout, label, count->label);
        STORE8(item, accounting_layout, outcome, count->outcome);
        STORE8(item, accounting_layout, mode, count->mode);
        STORE16(item, accounting_layout, reason, (uint16_t)count->reason);
        STORE64(item, accounting_layout, count, count->count);
        TRY(append_item(table, item, sizeof item));
    }
    return TAMIS_OK;
}

static tamis_status append_meta(struct table *table)
{
    const struct write_state *state = table->state;
    uint8_t item[sizeof(struct meta_layout)] = {0};
    uint32_t organisation;

    TRY(add_string(table, state->input->organisation, &organisation));
    STORE64(item, meta_layout, record_count, state->record_count);
    STORE64(item, meta_layout, entry_count, state->entry_count);
    STORE64(item, meta_layout, compiled_at_ns,
            (uint64_t)state->input->compiled_at_ns);
    STORE32(item, meta_layout, organisation, organisation);
    return append_item(table, item, sizeof item);
}

static const struct {
    enum database_section_kind kind;
    tamis_status (*append)(struct table *table);
} tables[WRITE_TABLE_COUNT] = {
    {SECTION_META, append_meta},
    {SECTION_FEEDS, append_feeds},
    {SECTION_LABELS, append_labels},
    {SECTION_AUDIENCES, append_audiences},
    {SECTION_TAGS, append_tags},
    {SECTION_PROFILES, append_profiles},
    {SECTION_ACCOUNTING, append_accounting},
};

tamis_status table_build(struct write_state *state, tamis_error *error)
{
    for (size_t n = 0; n < WRITE_TABLE_COUNT; n++) {
        struct table table = {state, &state->tables[n], error};

        TRY(tables[n].append(&table));
    }
    return TAMIS_OK;
}

tamis_status table_add(struct write_state *state, tamis_error *error)
{
    struct section_file *file = &state->file;

    TRY(section_add_buffer(file, SECTION_ENTRIES, &state->entries, error));
    TRY(section_add_buffer(file, SECTION_VALIDITIES, &state->validities.items,
                           error));
    for (size_t n = 0; n < WRITE_TABLE_COUNT; n++)
        TRY(section_add_buffer(file, tables[n].kind, &state->tables[n], error));
    TRY(section_add_buffer(file, SECTION_LISTS, &state->lists, error));
    return section_add_buffer(file, SECTION_STRINGS, &state->strings.bytes,
                              error);
}
