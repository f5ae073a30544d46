/* SPDX-License-Identifier: BSD-2-Clause */
#include "compile/label_table.h"

#include "base/buffer.h"
#include "base/error.h"
#include "base/memory.h"
#include "base/slice.h"

#include <stdlib.h>

void label_table_init(struct label_table *table,
                      const tamis_allocator *allocator,
                      struct audience_book *book, uint64_t seed)
{
    *table = (struct label_table){
        .allocator = allocator, .book = book, .tlp_max = TAMIS_TLP_RED};
    arena_init(&table->arena, allocator);
    intern_table_init(&table->keys, allocator, seed);
    intern_table_init(&table->narrowings, allocator, seed);
}

void label_table_release(struct label_table *table)
{
    if (!table->allocator)
        return;
    for (uint32_t n = 0; n < table->count; n++)
        audience_set_release(&table->labels[n].set, table->allocator);
    audience_set_release(&table->audience, table->allocator);
    memory_release(table->allocator, table->labels);
    memory_release(table->allocator, table->narrowed);
    intern_table_release(&table->keys);
    intern_table_release(&table->narrowings);
    arena_release(&table->arena);
    *table = (struct label_table){.allocator = NULL};
}

tamis_status label_table_limit(struct label_table *table, tamis_tlp tlp_max,
                               const tamis_slice *audience, size_t count,
                               tamis_error *error)
{
    table->tlp_max = tlp_max;
    if (count == 0)
        return TAMIS_OK;
    TRY(audience_set_expand(&table->audience, table->book, audience, count,
                            error));
    table->has_audience = true;
    return TAMIS_OK;
}

static int compare_slices(const void *a, const void *b)
{
    return slice_compare(*(const tamis_slice *)a, *(const tamis_slice *)b);
}

/* Sorted, each once; copied into the arena with their bytes. */
static tamis_status copy_names(struct label_table *table,
                               const tamis_slice *names, size_t count,
                               tamis_slice **copy, size_t *copy_count)
{
    size_t kept = 0;
    tamis_slice *array = arena_allocate(&table->arena, count * sizeof *array);

    if (!array)
        return TAMIS_ERROR_MEMORY;
    for (size_t i = 0; i < count; i++) {
        array[i] = arena_copy(&table->arena, names[i]);
        if (names[i].size > 0 && !array[i].data)
            return TAMIS_ERROR_MEMORY;
    }
    qsort(array, count, sizeof *array, compare_slices);
    for (size_t i = 0; i < count; i++)
        if (kept == 0 || !slice_equal(array[kept - 1], array[i]))
            array[kept++] = array[i];
    *copy = array;
    *copy_count = kept;
    return TAMIS_OK;
}

/* The names of the organisations of a set, in the arena. */
static tamis_status name_organisations(struct label_table *table,
                                       struct label *label)
{
    const struct audience_set *set = &label->set;

    label->organisations = NULL;
    if (set->everyone)
        return TAMIS_OK;
    label->organisations = arena_allocate(
        &table->arena, set->member_count * sizeof *label->organisations);
    if (!label->organisations)
        return TAMIS_ERROR_MEMORY;
    for (size_t i = 0; i < set->member_count; i++)
        label->organisations[i] =
            audience_book_organisation_name(table->book, set->members[i]);
    qsort(label->organisations, set->member_count, sizeof *label->organisations,
          compare_slices);
    return TAMIS_OK;
}

static tamis_status copy_set(struct label_table *table,
                             const struct audience_set *from,
                             struct audience_set *to)
{
    const struct audience_set everyone = {.everyone = true};

    return audience_set_intersect(to, table->allocator, from, &everyone);
}

static tamis_status append_names(struct buffer *key, const tamis_slice *names,
                                 size_t count)
{
    for (size_t i = 0; i < count; i++) {
        uint64_t size = names[i].size;

        TRY(buffer_append(key, &size, sizeof size));
        TRY(buffer_append(key, names[i].data, names[i].size));
    }
    return TAMIS_OK;
}

/* What makes a label this label, as bytes. */
static tamis_status make_key(struct buffer *key, const struct label *label)
{
    uint64_t facts[3] = {label->tlp, label->set.everyone, label->name_count};

    TRY(buffer_append(key, facts, sizeof facts));
    TRY(append_names(key, label->names, label->name_count));
    return buffer_append(key, label->set.members,
                         label->set.member_count * sizeof(uint32_t));
}

