/* SPDX-License-Identifier: BSD-2-Clause */
#include "unit/match/small_database.h"

#include <criterion/criterion.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct small_statement statements[] = {
    {"isac", TAMIS_TLP_GREEN, TAMIS_KIND_DOMAIN, TAMIS_MODE_SUFFIX, "evil.com"},
    {"warn", TAMIS_TLP_CLEAR, TAMIS_KIND_DOMAIN, TAMIS_MODE_SUFFIX, "evil.com"},
};

struct written {
    const tamis_database *database;
    tamis_event_source source;
    bool is_text;
    uint32_t caveats; /* as if the entry had them */
    char text[2048];
};

static int write_event(void *context, const tamis_hit *hits, size_t hit_count)
{
    struct written *written = context;
    tamis_hit hit = *hits;
    size_t size;

    cr_assert_eq(hit_count, 1);
    hit.entry.caveats = written->caveats;
    size =
        (written->is_text ? tamis_event_write_text : tamis_event_write_ndjson)(
            written->database, &hit, &written->source, written->text,
            sizeof written->text);
    cr_assert_lt(size, sizeof written->text);
    written->text[size] = '\0';
    /* Whatever the capacity, the size is that of the whole event and nothing
     * is written past the capacity. */
    for (size_t capacity = 0; capacity < size; capacity += 13) {
        char part[2048];

        memset(part, '~', sizeof part);
        cr_assert_eq(
            (written->is_text ? tamis_event_write_text
                              : tamis_event_write_ndjson)(
                written->database, &hit, &written->source, part, capacity),
            size);
        cr_assert_eq(part[capacity], '~');
        cr_assert_eq(memcmp(part, written->text, capacity), 0);
    }
    return 0;
}

static void write_one(struct written *written, const char *value)
{
    tamis_matcher *matcher;
    tamis_error error;
    void *bytes;
    tamis_database *database = small_database(
        statements, sizeof statements / sizeof *statements, &bytes);

    written->database = database;
    cr_assert_eq(tamis_matcher_create(&matcher, database, NULL, &error),
                 TAMIS_OK);
    cr_assert_eq(tamis_matcher_find_all(matcher, TAMIS_KIND_AUTO, value,
                                        strlen(value), write_event, written,
                                        &error),
                 TAMIS_OK);
    tamis_matcher_destroy(matcher);
    tamis_database_release(database);
    free(bytes);
}

static tamis_slice text(const char *text)
{
    tamis_slice slice = {text, strlen(text)};

    return slice;
}

static void begin(struct written *written)
{
    memset(written, 0, sizeof *written);
    tamis_event_source_init(&written->source);
    written->source.sensor = text("web1");
    written->source.file = text("a\"b\n\xFF.log");
    written->source.has_line = 1;
    written->source.line = 3;
    written->source.offset = 77;
    written->source.time_ns = INT64_C(1787422219123000000);
}

Test(event, ndjson_has_the_keys_of_the_schema_in_their_order)
{
    static struct written written;

    begin(&written);
    write_one(&written, "www.evil.com");
    /* The id is tested below. */
    memcpy(strstr(written.text, "\"id\":\"") + 6,
           "xxxxxxxx-xxxx-5xxx-xxxx-xxxxxxxxxxxx", 36);
    cr_assert_str_eq(
        written.text,
        "{\"v\":1,\"id\":\"xxxxxxxx-xxxx-5xxx-xxxx-xxxxxxxxxxxx\","
        "\"time\":\"2026-08-22T18:10:19.123Z\",\"sensor\":\"web1\","
        "\"observable\":{\"kind\":\"domain\",\"value\":\"www.evil.com\"},"
        "\"match\":{\"mode\":\"suffix\"},"
        "\"indicator\":{\"kind\":\"domain\",\"value\":\"evil.com\"},"
        "\"feed\":{\"name\":\"isac\",\"pap\":\"AMBER\"},"
        "\"label\":{\"tlp\":\"GREEN\",\"audience\":[\"*\"]},"
        "\"source\":{\"file\":\"a\\\"b\\n\xEF\xBF\xBD.log\",\"line\":3,"
        "\"offset\":77,\"length\":12},\"warnings\":[\"warn\"]}\n");
}

