/* SPDX-License-Identifier: BSD-2-Clause */
/* What the programs write down: hits by answer, and events. */
#include "xdp/frame_text.h"
#include "xdp/loaded_programs.h"
#include "xdp/small_image.h"

#include "image/image.h"

#include <arpa/inet.h>
#include <bpf/bpf.h>
#include <criterion/criterion.h>
#include <sched.h>
#include <string.h>
#include <time.h>

#define EVENTS_MAX 4096
/* Programs take the time once a tick of the kernel's. */
#define TICK_MAX_NS 20000000u

static struct {
    struct loaded_programs loaded;
    struct small_image small;
    struct ring_buffer *ring;
    struct xdp_event events[EVENTS_MAX];
    size_t sizes[EVENTS_MAX];
    size_t count;
} bench;

static int keep(void *context, void *event, size_t size)
{
    (void)context;
    cr_assert_lt(bench.count, EVENTS_MAX);
    cr_assert_leq(size, sizeof *bench.events);
    memcpy(&bench.events[bench.count], event, size);
    bench.sizes[bench.count++] = size;
    return 0;
}

static void bench_open(__u32 events_a_second)
{
    loaded_programs_open(&bench.loaded);
    small_image_build(&bench.small);
    loaded_programs_publish(&bench.loaded, bench.small.image);
    loaded_programs_enforce(&bench.loaded, events_a_second);
    bench.ring = ring_buffer__new(
        bpf_map__fd(bench.loaded.skeleton->maps.events), keep, NULL, NULL);
    cr_assert_not_null(bench.ring);
}

static void bench_close(void)
{
    ring_buffer__free(bench.ring);
    small_image_destroy(&bench.small);
    loaded_programs_close(&bench.loaded);
}

static __u64 boot_ns(void)
{
    struct timespec now;

    clock_gettime(CLOCK_BOOTTIME, &now);
    return (__u64)now.tv_sec * 1000000000 + (__u64)now.tv_nsec;
}

/* Sleeps into the next second, so that what follows lies in one. */
static void await_second(void)
{
    __u64 rest = 1000000000 - boot_ns() % 1000000000;
    struct timespec pause = {0, (long)(rest + TICK_MAX_NS)};

    pause.tv_sec = pause.tv_nsec / 1000000000;
    pause.tv_nsec %= 1000000000;
    nanosleep(&pause, NULL);
}

static __u32 run(const struct bpf_program *program, const char *text)
{
    static struct frame_bytes frame;
    static struct frame_run bytes;
    __u32 returned;

    frame_text(&frame, text);
    bytes.bytes = frame.bytes;
    bytes.size = frame.size;
    returned = frame_run(program, &bytes, 0);
    ring_buffer__consume(bench.ring);
    return returned;
}

#define INGRESS bench.loaded.skeleton->progs.tamis_ingress
#define EGRESS  bench.loaded.skeleton->progs.tamis_egress
#define BAD     "4:198.51.100.7:192.0.2.2 udp:1000:2000 octets:10"

static void check_hit(const char *value, __u64 count)
{
    __u64 word = *loaded_programs_hit(&bench.loaded,
                                      small_image_answer(&bench.small, value));
    __u64 second = boot_ns() / 1000000000;
    __u64 last = word & IMAGE_HIT_SECOND_MASK;

    cr_expect_eq(word >> IMAGE_HIT_COUNT_SHIFT, count, "%s: %llu hits", value,
                 word >> IMAGE_HIT_COUNT_SHIFT);
    cr_expect(last == (second & IMAGE_HIT_SECOND_MASK) ||
                  last == ((second - 1) & IMAGE_HIT_SECOND_MASK),
              "%s", value);
}

