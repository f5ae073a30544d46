/* SPDX-License-Identifier: BSD-2-Clause */
#include "compile/batch.h"

#include "base/error.h"
#include "base/memory.h"
#include "base/slice.h"

#define TEXT_SIZE ((size_t)96 * 1024) /* at first; grows for long ones */
/* What is read in front of values and behind them (shard.h). */
#define TEXT_FRONT PUBLIC_SUFFIX_FRONT
#define TEXT_END   PLAIN_VIEW_SIZE_MAX

static bool make_text(struct batch *batch, size_t size)
{
    char *text =
        memory_allocate_array(&memory_default, 1, TEXT_FRONT + size + TEXT_END);

    if (!text)
        return false;
    memory_release(&memory_default, batch->text);
    batch->text = text;
    batch->text_capacity = TEXT_FRONT + size;
    return true;
}

struct batch *batch_create(void)
{
    struct batch *made = memory_allocate(&memory_default, sizeof *made);

    if (!made)
        return NULL;
    made->text = NULL;
    if (!make_text(made, TEXT_SIZE)) {
        memory_release(&memory_default, made);
        return NULL;
    }
    batch_clear(made, 0);
    return made;
}

void batch_destroy(struct batch *batch)
{
    if (!batch)
        return;
    memory_release(&memory_default, batch->text);
    memory_release(&memory_default, batch);
}

void batch_clear(struct batch *batch, uint64_t number)
{
    batch->next = NULL;
    batch->number = number;
    batch->run_count = 0;
    batch->value_count = 0;
    batch->text_size = TEXT_FRONT;
    batch->last_file = slice_make(NULL, 0);
}

static size_t slices_size(const tamis_slice *slices, size_t count)
{
    size_t size = count * sizeof *slices + sizeof(void *);

    for (size_t i = 0; i < count; i++)
        size += slices[i].size;
    return size;
}

/* Bytes that a copy of what is common takes at most. */
static size_t common_size(const tamis_statement *common)
{
    return common->reference.size + common->context.size + common->file.size +
           slices_size(common->tags, common->tag_count) +
           slices_size(common->audience, common->audience_count);
}

static size_t values_size(const tamis_statement_value *values, size_t count)
{
    size_t size = 0;

    for (size_t i = 0; i < count; i++)
        size += values[i].value.size;
    return size;
}

/* How many values there is room for, with what they have in common. An empty
 * batch makes room for one. */
static tamis_status find_count(struct batch *batch,
                               const struct batch_input *input, size_t *count)
{
    size_t room = batch->text_capacity - batch->text_size, size;
    size_t common = common_size(input->common);

    *count = input->count < BATCH_VALUES - batch->value_count
                 ? input->count
                 : BATCH_VALUES - batch->value_count;
    if (batch->run_count == BATCH_RUNS)
        *count = 0;
    while (*count > 0) {
        size = common + values_size(input->values, *count);
        if (size <= room)
            return TAMIS_OK;
        if (*count == 1 && batch->run_count == 0)
            return make_text(batch, size) ? TAMIS_OK : TAMIS_ERROR_MEMORY;
        *count /= 2;
    }
    return TAMIS_OK;
}

static tamis_slice copy(struct batch *batch, tamis_slice slice)
{
    char *to = batch->text + batch->text_size;

    if (slice.size == 0)
        return slice_make(to, 0);
    memcpy(to, slice.data, slice.size);
    batch->text_size += slice.size;
    return slice_make(to, slice.size);
}

static const tamis_slice *copy_slices(struct batch *batch,
                                      const tamis_slice *slices, size_t count)
{
    size_t skew = batch->text_size % sizeof(void *);
    char *to;

    if (count == 0)
        return NULL;
    batch->text_size += skew ? sizeof(void *) - skew : 0;
    to = batch->text + batch->text_size;
    batch->text_size += count * sizeof *slices;
    for (size_t i = 0; i < count; i++) {
        tamis_slice copied = copy(batch, slices[i]);

        memcpy(to + i * sizeof copied, &copied, sizeof copied);
    }
    return (const tamis_slice *)(const void *)to;
}

static void copy_common(struct batch *batch, const tamis_statement *common,
                        tamis_statement *copied)
{
    *copied = *common;
    copied->reference = copy(batch, common->reference);
    copied->context = copy(batch, common->context);
    if (!slice_equal(batch->last_file, common->file))
        batch->last_file = copy(batch, common->file);
    copied->file = batch->last_file;
    copied->tags = copy_slices(batch, common->tags, common->tag_count);
    copied->audience =
        copy_slices(batch, common->audience, common->audience_count);
}

static void copy_values(struct batch *batch,
                        const tamis_statement_value *values, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        size_t n = batch->value_count++;

        batch->values[n] = copy(batch, values[i].value);
        batch->places[n] = (struct value_place){
            values[i].line, values[i].offset, values[i].mode};
    }
}

tamis_status batch_add(struct batch *batch, const struct batch_input *input,
                       size_t *taken)
{
    struct batch_run *run;

    TRY(find_count(batch, input, taken));
    if (*taken == 0)
        return TAMIS_OK;
    run = &batch->runs[batch->run_count++];
    run->feed_id = input->feed_id;
    run->reason = input->reason;
    run->first = batch->value_count;
    run->count = *taken;
    copy_common(batch, input->common, &run->common);
    copy_values(batch, input->values, *taken);
    return TAMIS_OK;
}

tamis_status batch_cut(struct batch *batch, tamis_compiler *compiler)
{
    for (size_t i = 0; i < batch->run_count; i++) {
        struct batch_run *run = &batch->runs[i];

        TRY(stencil_cut(&run->stencil, compiler, run->feed_id, &run->common,
                        run->reason));
    }
    return TAMIS_OK;
}

tamis_status batch_add_to(const struct batch *batch, struct shard *shard)
{
    for (size_t i = 0; i < batch->run_count; i++) {
        const struct batch_run *run = &batch->runs[i];
        const struct value_run values = {batch->values + run->first,
                                         batch->places + run->first, run->count,
                                         batch->number + run->first};

        TRY(shard_add(shard, &run->stencil, &values));
    }
    return TAMIS_OK;
}
