/* SPDX-License-Identifier: BSD-2-Clause */
/* One reader's view of one filter: xdp_report.h. */
#include "base/caller_struct.h"
#include "base/failure.h"
#include "base/heap.h"
#include "report/attribution.h"
#include "report/counter.h"
#include "report/kept_clearance.h"
#include "report/report_reader.h"
#include "report/summary.h"

#include <string.h>
#include <time.h>

struct tamis_xdp_report {
    tamis_allocator heap;
    tamis_xdp *filter;
    struct kept_clearance asked;
    struct attribution attribution;
    struct reader reader; /* of attribution's database, where there is one */
    struct summary summary;
};

void tamis_xdp_report_options_init(tamis_xdp_report_options *options)
{
    static const tamis_xdp_report_options initial =
        TAMIS_XDP_REPORT_OPTIONS_INIT;

    *options = initial;
}

tamis_status tamis_xdp_report_create(tamis_xdp_report **report,
                                     tamis_xdp *filter,
                                     const tamis_xdp_report_options *options,
                                     tamis_error *error)
{
    static const tamis_clearance all = TAMIS_CLEARANCE_INIT;
    tamis_xdp_report_options own = TAMIS_XDP_REPORT_OPTIONS_INIT;
    tamis_allocator heap;
    tamis_status status;

    *report = NULL;
    XDP_TRY(caller_struct_read(&own, sizeof own, options,
                               "tamis_xdp_report_options", error));
    heap = heap_from(own.allocator);
    *report = heap_take(&heap, 1, sizeof **report);
    if (!*report)
        return failure(error, TAMIS_ERROR_MEMORY, "no memory for a report");
    (*report)->heap = heap;
    (*report)->filter = filter;
    summary_begin(&(*report)->summary, &heap);
    status = kept_clearance_begin(
        &(*report)->asked, own.clearance ? own.clearance : &all, &heap, error);
    if (status < 0) {
        tamis_xdp_report_destroy(*report);
        *report = NULL;
    }
    return status;
}

void tamis_xdp_report_destroy(tamis_xdp_report *report)
{
    tamis_allocator heap;

    if (!report)
        return;
    heap = report->heap;
    summary_end(&report->summary);
    reader_end(&report->reader);
    attribution_close(&report->attribution);
    kept_clearance_end(&report->asked, &heap);
    heap_give(&heap, report);
}

static struct tally_clock read_clock(void)
{
    struct timespec now;

    clock_gettime(CLOCK_REALTIME, &now);
    return (struct tally_clock){(__s64)filter_now_ns(),
                                (__s64)now.tv_sec * 1000000000 +
                                    (__s64)now.tv_nsec};
}

/* Hits are told where it is known whose they are; and to those from whom
 * something is hidden, where it is known which are of this generation. */
static int has_hits(const tamis_xdp_report *report)
{
    return report->reader.matcher &&
           (report->reader.is_whole || report->attribution.before.counts);
}

static tamis_status read_hits(tamis_xdp_report *report, tamis_error *error)
{
    const struct attribution *attribution = &report->attribution;
    const struct generation *generation = &report->filter->generation;
    const struct image_view view =
        generation_view(generation, &report->filter->owner.secret);
    struct tally_answers answers = {.image = view,
                                    .count =
                                        attribution->state.nodes.answer_count,
                                    .hits = image_hit(&view, 0),
                                    .records = attribution->state.nodes.records,
                                    .time_ns = attribution->state.time_ns};
    struct tally tally;
    tamis_status status;

    if (!report->reader.is_whole)
        answers.before = &attribution->before;
    if (!answers.hits || !image_hit(&view, answers.count))
        return failure(error, TAMIS_ERROR_CORRUPT,
                       "the published image has fewer answers than its file");
    tally_begin(&tally, &report->heap);
    status = tally_answers(&tally, &report->reader, attribution->policy,
                           &answers, read_clock(), error);
    if (status == TAMIS_OK)
        status = summary_take(&report->summary, &tally, &report->reader, error);
    tally_end(&tally);
    return status;
}

