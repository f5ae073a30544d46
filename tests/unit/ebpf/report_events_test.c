/* SPDX-License-Identifier: BSD-2-Clause */
/* Events as the kernel would write them of the same packets, in a world with
 * what a sink may not see and in one without: the sink is told the same. */
#include "unit/ebpf/report_worlds.h"

#include "report/event_sink.h"

#include <arpa/inet.h>
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SECOND_NS    1000000000ull
#define PACKETS      150
#define STATEMENTS   16
#define UNIX_FROM_NS INT64_C(1700000000000000000)

struct packet {
    char value[64];
    __u64 time_ns;
    __u8 direction, place;
};

/* A kernel: for each answer what was told, in which second. */
struct kernel {
    struct world world;
    bool is_enforced;
    struct {
        __u64 second;
        unsigned told;
    } answers[WORLD_ANSWERS];
};

struct told_text {
    char text[4 * WORLD_TEXT];
    size_t size;
};

static int write_event(void *context, const tamis_database *database,
                       const tamis_hit *hit, const tamis_event_source *source)
{
    struct told_text *told = context;

    told->size +=
        tamis_event_write_ndjson(database, hit, source, told->text + told->size,
                                 sizeof told->text - told->size);
    cr_assert_lt(told->size, sizeof told->text);
    return 0;
}

/* The first event of the second for its answer, direction and place. */
static bool is_due(struct kernel *kernel, __u32 answer,
                   const struct packet *packet)
{
    unsigned bit = 1u << (packet->direction * 2 + (packet->place & 1));
    __u64 second = packet->time_ns / SECOND_NS;

    if (kernel->answers[answer].second != second)
        kernel->answers[answer].told = 0;
    kernel->answers[answer].second = second;
    if (kernel->answers[answer].told & bit)
        return false;
    kernel->answers[answer].told |= bit;
    return true;
}

/* An address may have a port behind it. */
static void fill_end(struct xdp_event *event, const struct packet *packet)
{
    char address[64];
    const char *port = strchr(packet->value, ':');

    snprintf(address, sizeof address, "%.*s", (int)strcspn(packet->value, ":"),
             packet->value);
    inet_pton(AF_INET, address,
              packet->place ? event->destination : event->source);
    if (!port)
        return;
    *(packet->place ? &event->destination_port : &event->source_port) =
        htons((uint16_t)atoi(port + 1));
}

static size_t fill_event(struct xdp_event *event, const struct packet *packet)
{
    size_t at = 0;

    memset(event, 0, sizeof *event);
    event->time_ns = packet->time_ns;
    event->packet_size = 60;
    event->version = 4;
    event->protocol = 17;
    event->direction = packet->direction;
    event->place = packet->place;
    memset(event->source, 9, 4);
    memset(event->destination, 8, 4);
    if (packet->place < XDP_AT_QUERY) {
        fill_end(event, packet);
        return XDP_EVENT_WITHOUT_NAME;
    }
    for (const char *label = packet->value; *label;) {
        size_t size = strcspn(label, ".");

        event->name[at++] = (__u8)size;
        memcpy(event->name + at, label, size);
        at += size;
        label += size + (label[size] == '.');
    }
    event->name_size = (__u8)(at + 1);
    return XDP_EVENT_WITHOUT_NAME + event->name_size;
}

/* Judges by all that the image holds and writes as the program does. */
static size_t kernel_event(struct kernel *kernel, const struct packet *packet,
                           struct xdp_event *event)
{
    tamis_xdp_answer answer = world_ask(&kernel->world, packet->value);
    unsigned wanted = answer.actions[packet->direction][packet->place];
    unsigned action = wanted;
    size_t size;

    if (!answer.number)
        return 0;
    if (action >= XDP_DO_DROP && !kernel->is_enforced)
        action = XDP_DO_REPORT;
    if (action != XDP_DO_REPORT && action != XDP_DO_DROP_REPORT)
        return 0;
    if (!is_due(kernel, answer.number, packet))
        return 0;
    size = fill_event(event, packet);
    event->wanted = (__u8)wanted;
    event->action = (__u8)action;
    event->flags = kernel->is_enforced ? XDP_EVENT_ENFORCED : 0;
    return size;
}

struct setting {
    const struct small_statement *statements;
    const struct packet *packets;
    const tamis_xdp_policy *policy;
    tamis_tlp tlp;
    bool is_enforced;
};

