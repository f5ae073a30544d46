/* SPDX-License-Identifier: BSD-2-Clause */
#include "label/audience.h"

#include "base/error.h"
#include "base/memory.h"
#include "base/slice.h"
#include "label/name_table.h"

#include <tamis/label.h>

struct audience_book {
    tamis_allocator allocator;
    struct name_table organisations; /* number 0 is "self" */
    struct name_table circles;
    struct audience_set *sets; /* by number of the circle */
    size_t set_capacity;
    uint32_t *order; /* numbers of circles, by name */
    size_t order_capacity;
    tamis_slice self; /* the operator's own name, in `names` */
    struct arena names;
};

static tamis_status memory_error(tamis_error *error)
{
    return error_set(error, TAMIS_ERROR_MEMORY,
                     "out of memory while reading audiences");
}

tamis_status audience_book_create(struct audience_book **book,
                                  const tamis_allocator *allocator,
                                  tamis_slice organisation, tamis_error *error)
{
    tamis_allocator chosen = memory_choose(allocator);
    struct audience_book *made;

    *book = NULL;
    if (slice_is(organisation, TAMIS_AUDIENCE_EVERYONE))
        return error_set(error, TAMIS_ERROR_LABEL,
                         "the organisation's own name cannot be \"*\", which "
                         "means everyone; give it a name of its own");
    made = memory_allocate_array(&chosen, 1, sizeof *made);
    if (!made)
        return memory_error(error);
    made->allocator = chosen;
    name_table_init(&made->organisations, &made->allocator);
    name_table_init(&made->circles, &made->allocator);
    arena_init(&made->names, &made->allocator);
    if (organisation.size > 0)
        made->self = arena_copy(&made->names, organisation);
    if ((organisation.size > 0 && !made->self.data) ||
        name_table_add(&made->organisations, slice_text(TAMIS_AUDIENCE_SELF)) !=
            0) {
        audience_book_destroy(made);
        return memory_error(error);
    }
    *book = made;
    return TAMIS_OK;
}

void audience_book_destroy(struct audience_book *book)
{
    tamis_allocator allocator;

    if (!book)
        return;
    allocator = book->allocator;
    for (uint32_t n = 0; n < book->circles.count; n++)
        audience_set_release(&book->sets[n], &allocator);
    name_table_release(&book->organisations);
    name_table_release(&book->circles);
    arena_release(&book->names);
    memory_release(&allocator, book->sets);
    memory_release(&allocator, book->order);
    memory_release(&allocator, book);
}

static bool is_self(const struct audience_book *book, tamis_slice name)
{
    return slice_is(name, TAMIS_AUDIENCE_SELF) ||
           (book->self.size > 0 && slice_equal(name, book->self));
}

/* NULL when the name may be defined, else the rest of a sentence. */
static const char *find_objection(const struct audience_book *book,
                                  tamis_slice name)
{
    if (name.size == 0)
        return "has an empty name; give it one";
    if (slice_is(name, TAMIS_AUDIENCE_EVERYONE))
        return "cannot be defined: \"*\" always means everyone";
    if (slice_is(name, TAMIS_AUDIENCE_SELF))
        return "cannot be defined: \"self\" always means the organisation "
               "that runs tamis";
    if (is_self(book, name))
        return "has the organisation's own name; give it another";
    if (name_table_find(&book->circles, name) != NAME_NONE)
        return "is defined twice; keep one definition";
    if (name_table_find(&book->organisations, name) != NAME_NONE)
        return "was named as an organisation before it was defined; define "
               "it before it is used";
    return NULL;
}

