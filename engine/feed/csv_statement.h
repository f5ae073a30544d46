/* SPDX-License-Identifier: BSD-2-Clause */
/* What one record of a CSV file states. */
#ifndef TAMIS_FEED_CSV_STATEMENT_H
#define TAMIS_FEED_CSV_STATEMENT_H

#include "feed/csv_columns.h"
#include "feed/reader.h"

/* text is the record as it was read, for rejections. */
tamis_status csv_statement_add(struct feed_reader *reader,
                               const struct csv_columns *columns,
                               const struct csv_row *row, tamis_slice text,
                               tamis_error *error);

#endif
