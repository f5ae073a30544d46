/* SPDX-License-Identifier: BSD-2-Clause */
#include "program/known_feeds.h"

#include "program/speech.h"

#include <tamis/cursor.h>

#include <string.h>

static bool has_feed(tamis_cursor *cursor, tamis_slice name)
{
    tamis_feed_summary feed;

    for (uint32_t n = 0; tamis_cursor_feed(cursor, n, &feed); n++)
        if (feed.name.size == name.size &&
            memcmp(feed.name.data, name.data, name.size) == 0)
            return true;
    return false;
}

void known_feeds_compare(const tamis_xdp_policy *policy,
                         tamis_database *database,
                         const tamis_clearance *clearance)
{
    tamis_cursor_options options = TAMIS_CURSOR_OPTIONS_INIT;
    tamis_cursor *cursor;
    tamis_slice name;

    if (!tamis_xdp_policy_feed(policy, 0, &name))
        return;
    options.flags = TAMIS_CURSOR_UNORDERED;
    options.clearance = *clearance;
    if (tamis_cursor_create_with(&cursor, database, &options, NULL) < 0)
        return; /* the image's builder tells why */
    for (size_t n = 0; tamis_xdp_policy_feed(policy, n, &name); n++)
        if (!has_feed(cursor, name))
            speech_note("the policy has a line about feed %.*s, and no feed "
                        "is called so in what goes into the kernel",
                        (int)name.size, name.data);
    tamis_cursor_destroy(cursor);
}
