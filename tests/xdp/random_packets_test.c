/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Random lists, and random packets of them and past them: the programs do
 * what the image's own answers say. Then the same frames with octets changed:
 * nothing is ever aborted, and every program says the same.
 */
#include "support/random.h"
#include "unit/match/small_database.h"
#include "xdp/frame_text.h"
#include "xdp/loaded_programs.h"

#include <criterion/criterion.h>
#include <linux/pkt_cls.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LISTED   60
#define VALUE    300
#define PACKETS  3000
#define TEXT_MAX 700

static const char *const feeds[] = {"block", "quiet", "watch", "tally",
                                    "allow"};
static const char policy_text[] = "feed block drop+report\n"
                                  "permit feed block\n"
                                  "feed quiet drop egress\n"
                                  "feed quiet count ingress\n"
                                  "permit feed quiet\n"
                                  "feed tally count\n"
                                  "protect 11.1.0.0/30\n"
                                  "protect a.b.com\n";

/* Few values of each kind, so that lists and packets meet. */
static void some_v4(struct random *random, char *text)
{
    sprintf(text, "11.%u.%u.%u", (unsigned)random_below(random, 2),
            (unsigned)random_below(random, 3),
            (unsigned)random_below(random, 8));
}

static void some_v6(struct random *random, char *text)
{
    sprintf(text, "2a0%u:%x:0:%x::%x", (unsigned)random_below(random, 3),
            (unsigned)random_below(random, 2),
            (unsigned)random_below(random, 3),
            (unsigned)random_below(random, 3));
}

static void some_name(struct random *random, char *text)
{
    size_t labels = random_one_in(random, 20) ? random_between(random, 15, 20)
                                              : random_below(random, 4);

    *text = 0;
    for (size_t n = 0; n < labels; n++)
        sprintf(text + strlen(text), "%c%s.", "abC"[random_below(random, 3)],
                strlen(text) < 150 && random_one_in(random, 4)
                    ? "long-label-of-23-octets"
                    : "");
    strcat(text, "b.com");
}

static tamis_kind some_value(struct random *random, char *text)
{
    char address[64];

    switch (random_below(random, 5)) {
    case 0:
        some_v4(random, address);
        sprintf(text, "%s/%u", address,
                (unsigned)random_between(random, 22, 32));
        return TAMIS_KIND_IP;
    case 1:
        some_v6(random, address);
        sprintf(text, "%s/%u", address,
                (unsigned)random_between(random, 20, 128));
        return TAMIS_KIND_IP;
    case 2:
        some_v4(random, address);
        sprintf(text, "%s:%u", address, (unsigned)random_between(random, 1, 3));
        return TAMIS_KIND_IP_PORT;
    case 3:
        some_v6(random, address);
        sprintf(text, "[%s]:%u", address,
                (unsigned)random_between(random, 1, 3));
        return TAMIS_KIND_IP_PORT;
    default:
        some_name(random, text);
        return TAMIS_KIND_DOMAIN;
    }
}

static tamis_xdp_image *random_image(struct random *random, void **bytes)
{
    static struct small_statement statements[LISTED];
    static char values[LISTED][TEXT_MAX];
    static const tamis_mode modes[] = {TAMIS_MODE_EXACT, TAMIS_MODE_SUFFIX,
                                       TAMIS_MODE_SUBDOMAINS};
    tamis_xdp_image_options options = TAMIS_XDP_IMAGE_OPTIONS_INIT;
    tamis_database *database;
    tamis_xdp_policy *policy;
    tamis_xdp_image *image;
    tamis_error error = {.message = ""};

    for (size_t n = 0; n < LISTED; n++) {
        struct small_statement *statement = &statements[n];

        statement->feed = feeds[random_below(random, 5)];
        statement->kind = some_value(random, values[n]);
        statement->value = values[n];
        statement->mode = statement->kind == TAMIS_KIND_DOMAIN
                              ? modes[random_below(random, 3)]
                              : TAMIS_MODE_AUTO;
    }
    database = small_database(statements, LISTED, bytes);
    cr_assert_eq(tamis_xdp_policy_create(&policy, NULL, &error), TAMIS_OK);
    cr_assert_eq(tamis_xdp_policy_parse(policy, "random", policy_text,
                                        sizeof policy_text - 1, &error),
                 TAMIS_OK, "%s", error.message);
    options.policy = policy;
    cr_assert_eq(tamis_xdp_image_build(&image, database, &options, &error),
                 TAMIS_OK, "%s", error.message);
    tamis_xdp_policy_destroy(policy);
    tamis_database_release(database);
    return image;
}

