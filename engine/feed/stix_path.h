/* SPDX-License-Identifier: BSD-2-Clause */
/* Object paths of the STIX cyber-observable model, and of the custom objects
 * that feeds use, as kinds. */
#ifndef TAMIS_FEED_STIX_PATH_H
#define TAMIS_FEED_STIX_PATH_H

#include <tamis/database.h>

#include <stdbool.h>

enum stix_form {
    STIX_FORM_TEXT,
    STIX_FORM_IPV4,
    STIX_FORM_IPV6,
    STIX_FORM_REFERENCE, /* address, name or MAC: the constant tells */
    STIX_FORM_DIGEST,
    STIX_FORM_NUMBER,
    STIX_FORM_CONTENT /* only patterns look into it */
};

struct stix_path {
    tamis_kind kind;
    tamis_mode mode;
    uint32_t fields;
    enum stix_form form;
};

/* false for a path that nothing here matches. path is as stix_pattern.h
 * gives it. */
bool stix_path_find(tamis_slice path, struct stix_path *found);
/* Does a digest of that kind tell which bytes were hashed? */
bool stix_path_identifies(tamis_kind kind);

#endif
