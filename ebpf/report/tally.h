/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The hits of an image's answers, added up for one reader.
 *
 * An answer is of the most precise value, whoever lists it. So its hits belong
 * to every indicator that covers the value and that the reader sees; and the
 * sums are the same, whether or not there is a more precise one that he does
 * not see.
 */
#ifndef TAMIS_EBPF_REPORT_TALLY_H
#define TAMIS_EBPF_REPORT_TALLY_H

#include "filter/hits_carried.h"
#include "image/image_lines.h"
#include "report/report_reader.h"
#include "report/sums.h"

#include <tamis/xdp_policy.h>

/* How the kernel's clock stands to Unix time. */
struct tally_clock {
    __s64 boot_ns; /* CLOCK_BOOTTIME, now */
    __s64 unix_ns; /* now */
};

/* Arrays by answer; index 0 is none. */
struct tally_answers {
    struct image_view image;
    __u32 count;                       /* the greatest number */
    const __u64 *hits;                 /* words of the image (IMAGE_HIT_ONE) */
    const struct hits_carried *before; /* its counts are taken off, what was
                                          earlier is added; NULL: neither */
    const tamis_record_id *records;
    int64_t time_ns; /* Unix time: which statements the image holds */
};

/* Of 32 letters each: more than 2^64 names. */
#define TALLY_LABEL_SIZE 13

struct tally {
    tamis_allocator heap;
    struct sums records, feeds;
    struct sum kinds[TAMIS_KIND_COUNT];
    __u64 hits; /* of answers of which the reader sees something */
    char label[TALLY_LABEL_SIZE + 1]; /* drawn by chance, and a dot */
};

void tally_begin(struct tally *tally, const tamis_allocator *heap);
void tally_end(struct tally *tally);
/* Statements that the policy ignores everywhere count for nothing, nor do those
 * that began when the image was there: it was for others to say whether it
 * counted their values. The
 * matchers' clock is set. Errors: MEMORY. */
tamis_status tally_answers(struct tally *tally, const struct reader *reader,
                           const tamis_xdp_policy *policy,
                           const struct tally_answers *answers,
                           struct tally_clock clock, tamis_error *error);

#endif
