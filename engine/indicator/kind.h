/* SPDX-License-Identifier: BSD-2-Clause */
/* The one table of kinds: names, classes, parsers, spellings elsewhere. */
#ifndef TAMIS_INDICATOR_KIND_H
#define TAMIS_INDICATOR_KIND_H

#include "base/key_class.h"

#include <tamis/indicator.h>
#include <tamis/report.h>

#include <stdbool.h>

/* A parser fills mode, notes, key and key_size from trimmed, refanged text;
 * kind is set before it is called. */
typedef tamis_reason (*kind_parser)(tamis_indicator *indicator,
                                    tamis_slice text, uint32_t flags);

struct kind_info {
    const char *name;         /* "ip-port" */
    const char *description;  /* one line for people and docs/KINDS.md */
    enum key_class key_class; /* of ip: IPV4 or IPV6 by the key's size */
    uint32_t digest_size;     /* bytes, 0 when not a digest */
    bool folds_case;          /* text kinds: ASCII case folded */
    bool is_personal;         /* people's data: refused unless asked for */
    bool is_scanned;          /* found in free text */
    kind_parser parse;
    const char *misp; /* MISP attribute types, separated by commas */
    const char *rule; /* how a value comes to its normal form, for people */
};

/* NULL for a number that is no kind (AUTO among them). */
const struct kind_info *kind_get(tamis_kind kind);
/* KEY_CLASS_COUNT for a number that is no kind. */
enum key_class kind_key_class(tamis_kind kind, size_t key_size);

/*
 * MISP attribute type -> kind, or 0. Of composite types only the ones that
 * are one indicator have a kind ("ip-dst|port"); of the others a reader asks
 * for each part ("filename|sha256": "filename", "sha256"). STIX object path
 * names are in engine/feed.
 */
tamis_kind kind_from_misp(tamis_slice type);

#endif
