/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Labels: the Traffic Light Protocol (FIRST TLP 2.0), audiences, and the
 * Permissible Actions Protocol. docs/LABELS.md tells the whole of it.
 */
#ifndef TAMIS_LABEL_H
#define TAMIS_LABEL_H

#include <tamis/status.h>

#ifdef __cplusplus
extern "C" {
#endif

/* TLP ranks. Pinned; ordered, so that joining two labels takes the larger. */
typedef uint32_t tamis_tlp;

#define TAMIS_TLP_CLEAR        0u
#define TAMIS_TLP_GREEN        1u
#define TAMIS_TLP_AMBER        2u
#define TAMIS_TLP_AMBER_STRICT 3u
#define TAMIS_TLP_RED          4u
#define TAMIS_TLP_UNMARKED     255u /* nothing said: the feed's default holds */

/* PAP: what one may do with an indicator. Ordered as TLP is. */
typedef uint32_t tamis_pap;

#define TAMIS_PAP_CLEAR    0u
#define TAMIS_PAP_GREEN    1u
#define TAMIS_PAP_AMBER    2u
#define TAMIS_PAP_RED      3u
#define TAMIS_PAP_UNMARKED 255u

/* Caveats (FIRST IEP 2.0 and MISP tags), a bit each. */
#define TAMIS_CAVEAT_NO_ATTRIBUTION      0x1u /* tlp:ex:chr, IEP attribution */
#define TAMIS_CAVEAT_NO_EXTERNAL_ACTION  0x2u /* IEP internal actions at most */
#define TAMIS_CAVEAT_ENCRYPT_TRANSIT     0x4u /* IEP encrypt_in_transit must */
#define TAMIS_CAVEAT_NO_NOTIFICATION     0x8u /* IEP tell no affected party */
#define TAMIS_CAVEAT_FALSE_POSITIVE_RISK 0x10u
/* The feed marked it with two TLP labels; the stricter holds. */
#define TAMIS_CAVEAT_CONFLICTING_MARKS 0x20u

/* The name of the organisation that runs this tamis, in every audience. */
#define TAMIS_AUDIENCE_SELF "self"
/* The name of the audience without limits. */
#define TAMIS_AUDIENCE_EVERYONE "*"

/*
 * Who asks: a rank, the audience that will see the answer, and a clock.
 *
 * Begin with TAMIS_CLEARANCE_INIT or tamis_clearance_init(), which give RED
 * and `self`: what the operator's own terminal and local files may see.
 * audience is an array of names of organisations or of circles that the
 * database knows; NULL with count 0 means `self` alone. An entry is visible
 * when its rank is at most tlp and every organisation of this audience is in
 * the entry's (DESIGN: labels). The strings are read during the call only.
 */
typedef struct tamis_clearance {
    size_t struct_size;
    tamis_tlp tlp;
    uint32_t flags; /* TAMIS_CLEARANCE_* */
    const tamis_slice *audience;
    size_t audience_count;
    int64_t time_ns; /* Unix time in ns at which entries must be valid */
} tamis_clearance;

/* Do not look at the clock: entries of any time are valid. */
#define TAMIS_CLEARANCE_ANY_TIME 0x1u

#define TAMIS_CLEARANCE_INIT                                                   \
    {                                                                          \
        sizeof(tamis_clearance), TAMIS_TLP_RED, TAMIS_CLEARANCE_ANY_TIME,      \
            NULL, 0, 0                                                         \
    }

/* tamis_clearance_init() writes TAMIS_CLEARANCE_INIT, for bindings. */
TAMIS_API void tamis_clearance_init(tamis_clearance *clearance);

/*
 * tamis_tlp_parse() reads a TLP label in any of the usual spellings, case
 * ignored: "TLP:AMBER+STRICT", "amber_strict", "white". Anything else that
 * begins with "tlp" gives RED (fail closed), anything else UNMARKED.
 *
 * tamis_tlp_name() is the official name without the prefix: "AMBER+STRICT";
 * NULL for no rank. tamis_pap_parse() and tamis_pap_name() do so for PAP.
 *
 * Threads: any. Since 0.1.0.
 */
TAMIS_API tamis_tlp tamis_tlp_parse(const char *text, size_t text_size);
TAMIS_API const char *tamis_tlp_name(tamis_tlp tlp);
TAMIS_API tamis_pap tamis_pap_parse(const char *text, size_t text_size);
TAMIS_API const char *tamis_pap_name(tamis_pap pap);

#ifdef __cplusplus
}
#endif

#endif /* TAMIS_LABEL_H */
