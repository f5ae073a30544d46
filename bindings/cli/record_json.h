/* SPDX-License-Identifier: BSD-2-Clause */
/* Records that are JSON objects, one a line: the one place where the command
 * line uses simdjson. */
#ifndef TAMIS_CLI_RECORD_JSON_H
#define TAMIS_CLI_RECORD_JSON_H

#include "log_record.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Readable bytes behind what is parsed. */
#define RECORD_JSON_PADDING 64

/* One thread's parser. NULL when memory is out. */
struct record_json;
struct record_json *record_json_create(void);
void record_json_destroy(struct record_json *parser);

/*
 * Reads one line, which RECORD_JSON_PADDING readable bytes follow, into a
 * record that was begun. NULL, or what is wrong in a few words. Its texts live
 * until the next line.
 */
const char *record_json_read(struct record_json *parser,
                             const struct record_fields *fields,
                             const char *line, size_t size,
                             struct record *record);

#ifdef __cplusplus
}
#endif

#endif
