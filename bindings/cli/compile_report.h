/* SPDX-License-Identifier: BSD-2-Clause */
/* What a compile did, for people and for machines. */
#ifndef TAMIS_CLI_COMPILE_REPORT_H
#define TAMIS_CLI_COMPILE_REPORT_H

#include <tamis/compile.h>

struct compile_feeds {
    struct compile_feed_name {
        char *name;
        tamis_tlp tlp;
    } * items;
    size_t count, capacity;
};

/* On standard error: a line per feed, its rejections by reason, examples. */
void compile_report_text(const tamis_compiler *compiler,
                         const struct compile_feeds *feeds);
/* On standard error, a line for each thing that only --keep-going let pass. */
void compile_report_warnings(const tamis_compiler *compiler,
                             const struct compile_feeds *feeds);
/* On standard output: one JSON object. */
void compile_report_json(const tamis_compiler *compiler,
                         const struct compile_feeds *feeds);

#endif
