/* SPDX-License-Identifier: BSD-2-Clause */
/* One MISP attribute as statements: its type tells how many, and of what. */
#ifndef TAMIS_FEED_MISP_ATTRIBUTE_H
#define TAMIS_FEED_MISP_ATTRIBUTE_H

#include "feed/misp_scope.h"
#include "feed/reader.h"
#include "feed/stix_pattern.h"

/* Where an attribute stands. */
struct misp_place {
    struct feed_reader *reader;
    struct stix_pattern *pattern;   /* scratch for stix2-pattern */
    struct misp_scope *scope;       /* scratch: of the attribute itself */
    const struct misp_scope *outer; /* of its object or event */
    tamis_slice event_uuid;
    tamis_slice file_name; /* of the file object around it; may be empty */
    int64_t event_time_ns; /* TAMIS_TIME_MIN when unknown */
    bool is_published, is_deleted;
};

/* MISP's flags: true, 1, "1", "true". */
bool misp_flag(struct json_value value);
/* A time member as MISP writes them; TAMIS_TIME_MIN when there is none. */
int64_t misp_time(struct json_value holder, const char *name);

tamis_status misp_attribute_read(const struct misp_place *place,
                                 struct json_value attribute,
                                 tamis_error *error);

#endif
