/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A summary as OpenMetrics text 1.0. Labels' values are the interface, feeds
 * and kinds that the reader sees; indicators are too many to be labels.
 */
#include "report/report_text.h"
#include "report/summary.h"

#include <string.h>

#define PREFIX "tamis_xdp_"

static void put_family(struct report_text *text, const char *name,
                       const char *type, const char *help)
{
    report_put(text, "# TYPE " PREFIX);
    report_put(text, name);
    report_put(text, " ");
    report_put(text, type);
    report_put(text, "\n# HELP " PREFIX);
    report_put(text, name);
    report_put(text, " ");
    report_put(text, help);
    report_put(text, "\n");
}

static void put_label(struct report_text *text, const char *name,
                      tamis_slice value)
{
    report_put(text, ",");
    report_put(text, name);
    report_put(text, "=");
    report_put_label(text, value);
}

/* name{interface="eth0"  what follows closes it. */
static void begin_sample(struct report_text *text,
                         const struct summary *summary, const char *name)
{
    report_put(text, PREFIX);
    report_put(text, name);
    report_put(text, "{interface=");
    report_put_label(text, summary->status.interface);
}

static void end_sample(struct report_text *text, uint64_t value)
{
    report_put(text, "} ");
    report_put_number(text, value);
    report_put(text, "\n");
}

static void put_gauge(struct report_text *text, const struct summary *summary,
                      const char *name, const char *help, uint64_t value)
{
    put_family(text, name, "gauge", help);
    begin_sample(text, summary, name);
    end_sample(text, value);
}

static void put_counters(struct report_text *text,
                         const struct summary *summary, const char *name,
                         bool is_bytes)
{
    tamis_xdp_counter counter;

    for (uint32_t n = 0; summary_counter(summary, n, &counter); n++) {
        const char *direction =
            counter.direction == TAMIS_XDP_INGRESS ? "ingress" : "egress";

        begin_sample(text, summary, name);
        put_label(text, "direction",
                  (tamis_slice){direction, strlen(direction)});
        put_label(text, "reason",
                  (tamis_slice){counter.name, strlen(counter.name)});
        end_sample(text, is_bytes ? counter.bytes : counter.packets);
    }
}

static void put_hits(struct report_text *text, const struct summary *summary,
                     const char *name, const char *label,
                     const tamis_xdp_hits *hits, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        begin_sample(text, summary, name);
        put_label(text, label, hits[i].name);
        end_sample(text, hits[i].hits);
    }
}

static void put_all_hits(struct report_text *text,
                         const struct summary *summary)
{
    if (!summary->status.has_database)
        return;
    put_family(text, "hits", "counter",
               "Listed values met in packets, of all visible indicators.");
    begin_sample(text, summary, "hits_total");
    end_sample(text, summary->status.hits);
    put_family(text, "kind_hits", "counter",
               "Listed values met in packets, by the kind of indicator.");
    put_hits(text, summary, "kind_hits_total", "kind", summary->kinds,
             summary->kind_count);
    put_family(text, "feed_hits", "counter",
               "Listed values met in packets, once for each feed.");
    put_hits(text, summary, "feed_hits_total", "feed", summary->feeds,
             summary->feed_count);
    put_gauge(text, summary, "indicators_met",
              "Indicators that were met in packets.",
              summary->status.indicators);
}

static void put_attached(struct report_text *text,
                         const struct summary *summary)
{
    static const char *const names[] = {"ingress", "egress"};
    static const uint32_t directions[] = {TAMIS_XDP_INGRESS, TAMIS_XDP_EGRESS};

    put_family(text, "attached", "gauge", "1 while packets meet the filter.");
    for (size_t n = 0; n < 2; n++) {
        begin_sample(text, summary, "attached");
        put_label(text, "direction", (tamis_slice){names[n], strlen(names[n])});
        end_sample(text, (summary->status.directions & directions[n]) != 0);
    }
}

size_t summary_metrics(const struct summary *summary, char *text,
                       size_t capacity)
{
    struct report_text out = {text, capacity, 0};
    const tamis_xdp_status *status = &summary->status;

    put_attached(&out, summary);
    put_gauge(&out, summary, "enforcing", "1 while the policy drops.",
              status->is_enforcing);
    put_gauge(&out, summary, "lapsed",
              "1 while it only reports, as nobody confirmed in time.",
              status->has_lapsed);
    put_gauge(&out, summary, "stale",
              "1 while everything passes, the agent being gone.",
              status->is_stale);
    put_family(&out, "packets", "counter", "Packets, by what came of them.");
    put_counters(&out, summary, "packets_total", false);
    put_family(&out, "packet_bytes", "counter",
               "Bytes of packets, by what came of them.");
    report_put(&out, "# UNIT " PREFIX "packet_bytes bytes\n");
    put_counters(&out, summary, "packet_bytes_total", true);
    put_all_hits(&out, summary);
    if (status->is_whole) {
        put_gauge(&out, summary, "image_generation",
                  "Number of the published image.", status->generation);
        put_family(&out, "image_bytes", "gauge", "Size of the image.");
        report_put(&out, "# UNIT " PREFIX "image_bytes bytes\n");
        begin_sample(&out, summary, "image_bytes");
        end_sample(&out, status->image_size);
    }
    report_put(&out, "# EOF\n");
    return out.size;
}
