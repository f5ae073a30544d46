/* SPDX-License-Identifier: BSD-2-Clause */
#include "compile/merge.h"

#include "base/crew.h"
#include "base/error.h"
#include "base/memory.h"
#include "compile/merge_state.h"

static uint32_t *make_numbers(const struct merge *merge, uint32_t count)
{
    return memory_allocate_array(merge->allocator, count, sizeof(uint32_t));
}

/* The place of each feed by name, of each label by its own order. */
static tamis_status rank(struct merge *merge, uint32_t **feed_ranks,
                         uint32_t **label_ranks)
{
    const tamis_compiler *compiler = merge->question->compiler;
    uint32_t feeds = compiler->feeds.count, labels = compiler->labels.count;
    uint32_t *order = make_numbers(merge, feeds);

    *feed_ranks = make_numbers(merge, feeds);
    *label_ranks = make_numbers(merge, labels);
    merge->labels = make_numbers(merge, labels);
    merge->joined_labels = make_numbers(merge, labels);
    if (!order || !*feed_ranks || !*label_ranks || !merge->labels ||
        !merge->joined_labels) {
        memory_release(merge->allocator, order);
        return TAMIS_ERROR_MEMORY;
    }
    feed_table_sort(&compiler->feeds, order);
    for (uint32_t i = 0; i < feeds; i++)
        (*feed_ranks)[order[i]] = i;
    label_table_sort(&compiler->labels, merge->labels);
    for (uint32_t i = 0; i < labels; i++)
        (*label_ranks)[merge->labels[i]] = i;
    memory_release(merge->allocator, order);
    return TAMIS_OK;
}

static tamis_status take_profiles(struct merge *merge,
                                  const uint32_t *feed_ranks,
                                  const uint32_t *label_ranks)
{
    const struct profile_table *table = &merge->question->compiler->profiles;
    uint32_t count = table->profiles.count;

    merge->profiles =
        memory_allocate_array(merge->allocator, count, sizeof *merge->profiles);
    if (!merge->profiles)
        return TAMIS_ERROR_MEMORY;
    for (uint32_t n = 0; n < count; n++) {
        struct merge_profile *profile = &merge->profiles[n];

        profile->profile = profile_table_get(table, n);
        profile->feed_rank = feed_ranks[profile->profile.feed];
        profile->label_rank = label_ranks[profile->profile.label];
        profile->count = merge_count_find(&merge->counted, &profile->profile);
        if (profile->count == INTERN_NONE)
            return TAMIS_ERROR_MEMORY;
    }
    return TAMIS_OK;
}

static tamis_status begin(struct merge *merge)
{
    uint32_t *feed_ranks = NULL, *label_ranks = NULL;
    tamis_status status = rank(merge, &feed_ranks, &label_ranks);

    if (status == TAMIS_OK)
        status = take_profiles(merge, feed_ranks, label_ranks);
    memory_release(merge->allocator, feed_ranks);
    memory_release(merge->allocator, label_ranks);
    return status == TAMIS_OK ? merge_place_begin(merge) : status;
}

static bool begin_worker(struct merge_worker *worker, struct merge *merge)
{
    const struct merge_question *question = merge->question;

    *worker = (struct merge_worker){.merge = merge};
    buffer_init(&worker->room, merge->allocator);
    worker->counts = memory_allocate_array(
        merge->allocator, merge->counted.table.count, sizeof *worker->counts);
    if (question->relevance->is_active)
        worker->scratch = relevance_scratch_create(question->relevance);
    return worker->counts &&
           (worker->scratch || !question->relevance->is_active);
}

static void end_worker(struct merge_worker *worker)
{
    const tamis_allocator *allocator = worker->merge->allocator;

    relevance_scratch_destroy(worker->merge->question->relevance,
                              worker->scratch);
    buffer_release(&worker->room);
    memory_release(allocator, worker->counts);
    memory_release(allocator, worker->items);
    memory_release(allocator, worker->sorted);
    memory_release(allocator, worker->words);
    memory_release(allocator, worker->entries);
    memory_release(allocator, worker->list_ends);
}

