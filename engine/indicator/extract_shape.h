/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * From the start of a token to its shapes: what it could be by its bytes alone.
 * One start may have several (evil.com/x is a URL and a name); parsing decides.
 */
#ifndef TAMIS_INDICATOR_EXTRACT_SHAPE_H
#define TAMIS_INDICATOR_EXTRACT_SHAPE_H

#include "indicator/extract.h"
#include "indicator/extract_bytes.h"

/* extract_shape.flags: what to do to its bytes before they are parsed. */
#define SHAPE_MARKED       0x01u /* marks among its bytes stand for others */
#define SHAPE_ESCAPED      0x02u /* escapes too */
#define SHAPE_SCHEME       0x04u /* its scheme is another one, misspelt */
#define SHAPE_PREFIX       0x08u /* address/length */
#define SHAPE_AFTER_PREFIX 0x10u /* its address: only when the prefix is none */
#define SHAPE_URL_HOST     0x20u /* an address as only URLs write it */
#define SHAPE_WIDE         0x40u /* longer than what text makes of it */

/* Labels with dots between them. */
struct run {
    size_t end;         /* without a dot behind the last label */
    size_t length;      /* bytes that it means */
    size_t fourth_end;  /* end of the fourth label */
    size_t label_count; /* 0: there is none */
    unsigned flags;     /* SHAPE_MARKED, SHAPE_ESCAPED */
    unsigned all, any;  /* byte classes: of every byte, of some byte */
    unsigned last_all;  /* of every byte of the last label */
    struct unit next;   /* what stands at the end */
};

/* A start and what is read from it. */
struct start {
    struct extract *extract;
    struct reader reader;
    size_t offset;
    bool keeps_all;   /* else only shapes with an escape in them are new */
    size_t reach;     /* how far was looked for tokens */
    size_t run_reach; /* the same for names and IPv6 addresses alone */
    struct run run;   /* the ASCII run at offset */
};

/* The run that begins at `at`. */
void run_scan(const struct reader *reader, size_t at, bool with_high,
              struct run *run);

void shape_add(const struct start *start, tamis_kind kind, size_t end,
               unsigned flags);
/* The next byte does not go on with the token. */
bool shape_ends_at(const struct reader *reader, size_t at);
/* The byte before offset is white space, or none. */
bool shape_is_after_blank(const struct start *start);
/* Digits at `at`: up to `count` of them, not more than max, and then the end
 * of a token. Gives where they end, or 0. */
size_t shape_scan_number(const struct reader *reader, size_t at, size_t count,
                         unsigned max);

/* Kind of a digest of that many hex digits, or 0. */
tamis_kind shape_digest_kind(size_t length);

/* Each adds the shapes of its family; run is the ASCII run at the start. */
/* These two tell whether a path may follow. */
bool shape_scan_ipv4(struct start *start, const struct run *run);
bool shape_scan_name(struct start *start, const struct run *run);
bool shape_scan_ipv6(struct start *start, size_t *end);
void shape_scan_bracketed(struct start *start);
/* An e-mail address; the user name is then no name of a host. */
bool shape_scan_email(struct start *start, const struct run *run);
void shape_scan_scheme_url(struct start *start, const struct run *run);
/* By its length and first letter; false for most of what is none. */
bool shape_may_be_scheme(const uint8_t *text, size_t size);
void shape_scan_bare_url(struct start *start, const struct run *run);

/* Everything that begins at the start. Gives the end of the ASCII run there;
 * *is_address when that is an IPv6 address, in which nothing else begins. */
size_t shape_scan(struct start *start, bool *is_address);

/* Parses a shape into the candidate that is not current, and makes it current;
 * false when it is none, or the same as the one before. */
bool shape_make_candidate(struct extract *extract,
                          const struct extract_shape *shape);

#endif
