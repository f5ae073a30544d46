/* SPDX-License-Identifier: BSD-2-Clause */
/* The small tables of a file: feeds, labels, profiles, counts, audiences. */
#ifndef TAMIS_COMPILE_ASSEMBLY_TABLE_H
#define TAMIS_COMPILE_ASSEMBLY_TABLE_H

#include "compile/assembly.h"

/* In this order. Errors: MEMORY. */
tamis_status assembly_table_feeds(struct assembly *assembly);
tamis_status assembly_table_labels(struct assembly *assembly);
tamis_status assembly_table_profiles(struct assembly *assembly);
tamis_status assembly_table_counts(struct assembly *assembly);
tamis_status assembly_table_audiences(struct assembly *assembly);

#endif