/* Tasks are begun in their order, so that those which wait for a turn wait
 * for others that are at work. */
static bool take_task(struct merge *merge, size_t *number)
{
    bool is_there;

    pthread_mutex_lock(&merge->lock);
    is_there =
        merge->status == TAMIS_OK && merge->next < merge->store->task_count;
    if (is_there)
        *number = merge->next++;
    pthread_mutex_unlock(&merge->lock);
    return is_there;
}

static tamis_status run_tasks(struct merge_worker *worker, tamis_error *error)
{
    struct merge *merge = worker->merge;
    size_t number;

    while (take_task(merge, &number)) {
        struct pending_task *task = &merge->store->tasks[number];

        TRY(merge_part(worker, task, error));
        TRY(merge_place(worker, number));
        pending_part_release(task->part, &merge->store->memory);
    }
    return TAMIS_OK;
}

/* One of the crew. */
static void run_worker(void *context, size_t n)
{
    struct merge *merge = context;
    tamis_error error = {.status = TAMIS_OK};
    tamis_status status = TAMIS_ERROR_MEMORY;
    struct merge_worker worker;

    (void)n;
    if (begin_worker(&worker, merge))
        status = run_tasks(&worker, &error);
    pthread_mutex_lock(&merge->lock);
    if (status == TAMIS_OK)
        status = merge_count_add(&merge->counted, merge->question->compiler,
                                 worker.counts);
    if (status != TAMIS_OK && merge->status == TAMIS_OK) {
        merge->status = status;
        merge->error = error;
    }
    pthread_cond_broadcast(&merge->has_turned);
    pthread_mutex_unlock(&merge->lock);
    end_worker(&worker);
}

static void end(struct merge *merge)
{
    merge_count_end(&merge->counted);
    memory_release(merge->allocator, merge->profiles);
    memory_release(merge->allocator, merge->labels);
    memory_release(merge->allocator, merge->joined_labels);
    pthread_cond_destroy(&merge->has_turned);
    pthread_mutex_destroy(&merge->lock);
}

tamis_status merge_run(struct merged *merged,
                       const struct merge_question *question,
                       tamis_error *error)
{
    tamis_compiler *compiler = question->compiler;
    struct pending_store *store = &compiler->pending;
    unsigned crew = pending_store_crew(store, compiler->threads);
    struct merge merge = {.question = question,
                          .allocator = &compiler->allocator,
                          .merged = merged,
                          .store = store,
                          .total = store->count,
                          .owner = pthread_self()};

    *merged = (struct merged){.allocator = &compiler->allocator};
    pthread_mutex_init(&merge.lock, NULL);
    pthread_cond_init(&merge.has_turned, NULL);
    merge_count_begin(&merge.counted, compiler);
    merge.status = begin(&merge);
    if (merge.status == TAMIS_OK) {
        if (question->progress)
            question->progress(question->context, "merge", 0, merge.total);
        crew_run(crew, crew, run_worker, &merge);
        merge_place_end(&merge);
    }
    if (merge.status == TAMIS_OK && question->progress)
        question->progress(question->context, "merge", merge.total,
                           merge.total);
    end(&merge);
    if (error && merge.status == TAMIS_ERROR_SYSTEM)
        *error = merge.error;
    return merge.status;
}

void merge_release(struct merged *merged)
{
    const tamis_allocator *allocator = merged->allocator;

    if (!allocator)
        return;
    for (size_t i = 0; i < KEY_CLASS_COUNT; i++) {
        struct merged_class *class = &merged->classes[i];

        memory_release(allocator, class->keys);
        memory_release(allocator, class->ends);
        memory_release(allocator, class->kinds);
        memory_release(allocator, class->modes);
        memory_release(allocator, class->hashes);
        memory_release(allocator, class->words);
    }
    memory_release(allocator, merged->entries);
    memory_release(allocator, merged->list_starts);
    *merged = (struct merged){.allocator = NULL};
}
