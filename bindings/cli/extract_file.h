/* SPDX-License-Identifier: BSD-2-Clause */
/* From a file to the indicators in it, and which of them are worth telling. */
#ifndef TAMIS_CLI_EXTRACT_FILE_H
#define TAMIS_CLI_EXTRACT_FILE_H

#include "extract_output.h"
#include "scan_block.h"

#include <tamis/input.h>
#include <tamis/suffix.h>

/* What was left out, by reason. */
struct extract_left_out {
    uint64_t special_use, unknown_names, file_names, others;
};

struct extraction {
    struct extract_output output;
    tamis_extractor *extractor;
    tamis_suffix_list *suffixes; /* NULL: there is no list */
    bool tells_all;
    bool kinds[TAMIS_KIND_COUNT]; /* wanted, if has_kinds */
    bool has_kinds;
    bool has_failed; /* some file could not be read to its end */
    bool is_stopped; /* the output takes no more */
    struct extract_left_out left_out;
    struct scan_buffer buffer; /* of the block */
    /* of the present file */
    const char *name;
    struct scan_block block;
    uint64_t line;     /* of counted_to */
    size_t counted_to; /* in the block, up to which lines are counted */
    uint64_t outer_begin, outer_end; /* of what others may stand inside */
    struct extract_item item;
    bool has_url;            /* a URL that waits: a shorter reading may come */
    struct extract_item url; /* it */
};

/* "-" is standard input. What cannot be read is said, counted in has_failed,
 * and does not stop the others. */
void extract_file(struct extraction *extraction, const char *path);

#endif
