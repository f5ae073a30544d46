/* SPDX-License-Identifier: BSD-2-Clause */
/* Events for machines: docs/EVENTS.md, schema version 1. Absent facts are
 * absent keys. */
#include "base/number.h"
#include "base/slice.h"
#include "event/event_flow.h"
#include "event/event_id.h"
#include "event/event_value.h"
#include "event/text_writer.h"

#include <stdbool.h>

/* An object being written: knows whether a comma is due. */
struct object {
    struct text_writer *writer;
    bool has_members;
};

static void begin_member(struct object *object, const char *name)
{
    text_writer_text(object->writer, object->has_members ? ",\"" : "\"");
    text_writer_text(object->writer, name);
    text_writer_text(object->writer, "\":");
    object->has_members = true;
}

static struct object begin_object(struct object *outer, const char *name)
{
    struct object object = {outer->writer, false};

    begin_member(outer, name);
    text_writer_text(outer->writer, "{");
    return object;
}

static void end_object(struct object *object)
{
    text_writer_text(object->writer, "}");
}

static void write_string(struct object *object, const char *name,
                         tamis_slice text)
{
    if (text.size == 0)
        return;
    begin_member(object, name);
    text_writer_json(object->writer, text);
}

static void write_number(struct object *object, const char *name,
                         uint64_t number)
{
    begin_member(object, name);
    text_writer_number(object->writer, number);
}

static void write_time(struct object *object, const char *name, int64_t time_ns)
{
    char text[TIME_TEXT_SIZE];

    if (time_ns == TAMIS_TIME_MIN || time_ns == TAMIS_TIME_MAX)
        return;
    write_string(object, name, slice_make(text, time_format(time_ns, text)));
}

typedef tamis_slice (*list_item)(const tamis_database *database,
                                 const tamis_entry *entry, uint32_t n);

static void write_list(struct object *object, const char *name,
                       const tamis_database *database, const tamis_entry *entry,
                       uint32_t count, list_item item)
{
    if (count == 0)
        return;
    begin_member(object, name);
    text_writer_text(object->writer, "[");
    for (uint32_t i = 0; i < count; i++) {
        if (i > 0)
            text_writer_text(object->writer, ",");
        text_writer_json(object->writer, item(database, entry, i));
    }
    text_writer_text(object->writer, "]");
}

static void write_observable(struct object *event, const tamis_hit *hit,
                             const tamis_event_source *source,
                             tamis_slice value)
{
    bool is_withheld = source->flags & TAMIS_EVENT_WITHHOLD_OBSERVATION;
    struct object observable = begin_object(event, "observable");
    struct object part;

    write_string(&observable, "kind",
                 slice_text(tamis_kind_name(hit->observed_kind)));
    if (!is_withheld || slice_equal(hit->observed, value))
        write_string(&observable, "value", hit->observed);
    end_object(&observable);
    part = begin_object(event, "match");
    write_string(&part, "mode", slice_text(tamis_mode_name(hit->mode)));
    end_object(&part);
    part = begin_object(event, "indicator");
    write_string(&part, "kind", slice_text(tamis_kind_name(hit->kind)));
    write_string(&part, "value", value);
    end_object(&part);
}

static void write_feed(struct object *event, const tamis_database *database,
                       const tamis_hit *hit, const tamis_event_source *source)
{
    const tamis_entry *entry = &hit->entry;
    struct object feed = begin_object(event, "feed");

    write_string(&feed, "name", entry->feed);
    /* The Chatham House rule: who said it does not travel. */
    if (!(source->flags & TAMIS_EVENT_WITHHOLD_OBSERVATION) ||
        !(entry->caveats & TAMIS_CAVEAT_NO_ATTRIBUTION))
        write_string(&feed, "producer", entry->producer);
    write_string(&feed, "reference", entry->reference);
    write_string(&feed, "context", entry->context);
    if (entry->confidence != TAMIS_CONFIDENCE_UNSET)
        write_number(&feed, "confidence", entry->confidence);
    write_list(&feed, "tags", database, entry, entry->tag_count,
               tamis_entry_tag);
    write_time(&feed, "valid_from", entry->valid_from_ns);
    write_time(&feed, "valid_until", entry->valid_until_ns);
    if (entry->pap != TAMIS_PAP_UNMARKED)
        write_string(&feed, "pap", slice_text(tamis_pap_name(entry->pap)));
    end_object(&feed);
}

static tamis_slice caveat_name(const tamis_database *database,
                               const tamis_entry *entry, uint32_t n)
{
    static const char *const names[] = {
        "no-attribution",  "no-external-action",  "encrypt-transit",
        "no-notification", "false-positive-risk", "conflicting-marks"};

    (void)database;
    for (uint32_t bit = 0; bit < sizeof names / sizeof *names; bit++)
        if (entry->caveats >> bit & 1 && n-- == 0)
            return slice_text(names[bit]);
    return slice_make(NULL, 0);
}

