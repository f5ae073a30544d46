/* SPDX-License-Identifier: BSD-2-Clause */
#include "compile/outcome.h"

#include "base/error.h"
#include "base/number.h"
#include "base/slice.h"

int64_t outcome_time(const tamis_compiler *compiler, uint32_t label)
{
    if (compiler->time_ns != TAMIS_TIME_MIN)
        return compiler->time_ns;
    return label_table_newest(&compiler->labels, label);
}

int64_t outcome_compile_time(const tamis_compiler *compiler)
{
    int64_t newest = compiler->time_ns;

    for (uint32_t n = 0; n < compiler->labels.count; n++)
        if (compiler->time_ns == TAMIS_TIME_MIN &&
            compiler->labels.labels[n].newest_ns > newest)
            newest = compiler->labels.labels[n].newest_ns;
    return newest == TAMIS_TIME_MIN ? 0 : newest;
}

static tamis_status check_snapshot(tamis_compiler *compiler, uint32_t number,
                                   tamis_error *error)
{
    const struct feed *feed = &compiler->feeds.feeds[number];
    int64_t expires_ns = feed->info.expires_ns;
    int64_t now_ns = compiler->clock_ns;
    char text[TIME_TEXT_SIZE];
    uint32_t label;

    if (expires_ns == TAMIS_TIME_MAX)
        return TAMIS_OK;
    if (now_ns == TAMIS_TIME_MIN) {
        TRY(feed_table_label(&compiler->feeds, number, feed->info.tlp, &label));
        now_ns = outcome_time(compiler, label);
    }
    if (expires_ns > now_ns)
        return TAMIS_OK;
    time_format(expires_ns, text);
    return error_set(error, TAMIS_ERROR_REJECTED,
                     "feed \"%.*s\" is a snapshot that expired at %s; fetch a "
                     "newer one, or go on with --keep-going",
                     (int)slice_first(feed->info.name, 100).size,
                     feed->info.name.data, text);
}

static tamis_reason find_main_reason(const tamis_compile_report *report)
{
    tamis_reason found = TAMIS_REASON_NONE + 1;

    for (tamis_reason i = found; i < TAMIS_REASON_COUNT; i++)
        if (report->reasons[i] > report->reasons[found])
            found = i;
    return found;
}

/* A page of an error, or a format that changed, is read as statements too. */
static tamis_status check_all_rejected(const struct feed *feed,
                                       tamis_error *error)
{
    const tamis_compile_report *report = &feed->report;
    tamis_reason reason = find_main_reason(report);

    if (report->outcomes[TAMIS_OUTCOME_REJECTED] < report->read)
        return TAMIS_OK;
    return error_set(error, TAMIS_ERROR_EMPTY,
                     "feed \"%.*s\": all of its %llu statements were rejected, "
                     "%llu of them as %s; look at the file and its format, or "
                     "go on with --keep-going",
                     (int)slice_first(feed->info.name, 100).size,
                     feed->info.name.data, (unsigned long long)report->read,
                     (unsigned long long)report->reasons[reason],
                     tamis_reason_name(reason));
}

/* An empty allow list is fine; a feed that lists nothing is an outage. */
static tamis_status check_empty(const struct feed *feed, tamis_error *error)
{
    if (feed->info.action != TAMIS_ACTION_LIST)
        return TAMIS_OK;
    if (feed->report.read > 0)
        return check_all_rejected(feed, error);
    return error_set(error, TAMIS_ERROR_EMPTY,
                     "feed \"%.*s\" came back empty, which is rather an outage "
                     "than the end of its indicators; fetch it again, or go "
                     "on with --keep-going",
                     (int)slice_first(feed->info.name, 100).size,
                     feed->info.name.data);
}

static tamis_status check_strict(const tamis_compiler *compiler,
                                 tamis_error *error)
{
    const tamis_rejection *first = compiler->rejections.items;
    tamis_compile_report report = {.struct_size = sizeof report};

    tamis_compiler_report(compiler, UINT32_MAX, &report);
    if (report.outcomes[TAMIS_OUTCOME_REJECTED] == 0)
        return TAMIS_OK;
    return error_set(
        error, TAMIS_ERROR_REJECTED,
        "%llu statements were rejected, the first at %.*s:%llu (%s); correct "
        "the feed, or compile without --strict",
        (unsigned long long)report.outcomes[TAMIS_OUTCOME_REJECTED],
        (int)slice_first(first->file, 200).size, first->file.data,
        (unsigned long long)first->line, tamis_reason_name(first->reason));
}

/* A failed feed is neither expired nor empty as well. */
static tamis_status check_feed(tamis_compiler *compiler, uint32_t number,
                               tamis_error *error)
{
    struct feed *feed = &compiler->feeds.feeds[number];
    tamis_status status;

    if (feed->failure) {
        if (error)
            *error = *feed->failure;
        return outcome_pass(compiler, feed, TAMIS_COMPILE_WARNING_FAILED,
                            feed->failure->status);
    }
    status = check_snapshot(compiler, number, error);
    if (status != TAMIS_OK && status != TAMIS_ERROR_REJECTED)
        return status;
    TRY(outcome_pass(compiler, feed, TAMIS_COMPILE_WARNING_EXPIRED, status));
    return outcome_pass(compiler, feed, TAMIS_COMPILE_WARNING_EMPTY,
                        check_empty(feed, error));
}

tamis_status outcome_pass(const tamis_compiler *compiler, struct feed *feed,
                          uint32_t warning, tamis_status status)
{
    if (status == TAMIS_OK || !(compiler->flags & TAMIS_COMPILER_KEEP_GOING))
        return status;
    feed->report.warnings |= warning;
    return TAMIS_OK;
}

tamis_status outcome_check_feeds(tamis_compiler *compiler, tamis_error *error)
{
    for (uint32_t n = 0; n < compiler->feeds.count; n++)
        TRY(check_feed(compiler, n, error));
    if (compiler->flags & TAMIS_COMPILER_STRICT)
        return check_strict(compiler, error);
    return TAMIS_OK;
}