/* A packet as text, and what it has of each place: an empty text for none. */
struct random_packet {
    char text[TEXT_MAX];
    char values[4][VALUE]; /* by XDP_AT_* */
};

static void put_endpoint(char *value, int version, const char *address,
                         unsigned port)
{
    if (!port)
        strcpy(value, address);
    else if (version == 4)
        sprintf(value, "%s:%u", address, port);
    else
        sprintf(value, "[%s]:%u", address, port);
}

static void make_packet(struct random *random, struct random_packet *packet)
{
    static const char *const protocols[] = {"udp", "tcp", "sctp"};
    static const char *const extensions[] = {"", "hop ", "options6 ah ",
                                             "routing mobility first6 "};
    static const char *const tags[] = {"", "", "vlan ", "qinq vlan "};
    char source[64], destination[64], name[VALUE], behind[TEXT_MAX];
    int version = random_one_in(random, 2) ? 4 : 6;
    unsigned ports[2] = {(unsigned)random_between(random, 1, 4),
                         (unsigned)random_between(random, 1, 4)};
    unsigned what = (unsigned)random_below(random, 4);
    const char *extension = extensions[random_below(random, 4)];

    memset(packet, 0, sizeof *packet);
    (version == 4 ? some_v4 : some_v6)(random, source);
    (version == 4 ? some_v4 : some_v6)(random, destination);
    some_name(random, name);
    if (what == 0) {
        ports[0] = ports[1] = 0;
        strcpy(behind, "icmp octets:20");
    } else if (what == 1) {
        sprintf(behind, "%s:%u:%u", protocols[random_below(random, 3)],
                ports[0], ports[1]);
    } else {
        unsigned place = what == 2 ? XDP_AT_QUERY : XDP_AT_RESPONSE;

        ports[what == 2] = 53;
        sprintf(behind, "udp:%u:%u %s:%s", ports[0], ports[1],
                what == 2 ? "query" : "response", name);
        strcpy(packet->values[place], name);
    }
    put_endpoint(packet->values[XDP_AT_SOURCE], version, source, ports[0]);
    put_endpoint(packet->values[XDP_AT_DESTINATION], version, destination,
                 ports[1]);
    if (version == 4)
        sprintf(packet->text, "%s4:%s:%s %s%s", tags[random_below(random, 4)],
                source, destination,
                random_one_in(random, 4) ? "options:8 " : "", behind);
    else
        sprintf(packet->text, "%s6=%s=%s %s%s", tags[random_below(random, 4)],
                source, destination, extension, behind);
}

/* The greatest action over what the packet shows. */
static tamis_xdp_action expected(const tamis_xdp_image *image,
                                 const struct random_packet *packet,
                                 __u32 direction)
{
    tamis_xdp_action greatest = TAMIS_XDP_IGNORE;

    for (__u32 place = 0; place < XDP_PLACES; place++) {
        tamis_xdp_answer answer = {.struct_size = sizeof answer};
        const char *value = packet->values[place];
        tamis_kind kind =
            place < XDP_AT_QUERY ? TAMIS_KIND_AUTO : TAMIS_KIND_DOMAIN;
        tamis_error error = {.message = ""};

        if (!*value)
            continue;
        cr_assert_eq(tamis_xdp_image_ask(image, kind, value, strlen(value),
                                         &answer, &error),
                     TAMIS_OK, "%s: %s", value, error.message);
        if (answer.number && answer.actions[direction][place] > greatest)
            greatest = answer.actions[direction][place];
    }
    return greatest;
}

