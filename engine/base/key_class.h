/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Key classes: which index a key lives in. Kinds map to classes in
 * engine/indicator/kind.c; the file has one group of sections per class.
 * Numbers are part of the file format: append-only.
 */
#ifndef TAMIS_BASE_KEY_CLASS_H
#define TAMIS_BASE_KEY_CLASS_H

enum key_class {
    KEY_CLASS_IPV4,     /* prefix table; key 4 address bytes + length */
    KEY_CLASS_IPV6,     /* prefix table; key 16 address bytes + length */
    KEY_CLASS_IP_PORT,  /* exact; 16 address bytes + port, big-endian */
    KEY_CLASS_DOMAIN,   /* suffix table; lower-case A-label name */
    KEY_CLASS_URL,      /* exact; canonical key without scheme */
    KEY_CLASS_EMAIL,    /* exact; lower-case address, or "@domain" */
    KEY_CLASS_DIGEST16, /* exact; raw bytes */
    KEY_CLASS_DIGEST20,
    KEY_CLASS_DIGEST28,
    KEY_CLASS_DIGEST32,
    KEY_CLASS_DIGEST48,
    KEY_CLASS_DIGEST64,
    KEY_CLASS_TEXT,    /* exact; the kind's low byte, then folded text */
    KEY_CLASS_PATTERN, /* no index yet; the kind's low byte, then text */
    KEY_CLASS_COUNT
};

#endif
