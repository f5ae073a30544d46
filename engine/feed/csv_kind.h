/* SPDX-License-Identifier: BSD-2-Clause */
/* What publishers write in the kind column of a CSV file. */
#ifndef TAMIS_FEED_CSV_KIND_H
#define TAMIS_FEED_CSV_KIND_H

#include <tamis/indicator.h>

/* TAMIS_KIND_AUTO for a name that is not known. */
tamis_kind csv_kind_find(tamis_slice name);

#endif