static void check_packet(const struct loaded_programs *loaded,
                         const tamis_xdp_image *image,
                         const struct random_packet *packet,
                         const struct frame_bytes *frame)
{
    static struct frame_run run;
    int drops_in = expected(image, packet, XDP_INGRESS) >= TAMIS_XDP_DROP;
    int drops_out = expected(image, packet, XDP_EGRESS) >= TAMIS_XDP_DROP;

    run.bytes = frame->bytes;
    run.size = frame->size;
    cr_assert_eq(frame_run(loaded->skeleton->progs.tamis_ingress, &run, 0),
                 drops_in ? XDP_DROP : XDP_PASS, "in: %s", packet->text);
    cr_assert_eq(frame_run(loaded->skeleton->progs.tamis_egress, &run, 0),
                 drops_out ? (__u32)TC_ACT_SHOT : (__u32)TC_ACT_UNSPEC,
                 "out: %s", packet->text);
}

/* Octets changed, or missing: no program aborts, those for XDP agree, and a
 * drop is counted as one. */
static void check_damaged(const struct loaded_programs *loaded,
                          struct random *random, struct frame_bytes *frame)
{
    static struct frame_run run;
    struct xdp_counts before = loaded_programs_counts(loaded, XDP_INGRESS);
    struct xdp_counts after;
    __u32 whole, pieces;

    for (__u64 n = random_between(random, 1, 6); n > 0; n--)
        frame->bytes[random_between(random, 12, frame->size - 1)] =
            (__u8)random_next(random);
    run.bytes = frame->bytes;
    run.size = random_one_in(random, 2)
                   ? frame->size
                   : random_between(random, 14, frame->size);
    whole = frame_run(loaded->skeleton->progs.tamis_ingress, &run, 0);
    after = loaded_programs_counts(loaded, XDP_INGRESS);
    cr_assert(whole == XDP_PASS || whole == XDP_DROP, "returned %u", whole);
    cr_assert_eq(after.of[XDP_COUNT_DROPPED].packets -
                     before.of[XDP_COUNT_DROPPED].packets,
                 whole == XDP_DROP);
    pieces = frame_run(loaded->skeleton->progs.tamis_ingress_frags, &run, 0);
    cr_assert_eq(pieces, whole);
    whole = frame_run(loaded->skeleton->progs.tamis_egress, &run, 0);
    cr_assert(whole == TC_ACT_SHOT || whole == (__u32)TC_ACT_UNSPEC ||
              whole == FRAME_REFUSED);
}

Test(random_packets, programs_do_what_the_image_answers)
{
    static struct frame_bytes frame;
    static struct random_packet packet;
    struct loaded_programs loaded;
    struct random random;

    random_begin(&random, "random_packets");
    loaded_programs_open(&loaded);
    loaded_programs_enforce(&loaded, 1000);
    for (int world = 0; world < 5; world++) {
        void *bytes;
        tamis_xdp_image *image = random_image(&random, &bytes);

        loaded_programs_publish(&loaded, image);
        for (int n = 0; n < PACKETS; n++) {
            make_packet(&random, &packet);
            frame_text(&frame, packet.text);
            check_packet(&loaded, image, &packet, &frame);
            check_damaged(&loaded, &random, &frame);
        }
        tamis_xdp_image_destroy(image);
        free(bytes);
    }
    loaded_programs_close(&loaded);
}

/* Octets that were never a packet. */
Test(random_packets, noise_passes)
{
    static struct frame_bytes frame;
    struct loaded_programs loaded;
    struct random random;
    void *bytes;
    tamis_xdp_image *image;

    random_begin(&random, "random_packets_noise");
    loaded_programs_open(&loaded);
    loaded_programs_enforce(&loaded, 1000);
    image = random_image(&random, &bytes);
    loaded_programs_publish(&loaded, image);
    for (int n = 0; n < PACKETS; n++) {
        static const __u16 types[] = {0x0008, 0xdd86, 0x0081, 0xa888};

        frame.size = random_between(&random, 20, 400);
        random_bytes(&random, frame.bytes, frame.size);
        memcpy(frame.bytes + 12, &types[random_below(&random, 4)], 2);
        check_damaged(&loaded, &random, &frame);
    }
    tamis_xdp_image_destroy(image);
    free(bytes);
    loaded_programs_close(&loaded);
}
