/* SPDX-License-Identifier: BSD-2-Clause */
#include "report/packet_event.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>

#define LABEL_SIZE_MAX 63

static bool is_name_byte(unsigned char byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= '0' && byte <= '9') ||
           byte == '-' || byte == '_';
}

/*
 * Wire form to text, lower case. An octet that no listed name has (a dot
 * inside a label among them) becomes an underscore: what is listed is then
 * what the name is under, behind *certain_at.
 */
static size_t name_text(const __u8 *name, size_t size, char *text,
                        size_t *certain_at)
{
    size_t at = 0, written = 0;

    *certain_at = 0;
    while (at < size && name[at] != 0) {
        size_t label = name[at++];

        if (label > LABEL_SIZE_MAX || label >= size - at ||
            written + label + 1 > TAMIS_DOMAIN_SIZE_MAX + 1)
            return 0;
        if (written)
            text[written++] = '.';
        for (size_t i = 0; i < label; i++) {
            unsigned char byte = name[at++];

            if (byte >= 'A' && byte <= 'Z')
                byte |= 0x20;
            if (!is_name_byte(byte))
                *certain_at = written + label - i + 1;
            text[written++] = is_name_byte(byte) ? (char)byte : '_';
        }
    }
    return at + 1 == size ? written : 0;
}

static tamis_address mapped(const __u8 bytes[16], __u8 version)
{
    tamis_address address = {{[10] = 0xff, 0xff}};

    if (version == 4)
        memcpy(address.bytes + 12, bytes, 4);
    else
        memcpy(address.bytes, bytes, 16);
    return address;
}

static size_t address_text(const __u8 bytes[16], const struct xdp_event *from,
                           __u16 port, struct packet_event *event)
{
    tamis_address address = mapped(bytes, from->version);
    __u8 key[18];

    event->kind = port ? TAMIS_KIND_IP_PORT : TAMIS_KIND_IP;
    if (port) {
        memcpy(key, address.bytes, 16);
        memcpy(key + 16, &port, 2); /* in network order, as keys are */
        return tamis_key_format(TAMIS_KIND_IP_PORT, key, 18, event->value,
                                sizeof event->value);
    }
    memcpy(key, bytes, 16);
    key[from->version == 4 ? 4 : 16] = from->version == 4 ? 32 : 128;
    return tamis_key_format(TAMIS_KIND_IP, key, from->version == 4 ? 5 : 17,
                            event->value, sizeof event->value);
}

static void read_value(struct packet_event *event, const struct xdp_event *from)
{
    size_t size, certain_at = 0;

    if (from->place == XDP_AT_SOURCE) {
        size = address_text(from->source, from, from->source_port, event);
    } else if (from->place == XDP_AT_DESTINATION) {
        size = address_text(from->destination, from, from->destination_port,
                            event);
    } else {
        event->kind = TAMIS_KIND_DOMAIN;
        size =
            name_text(from->name, from->name_size, event->value, &certain_at);
    }
    event->value_size = size < sizeof event->value ? size : 0;
    event->certain_size =
        event->value_size > certain_at ? event->value_size - certain_at : 0;
}

static tamis_slice protocol_name(struct packet_event *event, __u8 protocol)
{
    const char *name = NULL;

    switch (protocol) {
    case IPPROTO_TCP:
        name = "tcp";
        break;
    case IPPROTO_UDP:
        name = "udp";
        break;
    case IPPROTO_SCTP:
        name = "sctp";
        break;
    case IPPROTO_ICMP:
    case IPPROTO_ICMPV6:
        name = "icmp";
        break;
    default:
        snprintf(event->protocol, sizeof event->protocol, "%u", protocol);
        name = event->protocol;
    }
    return (tamis_slice){name, strlen(name)};
}

static void read_flow(struct packet_event *event, const struct xdp_event *from)
{
    tamis_flow *flow = &event->flow;

    flow->flags = TAMIS_FLOW_SOURCE | TAMIS_FLOW_DESTINATION;
    flow->source = mapped(from->source, from->version);
    flow->destination = mapped(from->destination, from->version);
    flow->protocol = protocol_name(event, from->protocol);
    if (!from->source_port && !from->destination_port)
        return;
    flow->flags |= TAMIS_FLOW_SOURCE_PORT | TAMIS_FLOW_DESTINATION_PORT;
    flow->source_port = ntohs(from->source_port);
    flow->destination_port = ntohs(from->destination_port);
}

bool packet_event_read(struct packet_event *event, const void *written,
                       size_t size)
{
    static const char *const places[] = {"Conn::IN_ORIG", "Conn::IN_RESP",
                                         "DNS::IN_REQUEST", "DNS::IN_RESPONSE"};
    struct xdp_event from;

    memset(&from, 0, sizeof from);
    if (size < XDP_EVENT_WITHOUT_NAME)
        return false;
    memcpy(&from, written, size < sizeof from ? size : sizeof from);
    if (from.direction > XDP_EGRESS || from.place >= XDP_PLACES ||
        (from.version != 4 && from.version != 6) ||
        XDP_EVENT_WITHOUT_NAME + from.name_size > size)
        return false;
    memset(event, 0, sizeof *event);
    event->time_ns = from.time_ns;
    event->generation = from.generation;
    event->policy = from.policy;
    event->packet_size = from.packet_size;
    event->direction = from.direction;
    event->place = from.place;
    event->action = from.action;
    event->wanted = from.wanted;
    event->is_answered = from.flags & XDP_EVENT_ANSWERED;
    event->is_enforced = from.flags & XDP_EVENT_ENFORCED;
    event->where = places[from.place];
    read_value(event, &from);
    read_flow(event, &from);
    return event->value_size > 0;
}
