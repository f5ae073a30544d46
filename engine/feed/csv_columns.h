/* SPDX-License-Identifier: BSD-2-Clause */
/* Which column of a CSV file says what. */
#ifndef TAMIS_FEED_CSV_COLUMNS_H
#define TAMIS_FEED_CSV_COLUMNS_H

#include "feed/csv_row.h"

#include <tamis/feed.h>

#define CSV_COLUMN_NONE SIZE_MAX
#define CSV_VALUE_MAX   4
#define CSV_TAG_MAX     4

/* How a column that may mark is read: csv_mark.h, distribution.h. */
enum csv_label {
    CSV_LABEL_TLP,
    CSV_LABEL_MARKING,
    CSV_LABEL_TEXT, /* tags that do not go on, cells of unknown columns */
    CSV_LABEL_DISTRIBUTION
};

struct csv_columns {
    size_t value_count, tag_count, label_count;
    struct {
        size_t index;
        tamis_kind kind; /* AUTO: of the kind column, or found */
    } values[CSV_VALUE_MAX];
    struct {
        size_t index;
        bool is_list; /* of several tags */
    } tags[CSV_TAG_MAX];
    struct {
        size_t index;
        enum csv_label is;
    } labels[CSV_FIELD_MAX]; /* as many as a row has: none may be lost */
    size_t kind, confidence, reference, to_ids, first_seen, last_seen;
    bool is_time_named; /* by an option: then a bad time is told */
};

/*
 * csv_columns_find() finds columns by well-known names in a header and gives
 * how many names it knew. value_count is 0 when none of them holds values.
 */
size_t csv_columns_find(struct csv_columns *columns,
                        const struct csv_row *header);
/*
 * csv_columns_choose() puts in the columns that options name, by name or by
 * number. header is NULL when there is none. Gives the first name that it does
 * not find, or an empty slice.
 */
tamis_slice csv_columns_choose(struct csv_columns *columns,
                               const struct csv_row *header,
                               const tamis_feed_options *options);
/* True when an option names a column by its name, so that there must be a
 * header, and when this row has that name. */
bool csv_columns_are_named(const tamis_feed_options *options);
bool csv_columns_are_in(const tamis_feed_options *options,
                        const struct csv_row *row);
/*
 * csv_columns_guess() finds the columns of a file without a header from its
 * first row; false when no field of it is an indicator.
 */
bool csv_columns_guess(struct csv_columns *columns, const struct csv_row *row);

/* Has any field the form of an indicator? */
bool csv_row_has_indicator(const struct csv_row *row);

/* Is this line, a '#' before it or not, a header with well-known names? */
bool csv_is_header(tamis_slice line);
/* Is this line, without any header, a record rather than a line of a list? */
bool csv_is_row(tamis_slice line);

#endif
