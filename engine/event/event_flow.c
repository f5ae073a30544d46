/* SPDX-License-Identifier: BSD-2-Clause */
#include "event/event_flow.h"

#include "base/slice.h"

#include <stddef.h>
#include <string.h>

const tamis_flow *event_flow(const tamis_event_source *source)
{
    if (source->struct_size <
            offsetof(tamis_event_source, flow) + sizeof source->flow ||
        (source->flags & TAMIS_EVENT_WITHHOLD_OBSERVATION))
        return NULL;
    return source->flow;
}

const tamis_file_facts *event_file_facts(const tamis_event_source *source)
{
    if (source->struct_size < offsetof(tamis_event_source, file_facts) +
                                  sizeof source->file_facts ||
        (source->flags & TAMIS_EVENT_WITHHOLD_OBSERVATION))
        return NULL;
    return source->file_facts;
}

const tamis_packet_facts *event_packet_facts(const tamis_event_source *source)
{
    if (source->struct_size < offsetof(tamis_event_source, packet_facts) +
                                  sizeof source->packet_facts ||
        (source->flags & TAMIS_EVENT_WITHHOLD_OBSERVATION))
        return NULL;
    return source->packet_facts;
}

tamis_slice event_flow_address(const tamis_address *address,
                               char text[EVENT_ADDRESS_SIZE])
{
    static const uint8_t mapped[12] = {0, 0, 0, 0, 0,    0,
                                       0, 0, 0, 0, 0xFF, 0xFF};
    bool is_ipv4 = memcmp(address->bytes, mapped, sizeof mapped) == 0;
    size_t from = is_ipv4 ? sizeof mapped : 0;
    size_t size = sizeof address->bytes - from;
    uint8_t key[sizeof address->bytes + 1];

    memcpy(key, address->bytes + from, size);
    key[size] = (uint8_t)(size * 8);
    return slice_make(text, tamis_key_format(TAMIS_KIND_IP, key, size + 1, text,
                                             EVENT_ADDRESS_SIZE));
}