Test(event, every_caveat_has_a_name_and_unknown_bits_have_none)
{
    static struct written written;

    begin(&written);
    written.caveats = UINT32_MAX;
    write_one(&written, "www.evil.com");
    cr_assert_not_null(
        strstr(written.text,
               "\"caveats\":[\"no-attribution\",\"no-external-action\","
               "\"encrypt-transit\",\"no-notification\","
               "\"false-positive-risk\",\"conflicting-marks\"]"),
        "%s", written.text);
}

Test(event, what_belongs_to_the_observer_is_left_out_when_asked)
{
    static struct written written;

    begin(&written);
    written.source.flags = TAMIS_EVENT_WITHHOLD_OBSERVATION;
    write_one(&written, "www.evil.com");
    cr_assert_null(strstr(written.text, "www."));
    cr_assert_null(strstr(written.text, ".log"));
    cr_assert_null(strstr(written.text, "77"));
    cr_assert_not_null(strstr(written.text, "\"value\":\"evil.com\""));
}

static void begin_flow(struct written *written, tamis_flow *flow)
{
    static const uint8_t source[16] = {[10] = 0xFF, 0xFF, 192, 0, 2, 9};
    static const uint8_t destination[16] = {0x20, 0x01, 0x0d, 0xb8, [15] = 1};

    begin(written);
    memset(flow, 0, sizeof *flow);
    flow->flags = TAMIS_FLOW_SOURCE | TAMIS_FLOW_SOURCE_PORT |
                  TAMIS_FLOW_DESTINATION | TAMIS_FLOW_DESTINATION_PORT;
    memcpy(flow->source.bytes, source, sizeof source);
    memcpy(flow->destination.bytes, destination, sizeof destination);
    flow->source_port = 5353;
    flow->destination_port = 53;
    flow->protocol = text("udp");
    flow->id = text("C\"1");
    written->source.flow = flow;
    written->source.where = text("DNS::IN_REQUEST");
}

Test(event, a_flow_and_a_field_are_told_in_both_forms)
{
    static struct written written;
    tamis_flow flow;

    begin_flow(&written, &flow);
    write_one(&written, "www.evil.com");
    cr_assert_not_null(
        strstr(written.text, "\"where\":\"DNS::IN_REQUEST\"},\"flow\":{"
                             "\"source_ip\":\"192.0.2.9\",\"source_port\":5353,"
                             "\"destination_ip\":\"2001:db8::1\","
                             "\"destination_port\":53,\"protocol\":\"udp\","
                             "\"id\":\"C\\\"1\"},\"warnings\""),
        "%s", written.text);
    written.is_text = true;
    write_one(&written, "www.evil.com");
    cr_assert_not_null(strstr(written.text,
                              "evil.com in DNS::IN_REQUEST, 192.0.2.9:5353 > "
                              "[2001:db8::1]:53 udp (isac)"),
                       "%s", written.text);
    flow.flags = TAMIS_FLOW_DESTINATION;
    write_one(&written, "www.evil.com");
    cr_assert_not_null(strstr(written.text, ", ? > [2001:db8::1] udp (isac)"),
                       "%s", written.text);
}

Test(event, a_file_looked_up_as_a_whole_tells_size_and_digests)
{
    static struct written written;
    const tamis_file_facts facts = {7, text("00aa"), {NULL, 0}, text("22cc")};

    begin(&written);
    written.source.has_line = 0;
    written.source.file_facts = &facts;
    write_one(&written, "www.evil.com");
    cr_assert_not_null(strstr(written.text,
                              ".log\",\"size\":7,\"md5\":\"00aa\","
                              "\"sha256\":\"22cc\"}"),
                       "%s", written.text);
    written.is_text = true;
    write_one(&written, "www.evil.com");
    cr_assert_not_null(
        strstr(written.text, "evil.com, 7 bytes, sha256 22cc (isac)"), "%s",
        written.text);
    written.source.flags = TAMIS_EVENT_WITHHOLD_OBSERVATION;
    write_one(&written, "www.evil.com");
    cr_assert_null(strstr(written.text, "22cc"));
}

