/* SPDX-License-Identifier: BSD-2-Clause */
/* Indicators found in text, as lines of four formats. */
#ifndef TAMIS_CLI_EXTRACT_OUTPUT_H
#define TAMIS_CLI_EXTRACT_OUTPUT_H

#include <tamis/extract.h>

#include <stdbool.h>

/* Scheme, brackets around every dot, and a zero. */
#define EXTRACT_VALUE_SIZE (3 * (size_t)TAMIS_KEY_SIZE_MAX + 16)

enum extract_format {
    EXTRACT_TEXT,
    EXTRACT_NDJSON,
    EXTRACT_CSV,
    EXTRACT_LIST, /* what `tamis compile` reads: values alone, each once */
};

struct extract_item {
    tamis_kind kind;
    const char *file;
    uint64_t line, offset;
    uint32_t length;
    bool is_defanged, is_special_use, is_inner, is_wide, is_file_name,
        is_unknown_name;
    char value[TAMIS_KEY_SIZE_MAX + 64];
};

struct extract_output {
    enum extract_format format;
    bool is_unique, defangs;
    bool has_failed; /* standard output takes no more */
    uint64_t count;
    void *seen; /* of tsearch(3) */
};

/* A name of --format. False when it is none. */
bool extract_format_find(const char *name, enum extract_format *format);
void extract_output_begin(struct extract_output *output);
/* False when standard output takes no more. */
bool extract_output_item(struct extract_output *output,
                         const struct extract_item *item);
/* Flushes; false when not everything could be written. */
bool extract_output_close(struct extract_output *output);

#endif