static tamis_status read_status(tamis_xdp_report *report, tamis_error *error)
{
    const struct image_state *state = &report->attribution.state;
    tamis_xdp_status *status = &report->summary.status;
    tamis_xdp_info info = {.struct_size = sizeof info};
    const char *tlp = tamis_tlp_name(state->clearance.tlp);
    const char *interface = report->filter->folder.interface;

    XDP_TRY(tamis_xdp_info_get(report->filter, &info, error));
    status->interface = (tamis_slice){interface, strlen(interface)};
    status->directions = info.directions;
    status->is_enforcing =
        info.directions && info.enforce_left_ns && info.alive_left_ns;
    status->mode = info.mode;
    status->has_lapsed = (info.flags & TAMIS_XDP_INFO_LAPSED) != 0;
    status->is_stale = info.enforce_left_ns && !info.alive_left_ns;
    status->answers_names = (info.flags & TAMIS_XDP_INFO_ANSWERS_NAMES) != 0;
    status->enforce_left_ns = info.enforce_left_ns;
    status->alive_left_ns = info.alive_left_ns;
    status->has_database = has_hits(report) != 0;
    status->is_whole =
        reader_sees_all(&state->clearance, &report->asked.clearance);
    if (!status->is_whole)
        return TAMIS_OK;
    status->generation = info.generation;
    status->image_size = info.size;
    status->database =
        (tamis_slice){state->origin.path, strlen(state->origin.path)};
    status->clearance = (tamis_slice){tlp, tlp ? strlen(tlp) : 0};
    return TAMIS_OK;
}

/* The reader of another generation's database. */
static tamis_status open_reader(tamis_xdp_report *report, tamis_error *error)
{
    const struct attribution *attribution = &report->attribution;

    reader_end(&report->reader);
    if (!attribution->database)
        return TAMIS_OK;
    return reader_begin(&report->reader, attribution->database,
                        &attribution->state.clearance, &report->asked.clearance,
                        &report->heap, error);
}

static tamis_status refresh(tamis_xdp_report *report, tamis_error *error)
{
    int is_new = 0;

    XDP_TRY(attribution_follow(&report->attribution, NULL, report->filter,
                               &report->heap, &is_new, error));
    if (is_new)
        XDP_TRY(open_reader(report, error));
    XDP_TRY(counters_read(report->summary.counts, report->filter->maps.counters,
                          &report->heap, error));
    XDP_TRY(read_status(report, error));
    return has_hits(report) ? read_hits(report, error) : TAMIS_OK;
}

tamis_status tamis_xdp_report_refresh(tamis_xdp_report *report,
                                      tamis_error *error)
{
    tamis_status status;

    summary_end(&report->summary);
    status = refresh(report, error);
    if (status < 0) {
        /* Read again from the start next time; until then nothing is told. */
        summary_end(&report->summary);
        reader_end(&report->reader);
        attribution_close(&report->attribution);
    }
    return status;
}

void tamis_xdp_report_status(const tamis_xdp_report *report,
                             tamis_xdp_status *status)
{
    caller_struct_write(status, &report->summary.status,
                        sizeof report->summary.status);
}

int tamis_xdp_report_counter(const tamis_xdp_report *report, uint32_t n,
                             tamis_xdp_counter *counter)
{
    return summary_counter(&report->summary, n, counter);
}

size_t tamis_xdp_report_top(const tamis_xdp_report *report, size_t skip,
                            size_t capacity, tamis_xdp_listed *listed)
{
    const struct summary *summary = &report->summary;
    size_t count =
        skip < summary->listed_count ? summary->listed_count - skip : 0;

    if (count > capacity)
        count = capacity;
    if (count)
        memcpy(listed, summary->listed + skip, count * sizeof *listed);
    return count;
}

int tamis_xdp_report_feed(const tamis_xdp_report *report, uint32_t n,
                          tamis_xdp_hits *hits)
{
    if (n >= report->summary.feed_count)
        return 0;
    *hits = report->summary.feeds[n];
    return 1;
}

int tamis_xdp_report_kind(const tamis_xdp_report *report, uint32_t n,
                          tamis_xdp_hits *hits)
{
    if (n >= report->summary.kind_count)
        return 0;
    *hits = report->summary.kinds[n];
    return 1;
}

size_t tamis_xdp_report_json(const tamis_xdp_report *report, size_t top_count,
                             char *text, size_t capacity)
{
    return summary_json(&report->summary, top_count, text, capacity);
}

size_t tamis_xdp_report_metrics(const tamis_xdp_report *report, char *text,
                                size_t capacity)
{
    return summary_metrics(&report->summary, text, capacity);
}