static void tell_world(const struct setting *setting, tamis_tlp most,
                       struct told_text *told)
{
    static struct kernel kernel;
    struct small_statement chosen[STATEMENTS + 1];
    tamis_clearance image = TAMIS_CLEARANCE_INIT;
    struct event_scene scene = {.policy = setting->policy,
                                .interface = {"eth0", 4},
                                .unix_from_boot_ns = UNIX_FROM_NS};
    struct event_sink sink;
    tamis_xdp_sink asked;
    size_t kept = 0;

    for (size_t i = 0; i < STATEMENTS; i++)
        if (setting->statements[i].tlp <= most)
            chosen[kept++] = setting->statements[i];
    chosen[kept++] = (struct small_statement){
        "clear", TAMIS_TLP_CLEAR, TAMIS_KIND_IP, TAMIS_MODE_AUTO, "8.9.8.9"};
    memset(&kernel, 0, sizeof kernel);
    world_begin(&kernel.world, chosen, kept, setting->policy);
    kernel.is_enforced = setting->is_enforced;
    tamis_xdp_sink_init(&asked);
    asked.clearance.tlp = setting->tlp;
    asked.callback = write_event;
    asked.context = told;
    told->size = 0;
    scene.database = kernel.world.database;
    cr_assert_eq(event_sink_begin(&sink, &asked, NULL, NULL), TAMIS_OK);
    cr_assert_eq(
        event_sink_open(&sink, EVENT_NOW, scene.database, &image, NULL),
        TAMIS_OK);
    for (size_t i = 0; i < PACKETS; i++) {
        struct packet_event event;
        struct xdp_event written;
        size_t size = kernel_event(&kernel, &setting->packets[i], &written);

        if (!size)
            continue;
        cr_assert(packet_event_read(&event, &written, size));
        cr_assert_eq(event_sink_tell(&sink, &scene, &event, NULL), TAMIS_OK);
    }
    told->text[told->size] = '\0';
    event_sink_end(&sink);
    world_end(&kernel.world);
}

static tamis_xdp_policy *random_policy(struct random *random)
{
    static const char *const feeds[] = {"clear", "green", "amber", "red"};
    static const char *const actions[] = {"ignore", "count", "report", "drop",
                                          "drop+report"};
    tamis_xdp_policy *policy;
    char line[128];

    cr_assert_eq(tamis_xdp_policy_create(&policy, NULL, NULL), TAMIS_OK);
    for (size_t i = 0; i < 8; i++) {
        snprintf(line, sizeof line, "feed %s %s %s\npermit feed %s\n",
                 feeds[i / 2], actions[random_below(random, 5)],
                 i % 2 ? "ingress" : "egress", feeds[i / 2]);
        cr_assert_eq(
            tamis_xdp_policy_parse(policy, "test", line, strlen(line), NULL),
            TAMIS_OK);
    }
    if (random_one_in(random, 3)) {
        snprintf(line, sizeof line,
                 "protect 9.1.1.0/30\nprotect b.one.example\n");
        cr_assert_eq(
            tamis_xdp_policy_parse(policy, "test", line, strlen(line), NULL),
            TAMIS_OK);
    }
    return policy;
}

static void random_packets(struct random *random, struct packet *packets)
{
    __u64 time_ns = 5000 * SECOND_NS;

    for (size_t i = 0; i < PACKETS; i++) {
        world_random_value(random, packets[i].value, 0);
        time_ns += random_below(random, SECOND_NS / 8);
        packets[i].time_ns = time_ns;
        packets[i].direction = (__u8)random_below(random, 2);
        packets[i].place = (__u8)random_below(random, 2);
        if (packets[i].value[0] != '9')
            packets[i].place |= 2;
    }
}

static struct told_text with, without;

