/* SPDX-License-Identifier: BSD-2-Clause */
/* How databases are opened: mapped, copied into memory of our own, or with
 * what lookups touch first copied into huge pages, where the library can. */
#ifndef TAMIS_BENCH_PAGES_H
#define TAMIS_BENCH_PAGES_H

#include <tamis/database.h>

#include <stdbool.h>

#ifdef TAMIS_DATABASE_HUGE_PAGES
#define PAGES_ALL "map,copy,huge"
enum pages { PAGES_MAP, PAGES_COPY, PAGES_HUGE, PAGES_COUNT };
#else
#define PAGES_ALL "map,copy"
enum pages { PAGES_MAP, PAGES_COPY, PAGES_COUNT };
#endif

const char *pages_name(enum pages pages);
bool pages_find(enum pages *pages, const char *name, size_t name_size);
/* pages_flags(): what tamis_database_open() takes for it. */
uint32_t pages_flags(enum pages pages);

#endif
