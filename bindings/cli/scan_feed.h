/* SPDX-License-Identifier: BSD-2-Clause */
/* A file becomes tasks: ranges where other threads may read other parts of it,
 * else one stream. */
#ifndef TAMIS_CLI_SCAN_FEED_H
#define TAMIS_CLI_SCAN_FEED_H

#include "scan_work.h"

/* False when the output takes no more. What cannot be opened is a task too:
 * its turn to be told comes. */
bool scan_feed_file(struct scan_work *work, const struct scan_plan *plan,
                    const char *path);
/* The one task of --follow, with the files in the plan. */
bool scan_feed_follow(struct scan_work *work);
/* Does a file begin as compressed ones do? */
bool scan_feed_is_compressed(const char *path);
/* Tasks that only tell, in their turn, that something went wrong with a path,
 * or what was passed over. */
bool scan_feed_failure(struct scan_work *work, const char *path,
                       int system_errno, const char *sentence);
bool scan_feed_note(struct scan_work *work, const char *path,
                    const char *sentence);

#endif
