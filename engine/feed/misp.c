/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * MISP: events in every wrapping, attribute and object searches, and feed
 * folders. Attributes and objects are read one by one; what their event says
 * is fetched ahead of them wherever it stands.
 */
#include "feed/misp.h"

#include "base/error.h"
#include "base/memory.h"
#include "base/slice.h"
#include "feed/json_frames.h"
#include "feed/misp_attribute.h"

#include <string.h>

/* An object that may hold attributes: cut these out, drop what is long and of
 * no use. inner is its path with the dot that its members need. */
#define HOLDER(path, inner)                                                    \
    {path, JSON_FRAME}, {inner "Attribute[]", JSON_CUT},                       \
        {inner "Object[]", JSON_CUT}, {inner "Galaxy", JSON_DROP},             \
        {inner "RelatedEvent", JSON_DROP},                                     \
        {inner "ShadowAttribute", JSON_DROP},                                  \
        {inner "EventReport", JSON_DROP},                                      \
    {                                                                          \
        inner "CryptographicKey", JSON_DROP                                    \
    }

static const struct json_rule rules[] = {
    HOLDER("Event", "Event."),
    HOLDER("response[].Event", "response[].Event."),
    HOLDER("[].Event", "[].Event."),
    HOLDER("response.Event", "response.Event."),
    HOLDER("", ""), /* an event without wrapping */
    HOLDER("[]", "[]."),
    HOLDER("response", "response."), /* attributes/restSearch */
    HOLDER("response[]", "response[]."),
    HOLDER("response[].Object", "response[].Object."), /* objects/restSearch */
    HOLDER("[].Object", "[].Object."),
};

/* A file being read. Scopes are large: one struct holds them all. */
struct misp {
    struct json_frames frames;
    uint64_t frame_number; /* whose event scope is below; UINT64_MAX: none */
    struct json_value listing; /* what the folder's manifest says of it */
    struct misp_scope event, object, attribute;
    struct stix_pattern pattern;
    struct misp_place place;
};

/* What the object around attributes says of all of them. */
static void read_event(struct misp *misp)
{
    struct json_value event = misp->frames.frame;
    struct json_value published = json_get(event, "published");
    struct misp_place *place = &misp->place;

    misp_scope_init(&misp->event);
    misp_scope_read(&misp->event, misp->listing);
    misp_scope_read(&misp->event, event);
    place->event_uuid = json_get_string(event, "uuid");
    place->event_time_ns = misp_time(event, "timestamp");
    if (place->event_time_ns == TAMIS_TIME_MIN)
        place->event_time_ns = misp_time(event, "date");
    /* Feed exports leave it out: what is in a feed is published. */
    place->is_published =
        json_type(published) == JSON_NONE || misp_flag(published);
    /* An object that stands alone is its own event. */
    place->is_deleted = misp_flag(json_get(event, "deleted"));
    misp->frame_number = misp->frames.frame_number;
}

/* The name of a file object's file: context for its digests. */
static tamis_slice find_file_name(struct json_value attributes)
{
    struct json_walk walk;
    struct json_value attribute;

    json_walk_begin(&walk, attributes);
    while (json_walk_next(&walk, NULL, &attribute))
        if (slice_is(json_get_string(attribute, "type"), "filename") &&
            !misp_flag(json_get(attribute, "deleted")))
            return json_get_string(attribute, "value");
    return slice_make(NULL, 0);
}

static tamis_status read_object(struct misp *misp, struct json_value object,
                                tamis_error *error)
{
    struct json_value attributes = json_get(object, "Attribute"), attribute;
    struct misp_place place = misp->place;
    struct json_walk walk;

    /* objects/restSearch wraps each. */
    if (json_type(json_get(object, "Object")) == JSON_OBJECT)
        return read_object(misp, json_get(object, "Object"), error);
    if (json_type(object) != JSON_OBJECT)
        return reader_reject_value(place.reader, slice_make(NULL, 0),
                                   TAMIS_REASON_SYNTAX, error);
    misp_scope_inherit(&misp->object, &misp->event);
    misp_scope_read(&misp->object, object);
    place.outer = &misp->object;
    place.is_deleted = misp_flag(json_get(object, "deleted"));
    if (slice_is(json_get_string(object, "name"), "file"))
        place.file_name = find_file_name(attributes);
    json_walk_begin(&walk, attributes);
    while (json_walk_next(&walk, NULL, &attribute))
        TRY(misp_attribute_read(&place, attribute, error));
    return TAMIS_OK;
}

static tamis_status read_element(struct misp *misp, enum json_fault fault,
                                 tamis_error *error)
{
    const struct json_item *item = &misp->frames.item;

    if (fault != JSON_FAULT_NONE)
        return reader_reject_value(
            misp->place.reader,
            slice_first(slice_make(item->bytes, item->size), 200),
            fault == JSON_FAULT_ENCODING ? TAMIS_REASON_BAD_ENCODING
                                         : TAMIS_REASON_SYNTAX,
            error);
    if (misp->frames.frame_number != misp->frame_number)
        read_event(misp);
    if (slice_ends(slice_text(rules[item->rule].path), "Object[]"))
        return read_object(misp, misp->frames.element, error);
    return misp_attribute_read(&misp->place, misp->frames.element, error);
}

static tamis_status read_elements(struct misp *misp, tamis_error *error)
{
    enum json_fault fault;

    TRY(json_frames_open(&misp->frames, misp->place.reader, rules,
                         sizeof rules / sizeof *rules, error));
    for (;;) {
        TRY(json_frames_next(&misp->frames, &fault, error));
        if (misp->frames.item.kind == JSON_ITEM_END)
            return TAMIS_OK;
        TRY(read_element(misp, fault, error));
    }
}

tamis_status misp_event_read(struct feed_reader *reader,
                             struct json_value listing, tamis_error *error)
{
    struct misp *misp =
        memory_allocate_array(reader->allocator, 1, sizeof *misp);
    tamis_status status;

    if (!misp)
        return reader_error(reader, error, TAMIS_ERROR_MEMORY,
                            "there is no memory to read MISP events");
    misp->frame_number = UINT64_MAX;
    misp->listing = listing;
    misp->place.reader = reader;
    misp->place.pattern = &misp->pattern;
    misp->place.scope = &misp->attribute;
    misp->place.outer = &misp->event;
    stix_pattern_init(&misp->pattern, reader->allocator);
    status = read_elements(misp, error);
    json_frames_close(&misp->frames);
    stix_pattern_release(&misp->pattern);
    memory_release(reader->allocator, misp);
    return status;
}

tamis_status misp_read(struct feed_reader *reader, tamis_error *error)
{
    return misp_event_read(reader, (struct json_value){{0, 0}}, error);
}