Test(kernel_events, what_an_event_says)
{
    static const __u8 source[16] = {198, 51, 100, 7};
    static const __u8 destination[16] = {192, 0, 2, 2};
    const struct xdp_event *event = &bench.events[0];
    __u64 before = boot_ns();

    bench_open(1000);
    cr_expect_eq(run(INGRESS, BAD), XDP_DROP);
    cr_assert_eq(bench.count, 1);
    cr_expect_eq(bench.sizes[0], XDP_EVENT_WITHOUT_NAME);
    cr_expect(event->time_ns >= before - TICK_MAX_NS &&
              event->time_ns <= boot_ns());
    cr_expect_eq(event->generation, GENERATION_HERE);
    cr_expect_eq(event->answer,
                 small_image_answer(&bench.small, "198.51.100.7"));
    cr_expect_eq(event->packet_size, 14 + 20 + 8 + 10);
    cr_expect_eq(event->source_port, htons(1000));
    cr_expect_eq(event->destination_port, htons(2000));
    cr_expect_arr_eq(event->source, source, 16);
    cr_expect_arr_eq(event->destination, destination, 16);
    cr_expect_eq(event->version, 4);
    cr_expect_eq(event->protocol, 17);
    cr_expect_eq(event->direction, XDP_INGRESS);
    cr_expect_eq(event->place, XDP_AT_SOURCE);
    cr_expect_eq(event->action, XDP_DO_DROP_REPORT);
    cr_expect_eq(event->wanted, XDP_DO_DROP_REPORT);
    cr_expect_eq(event->name_size, 0);
    cr_expect_eq(event->flags, XDP_EVENT_ENFORCED);
    bench_close();
}

Test(kernel_events, an_event_of_a_name)
{
    static const char name[] = "\3wWw\4evil\3com";
    static const __u8 source[16] = {0x20, 1, 0x0d, 0xb8, [15] = 1};
    const struct xdp_event *event = &bench.events[0];

    bench_open(1000);
    cr_expect_eq(run(EGRESS, "6=2001:db8::1=2001:db8::53 udp:4000:53 "
                             "query:wWw.evil.com"),
                 2);
    cr_assert_eq(bench.count, 1);
    cr_expect_eq(bench.sizes[0], XDP_EVENT_WITHOUT_NAME + sizeof name);
    cr_expect_eq(event->name_size, sizeof name);
    cr_expect_arr_eq(event->name, name, sizeof name);
    cr_expect_eq(event->answer, small_image_answer(&bench.small, "evil.com"));
    cr_expect_eq(event->direction, XDP_EGRESS);
    cr_expect_eq(event->place, XDP_AT_QUERY);
    cr_expect_eq(event->version, 6);
    cr_expect_arr_eq(event->source, source, 16);
    run(INGRESS, "4:192.0.2.1:192.0.2.2 udp:53:4000 response:evil.com");
    cr_assert_eq(bench.count, 2);
    cr_expect_eq(bench.events[1].place, XDP_AT_RESPONSE);
    cr_expect_eq(bench.events[1].name_size, 10);
    bench_close();
}

static void number_policies(__u32 number)
{
    const struct image_header *header = bench.loaded.lines;
    struct image_set *sets = (void *)((char *)bench.loaded.lines +
                                      (size_t)IMAGE_SETS * IMAGE_LINE_SIZE);

    for (__u32 n = 0; n < header->set_count; n++)
        sets[n].flags = (sets[n].flags & ((1u << XDP_NUMBER_SHIFT) - 1)) |
                        number << XDP_NUMBER_SHIFT;
}

Test(kernel_events, which_policy_it_was)
{
    bench_open(1000);
    cr_expect_eq(run(INGRESS, BAD), XDP_DROP);
    number_policies(XDP_NUMBER_MAX);
    await_second();
    cr_expect_eq(run(INGRESS, BAD), XDP_DROP);
    cr_expect_eq(run(INGRESS, "4:192.0.2.2:198.51.100.7 none"), XDP_DROP);
    number_policies(0);
    cr_expect_eq(run(INGRESS, "4:192.0.2.1:192.0.2.2 udp:53:4000 "
                              "response:evil.com"),
                 XDP_DROP);
    cr_assert_eq(bench.count, 4);
    cr_expect_eq(bench.events[0].policy, 0);
    cr_expect_eq(bench.events[1].policy, XDP_NUMBER_MAX);
    cr_expect_eq(bench.events[2].policy, XDP_NUMBER_MAX);
    cr_expect_eq(bench.events[3].policy, 0);
    bench_close();
}

Test(kernel_events, what_is_monitored_is_told)
{
    const struct xdp_control control = {.events_a_second = 10};

    bench_open(0);
    loaded_programs_control(&bench.loaded, &control);
    cr_expect_eq(run(INGRESS, "4:198.51.100.8:192.0.2.2 none"), XDP_PASS);
    cr_assert_eq(bench.count, 1);
    cr_expect_eq(bench.events[0].action, XDP_DO_REPORT);
    cr_expect_eq(bench.events[0].wanted, XDP_DO_DROP);
    cr_expect_eq(bench.events[0].flags, 0);
    bench_close();
}

/* One event an answer, direction and end in a second, and every packet a
 * hit. */
