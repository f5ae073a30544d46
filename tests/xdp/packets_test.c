/* SPDX-License-Identifier: BSD-2-Clause */
/* What becomes of a frame, and under which reasons it is counted: a table. */
#include "xdp/frame_text.h"
#include "xdp/loaded_programs.h"
#include "xdp/small_image.h"

#include <criterion/criterion.h>
#include <linux/pkt_cls.h>
#include <stdio.h>

/* A counter's bit; all but XDP_COUNT_SEEN, which all go into. */
#define C(counter) (1u << XDP_COUNT_##counter)
#define PASSES     0
#define DROPS      1
/* What each listed packet is counted as. */
#define BLOCKED_4 (C(LISTED) | C(LISTED_V4) | C(DROPPED))
#define BLOCKED_6 (C(LISTED) | C(LISTED_V6) | C(DROPPED))
#define NAMED     (C(DNS) | C(LISTED) | C(LISTED_NAME))

/* Frames from and to hosts that nobody lists. */
#define V4    "4:192.0.2.1:192.0.2.2"
#define V6    "6=2001:db8::1=2001:db8::2"
#define BAD4  "4:198.51.100.7:192.0.2.2"
#define BAD6  "6=2a00:1450:4001::7=2001:db8::2"
#define PORT4 "4:81.2.69.142:192.0.2.2 "
#define ASK   V4 " udp:4000:53 "
#define L63   "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefghijk"
#define L60   "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefgh"
#define A16   "a.b.c.d.e.f.g.h.i.j.k.l.m.n.o.p."

