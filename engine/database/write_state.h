/* SPDX-License-Identifier: BSD-2-Clause */
/* What the parts of database_write() share. */
#ifndef TAMIS_DATABASE_WRITE_STATE_H
#define TAMIS_DATABASE_WRITE_STATE_H

#include "database/section_write.h"
#include "database/string_pool.h"

struct write_state {
    const tamis_allocator *allocator;
    const struct database_input *input;
    struct section_writer sections;
    struct string_pool strings;
    struct buffer lists;
    uint32_t *words; /* entry word of each record, in the order of the input */
    uint64_t record_count, entry_count;
    tamis_progress_callback progress; /* may be NULL */
    void *progress_context;
};

/* entry_write.c: the entries and validities sections; fills state->words. */
tamis_status entry_write(struct write_state *state, tamis_error *error);
/* table_write.c: feeds, labels, audiences, tags, profiles, accounting, lists
 * and strings: everything that is small. */
tamis_status table_write(struct write_state *state, tamis_error *error);
/* class_write.c: index, keys and records of one class that has records;
 * first is the number of its first record in state->words. */
tamis_status class_write(struct write_state *state, enum key_class key_class,
                         uint64_t first, tamis_error *error);

static inline void write_progress(const struct write_state *state,
                                  const char *phase, uint64_t done)
{
    if (state->progress)
        state->progress(state->progress_context, phase, done,
                        state->record_count);
}

#endif
