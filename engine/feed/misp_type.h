/* SPDX-License-Identifier: BSD-2-Clause */
/* MISP attribute types: what a value of each is made of. */
#ifndef TAMIS_FEED_MISP_TYPE_H
#define TAMIS_FEED_MISP_TYPE_H

#include <tamis/database.h>
#include <tamis/report.h>

enum misp_shape {
    MISP_PLAIN,        /* the value is the indicator */
    MISP_FILE_DIGEST,  /* name|digest, cut at the last bar */
    MISP_NAME_ADDRESS, /* domain|ip: two indicators */
    MISP_REGEX,        /* an indicator only as /regex/ or {hex} */
    MISP_NAME_REGEX,   /* a regex of file names, or a shell's pattern */
    MISP_STIX_PATTERN,
    MISP_REFUSED /* see the reason */
};

struct misp_type {
    enum misp_shape shape;
    tamis_kind kind; /* of the indicator, of the digest */
    tamis_mode mode;
    uint32_t fields;
    tamis_reason reason;
};

void misp_type_find(tamis_slice type, struct misp_type *found);

#endif