/* Puts a complete label into the table, which then owns its set; leaves it to
 * the caller when the table knows the label already. */
static tamis_status insert_label(struct label_table *table,
                                 const struct label *label, uint32_t *number)
{
    struct buffer key;
    void *labels = table->labels;
    tamis_status status;

    if (memory_grow(table->allocator, &labels, &table->capacity,
                    (size_t)table->count + 1, sizeof *label) != 0)
        return TAMIS_ERROR_MEMORY;
    table->labels = labels;
    buffer_init(&key, table->allocator);
    status = make_key(&key, label);
    if (status == TAMIS_OK) {
        *number = intern_table_add(&table->keys, key.bytes, key.size);
        if (*number == INTERN_NONE)
            status = TAMIS_ERROR_MEMORY;
    }
    buffer_release(&key);
    if (status == TAMIS_OK && *number == LABELS_MAX)
        status = TAMIS_ERROR_LIMIT;
    if (status == TAMIS_OK && *number == table->count)
        table->labels[table->count++] = *label;
    return status;
}

static bool is_withheld(const struct label_table *table,
                        const struct label *label)
{
    return label->tlp > table->tlp_max ||
           (table->has_audience &&
            !audience_set_contains(&label->set, &table->audience));
}

static tamis_status complete_label(struct label_table *table,
                                   struct label *label,
                                   const tamis_slice *names, size_t name_count)
{
    TRY(name_organisations(table, label));
    if (!label->set.everyone && name_count == 0) {
        names = label->organisations;
        name_count = label->set.member_count;
    }
    if (!label->set.everyone)
        TRY(copy_names(table, names, name_count, &label->names,
                       &label->name_count));
    label->is_withheld = is_withheld(table, label);
    return TAMIS_OK;
}

tamis_status label_table_add(struct label_table *table, tamis_tlp tlp,
                             const struct audience_set *set,
                             const tamis_slice *names, size_t name_count,
                             uint32_t *number)
{
    struct label label = {.tlp = tlp, .newest_ns = TAMIS_TIME_MIN};
    uint32_t known = table->count;
    tamis_status status = copy_set(table, set, &label.set);

    if (status == TAMIS_OK)
        status = complete_label(table, &label, names, name_count);
    if (status == TAMIS_OK)
        status = insert_label(table, &label, number);
    if (table->count == known)
        audience_set_release(&label.set, table->allocator);
    return status;
}

/* A set is narrowed once for each question: statements repeat them. */
static tamis_status narrow_label(struct label_table *table, uint32_t base,
                                 const tamis_slice *names, size_t name_count,
                                 uint32_t *number)
{
    struct audience_set asked, set;
    tamis_status status =
        audience_set_expand(&asked, table->book, names, name_count, NULL);

    if (status == TAMIS_ERROR_LABEL)
        status = audience_set_expand(&asked, table->book, NULL, 0, NULL);
    TRY(status);
    if (audience_set_contains(&asked, &table->labels[base].set)) {
        audience_set_release(&asked, table->allocator);
        *number = base;
        return TAMIS_OK;
    }
    status = audience_set_intersect(&set, table->allocator,
                                    &table->labels[base].set, &asked);
    audience_set_release(&asked, table->allocator);
    TRY(status);
    status =
        label_table_add(table, table->labels[base].tlp, &set, NULL, 0, number);
    audience_set_release(&set, table->allocator);
    return status;
}

static tamis_status ask_narrowing(struct label_table *table, uint32_t base,
                                  const tamis_slice *names, size_t name_count,
                                  uint32_t *question)
{
    void *narrowed = table->narrowed;
    struct buffer key;
    tamis_status status;

    if (memory_grow(table->allocator, &narrowed, &table->narrowed_capacity,
                    (size_t)table->narrowings.count + 1,
                    sizeof *table->narrowed) != 0)
        return TAMIS_ERROR_MEMORY;
    table->narrowed = narrowed;
    buffer_init(&key, table->allocator);
    status = buffer_append(&key, &base, sizeof base);
    if (status == TAMIS_OK)
        status = append_names(&key, names, name_count);
    if (status == TAMIS_OK) {
        *question = intern_table_add(&table->narrowings, key.bytes, key.size);
        if (*question == INTERN_NONE)
            status = TAMIS_ERROR_MEMORY;
    }
    buffer_release(&key);
    return status;
}

