/* SPDX-License-Identifier: BSD-2-Clause */
/* The patterns of MISP's attribute types, in its JSON and in tables. */
#ifndef TAMIS_FEED_MISP_PATTERN_H
#define TAMIS_FEED_MISP_PATTERN_H

#include "feed/misp_type.h"
#include "feed/pattern_value.h"

/* misp_pattern_read() makes a pattern of a value of MISP_REGEX or
 * MISP_NAME_REGEX; false when it is none. */
bool misp_pattern_read(struct pattern_value *pattern, enum misp_shape shape,
                       tamis_slice value);

#endif
