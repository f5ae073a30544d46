/* SPDX-License-Identifier: BSD-2-Clause */
/* MISP files, for misp_folder.c. */
#ifndef TAMIS_FEED_MISP_H
#define TAMIS_FEED_MISP_H

#include "feed/json.h"
#include "feed/reader.h"

/* misp_event_read() is misp_read() of a file of which a folder's manifest
 * says something (JSON_NONE: nothing): its tags hold for the event too. */
tamis_status misp_event_read(struct feed_reader *reader,
                             struct json_value listing, tamis_error *error);

#endif
