/* SPDX-License-Identifier: BSD-2-Clause */
/* Queries that are answered, octet by octet, and those that are not. */
#include "xdp/frame_text.h"
#include "xdp/loaded_programs.h"
#include "xdp/small_image.h"

#include <criterion/criterion.h>
#include <linux/pkt_cls.h>
#include <string.h>

#define ASK4 "4:192.0.2.1:203.0.113.53 udp:4000:53 "
#define ASK6 "6=2001:db8::1=2001:db8::53 udp:4000:53 "

struct bench {
    struct loaded_programs loaded;
    struct small_image small;
    struct frame_bytes frame;
    struct frame_run run;
};

static struct bench bench;

static void bench_open(__u32 flags)
{
    const struct xdp_control control = {.enforce_until_ns = ~0ull,
                                        .alive_until_ns = ~0ull,
                                        .flags = flags,
                                        .link_address = {2, 0, 0, 0, 0, 1},
                                        .events_a_second = 1000};

    loaded_programs_open(&bench.loaded);
    small_image_build(&bench.small);
    loaded_programs_publish(&bench.loaded, bench.small.image);
    loaded_programs_control(&bench.loaded, &control);
}

static void bench_close(void)
{
    small_image_destroy(&bench.small);
    loaded_programs_close(&bench.loaded);
}

static __u32 run(const struct bpf_program *program, const char *text)
{
    frame_text(&bench.frame, text);
    bench.run.bytes = bench.frame.bytes;
    bench.run.size = bench.frame.size;
    return frame_run(program, &bench.run, 0);
}

static unsigned load_16(const __u8 *at)
{
    return (unsigned)at[0] << 8 | at[1];
}

static uint16_t udp_checksum(const __u8 *addresses, size_t size,
                             const __u8 *udp)
{
    unsigned length = load_16(udp + 4);
    uint32_t sum = 17 + length;

    for (size_t i = 0; i < size; i += 2)
        sum += load_16(addresses + i);
    return internet_checksum(udp, length, sum);
}

static void check_v4(const __u8 *ip, const __u8 *asked, size_t size)
{
    cr_expect_eq(load_16(ip + 2), size);
    cr_expect_eq(load_16(ip + 6), 0x4000);
    cr_expect_eq(ip[8], 64);
    cr_expect_eq(internet_checksum(ip, 20, 0), 0);
    cr_expect_arr_eq(ip + 12, asked + 16, 4);
    cr_expect_arr_eq(ip + 16, asked + 12, 4);
    cr_expect_eq(udp_checksum(ip + 12, 8, ip + 20), 0);
}

static void check_v6(const __u8 *ip, const __u8 *asked, size_t size)
{
    cr_expect_eq(load_16(ip + 4), size - 40);
    cr_expect_eq(ip[6], 17);
    cr_expect_eq(ip[7], 64);
    cr_expect_arr_eq(ip + 8, asked + 24, 16);
    cr_expect_arr_eq(ip + 24, asked + 8, 16);
    cr_expect_eq(udp_checksum(ip + 8, 32, ip + 40), 0);
}

/* The frame that went out is the answer to bench.frame. */
static void check_answer(const char *text)
{
    const struct frame_bytes *asked = &bench.frame;
    const __u8 *out = bench.run.out, *udp = out + asked->transport;
    const __u8 *message = out + asked->message;
    /* cut behind the question: EDNS has 11 octets */
    size_t end = asked->size - 11;

    cr_expect_eq(bench.run.out_size, end < 60 ? 60 : end, "%s: %u octets", text,
                 bench.run.out_size);
    cr_expect_arr_eq(out, asked->bytes + 6, 6);
    cr_expect_arr_eq(out + 6, asked->bytes, 6);
    cr_expect_arr_eq(out + 12, asked->bytes + 12, asked->network - 12);
    if (out[asked->network] == 0x45)
        check_v4(out + asked->network, asked->bytes + asked->network,
                 end - asked->network);
    else
        check_v6(out + asked->network, asked->bytes + asked->network,
                 end - asked->network);
    cr_expect_eq(load_16(udp), 53);
    cr_expect_eq(load_16(udp + 2), 4000);
    cr_expect_eq(load_16(udp + 4), end - asked->transport);
    cr_expect_neq(load_16(udp + 6), 0);
    cr_expect_eq(load_16(message), 0xabcd);
    cr_expect_eq(message[2], 0x81, "a response, recursion as it was desired");
    cr_expect_eq(message[3], 0x83, "NXDOMAIN, with recursion");
    cr_expect_arr_eq(message + 4, "\0\1\0\0\0\0\0\0", 8);
    cr_expect_arr_eq(message + 12, asked->bytes + asked->message + 12,
                     end - asked->message - 12, "%s: the question", text);
}

