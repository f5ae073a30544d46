/* SPDX-License-Identifier: BSD-2-Clause */
/* Which classes keep fingerprints when a file has them. */
#ifndef TAMIS_DATABASE_KEY_FORM_H
#define TAMIS_DATABASE_KEY_FORM_H

#include "database/database_layout.h"
#include "index/key_store.h"

/*
 * How a class keeps its keys in a file whose fingerprints have so many bytes,
 * 0 for none. Prefixes are asked for by what covers them and patterns by what
 * they say, so both stay whole; so do digests that are no longer.
 */
static inline enum key_form database_key_form(enum key_class key_class,
                                              uint32_t fingerprint_size)
{
    if (fingerprint_size == 0)
        return KEY_FORM_WHOLE;
    switch (key_class) {
    case KEY_CLASS_IP_PORT:
    case KEY_CLASS_DOMAIN:
    case KEY_CLASS_URL:
    case KEY_CLASS_EMAIL:
    case KEY_CLASS_TEXT:
        return KEY_FORM_HASHED;
    case KEY_CLASS_DIGEST16:
    case KEY_CLASS_DIGEST20:
    case KEY_CLASS_DIGEST28:
    case KEY_CLASS_DIGEST32:
    case KEY_CLASS_DIGEST48:
    case KEY_CLASS_DIGEST64:
        return fingerprint_size < database_key_size(key_class) ? KEY_FORM_PREFIX
                                                               : KEY_FORM_WHOLE;
    case KEY_CLASS_IPV4:
    case KEY_CLASS_IPV6:
    case KEY_CLASS_PATTERN:
    case KEY_CLASS_COUNT:
        break;
    }
    return KEY_FORM_WHOLE;
}

#endif
