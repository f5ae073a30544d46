/* SPDX-License-Identifier: BSD-2-Clause */
/* How much each feed shrank since the database that is to be replaced. */
#include "base/error.h"
#include "base/slice.h"
#include "compile/outcome.h"

#include <tamis/cursor.h>

#include <errno.h>

static void take_summary(tamis_compiler *compiler,
                         const tamis_feed_summary *summary)
{
    uint32_t number = intern_table_find(&compiler->feeds.names,
                                        summary->name.data, summary->name.size);

    if (number < compiler->feeds.count)
        compiler->feeds.feeds[number].report.previous_kept =
            summary->outcomes[TAMIS_OUTCOME_KEPT];
}

/* As the operator sees it: everything. */
static tamis_status read_counts(tamis_compiler *compiler,
                                tamis_database *database, tamis_error *error)
{
    const tamis_clearance clearance = TAMIS_CLEARANCE_INIT;
    tamis_feed_summary summary;
    tamis_cursor *cursor;

    TRY(tamis_cursor_create(&cursor, database, &clearance, error));
    for (uint32_t n = 0; tamis_cursor_feed(cursor, n, &summary); n++)
        take_summary(compiler, &summary);
    tamis_cursor_destroy(cursor);
    return TAMIS_OK;
}

/* No database yet, or one of another version, is nothing to compare with. */
static tamis_status read_previous(tamis_compiler *compiler, tamis_error *error)
{
    tamis_database_options options = TAMIS_DATABASE_OPTIONS_INIT;
    tamis_error reason = {.status = TAMIS_OK};
    tamis_database *database;
    tamis_status status;

    options.allocator = &compiler->allocator;
    status =
        tamis_database_open(&database, compiler->previous, &options, &reason);
    if ((status == TAMIS_ERROR_SYSTEM && reason.system_errno == ENOENT) ||
        status == TAMIS_ERROR_UNSUPPORTED)
        return TAMIS_OK;
    if (status < 0)
        return error_set(error, status,
                         "cannot compare with the previous database, so no "
                         "feed can be told to have shrunk (%s); move it away, "
                         "or go on with --keep-going",
                         reason.message);
    status = read_counts(compiler, database, error);
    tamis_database_release(database);
    return status;
}

static tamis_status check_feed(const struct feed *feed, tamis_error *error)
{
    uint64_t before = feed->report.previous_kept;
    uint64_t now = feed->report.outcomes[TAMIS_OUTCOME_KEPT];
    uint64_t least =
        feed->info.max_shrink_pct < 100 ? 100 - feed->info.max_shrink_pct : 0;

    /* 2^32 records at most: no overflow. */
    if (now * 100 >= before * least)
        return TAMIS_OK;
    return error_set(error, TAMIS_ERROR_EMPTY,
                     "feed \"%.*s\" shrank from %llu indicators to %llu, more "
                     "than the %u %% that its max_shrink_pct allows; fetch it "
                     "again, or go on with --keep-going",
                     (int)slice_first(feed->info.name, 100).size,
                     feed->info.name.data, (unsigned long long)before,
                     (unsigned long long)now, feed->info.max_shrink_pct);
}

tamis_status outcome_check_shrinking(tamis_compiler *compiler,
                                     tamis_error *error)
{
    bool keeps_going = compiler->flags & TAMIS_COMPILER_KEEP_GOING;
    tamis_status status;

    if (!compiler->previous)
        return TAMIS_OK;
    status = read_previous(compiler, error);
    if (status != TAMIS_OK)
        return keeps_going && status != TAMIS_ERROR_MEMORY ? TAMIS_OK : status;
    for (uint32_t n = 0; n < compiler->feeds.count; n++) {
        struct feed *feed = &compiler->feeds.feeds[n];

        if (!feed->failure)
            TRY(outcome_pass(compiler, feed, TAMIS_COMPILE_WARNING_SHRUNK,
                             check_feed(feed, error)));
    }
    return TAMIS_OK;
}
