/* SPDX-License-Identifier: BSD-2-Clause */
/* A summary for programs: docs/XDP.md, absent facts are absent keys. */
#include "report/report_text.h"
#include "report/summary.h"

#include <string.h>

static void put_key(struct report_text *text, const char *key)
{
    report_put(text, "\"");
    report_put(text, key);
    report_put(text, "\":");
}

static void put_flag(struct report_text *text, const char *key, uint32_t flag)
{
    report_put(text, ",");
    put_key(text, key);
    report_put(text, flag ? "true" : "false");
}

static void put_count(struct report_text *text, const char *key, uint64_t count)
{
    report_put(text, ",");
    put_key(text, key);
    report_put_number(text, count);
}

static void put_string(struct report_text *text, const char *key,
                       tamis_slice string)
{
    if (!string.size)
        return;
    report_put(text, ",");
    put_key(text, key);
    report_put_json(text, string);
}

static tamis_slice slice(const char *text)
{
    return (tamis_slice){text, text ? strlen(text) : 0};
}

static void put_left(struct report_text *text, const char *key, uint64_t left)
{
    if (left && left != TAMIS_XDP_FOREVER)
        put_count(text, key, left / 1000000000);
}

static void put_last_seen(struct report_text *text, int64_t time_ns)
{
    if (!time_ns)
        return;
    report_put(text, ",\"last_seen\":");
    report_put_time(text, time_ns);
}

static void put_image(struct report_text *text, const tamis_xdp_status *status)
{
    if (!status->is_whole)
        return;
    report_put(text, ",\"image\":{\"generation\":");
    report_put_number(text, status->generation);
    put_count(text, "bytes", status->image_size);
    put_string(text, "database", status->database);
    put_string(text, "tlp", status->clearance);
    report_put(text, "}");
}

static void put_packets(struct report_text *text, const struct summary *summary)
{
    tamis_xdp_counter counter;
    uint32_t direction = 0;

    report_put(text, ",\"packets\":{");
    for (uint32_t n = 0; summary_counter(summary, n, &counter); n++) {
        if (counter.direction != direction) {
            report_put(text, direction ? "}," : "");
            report_put(text, counter.direction == TAMIS_XDP_INGRESS
                                 ? "\"ingress\":{"
                                 : "\"egress\":{");
        } else {
            report_put(text, ",");
        }
        direction = counter.direction;
        report_put_json(text, slice(counter.name));
        report_put(text, ":{\"packets\":");
        report_put_number(text, counter.packets);
        put_count(text, "bytes", counter.bytes);
        report_put(text, "}");
    }
    report_put(text, direction ? "}}" : "}");
}

static void put_hits(struct report_text *text, const char *list,
                     const char *key, const tamis_xdp_hits *hits, size_t count)
{
    report_put(text, ",");
    put_key(text, list);
    report_put(text, "[");
    for (size_t i = 0; i < count; i++) {
        report_put(text, i ? ",{" : "{");
        put_key(text, key);
        report_put_json(text, hits[i].name);
        put_count(text, "hits", hits[i].hits);
        put_last_seen(text, hits[i].last_seen_ns);
        report_put(text, "}");
    }
    report_put(text, "]");
}

static void put_listed(struct report_text *text, const tamis_xdp_listed *listed)
{
    char value[TAMIS_KEY_SIZE_MAX + 1];
    size_t size = tamis_key_format(listed->kind, listed->key.data,
                                   listed->key.size, value, sizeof value);

    report_put(text, "{\"kind\":");
    report_put_json(text, slice(tamis_kind_name(listed->kind)));
    put_string(text, "value",
               (tamis_slice){value, size < sizeof value ? size : 0});
    put_string(text, "mode", slice(tamis_mode_name(listed->mode)));
    put_count(text, "hits", listed->hits);
    put_last_seen(text, listed->last_seen_ns);
    put_string(text, "tlp", slice(tamis_tlp_name(listed->tlp)));
    report_put(text, ",\"feeds\":[");
    for (uint32_t i = 0; i < listed->feed_count; i++) {
        report_put(text, i ? "," : "");
        report_put_json(text, listed->feeds[i]);
    }
    report_put(text, "]}");
}

static void put_attached(struct report_text *text, uint32_t directions)
{
    bool has_ingress = directions & TAMIS_XDP_INGRESS;

    report_put(text, ",\"attached\":[");
    report_put(text, has_ingress ? "\"ingress\"" : "");
    if (directions & TAMIS_XDP_EGRESS)
        report_put(text, has_ingress ? ",\"egress\"" : "\"egress\"");
    report_put(text, "]");
}

size_t summary_json(const struct summary *summary, size_t top_count, char *text,
                    size_t capacity)
{
    struct report_text out = {text, capacity, 0};
    const tamis_xdp_status *status = &summary->status;

    report_put(&out, "{\"v\":1");
    put_string(&out, "interface", status->interface);
    put_attached(&out, status->directions);
    if (status->directions & TAMIS_XDP_INGRESS)
        put_string(
            &out, "mode",
            slice(status->mode == TAMIS_XDP_GENERIC ? "generic" : "native"));
    put_flag(&out, "enforcing", status->is_enforcing);
    put_left(&out, "enforce_left_s", status->enforce_left_ns);
    put_flag(&out, "lapsed", status->has_lapsed);
    put_flag(&out, "stale", status->is_stale);
    put_left(&out, "alive_left_s", status->alive_left_ns);
    put_flag(&out, "answers_names", status->answers_names);
    put_image(&out, status);
    put_packets(&out, summary);
    put_flag(&out, "attributed", status->has_database);
    if (status->has_database) {
        put_count(&out, "hits", status->hits);
        put_count(&out, "indicators", status->indicators);
        put_hits(&out, "kinds", "kind", summary->kinds, summary->kind_count);
        put_hits(&out, "feeds", "feed", summary->feeds, summary->feed_count);
        report_put(&out, ",\"top\":[");
        for (size_t i = 0; i < summary->listed_count && i < top_count; i++) {
            report_put(&out, i ? "," : "");
            put_listed(&out, &summary->listed[i]);
        }
        report_put(&out, "]");
    }
    report_put(&out, "}\n");
    return out.size;
}