/* Puts circle number `number`, whose name is known, in its place in order. */
static void insert_ordered(struct audience_book *book, uint32_t number)
{
    const tamis_slice *names = book->circles.names;
    uint32_t low = 0, high = number;

    while (low < high) {
        uint32_t middle = low + (high - low) / 2;

        if (slice_compare(names[book->order[middle]], names[number]) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    memmove(book->order + low + 1, book->order + low,
            (number - low) * sizeof *book->order);
    book->order[low] = number;
}

tamis_status audience_book_define(struct audience_book *book, tamis_slice name,
                                  const tamis_slice *members,
                                  size_t member_count, tamis_error *error)
{
    const char *objection = find_objection(book, name);
    size_t needed = (size_t)book->circles.count + 1;
    struct audience_set set;
    void *sets = book->sets, *order = book->order;
    uint32_t number;

    if (objection)
        return error_set(error, TAMIS_ERROR_LABEL, "audience \"%.*s\" %s",
                         (int)slice_first(name, 100).size, name.data,
                         objection);
    if (memory_grow(&book->allocator, &sets, &book->set_capacity, needed,
                    sizeof *book->sets) != 0)
        return memory_error(error);
    book->sets = sets;
    if (memory_grow(&book->allocator, &order, &book->order_capacity, needed,
                    sizeof *book->order) != 0)
        return memory_error(error);
    book->order = order;
    TRY(audience_set_expand(&set, book, members, member_count, error));
    /* A member of the same name would have been taken for an organisation. */
    if (name_table_find(&book->organisations, name) != NAME_NONE) {
        audience_set_release(&set, &book->allocator);
        return error_set(error, TAMIS_ERROR_LABEL,
                         "audience \"%.*s\" is a member of itself; take it "
                         "out of its own list",
                         (int)slice_first(name, 100).size, name.data);
    }
    number = name_table_add(&book->circles, name);
    if (number == NAME_NONE) {
        audience_set_release(&set, &book->allocator);
        return memory_error(error);
    }
    book->sets[number] = set;
    insert_ordered(book, number);
    return TAMIS_OK;
}

size_t audience_book_count(const struct audience_book *book)
{
    return book->circles.count;
}

tamis_slice audience_book_name(const struct audience_book *book, size_t n)
{
    return book->circles.names[book->order[n]];
}

const struct audience_set *audience_book_set(const struct audience_book *book,
                                             size_t n)
{
    return &book->sets[book->order[n]];
}

uint32_t audience_book_organisation(struct audience_book *book,
                                    tamis_slice name)
{
    return is_self(book, name) ? 0 : name_table_add(&book->organisations, name);
}

tamis_slice audience_book_organisation_name(const struct audience_book *book,
                                            uint32_t number)
{
    if (number >= book->organisations.count)
        return slice_make(NULL, 0);
    return book->organisations.names[number];
}

tamis_slice audience_book_self(const struct audience_book *book)
{
    return book->self;
}

/* Heap sort: in place, and no input makes it slow. */
static void sift_down(uint32_t *items, size_t root, size_t count)
{
    for (size_t child = root * 2 + 1; child < count; child = root * 2 + 1) {
        uint32_t item = items[root];

        if (child + 1 < count && items[child + 1] > items[child])
            child++;
        if (item >= items[child])
            return;
        items[root] = items[child];
        items[child] = item;
        root = child;
    }
}

static size_t sort_unique(uint32_t *items, size_t count)
{
    size_t kept = 0;

    for (size_t root = count / 2; root-- > 0;)
        sift_down(items, root, count);
    for (size_t end = count; end-- > 1;) {
        uint32_t largest = items[0];

        items[0] = items[end];
        items[end] = largest;
        sift_down(items, 0, end);
    }
    for (size_t n = 0; n < count; n++)
        if (kept == 0 || items[n] != items[kept - 1])
            items[kept++] = items[n];
    return kept;
}

static int append_members(struct audience_set *set, size_t *capacity,
                          const tamis_allocator *allocator,
                          const uint32_t *members, size_t count)
{
    void *items = set->members;

    if (memory_grow(allocator, &items, capacity, set->member_count + count,
                    sizeof *set->members) != 0)
        return -1;
    set->members = items;
    memcpy(set->members + set->member_count, members, count * sizeof *members);
    set->member_count += count;
    return 0;
}

/* Adds what one name stands for; true in *everyone when that is everyone. */
static tamis_status add_name(struct audience_set *set, size_t *capacity,
                             struct audience_book *book, tamis_slice name,
                             tamis_error *error)
{
    uint32_t number;
    int failed;

    if (name.size == 0)
        return error_set(error, TAMIS_ERROR_LABEL,
                         "an audience names an organisation without a name; "
                         "remove the empty name");
    if (slice_is(name, TAMIS_AUDIENCE_EVERYONE)) {
        set->everyone = true;
        return TAMIS_OK;
    }
    number = name_table_find(&book->circles, name);
    if (number != NAME_NONE) {
        const struct audience_set *circle = &book->sets[number];

        if (circle->everyone) {
            set->everyone = true;
            return TAMIS_OK;
        }
        failed = append_members(set, capacity, &book->allocator,
                                circle->members, circle->member_count);
    } else {
        number = audience_book_organisation(book, name);
        failed = number == NAME_NONE ||
                 append_members(set, capacity, &book->allocator, &number, 1);
    }
    return failed ? memory_error(error) : TAMIS_OK;
}

tamis_status audience_set_expand(struct audience_set *set,
                                 struct audience_book *book,
                                 const tamis_slice *names, size_t name_count,
                                 tamis_error *error)
{
    const uint32_t self = 0;
    size_t capacity = 0;

    memset(set, 0, sizeof *set);
    if (append_members(set, &capacity, &book->allocator, &self, 1) != 0)
        return memory_error(error);
    for (size_t n = 0; n < name_count; n++) {
        tamis_status status = add_name(set, &capacity, book, names[n], error);

        if (status < 0) {
            audience_set_release(set, &book->allocator);
            return status;
        }
    }
    if (set->everyone) {
        audience_set_release(set, &book->allocator);
        set->everyone = true;
        return TAMIS_OK;
    }
    set->member_count = sort_unique(set->members, set->member_count);
    return TAMIS_OK;
}

static tamis_status copy_set(struct audience_set *set,
                             const tamis_allocator *allocator,
                             const struct audience_set *from)
{
    size_t capacity = 0;

    if (!from->everyone &&
        append_members(set, &capacity, allocator, from->members,
                       from->member_count) != 0)
        return TAMIS_ERROR_MEMORY;
    set->everyone = from->everyone;
    return TAMIS_OK;
}

tamis_status audience_set_intersect(struct audience_set *set,
                                    const tamis_allocator *allocator,
                                    const struct audience_set *a,
                                    const struct audience_set *b)
{
    size_t i = 0, j = 0, smaller;

    memset(set, 0, sizeof *set);
    if (a->everyone || b->everyone)
        return copy_set(set, allocator, a->everyone ? b : a);
    smaller =
        a->member_count < b->member_count ? a->member_count : b->member_count;
    set->members = memory_allocate_array(allocator, smaller ? smaller : 1,
                                         sizeof *set->members);
    if (!set->members)
        return TAMIS_ERROR_MEMORY;
    while (i < a->member_count && j < b->member_count) {
        if (a->members[i] == b->members[j]) {
            set->members[set->member_count++] = a->members[i];
            i++;
            j++;
        } else if (a->members[i] < b->members[j]) {
            i++;
        } else {
            j++;
        }
    }
    return TAMIS_OK;
}

bool audience_set_contains(const struct audience_set *outer,
                           const struct audience_set *inner)
{
    size_t i = 0;

    if (outer->everyone)
        return true;
    if (inner->everyone)
        return false;
    for (size_t j = 0; j < inner->member_count; j++) {
        while (i < outer->member_count && outer->members[i] < inner->members[j])
            i++;
        if (i == outer->member_count || outer->members[i] != inner->members[j])
            return false;
    }
    return true;
}

void audience_set_release(struct audience_set *set,
                          const tamis_allocator *allocator)
{
    memory_release(allocator, set->members);
    memset(set, 0, sizeof *set);
}