static const struct row {
    const char *frame;
    int drops;
    __u32 counted;
} rows[] = {
    {V4 " udp:1:2 octets:20", PASSES, 0},
    {V4 " tcp:1:2", PASSES, 0},
    {V4 " icmp octets:8", PASSES, 0},
    {BAD4 " udp:1:2", DROPS, BLOCKED_4},
    {BAD4 " tcp:1:2", DROPS, BLOCKED_4},
    {BAD4 " icmp octets:8", DROPS, BLOCKED_4},
    {"4:192.0.2.2:198.51.100.7 udp:1:2", DROPS, BLOCKED_4},
    {"4:198.51.99.255:192.0.2.2 none", DROPS, BLOCKED_4},
    {"4:198.51.100.0:192.0.2.2 none", PASSES, 0},
    {"4:198.51.100.8:192.0.2.2 udp:1:2", DROPS, BLOCKED_4},
    {"4:198.51.100.9:192.0.2.2 udp:1:2", PASSES, C(LISTED) | C(LISTED_V4)},
    {"4:198.51.100.10:192.0.2.2 udp:1:2", PASSES, C(LISTED) | C(LISTED_V4)},
    {"4:198.51.100.11:192.0.2.2 udp:1:2", PASSES, 0},
    {"4:198.51.100.9:198.51.100.8 udp:1:2", DROPS, BLOCKED_4},
    {"4:198.51.97.1:192.0.2.2 udp:1:2", PASSES, C(ALLOWED)},
    {"4:198.51.97.1:198.51.100.7 udp:1:2", DROPS, C(ALLOWED) | BLOCKED_4},
    {"4:198.51.98.1:192.0.2.2 udp:1:2", PASSES,
     C(PROTECTED) | C(LISTED) | C(LISTED_V4)},
    {"4:81.2.69.142:192.0.2.2 tcp:8080:1", DROPS, BLOCKED_4},
    {"4:81.2.69.142:192.0.2.2 tcp:8081:8080", PASSES, 0},
    {"4:192.0.2.2:81.2.69.142 udp:1:8080", DROPS, BLOCKED_4},
    {"4:192.0.2.2:81.2.69.142 sctp:1:8080", DROPS, BLOCKED_4},
    {"4:192.0.2.2:81.2.69.142 icmp octets:64", PASSES, 0},

    /* tags */
    {"vlan " BAD4 " none", DROPS, BLOCKED_4},
    {"qinq vlan " BAD4 " none", DROPS, BLOCKED_4},
    {"vlan vlan vlan vlan " BAD4 " none", DROPS, BLOCKED_4},
    {"vlan vlan vlan vlan " BAD6 " none", DROPS, BLOCKED_6},
    {"vlan vlan vlan vlan vlan " BAD4 " none", PASSES, C(VLAN_LIMIT)},
    {"type:806 octets:28", PASSES, C(NOT_IP)},
    {"vlan type:88cc octets:28", PASSES, C(NOT_IP)},
    {"vlan", PASSES, C(NOT_IP)},
    {"vlan then cut:1", PASSES, C(TRUNCATED)},

    /* IPv4's header */
    {BAD4 " options:4 udp:1:2", DROPS, BLOCKED_4},
    {"4:81.2.69.142:192.0.2.2 options:40 udp:8080:2", DROPS, BLOCKED_4},
    {PORT4 "ah tcp:8080:2", DROPS, BLOCKED_4},
    {PORT4 "options:4 ah tcp:8080:2", DROPS, BLOCKED_4},
    {PORT4 "ah tcp:8081:2", PASSES, 0},
    {PORT4 "ah ah tcp:8080:2", PASSES, C(HEADER_LIMIT)},
    {PORT4 "ah then ip+2:0018", PASSES, C(TRUNCATED)},
    {PORT4 "ah then ip+20:06ff", PASSES, C(TRUNCATED)},
    {PORT4 "fragment:1 ah tcp:8080:2", PASSES, C(FRAGMENT)},
    {PORT4 "hop tcp:8080:2", PASSES, 0},
    {BAD4 " udp:1:2 then ip+0:44", PASSES, C(MALFORMED)},
    {BAD4 " udp:1:2 then ip+0:55", PASSES, C(MALFORMED)},
    {BAD4 " udp:1:2 then ip+0:4f", PASSES, C(MALFORMED)},
    {BAD4 " udp:1:2 then ip+2:0013", PASSES, C(MALFORMED)},
    {BAD4 " udp:1:2 then ip+2:0000", PASSES, C(MALFORMED)},
    {BAD4 " udp:1:2 then ip+2:001d", PASSES, C(TRUNCATED)},
    {BAD4 " udp:1:2 then cut:1", PASSES, C(TRUNCATED)},
    {BAD4 " udp:1:2 then pad:30", DROPS, BLOCKED_4},
    {BAD4 " then cut:1", PASSES, C(TRUNCATED)},
    {BAD4, DROPS, BLOCKED_4},
    {BAD4 " udp:1:2 then ip+2:0017", DROPS, C(TRUNCATED) | BLOCKED_4},
    {"4:81.2.69.142:192.0.2.2 udp:8080:2 then ip+2:0017", PASSES, C(TRUNCATED)},

    /* fragments */
    {BAD4 " fragment:1 octets:64", DROPS, C(FRAGMENT) | BLOCKED_4},
    {V4 " fragment:8191 octets:64", PASSES, C(FRAGMENT)},
    {"4:81.2.69.142:192.0.2.2 fragment:1 udp:8080:2", PASSES, C(FRAGMENT)},
    {"4:81.2.69.142:192.0.2.2 first udp:8080:2", DROPS, BLOCKED_4},
    {ASK "query:evil.com then ip+6:2000", DROPS, NAMED | C(DROPPED)},
    {ASK "query:evil.com then ip+6:0001", PASSES, C(FRAGMENT)},

    /* IPv6 */
    {V6 " udp:1:2", PASSES, 0},
    {V6 " none", PASSES, 0},
    {BAD6 " udp:1:2", DROPS, BLOCKED_6},
    {BAD6 " none", DROPS, BLOCKED_6},
    {"6=2001:db8::1=2a03:2887::1 tcp:1:2", DROPS, BLOCKED_6},
    {"6=2001:db8::1=2a03:2888::1 tcp:1:2", PASSES, 0},
    {"6=2a02:26f0:6dff::1=2001:db8::1 none", PASSES, C(LISTED) | C(LISTED_V6)},
    {"6=2001:db8::1=2a00:1450:4001::9 tcp:1:53", DROPS, BLOCKED_6},
    {"6=2001:db8::1=2a00:1450:4001::9 tcp:1:54", PASSES, 0},
    /* written as IPv6, and IPv4 for all that */
    {"6=::ffff:198.51.100.7=2001:db8::1 none", DROPS, BLOCKED_6},
    {"6=2001:db8::1=::ffff:198.51.99.1 none", DROPS, BLOCKED_6},
    {"6=2001:db8::1=::ffff:81.2.69.142 tcp:1:8080", DROPS, BLOCKED_6},
    {"6=2001:db8::1=::ffff:81.2.69.142 tcp:1:8081", PASSES, 0},
    {"6=::ffff:192.0.2.1=2001:db8::1 none", PASSES, 0},
    {"6=::198.51.100.7=2001:db8::1 none", PASSES, 0},
    {"6=1::ffff:198.51.100.7=2001:db8::1 none", PASSES, 0},
    {BAD6 " udp:1:2 then ip+0:50", PASSES, C(MALFORMED)},
    {BAD6 " udp:1:2 then ip+4:0009", PASSES, C(TRUNCATED)},
    {BAD6 " udp:1:2 then cut:1", PASSES, C(TRUNCATED)},
    {BAD6 " then cut:1", PASSES, C(TRUNCATED)},
    {BAD6 " udp:1:2 then ip+4:0003", DROPS, C(TRUNCATED) | BLOCKED_6},

/* and its extension headers, in front of a port that is listed */
#define PORT6 "6=2001:db8::1=2a00:1450:4001::9 "
    {PORT6 "hop tcp:1:53", DROPS, BLOCKED_6},
    {PORT6 "routing tcp:1:53", DROPS, BLOCKED_6},
    {PORT6 "options6 tcp:1:53", DROPS, BLOCKED_6},
    {PORT6 "mobility tcp:1:53", DROPS, BLOCKED_6},
    {PORT6 "ah tcp:1:53", DROPS, BLOCKED_6},
    {PORT6 "first6 tcp:1:53", DROPS, BLOCKED_6},
    {PORT6 "fragment6:1 tcp:1:53", PASSES, C(FRAGMENT)},
    {PORT6 "fragment6:0 tcp:1:53", DROPS, BLOCKED_6},
    {PORT6 "hop options6 routing fragment6:0 ah options6 tcp:1:53", DROPS,
     BLOCKED_6},
    {PORT6 "hop options6 options6 options6 ah options6 ah tcp:1:53", PASSES,
     C(HEADER_LIMIT)},
    {BAD6 " hop hop hop hop hop hop hop tcp:1:2", DROPS,
     C(HEADER_LIMIT) | BLOCKED_6},
    {PORT6 "hop then ip+40:06ff", PASSES, C(TRUNCATED)},
    {PORT6 "hop then ip+4:0004", PASSES, C(TRUNCATED)},
    {PORT6 "esp octets:16", PASSES, 0},
    {BAD6 " hop esp octets:16", DROPS, BLOCKED_6},
    {V6 " hop udp:4000:53 query:evil.com", DROPS, NAMED | C(DROPPED)},

    /* names */
    {ASK "query:evil.com", DROPS, NAMED | C(DROPPED)},
    {ASK "query:EVIL.cOM", DROPS, NAMED | C(DROPPED)},
    {ASK "query:www.evil.com", DROPS, NAMED | C(DROPPED)},
    {ASK "query:a.b.Good.Evil.com", PASSES, C(DNS) | C(ALLOWED)},
    {ASK "query:notevil.com", PASSES, C(DNS)},
    {ASK "query:evil.com.org", PASSES, C(DNS)},
    {ASK "query:com", PASSES, C(DNS)},
    {ASK "question:evil.com", DROPS, NAMED | C(DROPPED)},
    {ASK "question:a.b", PASSES, C(DNS)}, /* no room for a word behind b */
    {ASK "question:a.abcdefgh", PASSES, C(DNS)},
    {ASK "question:" A16 "b", PASSES, C(DNS) | C(DNS_DEEP)},
    {ASK "query:", PASSES, C(DNS)},
    {ASK "query:only.evil.net", DROPS, NAMED | C(DROPPED)},
    {ASK "query:x.only.evil.net", PASSES, C(DNS)},
    {ASK "query:under.org", PASSES, C(DNS)},
    {ASK "query:x.under.org", PASSES, NAMED},
    {ASK "query:quiet.org", DROPS, NAMED | C(DROPPED)},
    {V4 " udp:53:4000 response:evil.com", DROPS, NAMED | C(DROPPED)},
    {V4 " udp:53:53 response:evil.com", DROPS, NAMED | C(DROPPED)},
    {V4 " udp:53:53 query:evil.com", DROPS, NAMED | C(DROPPED)},
    {V4 " udp:53:4000 query:evil.com", PASSES, C(DNS_UNPARSED)},
    {ASK "response:evil.com", PASSES, C(DNS_UNPARSED)},
    {V4 " udp:4000:54 query:evil.com", PASSES, 0},
    {V4 " tcp:4000:53 query:evil.com", PASSES, 0},
    {V6 " udp:4000:53 query:evil.com", DROPS, NAMED | C(DROPPED)},
    {BAD4 " udp:4000:53 query:x.under.org", DROPS,
     NAMED | C(LISTED_V4) | C(DROPPED)},
    {ASK "query:" A16 "evil.com", DROPS, NAMED | C(DROPPED) | C(DNS_DEEP)},
    {ASK "query:" A16 A16 A16 A16 A16 "evil.com", DROPS,
     NAMED | C(DROPPED) | C(DNS_DEEP)},
    {ASK "query:" A16 "only.evil.net", PASSES, C(DNS) | C(DNS_DEEP)},
    {ASK "query:" L63 ".evil.com", DROPS, NAMED | C(DROPPED)},
    {ASK "query:" L63 "." L63 "." L63 ".cdefghijklmnopqrstuvwxyzabcdefghijklmn"
         "opqrstuvwxyzab.evil.com",
     DROPS, NAMED | C(DROPPED)},
    {ASK "query:" L63 "." L63 "." L63 "." L60 ".evil.com", PASSES,
     C(DNS_UNPARSED)},
    {ASK "query:" L63 "l.evil.com", PASSES, C(DNS_UNPARSED)},
    {ASK "query:evil.com then dns+4:0000", PASSES, C(DNS_UNPARSED)},
    {ASK "query:evil.com then dns+4:0002", DROPS, NAMED | C(DROPPED)},
    {ASK "query:evil.com then dns+4:0100", DROPS, NAMED | C(DROPPED)},
    {ASK "query:evil.com then dns+2:29", PASSES, C(DNS_UNPARSED)},
    {ASK "query:evil.com then dns+12:c0", PASSES, C(DNS_UNPARSED)},
    {ASK "query:evil.com then dns+17:c004", PASSES, C(DNS_UNPARSED)},
    {ASK "query:evil.com then dns+17:40", PASSES, C(DNS_UNPARSED)},
    {ASK "query:evil.com then dns+17:3f", PASSES, C(DNS_UNPARSED)},
    {ASK "octets:11", PASSES, C(DNS_UNPARSED)},
    {ASK "query:evil.com then udp+4:0022", DROPS, NAMED | C(DROPPED)},
    {ASK "query:evil.com then udp+4:0021", PASSES, C(DNS_UNPARSED)},
    {ASK "query:evil.com then udp+4:ffff", DROPS, NAMED | C(DROPPED)},
    {ASK "query:evil.com then udp+4:0000", DROPS, NAMED | C(DROPPED)},
};

