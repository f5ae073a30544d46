/* SPDX-License-Identifier: BSD-2-Clause */
/* Domain and host names in normal form: lower-case A-labels without end dot. */
#ifndef TAMIS_INDICATOR_DOMAIN_H
#define TAMIS_INDICATOR_DOMAIN_H

#include <tamis/indicator.h>
#include <tamis/report.h>

#include <stdbool.h>

struct domain_name {
    char text[TAMIS_DOMAIN_SIZE_MAX + 1]; /* zero-terminated */
    uint32_t size;
    uint32_t label_count;
    tamis_mode mode;    /* SUBDOMAINS for "*.x", SUFFIX for ".x", else AUTO */
    bool has_no_memory; /* with reason IDNA: libidn2 could not allocate */
};

/*
 * domain_normalise() reads a name. ASCII never passes through IDNA; names with
 * bytes >= 0x80 go through libidn2, which allocates. Flags: SINGLE_LABEL.
 * Reasons: BAD_DOMAIN, SINGLE_LABEL, IDNA, TOO_LONG.
 */
tamis_reason domain_normalise(struct domain_name *name, tamis_slice text,
                              uint32_t flags);

/*
 * domain_from_wire() reads uncompressed DNS wire format (RFC 1035 3.1), with
 * or without the final root byte. False when it is cut short, too long, or
 * holds a byte that no listed name has.
 */
bool domain_from_wire(struct domain_name *name, tamis_slice wire);

#endif