Test(report_events, random_worlds_without_what_is_invisible_are_told_alike)
{
    size_t told = 0;
    struct random random;

    random_begin(&random, "report_events");
    for (unsigned round = 0; round < 150; round++) {
        static struct packet packets[PACKETS];
        static char values[STATEMENTS][64];
        struct small_statement statements[STATEMENTS];
        tamis_xdp_policy *policy = random_policy(&random);
        struct setting setting = {statements, packets, policy,
                                  (tamis_tlp)random_below(&random, 3),
                                  random_one_in(&random, 2)};

        for (size_t i = 0; i < STATEMENTS; i++)
            world_random_statement(&random, &statements[i], values[i]);
        random_packets(&random, packets);
        tell_world(&setting, TAMIS_TLP_RED, &with);
        tell_world(&setting, setting.tlp, &without);
        /* Where the sink sees all, what was done is told as well. */
        cr_assert_str_eq(with.text, without.text, "round %u", round);
        told += with.size;
        tamis_xdp_policy_destroy(policy);
    }
    cr_assert_gt(told, 100000);
}

static struct packet_event event;
static struct xdp_event written;

Test(report_events, what_is_no_event_is_none)
{
    const struct packet packet = {"9.8.7.6", 1, 0, 0};
    size_t size = fill_event(&written, &packet);

    cr_assert(packet_event_read(&event, &written, size));
    cr_assert_eq(event.value_size, 7);
    cr_assert_eq(memcmp(event.value, "9.8.7.6", 7), 0);
    cr_assert_not(packet_event_read(&event, &written, size - 1));
    written.source_port = htons(443);
    cr_assert(packet_event_read(&event, &written, size));
    cr_assert_eq(event.kind, TAMIS_KIND_IP_PORT);
    cr_assert_eq(memcmp(event.value, "9.8.7.6:443", 11), 0);
    written.place = 4;
    cr_assert_not(packet_event_read(&event, &written, size));
    written.place = 0;
    written.direction = 2;
    cr_assert_not(packet_event_read(&event, &written, size));
    written.direction = 0;
    written.version = 5;
    cr_assert_not(packet_event_read(&event, &written, size));
}

Test(report_events, names_become_text_whatever_their_octets)
{
    const struct packet packet = {"a.evil.example", 1, 0, 2};
    size_t size = fill_event(&written, &packet);

    memcpy(written.name + 1, ".", 1);
    memcpy(written.name + 3, "EV\xFFL", 4);
    cr_assert(packet_event_read(&event, &written, size));
    cr_assert_eq(memcmp(event.value, "_.ev_l.example", event.value_size), 0);
    cr_assert_eq(event.value_size, 14);
    cr_assert_eq(event.certain_size, strlen("example"));
    /* A length that runs past the end, one that is none, no root; of 12 the
     * rest is one label. */
    for (unsigned octet = 0; octet < 256; octet++) {
        written.name[2] = (__u8)octet;
        cr_assert_eq(packet_event_read(&event, &written, size),
                     octet == 4 || octet == 12, "%u", octet);
    }
    written.name[2] = 4;
    written.name_size--;
    cr_assert_not(packet_event_read(&event, &written, size));
}

struct seen {
    char values[256];
};

static int see(void *context, const tamis_database *database,
               const tamis_hit *hit, const tamis_event_source *source)
{
    struct seen *seen = context;

    (void)database;
    (void)source;
    strncat(seen->values, hit->observed.data, hit->observed.size);
    strcat(seen->values, " ");
    return 0;
}

/* An image is swapped for one without a value: events of the value that are
 * still to be read are of the one before. */