static __u32 counted_between(const struct xdp_counts *before,
                             const struct xdp_counts *after, size_t size,
                             const char *frame)
{
    __u32 counted = 0;

    for (__u32 which = 0; which < XDP_COUNTERS; which++) {
        __u64 packets = after->of[which].packets - before->of[which].packets;
        __u64 octets = after->of[which].bytes - before->of[which].bytes;

        cr_expect_leq(packets, which >= XDP_COUNT_EVENT ? 3 : 1, "%s", frame);
        if (which < XDP_COUNT_EVENT)
            cr_expect_eq(octets, packets * size, "%s", frame);
        if (packets)
            counted |= 1u << which;
    }
    return counted;
}

static void check_row(const struct loaded_programs *loaded,
                      const struct bpf_program *program, const struct row *row)
{
    static struct frame_bytes frame;
    static struct frame_run run;
    int is_egress = program == loaded->skeleton->progs.tamis_egress;
    __u32 direction = is_egress ? XDP_EGRESS : XDP_INGRESS;
    __u32 drop = is_egress ? TC_ACT_SHOT : XDP_DROP;
    __u32 pass = is_egress ? (__u32)TC_ACT_UNSPEC : XDP_PASS;
    __u32 events = C(EVENT) | C(EVENT_SAME) | C(EVENT_BUDGET) | C(EVENT_LOST);
    struct xdp_counts before = loaded_programs_counts(loaded, direction), after;
    __u32 returned, counted;

    frame_text(&frame, row->frame);
    run.bytes = frame.bytes;
    run.size = frame.size;
    returned = frame_run(program, &run, 0);
    if (is_egress && returned == FRAME_REFUSED)
        return;
    after = loaded_programs_counts(loaded, direction);
    counted = counted_between(&before, &after, frame.size, row->frame);
    cr_expect_eq(returned, row->drops ? drop : pass, "%s: returned %u",
                 row->frame, returned);
    cr_expect_eq(counted & ~events, row->counted | C(SEEN),
                 "%s: counted %#x, should %#x", row->frame, counted & ~events,
                 row->counted | C(SEEN));
}

