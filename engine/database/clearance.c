/* SPDX-License-Identifier: BSD-2-Clause */
/* Which labels of a database a clearance may see: decided once per view. */
#include "base/error.h"
#include "base/memory.h"
#include "base/options.h"
#include "base/slice.h"
#include "database/view.h"
#include "label/audience.h"

/* Work shared by the steps of view_open(). */
struct opening {
    const tamis_database *database;
    const tamis_allocator *allocator;
    struct audience_book *book;
    struct audience_set asked;
    tamis_slice *names; /* room for the longest list */
    size_t name_capacity;
    uint64_t names_left; /* lists do not overlap, so their sum is bounded */
    tamis_error *error;
};

/* Reads a clearance of any version of the struct: a caller that knows more
 * than this library must have left the rest zero. */
static tamis_status read_clearance(tamis_clearance *known,
                                   const tamis_clearance *given,
                                   tamis_error *error)
{
    tamis_clearance_init(known);
    if (!given)
        return TAMIS_OK;
    TRY(options_check(given, sizeof *known, "tamis_clearance", error));
    *known = *given;
    if (known->tlp > TAMIS_TLP_RED)
        return error_set(error, TAMIS_ERROR_LABEL,
                         "clearance.tlp is %u, which is no TLP rank; use "
                         "TAMIS_TLP_CLEAR to TAMIS_TLP_RED",
                         (unsigned)known->tlp);
    if (known->flags & ~TAMIS_CLEARANCE_ANY_TIME)
        return error_set(error, TAMIS_ERROR_UNSUPPORTED,
                         "clearance.flags has bits that this version of the "
                         "library does not know (0x%x)",
                         (unsigned)known->flags);
    if (known->audience_count > 0 && !known->audience)
        return error_set(error, TAMIS_ERROR_ARGUMENT,
                         "clearance.audience is NULL but audience_count is "
                         "%zu; give the names or 0",
                         known->audience_count);
    return TAMIS_OK;
}

/* The strings of one list, in opening->names. */
static tamis_status load_names(struct opening *opening, uint32_t start,
                               uint32_t count)
{
    void *names = opening->names;

    if (database_list_count(opening->database, start, count) != count ||
        count > opening->names_left)
        return error_set(opening->error, TAMIS_ERROR_CORRUPT,
                         "the file's list of %u organisations at %u is longer "
                         "than the lists section; the file is damaged, "
                         "compile it again",
                         (unsigned)count, (unsigned)start);
    opening->names_left -= count;
    if (memory_grow(opening->allocator, &names, &opening->name_capacity, count,
                    sizeof *opening->names) != 0)
        return error_set(opening->error, TAMIS_ERROR_MEMORY,
                         "out of memory while reading the file's audiences");
    opening->names = names;
    for (uint32_t n = 0; n < count; n++)
        opening->names[n] =
            database_list_string(opening->database, start, count, n);
    return TAMIS_OK;
}

/* Names in a file are the compiler's work: what is wrong with them is not the
 * caller's label error, but a damaged file. */
static tamis_status blame_file(tamis_status status, tamis_error *error)
{
    tamis_error inner;

    if (status != TAMIS_ERROR_LABEL)
        return status;
    if (error)
        inner = *error;
    else
        inner.message[0] = '\0';
    return error_set(error, TAMIS_ERROR_CORRUPT,
                     "the file's audiences are damaged (%s)", inner.message);
}

static tamis_status define_audiences(struct opening *opening)
{
    const tamis_database *database = opening->database;
    const tamis_slice everyone = slice_text(TAMIS_AUDIENCE_EVERYONE);
    const uint8_t *item;

    for (uint32_t n = 0;
         (item = database_item(&database->audiences,
                               sizeof(struct audience_layout), n)) != NULL;
         n++) {
        uint32_t count = LOAD32(item, audience_layout, organisations_count);
        uint32_t flags = LOAD32(item, audience_layout, flags);
        bool is_open = (flags & DATABASE_LABEL_EVERYONE) != 0;
        tamis_slice name =
            database_string(database, LOAD32(item, audience_layout, name));

        TRY(load_names(opening,
                       LOAD32(item, audience_layout, organisations_start),
                       count));
        TRY(blame_file(
            audience_book_define(opening->book, name,
                                 is_open ? &everyone : opening->names,
                                 is_open ? 1 : count, opening->error),
            opening->error));
    }
    return TAMIS_OK;
}

