/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Events for people, grep's way: where it was, then what, then who says so.
 *
 *   access.log:12:345: TLP:AMBER domain www.evil.example is under evil.example
 *   (isac-health, ref 5e..., confidence 60, until 2026-12-01T00:00:00Z) #c2
 */
#include "base/number.h"
#include "event/event_flow.h"
#include "event/event_value.h"
#include "event/text_writer.h"

/* SGR sequences of the labels, nearest to FIRST's colours. */
static const char *tlp_colour(tamis_tlp tlp)
{
    switch (tlp) {
    case TAMIS_TLP_CLEAR:
        return "\033[1;37m";
    case TAMIS_TLP_GREEN:
        return "\033[1;32m";
    case TAMIS_TLP_AMBER:
    case TAMIS_TLP_AMBER_STRICT:
        return "\033[1;33m";
    default:
        return "\033[1;31m";
    }
}

static void write_colour(struct text_writer *writer,
                         const tamis_event_source *source, const char *colour)
{
    if (source->flags & TAMIS_EVENT_COLOUR)
        text_writer_text(writer, colour);
}

static void write_place(struct text_writer *writer,
                        const tamis_event_source *source)
{
    if (source->flags & TAMIS_EVENT_WITHHOLD_OBSERVATION)
        return;
    if (source->file.size > 0) {
        write_colour(writer, source, "\033[35m");
        text_writer_plain(writer, source->file);
        write_colour(writer, source, "\033[0m");
        text_writer_text(writer, ":");
    }
    if (source->has_line) {
        text_writer_number(writer, source->line);
        text_writer_text(writer, ":");
        text_writer_number(writer, source->offset);
        text_writer_text(writer, ":");
    }
    if (source->file.size > 0 || source->has_line)
        text_writer_text(writer, " ");
}

static void write_match(struct text_writer *writer, const tamis_hit *hit,
                        const tamis_event_source *source)
{
    static const char *const relations[] = {" is listed", " is at or under ",
                                            " is under ", " is in "};
    struct event_value value;
    const char *observed_kind = tamis_kind_name(hit->observed_kind);

    event_value_format(&value, hit);
    text_writer_text(writer, observed_kind ? observed_kind : "?");
    text_writer_text(writer, " ");
    write_colour(writer, source, "\033[1m");
    if (source->flags & TAMIS_EVENT_WITHHOLD_OBSERVATION)
        text_writer_plain(writer, value.text);
    else
        text_writer_plain(writer, hit->observed);
    write_colour(writer, source, "\033[0m");
    if (hit->kind == TAMIS_KIND_LITERAL || hit->kind == TAMIS_KIND_PATTERN) {
        text_writer_text(writer, " matches ");
        text_writer_plain(writer, value.text);
    } else if (hit->mode == TAMIS_MODE_EXACT || hit->mode > TAMIS_MODE_PREFIX) {
        text_writer_text(writer, relations[0]);
    } else {
        text_writer_text(writer, relations[hit->mode]);
        text_writer_plain(writer, value.text);
    }
}

static void write_statement(struct text_writer *writer,
                            const tamis_entry *entry)
{
    char time[TIME_TEXT_SIZE];

    text_writer_text(writer, " (");
    text_writer_plain(writer, entry->feed);
    if (entry->reference.size > 0) {
        text_writer_text(writer, ", ref ");
        text_writer_plain(writer, entry->reference);
    }
    if (entry->context.size > 0) {
        text_writer_text(writer, ", ");
        text_writer_plain(writer, entry->context);
    }
    if (entry->confidence != TAMIS_CONFIDENCE_UNSET) {
        text_writer_text(writer, ", confidence ");
        text_writer_number(writer, entry->confidence);
    }
    if (entry->valid_until_ns != TAMIS_TIME_MAX) {
        text_writer_text(writer, ", until ");
        text_writer_bytes(writer, time,
                          time_format(entry->valid_until_ns, time));
    }
    text_writer_text(writer, ")");
}

static void write_audience(struct text_writer *writer,
                           const tamis_database *database,
                           const tamis_entry *entry)
{
    for (uint32_t i = 0; i < entry->audience_count; i++) {
        text_writer_text(writer, i == 0 ? " [" : " ");
        text_writer_plain(writer, tamis_entry_audience(database, entry, i));
    }
    if (entry->audience_count > 0)
        text_writer_text(writer, "]");
}