static void check_program(const struct loaded_programs *loaded,
                          const struct bpf_program *program)
{
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        check_row(loaded, program, &rows[i]);
}

Test(packets, every_program_judges_every_frame_alike)
{
    struct loaded_programs loaded;
    struct small_image small;

    loaded_programs_open(&loaded);
    small_image_build(&small);
    loaded_programs_publish(&loaded, small.image);
    loaded_programs_enforce(&loaded, 1000);
    check_program(&loaded, loaded.skeleton->progs.tamis_ingress);
    check_program(&loaded, loaded.skeleton->progs.tamis_ingress_frags);
    check_program(&loaded, loaded.skeleton->progs.tamis_egress);
    small_image_destroy(&small);
    loaded_programs_close(&loaded);
}

/* However short a packet is cut, it passes: its header says that it is. */
Test(packets, what_is_cut_passes)
{
    static const char *const frames[] = {
        "vlan " BAD4 " options:8 udp:4000:53 query:evil.com",
        "qinq vlan " BAD6 " hop options6 ah udp:4000:53 query:evil.com",
    };
    struct loaded_programs loaded;
    struct small_image small;
    char text[256];

    loaded_programs_open(&loaded);
    small_image_build(&small);
    loaded_programs_publish(&loaded, small.image);
    loaded_programs_enforce(&loaded, 1000);
    for (size_t i = 0; i < 2; i++) {
        static struct frame_bytes whole;

        frame_text(&whole, frames[i]);
        for (size_t cut = 1; cut <= whole.size - 22; cut++) {
            struct row row = {text, PASSES, C(TRUNCATED)};

            snprintf(text, sizeof text, "%s then cut:%zu", frames[i], cut);
            check_row(&loaded, loaded.skeleton->progs.tamis_ingress, &row);
            check_row(&loaded, loaded.skeleton->progs.tamis_egress, &row);
        }
    }
    small_image_destroy(&small);
    loaded_programs_close(&loaded);
}

