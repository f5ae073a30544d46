/* SPDX-License-Identifier: BSD-2-Clause */
#include "log_record.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#define NANOSECONDS INT64_C(1000000000)

void record_begin(struct record *record)
{
    struct record kept = *record;

    memset(record, 0, sizeof *record);
    record->values = kept.values;
    record->value_capacity = kept.value_capacity;
    record->decoded = kept.decoded;
    record->decoded_capacity = kept.decoded_capacity;
}

void record_release(struct record *record)
{
    free(record->values);
    free(record->decoded);
    memset(record, 0, sizeof *record);
}

static void tell(struct record *record, uint32_t tells, tamis_slice text)
{
    tamis_slice *const places[] = {&record->time,
                                   &record->source,
                                   &record->source_port,
                                   &record->destination,
                                   &record->destination_port,
                                   &record->protocol,
                                   &record->flow_id,
                                   &record->log,
                                   &record->url_host};

    for (size_t i = 0; i < sizeof places / sizeof *places; i++)
        if (tells >> i & 1 && places[i]->size == 0)
            *places[i] = text;
}

void record_add(struct record *record, const struct record_fields *fields,
                const struct record_value *value)
{
    const struct record_node *node = &fields->nodes[value->node];

    if (value->text.size == 0)
        return;
    if (node->tells)
        tell(record, node->tells, value->text);
    if (!node->is_asked)
        return;
    if (record->value_count == record->value_capacity) {
        size_t capacity =
            record->value_capacity ? record->value_capacity * 2 : 64;
        void *larger =
            realloc(record->values, capacity * sizeof *record->values);

        if (!larger) {
            record->is_out_of_memory = true;
            return;
        }
        record->values = larger;
        record->value_capacity = capacity;
    }
    record->values[record->value_count++] = *value;
}

static bool read_digits(const char **at, const char *end, int count,
                        int *number)
{
    *number = 0;
    for (; count > 0; count--, (*at)++) {
        if (*at == end || **at < '0' || **at > '9')
            return false;
        *number = *number * 10 + (**at - '0');
    }
    return true;
}

/* ".123456", if there is one. */
static int64_t read_fraction(const char **at, const char *end)
{
    int64_t fraction = 0;
    int64_t unit = NANOSECONDS / 10;

    if (*at == end || (**at != '.' && **at != ','))
        return 0;
    for ((*at)++; *at < end && **at >= '0' && **at <= '9'; (*at)++) {
        fraction += (**at - '0') * unit;
        unit /= 10;
    }
    return fraction;
}

/* "Z", "+0000", "+00:00", or nothing. */
static bool read_zone(const char **at, const char *end, int64_t *seconds)
{
    int hours, minutes, sign;

    *seconds = 0;
    if (*at == end)
        return true;
    if (**at == 'Z') {
        (*at)++;
        return true;
    }
    if (**at != '+' && **at != '-')
        return false;
    sign = *(*at)++ == '-' ? -1 : 1;
    if (!read_digits(at, end, 2, &hours))
        return false;
    *at += *at < end && **at == ':';
    if (!read_digits(at, end, 2, &minutes))
        return false;
    *seconds = sign * (hours * INT64_C(3600) + minutes * 60);
    return true;
}

static bool read_iso(const char *at, const char *end, int64_t *time_ns)
{
    struct tm fields;
    int64_t fraction, zone;
    time_t seconds;

    memset(&fields, 0, sizeof fields);
    if (!read_digits(&at, end, 4, &fields.tm_year) || at == end ||
        *at++ != '-' || !read_digits(&at, end, 2, &fields.tm_mon) ||
        at == end || *at++ != '-' ||
        !read_digits(&at, end, 2, &fields.tm_mday) || at == end ||
        (*at != 'T' && *at != ' ') ||
        !(at++, read_digits(&at, end, 2, &fields.tm_hour)) || at == end ||
        *at++ != ':' || !read_digits(&at, end, 2, &fields.tm_min) ||
        at == end || *at++ != ':' || !read_digits(&at, end, 2, &fields.tm_sec))
        return false;
    fraction = read_fraction(&at, end);
    if (!read_zone(&at, end, &zone) || at != end || fields.tm_year < 1970 ||
        fields.tm_year > 2261 || fields.tm_mon < 1 || fields.tm_mon > 12 ||
        fields.tm_mday < 1 || fields.tm_mday > 31 || fields.tm_hour > 23 ||
        fields.tm_min > 59 || fields.tm_sec > 60)
        return false;
    fields.tm_year -= 1900;
    fields.tm_mon--;
    seconds = timegm(&fields);
    *time_ns = ((int64_t)seconds - zone) * NANOSECONDS + fraction;
    return true;
}

/* From here on they are no seconds, but thousandths. */
#define SECONDS_MAX INT64_C(100000000000)

static bool read_epoch(const char *at, const char *end, int64_t *time_ns)
{
    int64_t number = 0, fraction, scaled;
    const char *begin = at;

    for (; at < end && *at >= '0' && *at <= '9'; at++) {
        if (number >= INT64_MAX / 100)
            return false;
        number = number * 10 + (*at - '0');
    }
    if (at == begin)
        return false;
    fraction = number < SECONDS_MAX ? read_fraction(&at, end) : 0;
    if (at != end ||
        __builtin_mul_overflow(
            number, number < SECONDS_MAX ? NANOSECONDS : NANOSECONDS / 1000,
            &scaled) ||
        __builtin_add_overflow(scaled, fraction, &scaled))
        return false;
    *time_ns = scaled;
    return true;
}

