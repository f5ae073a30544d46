/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A file in three steps, each on all threads: where every key goes; what else
 * has to be known before sizes are (entries, gates, trees of prefixes); then
 * the sections, made and written piece by piece, each in its own place. The
 * header comes last.
 */
#include "database/database_write.h"

#include "base/error.h"
#include "base/memory.h"
#include "database/work_list.h"
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

static tamis_status check_input(struct write_state *state, tamis_error *error)
{
    const struct database_input *input = state->input;

    TRY(check_limits(input, error));
    TRY(check_tables(input, error));
    TRY(check_lists(input, error));
    for (int n = 0; n < KEY_CLASS_COUNT; n++)
        state->record_count += input->classes[n].keys.count;
    if (state->record_count >= TAMIS_RECORD_NONE)
        return error_set(error, TAMIS_ERROR_LIMIT,
                         "more than 2^32 indicators; compile the feeds into "
                         "several databases");
    state->entry_count = state->record_count - input->list_count;
    if (input->list_count > 0)
        state->entry_count += input->list_starts[input->list_count];
    return TAMIS_OK;
}

/* In records; work of other threads is told of when the caller's gets to it. */
static void tell(const struct write_state *state, const char *phase,
                 uint64_t done)
{
    if (state->progress && pthread_equal(state->caller, pthread_self()))
        state->progress(state->progress_context, phase, done,
                        state->record_count);
}

static void tell_written(void *context, uint64_t size)
{
    struct write_state *state = context;
    uint64_t written = atomic_fetch_add(&state->written, size) + size;

    tell(state, "write",
         (uint64_t)((double)written / (double)state->file.size *
                    (double)state->record_count));
}

static tamis_status run_open(void *context, uint32_t number, tamis_error *error)
{
    struct write_state *state = context;

    return class_open(&state->classes[number], error);
}

static tamis_status run_work(void *context, uint32_t number, tamis_error *error)
{
    return class_work(context, number, error);
}

static tamis_status run_entries(void *context, uint32_t number,
                                tamis_error *error)
{
    (void)number;
    return entry_build(context, error);
}

static tamis_status run_section(void *context, uint32_t number,
                                tamis_error *error)
{
    return section_write(context, number, error);
}

static tamis_status open_classes(struct write_state *state,
                                 struct work_list *list, tamis_error *error)
{
    work_list_begin(list);
    for (uint32_t n = 0; n < KEY_CLASS_COUNT; n++) {
        struct class_build *build = &state->classes[n];
        struct work work = {run_open, state, n, 0};

        build->state = state;
        build->records = &state->input->classes[n];
        build->key_class = (enum key_class)n;
        work.weight = build->records->keys.count;
        if (work.weight > 0)
            work_list_add(list, &work);
    }
    return work_list_run(list, state->threads, error);
}

/* A prefix takes some four times as long as a name: the longest work comes
 * first, or one thread waits for it in the end. */
static uint64_t weigh_part(const struct class_build *build, uint32_t parts)
{
    uint64_t weight = build->records->keys.count / parts;

    return build->key_class == KEY_CLASS_IPV4 ||
                   build->key_class == KEY_CLASS_IPV6
               ? weight * 4
               : weight;
}

static tamis_status do_class_works(struct write_state *state,
                                   struct work_list *list, tamis_error *error)
{
    struct work entries = {run_entries, state, 0, state->input->list_count};

    work_list_begin(list);
    work_list_add(list, &entries);
    for (uint32_t n = 0; n < KEY_CLASS_COUNT; n++) {
        struct class_build *build = &state->classes[n];
        uint32_t count = build->records->keys.count;
        uint32_t parts = count > 0 ? class_work_count(build) : 0;

        for (uint32_t part = 0; part < parts; part++) {
            struct work work = {run_work, build, part,
                                weigh_part(build, parts)};

            work_list_add(list, &work);
        }
    }
    return work_list_run(list, state->threads, error);
}

static tamis_status add_sections(struct write_state *state, tamis_error *error)
{
    TRY(table_add(state, error));
    for (int n = 0; n < KEY_CLASS_COUNT; n++)
        if (state->input->classes[n].keys.count > 0)
            TRY(class_add(&state->classes[n], &state->file, error));
    return section_file_place(&state->file, error);
}

/* Bytes of an index take longer than those that are copied. */
static uint64_t weigh(const struct section_plan *section)
{
    return section->kind == SECTION_INDEX ? section->size * 3 : section->size;
}

static tamis_status write_sections(struct write_state *state,
                                   struct work_list *list, tamis_error *error)
{
    struct section_file *file = &state->file;

    work_list_begin(list);
    for (uint32_t n = 0; n < file->count; n++) {
        struct work work = {run_section, file, n, weigh(&file->sections[n])};

        work_list_add(list, &work);
    }
    TRY(work_list_run(list, state->threads, error));
    TRY(section_file_close(file, error));
    tell(state, "write", state->record_count);
    return TAMIS_OK;
}

static tamis_status run(struct write_state *state, struct work_list *list,
                        tamis_error *error)
{
    TRY(check_input(state, error));
    TRY(string_pool_open(&state->strings, state->allocator, error));
    tell(state, "index", 0);
    TRY(open_classes(state, list, error));
    TRY(do_class_works(state, list, error));
    TRY(table_build(state, error));
    tell(state, "index", state->record_count);
    TRY(add_sections(state, error));
    return write_sections(state, list, error);
}

static void begin(struct write_state *state)
{
    unsigned threads = state->input->threads;

    state->threads = threads ? threads : 1;
    state->kernels = kernels_pick_limited(0);
    state->caller = pthread_self();
    state->file.allocator = state->allocator;
    state->file.written = tell_written;
    state->file.context = state;
    validity_pool_open(&state->validities, state->allocator);
    buffer_init(&state->entries, state->allocator);
    buffer_init(&state->lists, state->allocator);
    for (size_t n = 0; n < WRITE_TABLE_COUNT; n++)
        buffer_init(&state->tables[n], state->allocator);
}

static void end(struct write_state *state)
{
    for (int n = 0; n < KEY_CLASS_COUNT; n++)
        class_close(&state->classes[n]);
    for (size_t n = 0; n < WRITE_TABLE_COUNT; n++)
        buffer_release(&state->tables[n]);
    memory_release(state->allocator, state->list_words);
    validity_pool_release(&state->validities);
    string_pool_release(&state->strings);
    buffer_release(&state->entries);
    buffer_release(&state->lists);
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
        .file = {.output = output},
        .progress = progress,
        .progress_context = context,
    };
    struct work_list list;
    tamis_status status;

    begin(&state);
    status = run(&state, &list, error);
    end(&state);
    return status;
}