/* Without an image all passes; monitored, all that would drop is reported. */
Test(packets, nothing_drops_that_is_not_enforced)
{
    static const struct row unpublished = {BAD4 " udp:1:2", PASSES,
                                           C(NO_IMAGE)};
    static const struct row monitored = {
        BAD4 " udp:1:2", PASSES, C(LISTED) | C(LISTED_V4) | C(MONITORED)};
    static const struct row stale = {BAD4 " udp:1:2", PASSES,
                                     C(LISTED) | C(LISTED_V4) | C(STALE)};
    struct loaded_programs loaded;
    struct small_image small;
    struct xdp_control control = {.alive_until_ns = ~0ull};

    loaded_programs_open(&loaded);
    small_image_build(&small);
    check_row(&loaded, loaded.skeleton->progs.tamis_ingress, &unpublished);
    check_row(&loaded, loaded.skeleton->progs.tamis_egress, &unpublished);
    loaded_programs_publish(&loaded, small.image);
    check_row(&loaded, loaded.skeleton->progs.tamis_ingress, &monitored);
    loaded_programs_control(&loaded, &control);
    check_row(&loaded, loaded.skeleton->progs.tamis_ingress, &monitored);
    control = (struct xdp_control){.enforce_until_ns = ~0ull};
    loaded_programs_control(&loaded, &control);
    check_row(&loaded, loaded.skeleton->progs.tamis_egress, &stale);
    control.alive_until_ns = 1;
    loaded_programs_control(&loaded, &control);
    check_row(&loaded, loaded.skeleton->progs.tamis_ingress, &stale);
    small_image_destroy(&small);
    loaded_programs_close(&loaded);
}
