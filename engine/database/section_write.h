/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Writing a file section by section. What they are and how large is known
 * before the first byte is written, so that several threads may write at once;
 * header and directory come last.
 */
#ifndef TAMIS_DATABASE_SECTION_WRITE_H
#define TAMIS_DATABASE_SECTION_WRITE_H

#include "base/buffer.h"
#include "base/byte_sink.h"
#include "base/hash.h"
#include "database/database_layout.h"
#include "database/database_write.h"
#include "database/item_layout.h"

/* Puts what a section holds. */
typedef tamis_status section_content(const void *source, struct byte_sink *sink,
                                     tamis_error *error);

struct section_plan {
    enum database_section_kind kind;
    unsigned key_class;
    uint64_t size;
    section_content *content;
    const void *source; /* what content is given; lives until it is written */
    uint64_t offset, hash;
};

struct section_file {
    const tamis_allocator *allocator;
    const struct database_output *output;
    struct section_plan sections[DATABASE_SECTION_MAX];
    uint32_t count;
    uint64_t size;
    /* Told how many bytes were written, by whichever thread it was. */
    void (*written)(void *context, uint64_t size);
    void *context;
};

/* section_add() appends a section; section_add_buffer() one of the buffer's
 * bytes. Errors: LIMIT. */
tamis_status section_add(struct section_file *file,
                         const struct section_plan *plan, tamis_error *error);
tamis_status section_add_buffer(struct section_file *file,
                                enum database_section_kind kind,
                                const struct buffer *content,
                                tamis_error *error);

/* When all are added: gives them their places, and the output its size. */
tamis_status section_file_place(struct section_file *file, tamis_error *error);
/* Writes section n; each once, any number of threads at a time. Errors: what
 * content and output give, MEMORY. */
tamis_status section_write(struct section_file *file, uint32_t n,
                           tamis_error *error);
/* Header and directory, when all sections are written. */
tamis_status section_file_close(struct section_file *file, tamis_error *error);

#endif