/* Is the label within the rank, and its audience wide enough for all who ask?
 * An item that says nothing sensible is visible to nobody. */
static tamis_status judge_label(struct opening *opening, const uint8_t *item,
                                tamis_tlp rank_max, bool *is_visible)
{
    uint32_t count = LOAD32(item, label_layout, organisations_count);
    uint32_t tlp = LOAD32(item, label_layout, tlp);
    struct audience_set set = {true, NULL, 0};

    *is_visible = false;
    if (!(LOAD32(item, label_layout, flags) & DATABASE_LABEL_EVERYONE)) {
        TRY(load_names(opening, LOAD32(item, label_layout, organisations_start),
                       count));
        TRY(blame_file(audience_set_expand(&set, opening->book, opening->names,
                                           count, opening->error),
                       opening->error));
    }
    *is_visible =
        tlp <= rank_max && audience_set_contains(&set, &opening->asked);
    audience_set_release(&set, opening->allocator);
    return TAMIS_OK;
}

static tamis_status judge_labels(struct opening *opening, struct view *view,
                                 tamis_tlp rank_max)
{
    const tamis_database *database = opening->database;
    uint64_t count = database->labels.size / sizeof(struct label_layout);

    view->label_count = count < UINT32_MAX ? (uint32_t)count : UINT32_MAX;
    view->labels = memory_allocate_array(opening->allocator,
                                         (size_t)view->label_count / 64 + 1,
                                         sizeof *view->labels);
    if (!view->labels)
        return error_set(opening->error, TAMIS_ERROR_MEMORY,
                         "out of memory while reading the file's labels");
    for (uint32_t n = 0; n < view->label_count; n++) {
        const uint8_t *item =
            database_item(&database->labels, sizeof(struct label_layout), n);
        bool is_visible = false;

        if (item)
            TRY(judge_label(opening, item, rank_max, &is_visible));
        if (is_visible)
            view->labels[n / 64] |= UINT64_C(1) << (n % 64);
    }
    return TAMIS_OK;
}

static tamis_status run_opening(struct opening *opening, struct view *view,
                                const tamis_clearance *clearance)
{
    TRY(blame_file(audience_book_create(&opening->book, opening->allocator,
                                        opening->database->organisation,
                                        opening->error),
                   opening->error));
    TRY(define_audiences(opening));
    TRY(audience_set_expand(&opening->asked, opening->book, clearance->audience,
                            clearance->audience_count, opening->error));
    return judge_labels(opening, view, clearance->tlp);
}

tamis_status view_open(struct view *view, tamis_database *database,
                       const tamis_allocator *allocator,
                       const tamis_clearance *clearance, tamis_error *error)
{
    tamis_clearance known;
    tamis_error own_error;
    struct opening opening = {
        .database = database,
        .allocator = allocator,
        .names_left = database->lists.size / 4,
        .error = error ? error : &own_error,
    };
    tamis_status status;

    memset(view, 0, sizeof *view);
    TRY(read_clearance(&known, clearance, error));
    status = run_opening(&opening, view, &known);
    audience_set_release(&opening.asked, allocator);
    audience_book_destroy(opening.book);
    memory_release(allocator, opening.names);
    if (status < 0) {
        memory_release(allocator, view->labels);
        memset(view, 0, sizeof *view);
        return status;
    }
    view->database = tamis_database_retain(database);
    view->any_time = (known.flags & TAMIS_CLEARANCE_ANY_TIME) != 0;
    view->time_ns = known.time_ns;
    return TAMIS_OK;
}

void view_close(struct view *view, const tamis_allocator *allocator)
{
    memory_release(allocator, view->labels);
    tamis_database_release(view->database);
    memset(view, 0, sizeof *view);
}
