/* SPDX-License-Identifier: BSD-2-Clause */
/* Marks in the cells of a table, alone or among other words. */
#ifndef TAMIS_FEED_CSV_MARK_H
#define TAMIS_FEED_CSV_MARK_H

#include "label/mark.h"

/*
 * csv_mark_read() joins every TLP and PAP mark in a text, wherever it stands
 * ("phishing [tlp:red]"), and a machine tag that is one. True when the text
 * begins with a mark, so that it is no tag.
 */
bool csv_mark_read(struct mark *mark, tamis_slice text);
/* The cell of a column that is about labels: a word alone ("red") counts too,
 * but only raises; so does the id of a STIX marking. */
void csv_mark_read_cell(struct mark *mark, tamis_slice cell);
/* The cell of a column called tlp: what cannot be read is RED. */
void csv_mark_read_tlp(struct mark *mark, tamis_slice cell);

#endif
