/* SPDX-License-Identifier: BSD-2-Clause */
/* Times as people write them: 90, 120s, 5m, 2h, 1d. */
#ifndef TAMIS_XDP_PROGRAM_DURATION_H
#define TAMIS_XDP_PROGRAM_DURATION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SECOND_NS UINT64_C(1000000000)
/* No longer one is taken: a year. */
#define DURATION_NS_MAX (366 * 24 * 3600 * SECOND_NS)

/* False for none, for nothing at all, and for more than a year. */
bool duration_parse(const char *text, uint64_t *duration_ns);
/* "2m05s", to the second, rounded up so that what is left is never "0s". */
const char *duration_format(uint64_t duration_ns, char text[32]);

#endif
