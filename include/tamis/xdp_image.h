/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the kernel can match of a database, made ready for it: addresses,
 * prefixes, addresses with ports, and names, as docs/XDP.md says.
 *
 * An image is built in memory and published whole (xdp.h). It holds no values,
 * only keyed fingerprints of them and numbers; which record a number means,
 * the image knows on this side.
 */
#ifndef TAMIS_XDP_IMAGE_H
#define TAMIS_XDP_IMAGE_H

#include <tamis/match.h>
#include <tamis/xdp_policy.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct tamis_xdp_image tamis_xdp_image;
typedef struct tamis_xdp tamis_xdp;

typedef struct tamis_xdp_image_options {
    size_t struct_size;
    uint32_t flags;                   /* 0 */
    uint32_t thread_count;            /* 0: one for each CPU, at most 8 */
    const tamis_clearance *clearance; /* of what goes in; NULL: RED, self */
    const tamis_xdp_policy *policy;   /* NULL: everything is reported */
    const tamis_xdp *filter; /* whose secret to use: for publishing there;
                                NULL: a new secret, for tamis_xdp_attach() */
    int64_t time_ns;         /* Unix time from which statements hold; 0: now */
    const char *database_path; /* the file, for other processes to tell whose
                                  indicators were met; NULL: they cannot */
    const tamis_allocator *allocator;
} tamis_xdp_image_options;

#define TAMIS_XDP_IMAGE_OPTIONS_INIT                                           \
    {                                                                          \
        sizeof(tamis_xdp_image_options), 0, 0, NULL, NULL, NULL, 0, NULL, NULL \
    }

/*
 * tamis_xdp_image_build() builds an image of what the clearance sees in
 * database (a reference is taken). Statements that have ended or not begun are
 * left out; those that end later make their indicators report only from then
 * on, until the next image.
 *
 * Cost: some 130 ns an indicator, and twice the image's memory while it builds.
 * Errors: MEMORY; LABEL; LIMIT, past 2^26 indicators; UNSUPPORTED for a
 * database of fingerprints, which does not tell values; SYSTEM where no random
 * bytes are to be had; ARGUMENT where database_path is of another file than
 * database. Threads: any. Since 0.1.0.
 * tamis_xdp_image_destroy() takes NULL.
 */
TAMIS_API tamis_status tamis_xdp_image_build(
    tamis_xdp_image **image, tamis_database *database,
    const tamis_xdp_image_options *options, tamis_error *error);
TAMIS_API void tamis_xdp_image_destroy(tamis_xdp_image *image);

/* What went in, and what did not: nothing is left out in silence. */
typedef struct tamis_xdp_image_info {
    size_t struct_size;
    uint64_t size;       /* bytes in the kernel, counters included */
    uint64_t indicators; /* records taken: the four below added up */
    uint64_t ipv4, ipv6, ports, names;
    uint64_t other_kinds; /* records of kinds that no packet shows */
    uint64_t deep_names;  /* of more labels than are looked at: left out */
    uint64_t not_valid;   /* no statement holds at the image's time */
    uint64_t answer_count;
    uint32_t set_count;   /* kinds of answers: feeds, PAP, guards */
    uint32_t joined_sets; /* answers whose feeds were counted together, as
                               there were too many combinations */
    int64_t next_end_ns;  /* Unix time of the next statement to begin or
                               end; TAMIS_TIME_MAX: none */
} tamis_xdp_image_info;

TAMIS_API void tamis_xdp_image_info_get(const tamis_xdp_image *image,
                                        tamis_xdp_image_info *info);

/* What the kernel would do with a value, and why. */
typedef struct tamis_xdp_answer {
    size_t struct_size;
    uint32_t number; /* of the answer in its image; 0: not listed */
    uint32_t flags;  /* TAMIS_XDP_* below */
    /* by direction (ingress, egress) and place (source, destination, query,
       response): what the policy says while it is enforced */
    tamis_xdp_action actions[2][4];
    tamis_record_id record; /* of the most precise value around it that makes a
                               difference; NONE where nothing is listed */
} tamis_xdp_answer;

#define TAMIS_XDP_ALLOWED   0x1u /* an allow record covers it */
#define TAMIS_XDP_WARNED    0x2u /* on a warning list: report only */
#define TAMIS_XDP_PROTECTED 0x4u /* the operator's own: report only */
#define TAMIS_XDP_DOUBTFUL  0x8u /* a statement's time is up: report only */

/*
 * tamis_xdp_image_ask() asks as the kernel does, by the same code. kind is an
 * address, an address with port, a domain, or AUTO. Errors: SYNTAX for what no
 * packet carries. Threads: any. It tells of everything in the image, whatever
 * its label: who may know is for the caller's matcher to say.
 */
TAMIS_API tamis_status tamis_xdp_image_ask(const tamis_xdp_image *image,
                                           tamis_kind kind, const char *value,
                                           size_t value_size,
                                           tamis_xdp_answer *answer,
                                           tamis_error *error);

#ifdef __cplusplus
}
#endif

#endif /* TAMIS_XDP_IMAGE_H */