bool record_time(const struct record *record, int64_t *time_ns)
{
    const char *begin = record->time.data;
    size_t size = record->time.size;

    if (size == 0)
        return false;
    return (size > 4 && begin[4] == '-')
               ? read_iso(begin, begin + size, time_ns)
               : read_epoch(begin, begin + size, time_ns);
}

static bool read_address(tamis_slice text, tamis_address *address)
{
    static const uint8_t mapped[12] = {0, 0, 0, 0, 0,    0,
                                       0, 0, 0, 0, 0xFF, 0xFF};
    tamis_indicator parsed;

    if (text.size == 0 || text.size > 64 ||
        tamis_indicator_parse(&parsed, TAMIS_KIND_IP, text.data, text.size,
                              TAMIS_PARSE_ZONE_ID, NULL) < 0 ||
        parsed.mode != TAMIS_MODE_EXACT)
        return false;
    if (parsed.key_size == 5) {
        memcpy(address->bytes, mapped, sizeof mapped);
        memcpy(address->bytes + sizeof mapped, parsed.key, 4);
    } else {
        memcpy(address->bytes, parsed.key, sizeof address->bytes);
    }
    return true;
}

static bool read_port(tamis_slice text, uint16_t *port)
{
    uint32_t number = 0;

    if (text.size == 0 || text.size > 5)
        return false;
    for (size_t i = 0; i < text.size; i++) {
        if (text.data[i] < '0' || text.data[i] > '9')
            return false;
        number = number * 10 + (uint32_t)(text.data[i] - '0');
    }
    *port = (uint16_t)number;
    return number <= UINT16_MAX;
}

/* Zeek writes "tcp", Suricata "TCP". */
static tamis_slice fold_protocol(struct record *record)
{
    tamis_slice text = record->protocol;

    if (text.size > RECORD_PROTOCOL_MAX)
        return text;
    for (size_t i = 0; i < text.size; i++) {
        char byte = text.data[i];

        record->protocol_text[i] =
            byte >= 'A' && byte <= 'Z' ? (char)(byte - 'A' + 'a') : byte;
    }
    text.data = record->protocol_text;
    return text;
}

void record_flow(struct record *record, tamis_flow *flow)
{
    memset(flow, 0, sizeof *flow);
    if (read_address(record->source, &flow->source))
        flow->flags |= TAMIS_FLOW_SOURCE;
    if (read_address(record->destination, &flow->destination))
        flow->flags |= TAMIS_FLOW_DESTINATION;
    if (read_port(record->source_port, &flow->source_port))
        flow->flags |= TAMIS_FLOW_SOURCE_PORT;
    if (read_port(record->destination_port, &flow->destination_port))
        flow->flags |= TAMIS_FLOW_DESTINATION_PORT;
    flow->protocol = fold_protocol(record);
    flow->id = record->flow_id;
}

/* As Zeek builds it: the port is told where it is not 80. */
size_t record_url(const struct record *record, tamis_slice path, char *text,
                  size_t capacity)
{
    tamis_slice host = record->url_host;
    bool has_port = host.size > 0 && host.data[host.size - 1] != ']' &&
                    memchr(host.data, ':', host.size);
    bool is_ipv6 =
        has_port && host.data[0] != '[' &&
        memchr(host.data, ':', host.size) != memrchr(host.data, ':', host.size);
    uint16_t port = 0;
    char port_text[8] = "";
    int size;

    if (path.size == 0 || path.data[0] != '/' || host.size == 0 ||
        host.size > TAMIS_DOMAIN_SIZE_MAX + 8 || path.size > capacity)
        return 0;
    if ((!has_port || is_ipv6) && read_port(record->destination_port, &port) &&
        port != 80 && port != 443)
        snprintf(port_text, sizeof port_text, ":%u", (unsigned)port);
    size = snprintf(text, capacity, "http://%s%.*s%s%s%.*s", is_ipv6 ? "[" : "",
                    (int)host.size, host.data, is_ipv6 ? "]" : "", port_text,
                    (int)path.size, path.data);
    return size > 0 && (size_t)size < capacity ? (size_t)size : 0;
}

static tamis_slice find_port(const struct record *record, uint32_t tells)
{
    const tamis_slice none = {NULL, 0};

    if (tells & RECORD_TELLS_SOURCE)
        return record->source_port;
    return tells & RECORD_TELLS_DESTINATION ? record->destination_port : none;
}

size_t record_endpoint(const struct record *record, uint32_t tells,
                       tamis_slice address, char *text)
{
    bool is_bare_ipv6 = address.size > 0 && address.data[0] != '[' &&
                        memchr(address.data, ':', address.size);
    tamis_indicator parsed;
    uint16_t port;
    int size;

    /* Port 0 is none: of ICMP and the like. */
    if (!read_port(find_port(record, tells), &port) || port == 0 ||
        address.size > 64)
        return 0;
    size = snprintf(text, RECORD_ENDPOINT_MAX, "%s%.*s%s:%u",
                    is_bare_ipv6 ? "[" : "", (int)address.size, address.data,
                    is_bare_ipv6 ? "]" : "", (unsigned)port);
    /* A prefix, or what is no address, is asked for as it is. */
    if (size <= 0 || tamis_indicator_parse(
                         &parsed, TAMIS_KIND_IP_PORT, text, (size_t)size,
                         TAMIS_PARSE_REFANG | TAMIS_PARSE_ZONE_ID, NULL) < 0)
        return 0;
    return (size_t)size;
}
