/* SPDX-License-Identifier: BSD-2-Clause */
/* Where in its text a JSON value stands: for errors, since a document does
 * not remember. */
#ifndef TAMIS_FEED_JSON_PLACE_H
#define TAMIS_FEED_JSON_PLACE_H

#include <tamis/status.h>

/*
 * json_place_find() follows ordinals into a text that has parsed: the n-th
 * member of an object or item of an array, from 0, `count` times. *offset is
 * of the member's name or the item, *line counts from 1; the end of the text
 * when there is no such value.
 */
void json_place_find(tamis_slice text, const size_t *ordinals, size_t count,
                     uint64_t *line, uint64_t *offset);

#endif
