/* SPDX-License-Identifier: BSD-2-Clause */
#include "compile/shard.h"

#include "base/error.h"
#include "base/memory.h"
#include "base/slice.h"
#include "compile/compiler.h"
#include "compile/pattern_guard.h"
#include "indicator/kind.h"

/* Front, a value, and what is read behind it. */
#define SCRATCH_STRIDE (PUBLIC_SUFFIX_FRONT + 2 * PLAIN_VIEW_SIZE_MAX)
#define SCRATCH_SIZE   (SHARD_STEP * SCRATCH_STRIDE)

tamis_status shard_create(struct shard **shard, tamis_compiler *compiler)
{
    const tamis_allocator *allocator = &compiler->allocator;
    struct shard *made = memory_allocate_array(allocator, 1, sizeof *made);

    *shard = NULL;
    if (!made)
        return TAMIS_ERROR_MEMORY;
    made->compiler = compiler;
    made->kernels = text_kernels_pick(cpu_features());
    accounting_init(&made->rejected, allocator, compiler->accounting.keys.seed);
    rejection_list_init(&made->examples, allocator);
    made->scratch = memory_allocate_array(allocator, 1, SCRATCH_SIZE);
    if (!made->scratch) {
        shard_destroy(made);
        return TAMIS_ERROR_MEMORY;
    }
    *shard = made;
    return TAMIS_OK;
}

void shard_close(struct shard *shard)
{
    pending_writer_close(shard->writer);
    shard->writer = NULL;
}

void shard_destroy(struct shard *shard)
{
    const tamis_allocator *allocator;

    if (!shard)
        return;
    allocator = &shard->compiler->allocator;
    shard_close(shard);
    accounting_release(&shard->rejected);
    rejection_list_release(&shard->examples);
    memory_release(allocator, shard->example_counts);
    memory_release(allocator, shard->feeds);
    memory_release(allocator, shard->newest_ns);
    memory_release(allocator, shard->scratch);
    memory_release(allocator, shard);
}

static tamis_status make_feed(struct shard *shard, uint32_t number)
{
    static const struct shard_feed none = {0, 0, 0, 0};
    void *feeds = shard->feeds;

    if (number < shard->feed_count)
        return TAMIS_OK;
    if (memory_grow(&shard->compiler->allocator, &feeds, &shard->feed_capacity,
                    (size_t)number + 1, sizeof *shard->feeds) != 0)
        return TAMIS_ERROR_MEMORY;
    shard->feeds = feeds;
    while (shard->feed_count <= number)
        shard->feeds[shard->feed_count++] = none;
    return TAMIS_OK;
}

/* A kept statement of the label has this time. */
static tamis_status meet_time(struct shard *shard,
                              const struct stencil *stencil)
{
    void *times = shard->newest_ns;

    if (stencil->time_ns == TAMIS_TIME_MIN)
        return TAMIS_OK;
    if (memory_grow(&shard->compiler->allocator, &times, &shard->label_capacity,
                    (size_t)stencil->label + 1, sizeof *shard->newest_ns) != 0)
        return TAMIS_ERROR_MEMORY;
    shard->newest_ns = times;
    while (shard->label_count <= stencil->label)
        shard->newest_ns[shard->label_count++] = TAMIS_TIME_MIN;
    if (shard->newest_ns[stencil->label] < stencil->time_ns)
        shard->newest_ns[stencil->label] = stencil->time_ns;
    return TAMIS_OK;
}

static tamis_status keep_example(struct shard *shard,
                                 const struct stencil *stencil,
                                 tamis_reason reason,
                                 const struct value_run *run, size_t n)
{
    char text[PATTERN_GUARD_TEXT_SIZE];
    tamis_rejection rejection = {.reason = reason,
                                 .feed_id = stencil->feed,
                                 .file = stencil->file,
                                 .value = run->values[n],
                                 .line = run->places[n].line,
                                 .offset = run->places[n].offset};

    /* Which of many faults it is says the text; the key is still there. */
    if (reason == TAMIS_REASON_PATTERN &&
        stencil->reason == TAMIS_REASON_NONE) {
        pattern_guard_describe(shard->intakes[n % SHARD_STEP].view.key, text);
        rejection.message = slice_text(text);
    }
    return rejection_list_add(&shard->examples, &rejection, run->number + n);
}

static tamis_status reject(struct shard *shard, const struct stencil *stencil,
                           tamis_reason reason, const struct value_run *run,
                           size_t n)
{
    const struct accounting_key key = {stencil->feed, stencil->label,
                                       TAMIS_OUTCOME_REJECTED, reason, 0};
    size_t known = shard->rejected.keys.count, row;
    void *counts = shard->example_counts;

    if (memory_grow(&shard->compiler->allocator, &counts, &shard->row_capacity,
                    known + 1, sizeof *shard->example_counts) != 0)
        return TAMIS_ERROR_MEMORY;
    shard->example_counts = counts;
    TRY(accounting_add(&shard->rejected, &key, 1));
    row = shard->rejected.last_number;
    if (row == known)
        shard->example_counts[row] = 0;
    if (shard->example_counts[row] == REJECTION_EXAMPLES)
        return TAMIS_OK;
    shard->example_counts[row]++;
    return keep_example(shard, stencil, reason, run, n);
}

static tamis_status open_writer(struct shard *shard)
{
    return shard->writer
               ? TAMIS_OK
               : pending_writer_open(&shard->writer, &shard->compiler->pending);
}