static void write_end(struct text_writer *writer, const tamis_flow *flow,
                      bool is_source)
{
    uint32_t flags = is_source ? flow->flags : flow->flags >> 1;
    char text[EVENT_ADDRESS_SIZE];
    tamis_slice address = event_flow_address(
        is_source ? &flow->source : &flow->destination, text);
    uint16_t port = is_source ? flow->source_port : flow->destination_port;
    bool is_ipv6 = slice_find(address, ':') != SIZE_MAX;

    if (!(flags & TAMIS_FLOW_SOURCE)) {
        text_writer_text(writer, "?");
        return;
    }
    text_writer_text(writer, is_ipv6 ? "[" : "");
    text_writer_plain(writer, address);
    text_writer_text(writer, is_ipv6 ? "]" : "");
    if (flags & TAMIS_FLOW_SOURCE_PORT) {
        text_writer_text(writer, ":");
        text_writer_number(writer, port);
    }
}

/* ", eth0 ingress drop": what was done, or else what is to be done. */
static void write_packet(struct text_writer *writer,
                         const tamis_packet_facts *facts)
{
    tamis_slice done = facts->action.size ? facts->action : facts->policy;

    text_writer_text(writer, ", ");
    text_writer_plain(writer, facts->interface);
    text_writer_text(writer, " ");
    text_writer_plain(writer, facts->direction);
    if (done.size > 0) {
        text_writer_text(writer, facts->action.size ? " " : " policy ");
        text_writer_plain(writer, done);
    }
}

static void write_ends(struct text_writer *writer, const tamis_flow *flow)
{
    text_writer_text(writer, ", ");
    write_end(writer, flow, true);
    text_writer_text(writer, " > ");
    write_end(writer, flow, false);
    if (flow->protocol.size > 0) {
        text_writer_text(writer, " ");
        text_writer_plain(writer, flow->protocol);
    }
}

/* " in DNS::IN_REQUEST, 192.0.2.1:5353 > 192.0.2.53:53 udp" */
static void write_field(struct text_writer *writer,
                        const tamis_event_source *source)
{
    const tamis_file_facts *facts = event_file_facts(source);
    const tamis_packet_facts *packet = event_packet_facts(source);
    const tamis_flow *flow = event_flow(source);

    if (source->where.size > 0) {
        text_writer_text(writer, " in ");
        text_writer_plain(writer, source->where);
    }
    if (facts) {
        text_writer_text(writer, ", ");
        text_writer_number(writer, facts->size);
        text_writer_text(writer, " bytes, sha256 ");
        text_writer_plain(writer, facts->sha256);
    }
    if (flow && flow->flags & (TAMIS_FLOW_SOURCE | TAMIS_FLOW_DESTINATION))
        write_ends(writer, flow);
    if (packet)
        write_packet(writer, packet);
}

size_t tamis_event_write_text(const tamis_database *database,
                              const tamis_hit *hit,
                              const tamis_event_source *source, char *text,
                              size_t capacity)
{
    struct text_writer writer = {text, capacity, 0};
    const tamis_entry *entry = &hit->entry;
    const char *tlp = tamis_tlp_name(entry->tlp);

    write_place(&writer, source);
    write_colour(&writer, source, tlp_colour(entry->tlp));
    text_writer_text(&writer, "TLP:");
    text_writer_text(&writer, tlp ? tlp : "RED");
    write_colour(&writer, source, "\033[0m");
    write_audience(&writer, database, entry);
    text_writer_text(&writer, " ");
    write_match(&writer, hit, source);
    write_field(&writer, source);
    write_statement(&writer, entry);
    for (uint32_t i = 0; i < entry->tag_count; i++) {
        text_writer_text(&writer, " #");
        text_writer_plain(&writer, tamis_entry_tag(database, entry, i));
    }
    for (uint32_t i = 0; i < hit->warning_count; i++) {
        text_writer_text(&writer, i == 0 ? " warning: on " : ", ");
        text_writer_plain(&writer, hit->warnings[i]);
    }
    text_writer_text(&writer, "\n");
    return writer.size;
}