Test(kernel_events, hits_count_and_events_do_not_repeat)
{
    struct xdp_counts counts;

    bench_open(1000);
    await_second();
    for (int n = 0; n < 100; n++)
        run(INGRESS, BAD);
    cr_expect_eq(bench.count, 1, "%zu events", bench.count);
    check_hit("198.51.100.7", 100);
    counts = loaded_programs_counts(&bench.loaded, XDP_INGRESS);
    cr_expect_eq(counts.of[XDP_COUNT_EVENT].packets, 1);
    cr_expect_eq(counts.of[XDP_COUNT_EVENT_SAME].packets, 99);
    run(EGRESS, BAD);
    run(EGRESS, "4:192.0.2.2:198.51.100.7 none");
    run(EGRESS, "4:192.0.2.2:198.51.100.7 none");
    cr_expect_eq(bench.count, 3, "%zu events", bench.count);
    check_hit("198.51.100.7", 103);
    nanosleep(&(struct timespec){1, TICK_MAX_NS}, NULL);
    run(INGRESS, BAD);
    run(INGRESS, BAD);
    cr_expect_eq(bench.count, 4, "%zu events", bench.count);
    bench_close();
}

/* What is dropped or counted without a report has hits and no events. */
Test(kernel_events, who_does_not_report_is_counted)
{
    bench_open(1000);
    for (int n = 0; n < 3; n++) {
        run(INGRESS, "4:198.51.100.8:192.0.2.2 none");
        run(INGRESS, "4:198.51.100.10:192.0.2.2 none");
    }
    cr_expect_eq(bench.count, 0);
    check_hit("198.51.100.8", 3);
    check_hit("198.51.100.10", 3);
    bench_close();
}

/* A packet may hit three times, and each event counts. */
Test(kernel_events, each_end_and_the_name_have_their_own)
{
    struct xdp_counts counts;

    bench_open(1000);
    run(INGRESS, "4:198.51.100.7:198.51.100.9 udp:4000:53 query:x.under.org");
    cr_assert_eq(bench.count, 3);
    counts = loaded_programs_counts(&bench.loaded, XDP_INGRESS);
    cr_expect_eq(counts.of[XDP_COUNT_EVENT].packets, 3);
    cr_expect_eq(counts.of[XDP_COUNT_LISTED].packets, 1);
    cr_expect_eq(bench.events[0].place, XDP_AT_SOURCE);
    cr_expect_eq(bench.events[1].place, XDP_AT_DESTINATION);
    cr_expect_eq(bench.events[1].action, XDP_DO_REPORT);
    cr_expect_eq(bench.events[2].place, XDP_AT_QUERY);
    check_hit("198.51.100.7", 1);
    check_hit("198.51.100.9", 1);
    check_hit("x.under.org", 1);
    bench_close();
}

/* The budget is each CPU's own, for both directions. */
Test(kernel_events, the_budget_of_a_second_is_kept)
{
    static const char *const texts[] = {
        "4:198.51.100.7:192.0.2.2 none", "4:192.0.2.2:198.51.100.7 none",
        "4:198.51.100.9:192.0.2.2 none", "4:192.0.2.2:198.51.100.9 none"};
    struct xdp_counts in, out;
    cpu_set_t one;

    CPU_ZERO(&one);
    CPU_SET((size_t)sched_getcpu(), &one);
    cr_assert_eq(sched_setaffinity(0, sizeof one, &one), 0);
    bench_open(5);
    await_second();
    for (size_t i = 0; i < 4; i++) {
        run(INGRESS, texts[i]);
        run(EGRESS, texts[i]);
    }
    in = loaded_programs_counts(&bench.loaded, XDP_INGRESS);
    out = loaded_programs_counts(&bench.loaded, XDP_EGRESS);
    cr_expect_eq(bench.count, 5, "%zu events", bench.count);
    cr_expect_eq(
        in.of[XDP_COUNT_EVENT].packets + out.of[XDP_COUNT_EVENT].packets, 5);
    cr_expect_eq(in.of[XDP_COUNT_EVENT_BUDGET].packets +
                     out.of[XDP_COUNT_EVENT_BUDGET].packets,
                 3);
    /* Three were lost in one second. */
    cr_expect_eq(in.of[XDP_COUNT_EVENT_GAP].packets +
                     out.of[XDP_COUNT_EVENT_GAP].packets,
                 1);
    bench_close();
}

