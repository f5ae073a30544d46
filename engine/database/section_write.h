/* SPDX-License-Identifier: BSD-2-Clause */
/* Writing a file section by section; header and directory come last. */
#ifndef TAMIS_DATABASE_SECTION_WRITE_H
#define TAMIS_DATABASE_SECTION_WRITE_H

#include "base/buffer.h"
#include "base/hash.h"
#include "database/database_layout.h"
#include "database/database_write.h"
#include "database/item_layout.h"

struct section_writer {
    const struct database_output *output;
    uint64_t position; /* bytes written */
    uint32_t section_count, section_next;
    uint8_t header[DATABASE_HEADER_SIZE +
                   DATABASE_SECTION_MAX * sizeof(struct section_layout)];
    uint64_t begin; /* of the section being written */
    XXH3_state_t hash;
};

/* Leaves room for header and a directory of section_count sections. */
tamis_status section_writer_open(struct section_writer *writer,
                                 const struct database_output *output,
                                 uint32_t section_count, tamis_error *error);
/* One section after the other: begin, append what it holds, end. */
tamis_status section_writer_begin(struct section_writer *writer,
                                  enum database_section_kind kind,
                                  unsigned key_class, tamis_error *error);
tamis_status section_writer_append(struct section_writer *writer,
                                   const void *bytes, size_t size,
                                   tamis_error *error);
void section_writer_end(struct section_writer *writer);
/* A whole section at once. */
tamis_status section_writer_write(struct section_writer *writer,
                                  enum database_section_kind kind,
                                  unsigned key_class,
                                  const struct buffer *content,
                                  tamis_error *error);
/* Writes header and directory into the room left for them. */
tamis_status section_writer_close(struct section_writer *writer,
                                  tamis_error *error);

#endif