static void begin_packet(struct written *written, tamis_flow *flow,
                         tamis_packet_facts *facts)
{
    begin_flow(written, flow);
    written->source.file.size = 0;
    written->source.has_line = 0;
    memset(facts, 0, sizeof *facts);
    facts->interface = text("eth0");
    facts->direction = text("ingress");
    facts->policy = text("drop+report");
    facts->action = text("report");
    facts->packet_size = 60;
    written->source.packet_facts = facts;
}

Test(event, what_a_filter_did_is_told_in_both_forms)
{
    static struct written written;
    tamis_packet_facts facts;
    tamis_flow flow;

    begin_packet(&written, &flow, &facts);
    write_one(&written, "www.evil.com");
    cr_assert_not_null(
        strstr(written.text, "\"source\":{\"where\":\"DNS::IN_REQUEST\"}"),
        "%s", written.text);
    cr_assert_not_null(
        strstr(written.text,
               "},\"xdp\":{\"interface\":\"eth0\",\"direction\":\"ingress\","
               "\"policy\":\"drop+report\",\"action\":\"report\","
               "\"packet_size\":60},\"warnings\""),
        "%s", written.text);
    written.is_text = true;
    write_one(&written, "www.evil.com");
    cr_assert_not_null(strstr(written.text, " udp, eth0 ingress report (isac)"),
                       "%s", written.text);
    facts.action.size = 0;
    write_one(&written, "www.evil.com");
    cr_assert_not_null(
        strstr(written.text, ", eth0 ingress policy drop+report (isac)"), "%s",
        written.text);
}

Test(event, what_a_filter_did_stays_at_home_and_an_older_caller_has_none)
{
    static struct written written;
    tamis_packet_facts facts;
    tamis_flow flow;

    begin_packet(&written, &flow, &facts);
    written.source.flags = TAMIS_EVENT_WITHHOLD_OBSERVATION;
    write_one(&written, "www.evil.com");
    cr_assert_null(strstr(written.text, "xdp"));
    begin_packet(&written, &flow, &facts);
    written.source.struct_size = offsetof(tamis_event_source, packet_facts);
    write_one(&written, "www.evil.com");
    cr_assert_null(strstr(written.text, "xdp"));
}

Test(event, a_flow_stays_at_home_and_an_older_caller_has_none)
{
    static struct written written;
    tamis_flow flow;

    begin_flow(&written, &flow);
    written.source.flags = TAMIS_EVENT_WITHHOLD_OBSERVATION;
    write_one(&written, "www.evil.com");
    cr_assert_null(strstr(written.text, "flow"));
    begin_flow(&written, &flow);
    written.source.struct_size = offsetof(tamis_event_source, flow);
    write_one(&written, "www.evil.com");
    cr_assert_null(strstr(written.text, "flow"));
}

Test(event, ids_are_uuids_of_version_5_and_tell_observations_apart)
{
    static struct written one, again, other;

    begin(&one);
    begin(&again);
    begin(&other);
    other.source.offset = 78;
    /* A clock is no part of the observation. */
    again.source.time_ns += 1000000000;
    write_one(&one, "www.evil.com");
    write_one(&again, "www.evil.com");
    write_one(&other, "www.evil.com");
    cr_assert_eq(memcmp(one.text, again.text, 49), 0);
    cr_assert_neq(memcmp(one.text, other.text, 49), 0);
    cr_assert_eq(one.text[strlen("{\"v\":1,\"id\":\"") + 14], '5');
    again.source.flags = TAMIS_EVENT_TIME_OF_RECORD;
    write_one(&again, "www.evil.com");
    cr_assert_neq(memcmp(one.text, again.text, 49), 0);
}

Test(event, text_shows_no_control_bytes)
{
    static struct written written;

    begin(&written);
    written.is_text = true;
    write_one(&written, "www.evil.com");
    cr_assert_str_eq(written.text,
                     "a\"b\\x0a\\xff.log:3:77: TLP:GREEN domain www.evil.com "
                     "is at or under evil.com (isac) warning: on warn\n");
}
