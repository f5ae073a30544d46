/* SPDX-License-Identifier: BSD-2-Clause */
/* How databases are opened: mapped, copied into memory of our own, or with
 * what lookups touch first copied into huge pages. */
#ifndef TAMIS_BENCH_PAGES_H
#define TAMIS_BENCH_PAGES_H

#include <tamis/database.h>

#include <stdbool.h>

enum pages { PAGES_MAP, PAGES_COPY, PAGES_HUGE, PAGES_COUNT };

const char *pages_name(enum pages pages);
bool pages_find(enum pages *pages, const char *name, size_t name_size);
/* pages_flags(): what tamis_database_open() takes for it. */
uint32_t pages_flags(enum pages pages);

#endif
