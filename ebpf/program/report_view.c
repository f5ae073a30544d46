/* SPDX-License-Identifier: BSD-2-Clause */
#include "program/report_view.h"

#include "program/attachment.h"
#include "program/duration.h"
#include "program/speech.h"
#include "program/trial.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* Of a value, and of the names of its feeds: a line of a terminal. */
#define VALUE_SHOWN 44
#define FEEDS_SHOWN 200

/* Where a change was on trial, the next verb that may write puts back what was
 * before. */
static enum trial_standing trial_standing(const struct report_view *view)
{
    enum trial_standing standing = TRIAL_NONE;
    struct settings settings;

    if (!(view->info.flags & TAMIS_XDP_INFO_LAPSED) ||
        settings_begin(&settings, view->interface, view->folders))
        return TRIAL_NONE;
    if (settings_are_hidden(&settings) ||
        (settings_exist(&settings) && settings_read(&settings) != 0))
        standing = TRIAL_NOT_KNOWN;
    else if (trial_is_over(&settings))
        standing = TRIAL_OVER;
    settings_end(&settings);
    return standing;
}

int report_view_refresh(struct report_view *view)
{
    tamis_error error;

    view->info = (tamis_xdp_info){.struct_size = sizeof view->info};
    if (tamis_xdp_info_get(view->filter, &view->info, &error) < 0 ||
        tamis_xdp_report_refresh(view->report, &error) < 0)
        return speech_failure(view->interface, &error);
    view->status = (tamis_xdp_status){.struct_size = sizeof view->status};
    tamis_xdp_report_status(view->report, &view->status);
    view->trial = trial_standing(view);
    return 0;
}

/* Without settings there is nothing to make another image from. */
static void say_unattributed(const struct report_view *view,
                             const struct order *order)
{
    struct settings settings;
    bool has_settings;

    if (settings_begin(&settings, view->interface, &order->filter))
        return;
    has_settings = settings_exist(&settings);
    settings_end(&settings);
    if (has_settings)
        speech_note("hits are not told: whose they are is not known here; "
                    "'tamis xdp swap %s' begins anew with the database's "
                    "file as it is now",
                    view->interface);
    else
        speech_note("hits are not told: %s is lost, or not the state folder "
                    "that 'tamis xdp attach' was given; where it is lost, "
                    "detach and attach anew",
                    settings.folder);
}

int report_view_open(struct report_view *view, struct order *order)
{
    tamis_xdp_report_options options = TAMIS_XDP_REPORT_OPTIONS_INIT;
    tamis_error error;

    memset(view, 0, sizeof *view);
    view->interface = order->arguments[0];
    view->folders = &order->filter;
    if (tamis_xdp_open(&view->filter, view->interface, &order->filter, &error) <
        0)
        return speech_failure(view->interface, &error);
    options.clearance = &order->viewer.clearance;
    if (tamis_xdp_report_create(&view->report, view->filter, &options, &error) <
            0 ||
        tamis_xdp_drop_capabilities(0, &error) < 0) {
        speech_failure(view->interface, &error);
        report_view_close(view);
        return EXIT_ERROR;
    }
    viewer_say(&order->viewer);
    if (report_view_refresh(view) == 0) {
        /* Status is told where nothing is attached, too. */
        attachment_say(&view->info, view->interface);
        if (!view->status.has_database)
            say_unattributed(view, order);
        return 0;
    }
    report_view_close(view);
    return EXIT_ERROR;
}

void report_view_close(struct report_view *view)
{
    tamis_xdp_report_destroy(view->report);
    tamis_xdp_close(view->filter);
    memset(view, 0, sizeof *view);
}

struct writing {
    const tamis_xdp_report *report;
    size_t rows;
    bool is_json;
};

static size_t write_text(const struct writing *writing, char *text,
                         size_t capacity)
{
    if (writing->is_json)
        return tamis_xdp_report_json(writing->report, writing->rows, text,
                                     capacity);
    return tamis_xdp_report_metrics(writing->report, text, capacity);
}

static int write_whole(const struct writing *writing)
{
    size_t size = write_text(writing, NULL, 0);
    char *text = malloc(size + 1);

    if (!text)
        return speech_error("no memory for a report of %zu bytes", size);
    write_text(writing, text, size);
    fwrite(text, 1, size, stdout);
    free(text);
    return speech_output_is_whole() ? 0 : EXIT_ERROR;
}

int report_view_write_json(const struct report_view *view, size_t rows)
{
    return write_whole(&(struct writing){view->report, rows, true});
}

int report_view_write_metrics(const struct report_view *view)
{
    return write_whole(&(struct writing){view->report, 0, false});
}

static void say_lapsed(const struct report_view *view)
{
    if (view->trial == TRIAL_NOT_KNOWN)
        printf("drops nothing: the time to confirm is over\n"
               "  whether a change was on trial cannot be read here\n");
    else if (view->trial == TRIAL_OVER)
        printf("drops nothing: the last change was not confirmed in time\n"
               "  'tamis xdp agent %s' puts back what was before, or 'tamis "
               "xdp policy %s'\n",
               view->interface, view->interface);
    else
        printf("reports, drops nothing: the time to confirm is over\n"
               "  'tamis xdp enforce %s' drops again, 'tamis xdp monitor %s' "
               "lets it be\n",
               view->interface, view->interface);
}