static void write_label(struct object *event, const tamis_database *database,
                        const tamis_entry *entry)
{
    struct object label = begin_object(event, "label");
    uint32_t caveat_count = 0;

    for (uint32_t bits = entry->caveats & 0x3F; bits; bits &= bits - 1)
        caveat_count++;
    write_string(&label, "tlp", slice_text(tamis_tlp_name(entry->tlp)));
    if (entry->audience_count == 0) {
        begin_member(&label, "audience");
        text_writer_text(event->writer, "[\"" TAMIS_AUDIENCE_EVERYONE "\"]");
    }
    write_list(&label, "audience", database, entry, entry->audience_count,
               tamis_entry_audience);
    write_list(&label, "caveats", database, entry, caveat_count, caveat_name);
    end_object(&label);
}

static void write_facts(struct object *object, const tamis_file_facts *facts)
{
    write_number(object, "size", facts->size);
    write_string(object, "md5", facts->md5);
    write_string(object, "sha1", facts->sha1);
    write_string(object, "sha256", facts->sha256);
}

static void write_source(struct object *event, const tamis_hit *hit,
                         const tamis_event_source *source)
{
    const tamis_file_facts *facts = event_file_facts(source);
    struct object object;
    bool is_withheld = source->flags & TAMIS_EVENT_WITHHOLD_OBSERVATION;

    if (source->where.size == 0 &&
        (is_withheld || (source->file.size == 0 && !source->has_line)))
        return;
    object = begin_object(event, "source");
    if (!is_withheld) {
        write_string(&object, "file", source->file);
        if (source->has_line) {
            write_number(&object, "line", source->line);
            write_number(&object, "offset", source->offset);
        }
        if (facts)
            write_facts(&object, facts);
        else if (!event_packet_facts(source))
            write_number(&object, "length", hit->length);
    }
    write_string(&object, "where", source->where);
    end_object(&object);
}

static void write_end(struct object *flow, const char *name,
                      const tamis_address *address)
{
    char text[EVENT_ADDRESS_SIZE];

    write_string(flow, name, event_flow_address(address, text));
}

static void write_flow(struct object *event, const tamis_event_source *source)
{
    const tamis_flow *flow = event_flow(source);
    struct object object;

    if (!flow)
        return;
    object = begin_object(event, "flow");
    if (flow->flags & TAMIS_FLOW_SOURCE)
        write_end(&object, "source_ip", &flow->source);
    if (flow->flags & TAMIS_FLOW_SOURCE_PORT)
        write_number(&object, "source_port", flow->source_port);
    if (flow->flags & TAMIS_FLOW_DESTINATION)
        write_end(&object, "destination_ip", &flow->destination);
    if (flow->flags & TAMIS_FLOW_DESTINATION_PORT)
        write_number(&object, "destination_port", flow->destination_port);
    write_string(&object, "protocol", flow->protocol);
    write_string(&object, "id", flow->id);
    end_object(&object);
}

static void write_packet(struct object *event, const tamis_event_source *source)
{
    const tamis_packet_facts *facts = event_packet_facts(source);
    struct object object;

    if (!facts)
        return;
    object = begin_object(event, "xdp");
    write_string(&object, "interface", facts->interface);
    write_string(&object, "direction", facts->direction);
    write_string(&object, "policy", facts->policy);
    write_string(&object, "action", facts->action);
    if (facts->packet_size)
        write_number(&object, "packet_size", facts->packet_size);
    end_object(&object);
}

static void write_warnings(struct object *event, const tamis_hit *hit)
{
    if (hit->warning_count == 0)
        return;
    begin_member(event, "warnings");
    for (uint32_t i = 0; i < hit->warning_count; i++) {
        text_writer_text(event->writer, i == 0 ? "[" : ",");
        text_writer_json(event->writer, hit->warnings[i]);
    }
    text_writer_text(event->writer, "]");
}

size_t tamis_event_write_ndjson(const tamis_database *database,
                                const tamis_hit *hit,
                                const tamis_event_source *source, char *text,
                                size_t capacity)
{
    struct text_writer writer = {text, capacity, 0};
    struct object event = {&writer, false};
    struct event_value value;
    char id[EVENT_ID_SIZE];

    event_value_format(&value, hit);
    event_id(hit, source, value.text, id);
    text_writer_text(&writer, "{");
    write_number(&event, "v", 1);
    write_string(&event, "id", slice_make(id, sizeof id));
    write_time(&event, "time", source->time_ns);
    write_string(&event, "sensor", source->sensor);
    write_observable(&event, hit, source, value.text);
    write_feed(&event, database, hit, source);
    write_label(&event, database, &hit->entry);
    write_source(&event, hit, source);
    write_flow(&event, source);
    write_packet(&event, source);
    write_warnings(&event, hit);
    text_writer_text(&writer, "}\n");
    return writer.size;
}
