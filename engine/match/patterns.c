/* SPDX-License-Identifier: BSD-2-Clause */
#include "match/patterns.h"

#include "base/error.h"
#include "base/memory.h"
#include "base/options.h"
#include "base/slice.h"
#include "index/pattern_cache.h"
#include "indicator/pattern.h"
#include "match/pattern_matcher.h"

#include <time.h>

void tamis_patterns_options_init(tamis_patterns_options *options)
{
    static const tamis_patterns_options initial = TAMIS_PATTERNS_OPTIONS_INIT;

    *options = initial;
}

size_t patterns_find_field(const tamis_patterns *patterns, tamis_kind field)
{
    for (size_t n = 0; n < patterns->field_count; n++)
        if (patterns->fields[n].field == field)
            return n;
    return SIZE_MAX;
}

/* What the record of a number says: false for one that is no pattern. */
static bool read_pattern(const tamis_patterns *patterns, uint32_t number,
                         struct pattern_parts *parts, bool *is_literal)
{
    const tamis_database *database = patterns->database;
    tamis_record record;

    if (!database_record(database,
                         database_record_id(patterns_records(database),
                                            patterns->slots[number]),
                         &record))
        return false;
    *is_literal = record.kind == TAMIS_KIND_LITERAL;
    if (!*is_literal)
        return record.kind == TAMIS_KIND_PATTERN &&
               pattern_split(record.key, parts);
    *parts = (struct pattern_parts){.regex = {record.key, 0}};
    return true;
}

/* The sources of one field, while its set is made. */
struct gathering {
    tamis_patterns *patterns;
    tamis_kind field;
    struct pattern_source *sources;
    size_t count;
    tamis_status status;
};

static uint32_t source_flags(tamis_kind field,
                             const struct pattern_regex *regex)
{
    uint32_t flags = PATTERN_SINGLE;

    /* Names and addresses of e-mail have no case (docs/KINDS.md). */
    if (regex->flags & REGEX_CASELESS || field == TAMIS_KIND_DOMAIN ||
        field == TAMIS_KIND_EMAIL)
        flags |= PATTERN_CASELESS;
    if (regex->flags & REGEX_MULTILINE)
        flags |= PATTERN_MULTILINE;
    if (regex->flags & REGEX_DOTALL)
        flags |= PATTERN_DOTALL;
    return flags;
}

static void add_source(struct gathering *gathering, uint32_t id,
                       const struct pattern_regex *regex, bool is_literal)
{
    gathering->sources[gathering->count++] = (struct pattern_source){
        .bytes = regex->source,
        .flags = is_literal ? PATTERN_LITERAL | PATTERN_SINGLE
                            : source_flags(gathering->field, regex),
        .fields = 1,
        .id = id,
    };
}

static void gather(struct gathering *gathering)
{
    const tamis_patterns *patterns = gathering->patterns;

    for (uint32_t number = 0; number < patterns->slot_count; number++) {
        struct pattern_parts parts;
        bool is_literal;

        if (!read_pattern(patterns, number, &parts, &is_literal) ||
            parts.field != gathering->field)
            continue;
        add_source(gathering, number << 1, &parts.regex, is_literal);
        if (parts.exception.source.size > 0)
            add_source(gathering, number << 1 | 1, &parts.exception, false);
    }
}

static tamis_status add_refusal(tamis_patterns *patterns, uint32_t number,
                                const char *reason, uint64_t offset)
{
    tamis_patterns_refusal refusal = {.offset = offset};
    void *refusals = patterns->refusals;
    tamis_record record;

    refusal.record = database_record_id(patterns_records(patterns->database),
                                        patterns->slots[number]);
    if (database_record(patterns->database, refusal.record, &record))
        refusal.key = record.key;
    refusal.message = arena_copy(&patterns->arena, slice_text(reason));
    if (!refusal.message.data ||
        memory_grow(&patterns->allocator, &refusals,
                    &patterns->refusal_capacity, patterns->refusal_count + 1,
                    sizeof refusal) != 0)
        return TAMIS_ERROR_MEMORY;
    patterns->refusals = refusals;
    patterns->refusals[patterns->refusal_count++] = refusal;
    return TAMIS_OK;
}

