/* SPDX-License-Identifier: BSD-2-Clause */
/* MISP taxonomies that say how sure a producer is, and for how long. */
#ifndef TAMIS_FEED_MISP_TAG_H
#define TAMIS_FEED_MISP_TAG_H

#include <tamis/status.h>

#include <stdbool.h>

/* Is the tag about confidence? rank orders the taxonomies: the lower, the
 * more directly it speaks of confidence. */
bool misp_tag_confidence(tamis_slice tag, unsigned *rank, uint32_t *confidence);
/* Is it "retention:..."? expired is 0. */
bool misp_tag_retention(tamis_slice tag, int64_t *retention_ns);

#endif