/* The statement that is kept, and its class. */
static enum key_class make_pending(const struct stencil *stencil,
                                   const struct intake *intake,
                                   struct pending *pending)
{
    const struct plain_view *view = &intake->view;

    *pending = stencil->pending;
    pending->kind = (uint8_t)view->kind;
    pending->mode = (uint8_t)view->mode;
    if (intake->is_auto_mode)
        pending->flags |= PENDING_AUTO_MODE;
    pending->key = (const uint8_t *)view->key.data;
    pending->key_size = (uint16_t)view->key.size;
    return kind_key_class(view->kind, view->key.size);
}

/* Any value, at once. */
static tamis_status keep(struct shard *shard, const struct stencil *stencil,
                         const struct intake *intake)
{
    uint8_t prefixed[TAMIS_KEY_SIZE_MAX + 1];
    struct pending pending;
    enum key_class key_class = make_pending(stencil, intake, &pending);

    if (key_class == KEY_CLASS_TEXT || key_class == KEY_CLASS_PATTERN) {
        prefixed[0] = pending.kind;
        memcpy(prefixed + 1, pending.key, pending.key_size);
        pending.key = prefixed;
        pending.key_size++;
    }
    return pending_writer_add(shard->writer, key_class, &pending);
}

/* Reads a value, and counts it unless it is to be kept: then *is_kept. */
static tamis_status take_value(struct shard *shard,
                               const struct stencil *stencil,
                               const struct value_run *run, size_t n,
                               bool *is_kept)
{
    struct shard_feed *feed = &shard->feeds[stencil->feed];
    struct intake *intake = &shard->intakes[n % SHARD_STEP];
    tamis_reason reason = stencil->reason;

    *is_kept = false;
    if (reason == TAMIS_REASON_NONE)
        reason =
            intake_read(intake, shard, stencil, run->values[n],
                        run->places[n].mode, &shard->marks[n % SHARD_STEP]);
    if (reason == TAMIS_REASON_NONE && stencil->has_bad_time)
        reason = TAMIS_REASON_BAD_TIME;
    if (reason != TAMIS_REASON_NONE)
        return reject(shard, stencil, reason, run, n);
    if (intake->view.notes & TAMIS_NOTE_HOST_BITS)
        feed->host_bits_cleared++;
    if (intake->view.notes & TAMIS_NOTE_DEFANGED)
        feed->defanged++;
    if (stencil->is_withheld)
        feed->withheld++;
    else
        feed->kept++;
    *is_kept = !stencil->is_withheld;
    return TAMIS_OK;
}

/*
 * Some values: all are read before any is kept, so that neither waits for what
 * the other has just written, or for memory.
 */
static tamis_status add_step(struct shard *shard, const struct stencil *stencil,
                             const struct value_run *run, size_t begin,
                             size_t count)
{
    struct pending kept[SHARD_STEP];
    uint8_t classes[SHARD_STEP];
    size_t kept_count = 0;

    shard->kernels->mark_values(run->values + begin, count, shard->marks);
    for (size_t i = 0; i < count; i++) {
        const struct intake *intake = &shard->intakes[i];
        bool is_kept;

        TRY(take_value(shard, stencil, run, begin + i, &is_kept));
        if (!is_kept)
            continue;
        TRY(open_writer(shard));
        if (!intake->is_plain) {
            TRY(keep(shard, stencil, intake));
            continue;
        }
        classes[kept_count] =
            (uint8_t)make_pending(stencil, intake, &kept[kept_count]);
        kept_count++;
    }
    return kept_count ? pending_writer_add_step(shard->writer, kept, classes,
                                                kept_count)
                      : TAMIS_OK;
}

tamis_status shard_add(struct shard *shard, const struct stencil *stencil,
                       const struct value_run *run)
{
    uint64_t kept;

    TRY(make_feed(shard, stencil->feed));
    kept = shard->feeds[stencil->feed].kept;
    for (size_t begin = 0; begin < run->count; begin += SHARD_STEP) {
        size_t left = run->count - begin;

        TRY(add_step(shard, stencil, run, begin,
                     left < SHARD_STEP ? left : SHARD_STEP));
    }
    return shard->feeds[stencil->feed].kept > kept ? meet_time(shard, stencil)
                                                   : TAMIS_OK;
}

/* Long values are read where they are: no more is read of them than they
 * have. Marks are made of what is in the scratch. */
static tamis_slice place_value(struct shard *shard, size_t n, tamis_slice value)
{
    char *place = shard->scratch + n * SCRATCH_STRIDE + PUBLIC_SUFFIX_FRONT;

    if (value.size > PLAIN_VIEW_SIZE_MAX)
        return value;
    if (value.size)
        memcpy(place, value.data, value.size);
    return slice_make(place, value.size);
}

tamis_status shard_add_borrowed(struct shard *shard,
                                const struct stencil *stencil,
                                const tamis_statement_value *values,
                                size_t count, uint64_t number)
{
    tamis_slice placed[SHARD_STEP];
    struct value_place places[SHARD_STEP];
    struct value_run run = {placed, places, 0, number};

    for (; count > 0; count -= run.count) {
        run.count = count < SHARD_STEP ? count : SHARD_STEP;
        for (size_t n = 0; n < run.count; n++) {
            placed[n] = place_value(shard, n, values[n].value);
            places[n] = (struct value_place){values[n].line, values[n].offset,
                                             values[n].mode};
        }
        TRY(shard_add(shard, stencil, &run));
        run.number += run.count;
        values += run.count;
    }
    return TAMIS_OK;
}