tamis_status label_table_narrow(struct label_table *table, uint32_t base,
                                const tamis_slice *names, size_t name_count,
                                uint32_t *number)
{
    uint32_t known = table->narrowings.count;
    uint32_t question = INTERN_NONE;

    TRY(ask_narrowing(table, base, names, name_count, &question));
    if (question == known)
        TRY(narrow_label(table, base, names, name_count,
                         &table->narrowed[question]));
    *number = table->narrowed[question];
    return TAMIS_OK;
}

static bool is_same_set(const struct audience_set *a,
                        const struct audience_set *b)
{
    return audience_set_contains(a, b) && audience_set_contains(b, a);
}

tamis_status label_table_join(struct label_table *table, uint32_t a, uint32_t b,
                              uint32_t *number)
{
    const struct label *left = &table->labels[a], *right = &table->labels[b];
    tamis_tlp tlp = left->tlp > right->tlp ? left->tlp : right->tlp;
    struct audience_set set;
    const struct label *named = NULL;
    tamis_status status;

    if (label_table_covers(table, a, b)) {
        *number = b;
        return TAMIS_OK;
    }
    TRY(audience_set_intersect(&set, table->allocator, &left->set,
                               &right->set));
    if (is_same_set(&set, &right->set))
        named = right;
    else if (is_same_set(&set, &left->set))
        named = left;
    status = label_table_add(table, tlp, &set, named ? named->names : NULL,
                             named ? named->name_count : 0, number);
    audience_set_release(&set, table->allocator);
    return status;
}

bool label_table_covers(const struct label_table *table, uint32_t wide,
                        uint32_t narrow)
{
    const struct label *outer = &table->labels[wide];
    const struct label *inner = &table->labels[narrow];

    return outer->tlp <= inner->tlp &&
           audience_set_contains(&outer->set, &inner->set);
}

static int compare_lists(const tamis_slice *a, size_t a_count,
                         const tamis_slice *b, size_t b_count)
{
    for (size_t i = 0; i < a_count && i < b_count; i++) {
        int order = slice_compare(a[i], b[i]);

        if (order)
            return order;
    }
    return (a_count > b_count) - (a_count < b_count);
}

int label_table_compare(const struct label_table *table, uint32_t a, uint32_t b)
{
    const struct label *left = &table->labels[a], *right = &table->labels[b];
    int order;

    if (left->tlp != right->tlp)
        return left->tlp < right->tlp ? -1 : 1;
    if (left->set.everyone != right->set.everyone)
        return left->set.everyone ? -1 : 1;
    order = compare_lists(left->names, left->name_count, right->names,
                          right->name_count);
    if (order || left->set.everyone)
        return order;
    return compare_lists(left->organisations, left->set.member_count,
                         right->organisations, right->set.member_count);
}

/* Each into its place: qsort() takes no context, and labels are few. */
void label_table_sort(const struct label_table *table, uint32_t *order)
{
    for (uint32_t n = 0; n < table->count; n++) {
        uint32_t low = 0, high = n;

        while (low < high) {
            uint32_t middle = low + (high - low) / 2;

            if (label_table_compare(table, order[middle], n) < 0)
                low = middle + 1;
            else
                high = middle;
        }
        memmove(order + low + 1, order + low, (n - low) * sizeof *order);
        order[low] = n;
    }
}

void label_table_meet_time(struct label_table *table, uint32_t number,
                           int64_t time_ns)
{
    if (time_ns > table->labels[number].newest_ns)
        table->labels[number].newest_ns = time_ns;
}

int64_t label_table_newest(const struct label_table *table, uint32_t number)
{
    int64_t newest = TAMIS_TIME_MIN;

    for (uint32_t n = 0; n < table->count; n++)
        if (table->labels[n].newest_ns > newest &&
            label_table_covers(table, n, number))
            newest = table->labels[n].newest_ns;
    return newest;
}
