/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a MISP event, object or attribute says beside its value: tags, marks,
 * confidence, retention, and who may have it. What an event says holds for
 * its objects, and what these say for their attributes.
 */
#ifndef TAMIS_FEED_MISP_SCOPE_H
#define TAMIS_FEED_MISP_SCOPE_H

#include "feed/json.h"
#include "label/mark.h"

#define MISP_TAG_MAX      256u
#define MISP_AUDIENCE_MAX 512u

/* Slices point into the documents that were read. */
struct misp_scope {
    struct mark mark; /* what tags say, raised by the distribution */
    uint32_t confidence;
    int64_t retention_ns; /* from the last sight on; -1: nothing said */
    tamis_slice tags[MISP_TAG_MAX]; /* without those that are marks */
    size_t tag_count;
    bool is_limited; /* to the organisations below, and the operator */
    tamis_slice audience[MISP_AUDIENCE_MAX];
    size_t audience_count;
};

void misp_scope_init(struct misp_scope *scope);
/* Makes scope what an inner thing inherits. */
void misp_scope_inherit(struct misp_scope *scope,
                        const struct misp_scope *outer);
/* misp_scope_read() adds what an event, object or attribute itself says. Its
 * Tag (EventTag, ObjectTag, AttributeTag), distribution and sharing group are
 * read, more than one of each if the object has more than one. */
void misp_scope_read(struct misp_scope *scope, struct json_value holder);

#endif
