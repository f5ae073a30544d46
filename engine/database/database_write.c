/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A file in the order in which it can be written without holding it: entries
 * while the strings gather, then the small tables and the strings, then class
 * by class an index, its keys and its records. The header comes last.
 */
#include "database/database_write.h"

#include "base/error.h"
#include "base/memory.h"
#include "database/write_state.h"

/* The compiler's arrays must agree with each other; that they do not is a
 * mistake in the program, told without a crash. */
static tamis_status refuse(tamis_error *error, const char *what)
{
    return error_set(error, TAMIS_ERROR_ARGUMENT,
                     "a database cannot be written: %s", what);
}

static tamis_status check_tables(const struct database_input *input,
                                 tamis_error *error)
{
    for (size_t n = 0; n < input->feed_count; n++)
        if (input->feeds[n].label >= input->label_count)
            return refuse(error, "a feed has a label that is not there");
    for (size_t n = 0; n < input->label_count; n++)
        if (input->labels[n].tlp > TAMIS_TLP_RED)
            return refuse(error, "a label has no rank");
    for (size_t n = 0; n < input->count_count; n++)
        if (input->counts[n].feed >= input->feed_count ||
            input->counts[n].label >= input->label_count)
            return refuse(error, "a count has a feed or label that is not "
                                 "there");
    for (size_t n = 0; n < input->profile_count; n++) {
        const struct database_input_profile *profile = &input->profiles[n];

        if (profile->feed >= input->feed_count ||
            profile->label >= input->label_count)
            return refuse(error, "a profile has a feed or label that is not "
                                 "there");
        if (profile->tags != DATABASE_TAGS_NONE &&
            profile->tags >= input->tag_list_count)
            return refuse(error, "a profile has tags that are not there");
    }
    return TAMIS_OK;
}

static tamis_status check_limits(const struct database_input *input,
                                 tamis_error *error)
{
    if (input->profile_count >= ENTRY_STORED || input->feed_count > INT32_MAX ||
        input->label_count > INT32_MAX || input->tag_list_count > INT32_MAX)
        return error_set(error, TAMIS_ERROR_LIMIT,
                         "more than 2^31 feeds, labels, or combinations of "
                         "them with tags; compile the feeds into several "
                         "databases");
    if (input->list_count >= DATABASE_INPUT_LIST)
        return error_set(error, TAMIS_ERROR_LIMIT,
                         "more than 2^31 lists of entries; compile the feeds "
                         "into several databases");
    return TAMIS_OK;
}

static tamis_status check_lists(const struct database_input *input,
                                tamis_error *error)
{
    for (size_t n = 0; n < input->list_count; n++)
        if (input->list_starts[n] >= input->list_starts[n + 1])
            return refuse(error, "a record has no entries");
    for (uint32_t n = 0;
         input->list_count > 0 && n < input->list_starts[input->list_count];
         n++) {
        const struct database_input_entry *entry = &input->entries[n];

        if (entry->profile >= input->profile_count)
            return refuse(error, "an entry has no profile");
        if (entry->validity > 0 && entry->validity >= input->validity_count)
            return refuse(error, "an entry has no times");
        if ((entry->reference > 0 && entry->reference >= input->string_count) ||
            (entry->context > 0 && entry->context >= input->string_count))
            return refuse(error, "an entry has no strings");
    }
    return TAMIS_OK;
}

static tamis_status check_class(const struct database_input *input,
                                const struct database_input_class *records,
                                tamis_error *error)
{
    for (uint32_t n = 0; n < records->keys.count; n++) {
        uint32_t word = records->words[n];

        if (key_store_get(&records->keys, n).size == 0)
            return refuse(error, "a record has no key");
        if (word & DATABASE_INPUT_LIST
                ? (word ^ DATABASE_INPUT_LIST) >= input->list_count
                : word >= input->profile_count)
            return refuse(error, "a record has no entries");
    }
    return TAMIS_OK;
}

/* How many sections there will be: the directory is in front of them. */
static uint32_t count_sections(const struct database_input *input)
{
    uint32_t count = SECTION_GLOBAL_COUNT - SECTION_META;

    for (int n = 0; n < KEY_CLASS_COUNT; n++) {
        if (input->classes[n].keys.count == 0)
            continue;
        count += 2; /* keys and records */
        count += database_key_size((enum key_class)n) == 0;
        count += n != KEY_CLASS_PATTERN;
    }
    return count;
}

static tamis_status write_classes(struct write_state *state, tamis_error *error)
{
    uint64_t first = 0;

    for (int n = 0; n < KEY_CLASS_COUNT; n++) {
        uint32_t count = state->input->classes[n].keys.count;

        if (count == 0)
            continue;
        TRY(class_write(state, (enum key_class)n, first, error));
        first += count;
        write_progress(state, "index", first);
    }
    return TAMIS_OK;
}

static tamis_status check_input(struct write_state *state, tamis_error *error)
{
    const struct database_input *input = state->input;

    TRY(check_limits(input, error));
    TRY(check_tables(input, error));
    TRY(check_lists(input, error));
    for (int n = 0; n < KEY_CLASS_COUNT; n++) {
        state->record_count += input->classes[n].keys.count;
        TRY(check_class(input, &input->classes[n], error));
    }
    if (state->record_count >= TAMIS_RECORD_NONE)
        return error_set(error, TAMIS_ERROR_LIMIT,
                         "more than 2^32 indicators; compile the feeds into "
                         "several databases");
    return TAMIS_OK;
}

static tamis_status run(struct write_state *state,
                        const struct database_output *output,
                        tamis_error *error)
{
    state->words = memory_allocate_array(
        state->allocator, (size_t)state->record_count, sizeof *state->words);
    if (!state->words)
        return error_set(error, TAMIS_ERROR_MEMORY,
                         "out of memory while writing %llu records",
                         (unsigned long long)state->record_count);
    TRY(string_pool_open(&state->strings, state->allocator, error));
    TRY(section_writer_open(&state->sections, output,
                            count_sections(state->input), error));
    TRY(entry_write(state, error));
    TRY(table_write(state, error));
    string_pool_release(&state->strings);
    TRY(write_classes(state, error));
    return section_writer_close(&state->sections, error);
}

tamis_status database_write(const tamis_allocator *allocator,
                            const struct database_input *input,
                            const struct database_output *output,
                            tamis_progress_callback progress, void *context,
                            tamis_error *error)
{
    struct write_state state = {
        .allocator = allocator,
        .input = input,
        .progress = progress,
        .progress_context = context,
    };
    tamis_status status;

    buffer_init(&state.lists, allocator);
    status = check_input(&state, error);
    if (status == TAMIS_OK)
        status = run(&state, output, error);
    string_pool_release(&state.strings);
    buffer_release(&state.lists);
    memory_release(allocator, state.words);
    return status;
}
