/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One small list that all tests of packets share. By feed and action:
 *
 *   block   drop+report   198.51.96.0/22, 198.51.100.7, 81.2.69.142:8080,
 *                         2a00:1450:4001::7, [2a00:1450:4001::9]:53,
 *                         2a03:2880::/29, evil.com and all under it,
 *                         the name only.evil.net
 *   quiet   drop          198.51.100.8, the name quiet.org
 *   watch   report        198.51.100.9, 2a02:26f0:6d00::/40, names under
 *                         under.org
 *   tally   count         198.51.100.10
 *   idle    ignore        198.51.100.11
 *   allow                 198.51.97.1, good.evil.com
 *
 * and 198.51.98.0/24 is protected.
 */
#ifndef TAMIS_TESTS_XDP_SMALL_IMAGE_H
#define TAMIS_TESTS_XDP_SMALL_IMAGE_H

#include <tamis/xdp_image.h>

struct small_image {
    tamis_xdp_image *image;
    void *bytes; /* of its database */
};

void small_image_build(struct small_image *image);
void small_image_destroy(struct small_image *image);
/* The number of a value's answer; it must be listed. */
uint32_t small_image_answer(const struct small_image *image, const char *value);

#endif