/* 0 a second: none, and each that is not told is counted. */
Test(kernel_events, each_event_that_is_lost_is_counted)
{
    struct xdp_counts counts;

    bench_open(0);
    run(INGRESS, "4:198.51.100.7:198.51.100.9 udp:4000:53 query:x.under.org");
    counts = loaded_programs_counts(&bench.loaded, XDP_INGRESS);
    cr_expect_eq(bench.count, 0);
    cr_expect_eq(counts.of[XDP_COUNT_EVENT_BUDGET].packets, 3);
    bench_close();
}

Test(kernel_events, no_budget_no_events)
{
    struct xdp_counts counts;

    bench_open(0);
    run(INGRESS, BAD);
    counts = loaded_programs_counts(&bench.loaded, XDP_INGRESS);
    cr_expect_eq(bench.count, 0);
    cr_expect_eq(counts.of[XDP_COUNT_EVENT_BUDGET].packets, 1);
    cr_expect_eq(counts.of[XDP_COUNT_EVENT_GAP].packets, 0);
    check_hit("198.51.100.7", 1);
    bench_close();
}

/* A full ring loses events, counts them, and drops packets as before. */
Test(kernel_events, a_full_ring_changes_no_verdict)
{
    __u64 *hit;
    struct xdp_counts counts;
    static struct frame_bytes frame;
    static struct frame_run bytes;
    size_t tries = (4u << 20) / XDP_EVENT_WITHOUT_NAME;

    bench_open(~0u);
    hit = loaded_programs_hit(&bench.loaded,
                              small_image_answer(&bench.small, "198.51.100.7"));
    frame_text(&frame, BAD);
    bytes.bytes = frame.bytes;
    bytes.size = frame.size;
    for (size_t n = 0; n < tries; n++) {
        *hit = 0; /* as if it were the first */
        cr_assert_eq(frame_run(INGRESS, &bytes, 0), XDP_DROP);
    }
    counts = loaded_programs_counts(&bench.loaded, XDP_INGRESS);
    cr_expect_gt(counts.of[XDP_COUNT_EVENT_LOST].packets, 0);
    cr_expect_eq(counts.of[XDP_COUNT_EVENT_LOST].packets +
                     counts.of[XDP_COUNT_EVENT].packets,
                 tries);
    cr_expect_gt(counts.of[XDP_COUNT_EVENT_GAP].packets, 0);
    cr_expect_lt(counts.of[XDP_COUNT_EVENT_GAP].packets, 600);
    bench_close();
}

/* The count stays where it can go no further. */
Test(kernel_events, a_full_count_stays)
{
    __u64 *hit;

    bench_open(10);
    hit = loaded_programs_hit(&bench.loaded,
                              small_image_answer(&bench.small, "198.51.100.7"));
    *hit = IMAGE_HIT_FULL - IMAGE_HIT_ONE;
    for (int n = 0; n < 5; n++)
        run(INGRESS, BAD);
    cr_expect_eq(*hit >> IMAGE_HIT_COUNT_SHIFT,
                 IMAGE_HIT_FULL >> IMAGE_HIT_COUNT_SHIFT);
    cr_expect_eq(bench.count >= 1 && bench.count <= 2, 1);
    bench_close();
}

/* An answer whose time is up reports, and drops no more. */
Test(kernel_events, what_is_doubtful_only_reports)
{
    struct image_tables *tables;
    struct image_answer *answers;
    struct image_header *header;
    __u32 answer;
    struct xdp_counts counts;

    bench_open(10);
    answer = small_image_answer(&bench.small, "198.51.100.7");
    header = bench.loaded.lines;
    tables = (void *)((char *)bench.loaded.lines + IMAGE_LINE_SIZE);
    answers = (void *)((char *)bench.loaded.lines +
                       (size_t)tables->answers * IMAGE_LINE_SIZE);
    cr_assert_eq(answers[answer].until_hours, IMAGE_UNTIL_NEVER);
    header->base_ns = boot_ns() - 3599000000000; /* one second is left */
    answers[answer].until_hours = 1;
    cr_expect_eq(run(INGRESS, BAD), XDP_DROP);
    header->base_ns = boot_ns() - 3600000000000 - TICK_MAX_NS;
    cr_expect_eq(run(INGRESS, BAD), XDP_PASS);
    counts = loaded_programs_counts(&bench.loaded, XDP_INGRESS);
    cr_expect_eq(counts.of[XDP_COUNT_DOUBTFUL].packets, 1);
    cr_expect_eq(counts.of[XDP_COUNT_DROPPED].packets, 1);
    bench_close();
}