static void say_stand(const struct report_view *view)
{
    char text[32];

    if (!view->info.directions)
        printf("attached nowhere any more, everything passes\n");
    else if (view->info.flags & TAMIS_XDP_INFO_LAPSED)
        say_lapsed(view);
    else if (!view->info.enforce_left_ns)
        printf("reports, drops nothing\n");
    else if (!view->info.alive_left_ns)
        printf("everything passes: the dead-man switch was not renewed\n");
    else if (view->info.enforce_left_ns == TAMIS_XDP_FOREVER)
        printf("drops what the policy says\n");
    else
        printf("drops what the policy says, for %s unless confirmed\n",
               duration_format(view->info.enforce_left_ns, text));
}

void report_view_say_standing(const struct report_view *view)
{
    const tamis_xdp_info *info = &view->info;
    const tamis_xdp_status *status = &view->status;
    bool is_in = info->directions & TAMIS_XDP_INGRESS;
    bool is_out = info->directions & TAMIS_XDP_EGRESS;
    char text[32];

    printf("%s: ", view->interface);
    say_stand(view);
    printf("  %s%s%s%s\n",
           !is_in                            ? ""
           : info->mode == TAMIS_XDP_GENERIC ? "ingress (generic XDP)"
                                             : "ingress (native XDP)",
           is_in && is_out ? ", " : "", is_out ? "egress (tc)" : "",
           info->flags & TAMIS_XDP_INFO_ANSWERS_NAMES ? ", NXDOMAIN answers"
                                                      : "");
    if (status->is_whole)
        printf("  generation %" PRIu64 ", %.1f MiB, up to TLP:%.*s, from "
               "%.*s\n",
               status->generation, (double)status->image_size / 1048576,
               (int)status->clearance.size, status->clearance.data,
               (int)status->database.size, status->database.data);
    if (info->alive_left_ns && info->alive_left_ns != TAMIS_XDP_FOREVER)
        printf("  dead-man switch: %s left\n",
               duration_format(info->alive_left_ns, text));
}

/* "12s", "3m05s" or a day ago; "-" where it is not known. */
static const char *format_ago(int64_t time_ns, char text[32])
{
    struct timespec now;
    int64_t now_ns;

    clock_gettime(CLOCK_REALTIME, &now);
    now_ns = (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
    if (!time_ns)
        return strcpy(text, "-");
    return duration_format(now_ns > time_ns ? (uint64_t)(now_ns - time_ns) : 0,
                           text);
}

static double hits_a_second(const struct report_table *table,
                            const tamis_xdp_listed *listed)
{
    if (!(table->seconds > 0))
        return 0;
    for (size_t i = 0; i < table->count; i++)
        if (table->rows[i].record == listed->record)
            return listed->hits > table->rows[i].hits
                       ? (double)(listed->hits - table->rows[i].hits) /
                             table->seconds
                       : 0;
    return (double)listed->hits / table->seconds;
}

static void say_row(const struct report_table *table,
                    const tamis_xdp_listed *listed)
{
    char value[TAMIS_DOMAIN_SIZE_MAX + 64], ago[32], rate[32] = "-";
    char feeds[FEEDS_SHOWN] = "";
    size_t size = 0;

    tamis_key_format(listed->kind, listed->key.data, listed->key.size, value,
                     sizeof value);
    for (uint32_t i = 0; i < listed->feed_count; i++) {
        int more =
            snprintf(feeds + size, sizeof feeds - size, "%s%.*s", i ? "," : "",
                     (int)listed->feeds[i].size, listed->feeds[i].data);

        if (more < 0 || (size_t)more >= sizeof feeds - size)
            break;
        size += (size_t)more;
    }
    for (char *at = feeds; *at; at++)
        if ((unsigned char)*at < ' ' || *at == 0x7f)
            *at = '?';
    if (table->seconds > 0)
        snprintf(rate, sizeof rate, "%.0f", hits_a_second(table, listed));
    printf("%12" PRIu64 " %9s %9s  %-8s %-10s %-*s %-12s %s\n", listed->hits,
           rate, format_ago(listed->last_seen_ns, ago),
           tamis_kind_name(listed->kind), tamis_mode_name(listed->mode),
           VALUE_SHOWN, value, tamis_tlp_name(listed->tlp), feeds);
}

bool report_view_say_top(const struct report_view *view, size_t rows,
                         struct report_table *table)
{
    tamis_xdp_listed *listed = calloc(rows, sizeof *listed);
    struct report_row *kept = realloc(table->rows, rows * sizeof *kept);
    size_t count;

    if (kept)
        table->rows = kept;
    if (!listed || !kept) {
        free(listed);
        return false;
    }
    for (size_t i = 0; i < rows; i++)
        listed[i].struct_size = sizeof *listed;
    count = tamis_xdp_report_top(view->report, 0, rows, listed);
    if (count)
        printf("%12s %9s %9s  %-8s %-10s %-*s %-12s %s\n", "HITS", "A SECOND",
               "LAST", "KIND", "MODE", VALUE_SHOWN, "VALUE", "TLP", "FEEDS");
    for (size_t i = 0; i < count; i++)
        say_row(table, &listed[i]);
    for (size_t i = 0; i < count; i++)
        table->rows[i] = (struct report_row){listed[i].record, listed[i].hits};
    table->count = count;
    free(listed);
    return true;
}
