/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Who reads: an image's database, asked as far as both the reader and the
 * image may see. What only the reader may see is not in the kernel, what only
 * the image may see is not for him.
 */
#ifndef TAMIS_EBPF_REPORT_REPORT_READER_H
#define TAMIS_EBPF_REPORT_REPORT_READER_H

#include <tamis/match.h>

#include <stdbool.h>

struct reader {
    tamis_allocator heap;
    tamis_matcher *matcher; /* of what both see */
    tamis_matcher *all;     /* of what the image sees, at any time */
    bool is_whole;          /* the image hides nothing from the reader */
};

/* The clearances' time is not used: reader_set_time(). Errors: LABEL,
 * MEMORY, ARGUMENT. *reader is empty then. */
tamis_status reader_begin(struct reader *reader, tamis_database *database,
                          const tamis_clearance *image,
                          const tamis_clearance *asked,
                          const tamis_allocator *heap, tamis_error *error);
void reader_end(struct reader *reader);

/*
 * Does whoever sees asked see all that image sees? Its rank is no lower, and
 * all its organisations are among the image's (by name: a circle that is
 * written out counts as another). self alone is in every audience.
 */
bool reader_sees_all(const tamis_clearance *image,
                     const tamis_clearance *asked);

#endif