Test(report_events, what_came_before_a_swap_is_told_of_before)
{
    static const struct small_statement statements[] = {
        {"clear", TAMIS_TLP_CLEAR, TAMIS_KIND_IP, TAMIS_MODE_AUTO, "9.8.7.6"},
        {"clear", TAMIS_TLP_CLEAR, TAMIS_KIND_IP, TAMIS_MODE_AUTO, "9.8.7.5"}};
    const struct packet packet = {"9.8.7.6", 5000 * SECOND_NS, 0, 0};
    const tamis_clearance all = TAMIS_CLEARANCE_INIT;
    struct seen seen = {""};
    struct event_scene scene = {.age = EVENT_NOW};
    struct event_sink sink;
    tamis_xdp_sink asked;
    struct world before, now;
    size_t size = fill_event(&written, &packet);

    world_begin(&before, statements, 1, NULL);
    world_begin(&now, statements + 1, 1, NULL);
    cr_assert(packet_event_read(&event, &written, size));
    tamis_xdp_sink_init(&asked);
    asked.callback = see;
    asked.context = &seen;
    cr_assert_eq(event_sink_begin(&sink, &asked, NULL, NULL), TAMIS_OK);
    cr_assert_eq(event_sink_open(&sink, EVENT_NOW, before.database, &all, NULL),
                 TAMIS_OK);
    event_sink_age(&sink, false);
    cr_assert_eq(event_sink_open(&sink, EVENT_NOW, now.database, &all, NULL),
                 TAMIS_OK);
    scene.database = now.database;
    cr_assert_eq(event_sink_tell(&sink, &scene, &event, NULL), TAMIS_OK);
    cr_assert_str_eq(seen.values, "");
    cr_assert_eq(sink.lost, 0);
    /* Nobody knows that one any more, where it is asked in its place. */
    scene.is_of_another = true;
    cr_assert_eq(event_sink_tell(&sink, &scene, &event, NULL), TAMIS_OK);
    cr_assert_eq(sink.lost, 1);
    scene = (struct event_scene){.age = EVENT_EARLIER,
                                 .told = EVENT_EARLIER,
                                 .database = before.database};
    cr_assert_eq(event_sink_tell(&sink, &scene, &event, NULL), TAMIS_OK);
    cr_assert_str_eq(seen.values, "9.8.7.6 ");
    /* Once a second there too, also when nothing else is told meanwhile. */
    cr_assert_eq(event_sink_tell(&sink, &scene, &event, NULL), TAMIS_OK);
    cr_assert_str_eq(seen.values, "9.8.7.6 ");
    /* Of the same database it is the same second's limit. */
    cr_assert_eq(event_sink_open(&sink, EVENT_NOW, before.database, &all, NULL),
                 TAMIS_OK);
    scene = (struct event_scene){.database = before.database};
    cr_assert_eq(event_sink_tell(&sink, &scene, &event, NULL), TAMIS_OK);
    cr_assert_str_eq(seen.values, "9.8.7.6 9.8.7.6 ");
    event_sink_age(&sink, true);
    scene.age = EVENT_EARLIER;
    cr_assert_eq(event_sink_tell(&sink, &scene, &event, NULL), TAMIS_OK);
    cr_assert_str_eq(seen.values, "9.8.7.6 9.8.7.6 ");
    event_sink_end(&sink);
    world_end(&before);
    world_end(&now);
}

/* A dot within a label is not told as the underscore of another name. */
Test(report_events, a_name_is_not_taken_for_another)
{
    static const struct small_statement statements[] = {
        {"green", TAMIS_TLP_GREEN, TAMIS_KIND_DOMAIN, TAMIS_MODE_EXACT,
         "a_b.evil.example"},
        {"green", TAMIS_TLP_GREEN, TAMIS_KIND_DOMAIN, TAMIS_MODE_SUFFIX,
         "evil.example"}};
    static const char *const listed[] = {
        "\"indicator\":{\"kind\":\"domain\",\"value\":\"a_b.evil.example\"}",
        "\"indicator\":{\"kind\":\"domain\",\"value\":\"evil.example\"}"};
    const struct packet packet = {"a_b.evil.example", 5 * SECOND_NS, 0, 2};
    const tamis_clearance all = TAMIS_CLEARANCE_INIT;
    static struct told_text told;
    struct event_scene scene = {.interface = {"eth0", 4},
                                .unix_from_boot_ns = UNIX_FROM_NS};
    struct event_sink sink;
    struct world world;
    tamis_xdp_sink asked;
    size_t size = fill_event(&written, &packet);

    world_begin(&world, statements, 2, NULL);
    scene.database = world.database;
    tamis_xdp_sink_init(&asked);
    asked.callback = write_event;
    asked.context = &told;
    for (int is_other = 0; is_other < 2; is_other++) {
        if (is_other)
            written.name[2] = '.';
        told.size = 0;
        cr_assert_eq(event_sink_begin(&sink, &asked, NULL, NULL), TAMIS_OK);
        cr_assert_eq(
            event_sink_open(&sink, EVENT_NOW, scene.database, &all, NULL),
            TAMIS_OK);
        cr_assert(packet_event_read(&event, &written, size));
        cr_assert_eq(event_sink_tell(&sink, &scene, &event, NULL), TAMIS_OK);
        told.text[told.size] = '\0';
        cr_expect_eq(strstr(told.text, listed[0]) == NULL, is_other, "%s",
                     told.text);
        cr_expect_not_null(strstr(told.text, listed[1]), "%s", told.text);
        event_sink_end(&sink);
    }
    world_end(&world);
}
