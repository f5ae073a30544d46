/* SPDX-License-Identifier: BSD-2-Clause */
/* The fields of well-known logs, with Zeek's names for where they are. */
#ifndef TAMIS_CLI_RECORD_KNOWN_H
#define TAMIS_CLI_RECORD_KNOWN_H

#include "record_fields.h"

extern const struct record_question record_known_zeek[];
extern const size_t record_known_zeek_count;
extern const struct record_question record_known_eve[];
extern const size_t record_known_eve_count;

/* Fields that tell something about a record, in any log. */
struct record_teller {
    const char *path;
    uint32_t tells;
};
extern const struct record_teller record_known_tellers[];
extern const size_t record_known_teller_count;

#endif