/* What is not meant and cannot be told takes the whole pattern with it. */
static tamis_status leave_out(tamis_patterns *patterns, uint32_t number,
                              const char *reason, uint64_t offset)
{
    if (patterns->is_out[number])
        return TAMIS_OK;
    patterns->is_out[number] = 1;
    return add_refusal(patterns, number, reason, offset);
}

static void reject(void *context, size_t source, const char *reason,
                   uint64_t offset)
{
    struct gathering *gathering = context;
    uint32_t number = patterns_number(gathering->sources[source].id);

    if (gathering->status == TAMIS_OK)
        gathering->status =
            leave_out(gathering->patterns, number, reason, offset);
}

/* The time that is left for the sets that are left. */
struct budget {
    uint64_t end_ms;
    uint32_t total_ms;
    uint32_t set_count;
};

static uint64_t now_ms(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

static void budget_begin(struct budget *budget, uint32_t total_ms,
                         size_t set_count)
{
    budget->total_ms = total_ms ? total_ms : PATTERN_CACHE_TOTAL_MS_MAX;
    budget->end_ms = now_ms() + budget->total_ms;
    budget->set_count = (uint32_t)set_count;
}

/* The same for each, and what others did not need: no field takes another's. */
static uint32_t take_share(struct budget *budget)
{
    uint64_t now = now_ms();
    uint64_t left = now < budget->end_ms ? budget->end_ms - now : 0;
    uint32_t share = (uint32_t)(left / budget->set_count);

    budget->set_count--;
    return share ? share : 1;
}

static tamis_status compile_field(tamis_patterns *patterns,
                                  struct patterns_field *field, uint32_t mode,
                                  const tamis_patterns_options *options,
                                  struct budget *budget, tamis_error *error)
{
    struct pattern_set **set =
        mode == PATTERN_MODE_STREAM ? &patterns->stream_set : &field->set;
    struct gathering gathering = {.patterns = patterns, .field = field->field};
    struct pattern_cache_options cache = {
        .set = {.allocator = &patterns->allocator,
                .mode = mode,
                .field = 1,
                .rejected = reject,
                .rejected_context = &gathering},
        .folder = options->folder,
        .program = options->program,
        .is_cacheless = options->flags & TAMIS_PATTERNS_NO_CACHE,
        .memory_max = options->memory_limit,
        .pattern_ms_max = options->pattern_limit,
        .total_ms_max = budget->total_ms,
        .share_ms = take_share(budget),
        .threads = options->threads,
        .progress = options->progress,
        .progress_context = options->progress_context,
        .uncached = &patterns->uncached,
    };
    tamis_status status;

    gathering.sources = memory_allocate_array(
        &patterns->allocator, field->count, sizeof *gathering.sources);
    if (!gathering.sources)
        return error_set(error, TAMIS_ERROR_MEMORY,
                         "no memory for the sources of %u patterns",
                         field->count);
    gather(&gathering);
    status = pattern_cache_open(set, gathering.sources, gathering.count, &cache,
                                error);
    memory_release(&patterns->allocator, gathering.sources);
    if (status == TAMIS_OK && gathering.status != TAMIS_OK) {
        pattern_set_destroy(*set);
        *set = NULL;
        return error_set(error, gathering.status,
                         "no memory to tell why patterns were refused");
    }
    return status;
}

static tamis_status note_exception(tamis_patterns *patterns, uint32_t number)
{
    void *excepted = patterns->excepted;

    if (memory_grow(&patterns->allocator, &excepted,
                    &patterns->excepted_capacity, patterns->excepted_count + 1,
                    sizeof number) != 0)
        return TAMIS_ERROR_MEMORY;
    patterns->excepted = excepted;
    patterns->excepted[patterns->excepted_count++] = number;
    return TAMIS_OK;
}

/* Finds the fields, and counts what each has. */
static tamis_status find_fields(tamis_patterns *patterns)
{
    struct pattern_parts parts;
    bool is_literal;

    for (uint32_t number = 0; number < patterns->slot_count; number++) {
        size_t n;

        if (!read_pattern(patterns, number, &parts, &is_literal)) {
            TRY(leave_out(patterns, number, "it is not written as patterns are",
                          UINT64_MAX));
            continue;
        }
        n = patterns_find_field(patterns, parts.field);
        if (n == SIZE_MAX) {
            n = patterns->field_count++;
            patterns->fields[n].field = parts.field;
        }
        patterns->field_numbers[number] = (uint8_t)n;
        patterns->fields[n].count += parts.exception.source.size > 0 ? 2 : 1;
        if (parts.exception.source.size > 0 && parts.field == TAMIS_KIND_AUTO)
            TRY(note_exception(patterns, number));
    }
    return TAMIS_OK;
}

static tamis_status compile_sets(tamis_patterns *patterns,
                                 const tamis_patterns_options *options,
                                 tamis_error *error)
{
    size_t any = patterns_find_field(patterns, TAMIS_KIND_AUTO);
    struct budget budget;

    patterns->has_streams = options->flags & TAMIS_PATTERNS_STREAMS;
    budget_begin(&budget, options->total_limit,
                 patterns->field_count + patterns->has_streams);
    for (size_t n = 0; n < patterns->field_count; n++) {
        struct patterns_field *field = &patterns->fields[n];

        TRY(compile_field(patterns, field, PATTERN_MODE_BLOCK, options, &budget,
                          error));
        if (field->set)
            patterns->info.size += pattern_set_size(field->set);
    }
    if (!patterns->has_streams || any == SIZE_MAX)
        return TAMIS_OK;
    TRY(compile_field(patterns, &patterns->fields[any], PATTERN_MODE_STREAM,
                      options, &budget, error));
    if (patterns->stream_set)
        patterns->info.size += pattern_set_size(patterns->stream_set);
    return TAMIS_OK;
}

/* What the clearance never sees is left out before anything is counted, sized,
 * limited or compiled. */
static tamis_status list_slots(tamis_patterns *patterns,
                               const struct view *view)
{
    const struct database_class *records = patterns_records(view->database);
    uint32_t count = 0;

    for (uint32_t slot = 0; slot < records->count; slot++)
        count += pattern_actions(view, records, slot) != 0;
    patterns->slots = memory_allocate_array(
        &patterns->allocator, (size_t)count + 1, sizeof *patterns->slots);
    if (!patterns->slots)
        return TAMIS_ERROR_MEMORY;
    for (uint32_t slot = 0; slot < records->count; slot++)
        if (pattern_actions(view, records, slot) != 0)
            patterns->slots[patterns->slot_count++] = slot;
    return TAMIS_OK;
}

static tamis_status find_slots(tamis_patterns *patterns,
                               const tamis_clearance *clearance,
                               tamis_error *error)
{
    struct view view;
    tamis_status status;

    TRY(view_open(&view, patterns->database, &patterns->allocator, clearance,
                  error));
    status = list_slots(patterns, &view);
    view_close(&view, &patterns->allocator);
    return status < 0
               ? error_set(error, status, "no memory to list the patterns")
               : status;
}

static tamis_status compile(tamis_patterns *patterns,
                            const tamis_patterns_options *options,
                            tamis_error *error)
{
    uint32_t count;

    TRY(find_slots(patterns, options->clearance, error));
    count = patterns->slot_count;
    if (count > PATTERN_SET_COUNT_MAX)
        return error_set(error, TAMIS_ERROR_LIMIT,
                         "the database has %u patterns for this clearance; at "
                         "most %u are matched",
                         count, PATTERN_SET_COUNT_MAX);
    patterns->info.struct_size = sizeof patterns->info;
    patterns->info.count = count;
    patterns->is_out =
        memory_allocate_array(&patterns->allocator, (size_t)count + 1, 1);
    patterns->field_numbers =
        memory_allocate_array(&patterns->allocator, (size_t)count + 1, 1);
    if (!patterns->is_out || !patterns->field_numbers ||
        find_fields(patterns) != TAMIS_OK)
        return error_set(error, TAMIS_ERROR_MEMORY,
                         "no memory to list %u patterns", count);
    TRY(compile_sets(patterns, options, error));
    patterns->info.compiled = count - patterns->refusal_count;
    return TAMIS_OK;
}

tamis_status tamis_patterns_prepare(tamis_patterns **patterns,
                                    tamis_database *database,
                                    const tamis_patterns_options *options,
                                    tamis_error *error)
{
    tamis_patterns_options chosen = TAMIS_PATTERNS_OPTIONS_INIT;
    tamis_allocator allocator;
    tamis_patterns *made;
    tamis_status status;

    *patterns = NULL;
    if (!database)
        return error_set(error, TAMIS_ERROR_ARGUMENT,
                         "patterns need a database, but database is NULL");
    if (options) {
        TRY(options_check(options, sizeof chosen, "tamis_patterns_options",
                          error));
        chosen = *options;
    }
    if (chosen.flags & ~(TAMIS_PATTERNS_NO_CACHE | TAMIS_PATTERNS_STREAMS))
        return error_set(error, TAMIS_ERROR_ARGUMENT,
                         "tamis_patterns_options.flags 0x%x has bits that "
                         "this version does not know",
                         (unsigned)chosen.flags);
    allocator = memory_choose(chosen.allocator);
    made = memory_allocate_array(&allocator, 1, sizeof *made);
    if (!made)
        return error_set(error, TAMIS_ERROR_MEMORY,
                         "no memory for patterns (%zu bytes)", sizeof *made);
    made->allocator = allocator;
    atomic_init(&made->references, 1);
    made->database = tamis_database_retain(database);
    arena_init(&made->arena, &made->allocator);
    status = compile(made, &chosen, error);
    if (status < 0) {
        tamis_patterns_release(made);
        return status;
    }
    *patterns = made;
    return TAMIS_OK;
}

tamis_patterns *tamis_patterns_retain(tamis_patterns *patterns)
{
    if (patterns)
        atomic_fetch_add_explicit(&patterns->references, 1,
                                  memory_order_relaxed);
    return patterns;
}

void tamis_patterns_release(tamis_patterns *patterns)
{
    tamis_allocator allocator;

    if (!patterns || atomic_fetch_sub_explicit(&patterns->references, 1,
                                               memory_order_acq_rel) != 1)
        return;
    allocator = patterns->allocator;
    for (size_t n = 0; n < patterns->field_count; n++)
        pattern_set_destroy(patterns->fields[n].set);
    pattern_set_destroy(patterns->stream_set);
    memory_release(&allocator, patterns->slots);
    memory_release(&allocator, patterns->excepted);
    memory_release(&allocator, patterns->is_out);
    memory_release(&allocator, patterns->field_numbers);
    memory_release(&allocator, patterns->refusals);
    arena_release(&patterns->arena);
    tamis_database_release(patterns->database);
    memory_release(&allocator, patterns);
}

tamis_database *tamis_patterns_database(const tamis_patterns *patterns)
{
    return patterns->database;
}

void tamis_patterns_info_get(const tamis_patterns *patterns,
                             tamis_patterns_info *info)
{
    *info = patterns->info;
    info->uncached = slice_text(patterns->uncached.message);
}

int tamis_patterns_refused(const tamis_patterns *patterns, size_t n,
                           tamis_patterns_refusal *refusal)
{
    if (n >= patterns->refusal_count)
        return 0;
    *refusal = patterns->refusals[n];
    return 1;
}