Test(nxdomain, a_query_for_a_name_that_is_dropped)
{
    static const char *const texts[] = {
        ASK4 "query:evil.com",
        ASK4 "query:WWW.eViL.com",
        ASK4 "query:w.evil.com",
        ASK4 "query:ww.evil.com",
        ASK4 "query:www.evil.com",
        ASK4 "query:quiet.org then pad:40",
        ASK6 "query:evil.com",
        ASK6 "query:a.evil.com",
        ASK6 "query:aa.evil.com",
        ASK6 "query:aaa.evil.com",
        "qinq vlan " ASK4 "query:evil.com",
        "vlan vlan vlan vlan " ASK6 "query:evil.com",
        ASK4 "query:abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefg"
             "hij.abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefgh"
             "ij.abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefghi"
             "j.cdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzab.evil.com",
    };
    struct xdp_counts before, after;

    bench_open(XDP_CONTROL_ANSWER_NXDOMAIN);
    before = loaded_programs_counts(&bench.loaded, XDP_INGRESS);
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        size_t padding = strstr(texts[i], "pad:40") ? 40 : 0;

        cr_expect_eq(run(bench.loaded.skeleton->progs.tamis_ingress, texts[i]),
                     XDP_TX, "%s", texts[i]);
        bench.frame.size -= padding;
        check_answer(texts[i]);
        cr_expect_eq(
            run(bench.loaded.skeleton->progs.tamis_ingress_frags, texts[i]),
            XDP_TX, "%s", texts[i]);
        bench.frame.size -= padding;
        check_answer(texts[i]);
    }
    after = loaded_programs_counts(&bench.loaded, XDP_INGRESS);
    cr_expect_eq(after.of[XDP_COUNT_ANSWERED].packets -
                     before.of[XDP_COUNT_ANSWERED].packets,
                 2 * sizeof texts / sizeof *texts);
    cr_expect_eq(after.of[XDP_COUNT_DROPPED].packets, 0);
    bench_close();
}

/* The flags of a query that are told back. */
Test(nxdomain, flags_are_carried_over)
{
    bench_open(XDP_CONTROL_ANSWER_NXDOMAIN);
    cr_expect_eq(run(bench.loaded.skeleton->progs.tamis_ingress,
                     ASK4 "query:evil.com then dns+2:0010"),
                 XDP_TX);
    cr_expect_eq(bench.run.out[bench.frame.message + 2], 0x80);
    cr_expect_eq(bench.run.out[bench.frame.message + 3], 0x93);
    cr_expect_eq(run(bench.loaded.skeleton->progs.tamis_ingress,
                     ASK4 "query:evil.com then dns+2:07ff"),
                 XDP_TX);
    cr_expect_eq(bench.run.out[bench.frame.message + 2], 0x81);
    cr_expect_eq(bench.run.out[bench.frame.message + 3], 0x93);
    bench_close();
}

Test(nxdomain, what_is_dropped_all_the_same)
{
    static const char *const texts[] = {
        "4:192.0.2.1:203.0.113.53 udp:53:4000 response:evil.com",
        "4:192.0.2.1:203.0.113.53 options:4 udp:4000:53 query:evil.com",
        ASK4 "query:evil.com then ip+6:2000",
        "6=2001:db8::1=2001:db8::53 hop udp:4000:53 query:evil.com",
        "6=2001:db8::1=2001:db8::53 first6 udp:4000:53 query:evil.com",
        "4:198.51.100.7:203.0.113.53 udp:4000:53 query:evil.com",
        "4:192.0.2.1:198.51.100.7 udp:4000:53 query:evil.com",
        "4:192.0.2.1:224.0.0.251 udp:4000:53 query:evil.com",
        ASK4 "query:evil.com then dns+4:0002",
        "4:0.0.0.0:203.0.113.53 udp:4000:53 query:evil.com",
        "4:255.255.255.255:203.0.113.53 udp:4000:53 query:evil.com",
        "4:192.0.2.1:203.0.113.53 udp:0:53 query:evil.com",
        "6=2001:db8::1=ff02::fb udp:4000:53 query:evil.com",
        "6=::=2001:db8::53 udp:4000:53 query:evil.com",
    };

    bench_open(XDP_CONTROL_ANSWER_NXDOMAIN);
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        cr_expect_eq(run(bench.loaded.skeleton->progs.tamis_ingress, texts[i]),
                     XDP_DROP, "%s", texts[i]);
    /* to a group, by Ethernet */
    frame_text(&bench.frame, ASK4 "query:evil.com");
    bench.frame.bytes[0] |= 1;
    bench.run.size = bench.frame.size;
    cr_expect_eq(
        frame_run(bench.loaded.skeleton->progs.tamis_ingress, &bench.run, 0),
        XDP_DROP);
    /* to another host, whom this one only listens to */
    for (int octet = 0; octet < 6; octet++) {
        frame_text(&bench.frame, ASK4 "query:evil.com");
        bench.frame.bytes[octet] ^= 2;
        cr_expect_eq(frame_run(bench.loaded.skeleton->progs.tamis_ingress,
                               &bench.run, 0),
                     XDP_DROP, "octet %d", octet);
    }
    cr_expect_eq(
        run(bench.loaded.skeleton->progs.tamis_egress, ASK4 "query:evil.com"),
        TC_ACT_SHOT);
    bench_close();
}

Test(nxdomain, what_passes_is_not_answered)
{
    bench_open(XDP_CONTROL_ANSWER_NXDOMAIN);
    cr_expect_eq(run(bench.loaded.skeleton->progs.tamis_ingress,
                     ASK4 "query:x.under.org"),
                 XDP_PASS);
    cr_expect_eq(run(bench.loaded.skeleton->progs.tamis_ingress,
                     ASK4 "query:good.evil.com"),
                 XDP_PASS);
    cr_expect_arr_eq(bench.run.out, bench.frame.bytes, bench.frame.size);
    bench_close();
}

Test(nxdomain, nothing_is_answered_unless_it_is_asked_for)
{
    bench_open(0);
    cr_expect_eq(
        run(bench.loaded.skeleton->progs.tamis_ingress, ASK4 "query:evil.com"),
        XDP_DROP);
    bench_close();
}
