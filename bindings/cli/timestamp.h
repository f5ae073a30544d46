/* SPDX-License-Identifier: BSD-2-Clause */
/* Times on the command line. */
#ifndef TAMIS_CLI_TIMESTAMP_H
#define TAMIS_CLI_TIMESTAMP_H

#include <stdbool.h>
#include <stdint.h>

/* timestamp_parse() reads "2026-08-22T18:10:19Z", "2026-08-22 18:10", a bare
 * date (all UTC), or "@SECONDS". */
bool timestamp_parse(const char *text, int64_t *time_ns);
/* timestamp_write() writes RFC 3339 with seconds; text has 32 bytes. */
void timestamp_write(int64_t time_ns, char *text);

#endif
