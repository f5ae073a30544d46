/* SPDX-License-Identifier: BSD-2-Clause */
/* Text for a caller's buffer: what does not fit is counted, not written. */
#ifndef TAMIS_EBPF_REPORT_TEXT_H
#define TAMIS_EBPF_REPORT_TEXT_H

#include <tamis/status.h>

struct report_text {
    char *text;
    size_t capacity;
    size_t size; /* of all, as if it had fitted */
};

void report_put(struct report_text *text, const char *bytes);
void report_put_slice(struct report_text *text, tamis_slice bytes);
void report_put_number(struct report_text *text, uint64_t number);
/* RFC 3339 in UTC, to the second. */
void report_put_time(struct report_text *text, int64_t time_ns);
/* A JSON string with its quotes; what is no UTF-8 becomes U+FFFD. */
void report_put_json(struct report_text *text, tamis_slice string);
/* The value of a label of OpenMetrics with its quotes, by the same rule; of
 * other control bytes that format knows no escape: they become U+FFFD too. */
void report_put_label(struct report_text *text, tamis_slice value);

#endif
