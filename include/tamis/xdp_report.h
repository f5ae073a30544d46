/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a filter (xdp.h) met, as one reader may know it: counts, and the
 * indicators that were met most. xdp_events.h tells of each by itself.
 *
 * A reader is told what he would be told had nothing that is invisible to him
 * ever been compiled. So the kernel's own counters of listed and dropped
 * packets, which add up everything, are for those alone from whom the image
 * hides nothing; everyone else gets counts of the packets that passed by, and
 * hits of the indicators he sees. docs/XDP.md tells the whole of it.
 */
#ifndef TAMIS_XDP_REPORT_H
#define TAMIS_XDP_REPORT_H

#include <tamis/match.h>
#include <tamis/xdp.h>

#ifdef __cplusplus
extern "C" {
#endif

/* One reader's view of one filter. One thread. */
typedef struct tamis_xdp_report tamis_xdp_report;

typedef struct tamis_xdp_report_options {
    size_t struct_size;
    uint32_t flags; /* 0 */
    uint32_t reserved;
    const tamis_clearance *clearance; /* NULL: RED, self; time is not used */
    const tamis_allocator *allocator;
} tamis_xdp_report_options;

#define TAMIS_XDP_REPORT_OPTIONS_INIT                                          \
    {                                                                          \
        sizeof(tamis_xdp_report_options), 0, 0, NULL, NULL                     \
    }
TAMIS_API void tamis_xdp_report_options_init(tamis_xdp_report_options *options);

/*
 * tamis_xdp_report_create() makes the view; the filter must outlive it. It sees
 * nothing before tamis_xdp_report_refresh(), which reads the counters, and the
 * image's database again where another generation was published. What the
 * other calls gave (slices too) is good until the next refresh. Where the
 * database is no longer the file that it was, only the counters are told.
 *
 * Cost of refresh: linear in the image's answers, whose state file the first
 * reads, and a question to the database for each that was met.
 * Errors: LABEL, MEMORY, SYSTEM, CORRUPT for a state file that is none,
 * NOT_FOUND where it is gone. Since 0.1.0.
 */
TAMIS_API tamis_status tamis_xdp_report_create(
    tamis_xdp_report **report, tamis_xdp *filter,
    const tamis_xdp_report_options *options, tamis_error *error);
TAMIS_API void tamis_xdp_report_destroy(tamis_xdp_report *report);
TAMIS_API tamis_status tamis_xdp_report_refresh(tamis_xdp_report *report,
                                                tamis_error *error);

/* How the filter stands. What is marked so is for a "whole view" alone, and 0
 * or empty in any other: it tells of the image. */
typedef struct tamis_xdp_status {
    size_t struct_size;
    tamis_slice interface;
    uint32_t is_whole;        /* the image hides nothing from this reader */
    uint32_t has_database;    /* else no hits are told, of anything */
    uint32_t is_enforcing;    /* drops, now */
    uint32_t is_stale;        /* the dead-man switch lets everything pass */
    uint32_t answers_names;   /* by NXDOMAIN */
    uint32_t directions;      /* attached now: TAMIS_XDP_INGRESS | _EGRESS */
    uint64_t enforce_left_ns; /* TAMIS_XDP_FOREVER: without an end */
    uint64_t alive_left_ns;
    uint64_t hits;         /* of values that this reader sees listed */
    uint64_t indicators;   /* how many of them were met */
    uint64_t generation;   /* whole view: the image's, and what is in it */
    uint64_t image_size;   /* whole view */
    tamis_slice database;  /* whole view: its path */
    tamis_slice clearance; /* whole view: TLP of what went into the image */
    uint32_t has_lapsed;   /* it dropped for a time that is over, and nobody
                              confirmed: now it drops nothing */
    uint32_t mode;         /* TAMIS_XDP_NATIVE, _GENERIC */
} tamis_xdp_status;

TAMIS_API void tamis_xdp_report_status(const tamis_xdp_report *report,
                                       tamis_xdp_status *status);

/* A counter of packets. name is as in "dns_unparsed", direction
 * TAMIS_XDP_INGRESS or _EGRESS; strings are static. */
typedef struct tamis_xdp_counter {
    size_t struct_size;
    const char *name, *description;
    uint32_t direction, reserved;
    uint64_t packets, bytes;
} tamis_xdp_counter;

/* tamis_xdp_report_counter() tells the n-th counter that this reader may know:
 * 1, or 0 past the last. */
TAMIS_API int tamis_xdp_report_counter(const tamis_xdp_report *report,
                                       uint32_t n, tamis_xdp_counter *counter);

/*
 * Hits: how often a packet held the value, on either side or as a DNS name.
 * A value that several indicators cover (a prefix and an address in it) is a
 * hit of each. last_seen_ns is Unix time, to the second; 0: not known.
 */
typedef struct tamis_xdp_listed {
    size_t struct_size;
    tamis_record_id record; /* in the image's database */
    tamis_kind kind;
    tamis_mode mode;
    uint32_t feed_count; /* that list it, in the order of their names */
    tamis_tlp tlp;       /* the greatest of the visible statements */
    const tamis_slice *feeds;
    tamis_slice key; /* tamis_key_format() */
    uint64_t hits;
    int64_t last_seen_ns;
} tamis_xdp_listed;

/* tamis_xdp_report_top() writes up to capacity of the indicators that were met,
 * most hits first (then by kind, key, mode), behind the first `skip`, and
 * returns how many it wrote. */
TAMIS_API size_t tamis_xdp_report_top(const tamis_xdp_report *report,
                                      size_t skip, size_t capacity,
                                      tamis_xdp_listed *listed);

/* Hits of a feed's indicators, or of a kind's: a value is counted once for
 * each feed, and once for the kind of the most precise indicator. The n-th that
 * has any, feeds ordered by name and kinds by number: 1, or 0 past the last. */
typedef struct tamis_xdp_hits {
    size_t struct_size;
    tamis_slice name; /* of the feed or the kind */
    uint64_t hits;
    int64_t last_seen_ns;
} tamis_xdp_hits;
TAMIS_API int tamis_xdp_report_feed(const tamis_xdp_report *report, uint32_t n,
                                    tamis_xdp_hits *hits);
TAMIS_API int tamis_xdp_report_kind(const tamis_xdp_report *report, uint32_t n,
                                    tamis_xdp_hits *hits);

/*
 * tamis_xdp_report_json() writes it all as one JSON object with a newline, with
 * the first top_count indicators; tamis_xdp_report_metrics() as OpenMetrics
 * text 1.0, without indicators. Both write at most capacity bytes and return
 * the size of all, so that a return value > capacity means "call again with
 * that much". The same view gives the same bytes.
 */
TAMIS_API size_t tamis_xdp_report_json(const tamis_xdp_report *report,
                                       size_t top_count, char *text,
                                       size_t capacity);
TAMIS_API size_t tamis_xdp_report_metrics(const tamis_xdp_report *report,
                                          char *text, size_t capacity);

#ifdef __cplusplus
}
#endif

#endif /* TAMIS_XDP_REPORT_H */
