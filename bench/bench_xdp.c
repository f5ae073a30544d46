/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * xdp: what a packet costs that a filter in the kernel looks at.
 *
 * A program of ours writes another key into the packet each time and goes on
 * with the one that is measured (packet_run.h). What the same costs in front
 * of a program that does nothing is subtracted. After each block of packets
 * the filter's own counter must tell as many drops as there were listed keys.
 */
#include "activity.h"
#include "bench.h"
#include "machine.h"
#include "packet_run.h"
#include "private_room.h"
#include "random_stream.h"
#include "synthetic.h"
#include "xdp_subject.h"

#include <bpf/libbpf.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

/* Of a size, the shares of the list that the target names: 1 M addresses and
 * 200 K prefixes, 160 K IPv6, 500 K names. */
#define SHARE_IPV4 1200.0
#define SHARE_IPV6 160.0
#define SHARE_NAME 500.0
#define SHARES     (SHARE_IPV4 + SHARE_IPV6 + SHARE_NAME)

#define SAMPLES_MAX 1000u

#define WAIT_BYTES (64u << 20)
#define WAIT_READS 1000000u

struct memory_line {
    size_t next;
    char rest[56];
};

/* One kind's keys on their way into a subject, or past it. */
struct pass {
    const struct xdp_round *round;
    const struct xdp_subject *subject;
    void *store;
    const struct query_list *queries;
    struct packet_run *run;
    double samples[SAMPLES_MAX];
    unsigned count;
};

/* Few keys take many turns: a system call has to be of many packets. */
static size_t turns_of(const struct query_list *queries)
{
    return queries->keys.count < KEY_BLOCK ? KEY_BLOCK / queries->keys.count
                                           : 1;
}

static void require_dropped(const struct pass *pass, size_t block,
                            uint64_t dropped)
{
    const struct query_list *queries = pass->queries;
    uint64_t expected = queries->block_hits[block] * turns_of(queries);

    if (dropped == expected)
        return;
    activity_clear();
    fprintf(stderr,
            "tamis bench: wrong answers by %s for %s: of packets %zu to %zu "
            "%llu were dropped, not %llu\n",
            pass->subject->name, key_kind_name(queries->keys.kind),
            block * KEY_BLOCK, (block + 1) * KEY_BLOCK - 1,
            (unsigned long long)dropped, (unsigned long long)expected);
    exit(2);
}

/* Blocks from *block on until the time is over or all had their turn: the mean
 * of a packet. Checked when a store is given. */
static double run_blocks(struct pass *pass, size_t *block, bool is_checked)
{
    const struct query_list *queries = pass->queries;
    double begin = machine_seconds(), sum = 0;
    uint64_t before = is_checked ? pass->subject->dropped(pass->store) : 0;
    size_t done = 0;

    do {
        size_t left = queries->keys.count - *block * KEY_BLOCK;
        size_t step = (left < KEY_BLOCK ? left : KEY_BLOCK) * turns_of(queries);

        sum += packet_run_next(pass->run, step) * (double)step;
        done += step;
        if (is_checked) {
            uint64_t now = pass->subject->dropped(pass->store);

            require_dropped(pass, *block, now - before);
            before = now;
        }
        *block = *block + 1 < queries->block_count ? *block + 1 : 0;
    } while (done < queries->keys.count &&
             machine_seconds() - begin < pass->round->plan->seconds);
    return sum / (double)done;
}

/* All passes through one program, less what the way to it costs. */
static void run_passes(struct pass *pass, int program, double less)
{
    size_t block = 0;

    if (!packet_run_aim(pass->run, program))
        exit(2);
    pass->count = 0;
    run_blocks(pass, &block, program >= 0);
    for (unsigned n = 0; n < pass->round->plan->repeats && n < SAMPLES_MAX;
         n++) {
        double sample = run_blocks(pass, &block, program >= 0) - less;

        pass->samples[pass->count++] = sample > 0 ? sample : 0;
    }
}

/* Returns the median. What the way costs is told once for all subjects. */
static double write_passes(struct pass *pass, const char *subject,
                           const char *metric)
{
    const struct xdp_round *round = pass->round;
    const char *kind = key_kind_name(pass->queries->keys.kind);
    struct result result = result_open("xdp", subject, kind, round->size);

    result.hit_share = pass->queries->hit_share;
    result.queries = pass->queries->keys.count;
    snprintf(result.keys, sizeof result.keys, "streamed");
    result_name(&result, metric, "ns/packet");
    result_take(&result, pass->samples, pass->count);
    if (strcmp(subject, "empty") != 0 ||
        !result_find(round->log, &result, subject))
        result_write(round->plan, round->log, &result);
    return result.value;
}

/* Clean packets, listed ones, or some of each. */
static void measure_share(struct pass *pass, const struct key_list *listed,
                          double share)
{
    const struct xdp_subject *subject = pass->subject;
    const struct bench_plan *plan = pass->round->plan;
    struct query_list queries;
    const char *metric = "packet";
    unsigned n = 0;
    double empty;

    activity_show("%s of %zu: %s, %g %% listed", key_kind_name(listed->kind),
                  pass->round->size, subject->name, share * 100);
    synthetic_queries(&queries, listed, plan->queries, share, plan->seed);
    pass->queries = &queries;
    pass->run = packet_run_open(&queries.keys);
    if (!pass->run)
        exit(2);
    run_passes(pass, -1, 0);
    empty = write_passes(pass, "empty", "packet");
    do {
        if (subject->treat && !subject->treat(pass->store, n, &metric))
            break;
        run_passes(pass, subject->program(pass->store, listed->kind), empty);
        write_passes(pass, subject->name, metric);
        n++;
    } while (subject->treat);
    packet_run_close(pass->run);
    query_list_close(&queries);
}

/* --- what is listed ------------------------------------------------------- */

static bool make_lists(struct xdp_lists *lists, const struct bench_plan *plan,
                       size_t size)
{
    const double shares[KEY_KIND_COUNT] = {[KEY_DOMAIN] = SHARE_NAME,
                                           [KEY_IPV4] = SHARE_IPV4,
                                           [KEY_IPV6] = SHARE_IPV6};

    memset(lists, 0, sizeof *lists);
    for (enum key_kind kind = KEY_DOMAIN; kind <= KEY_IPV6; kind++) {
        double count = (double)size * shares[kind] / SHARES;

        if (!bench_lookup_keys(&lists->of[kind], kind, (size_t)count + 1,
                               plan->seed))
            return false;
        lists->count += lists->of[kind].count;
    }
    return true;
}

static void close_lists(struct xdp_lists *lists)
{
    for (enum key_kind kind = KEY_DOMAIN; kind <= KEY_IPV6; kind++)
        key_list_close(&lists->of[kind]);
}

static bool is_held(const struct xdp_subject *subject,
                    const struct key_list *list, size_t n)
{
    return subject->holds_prefixes ||
           list->lengths[n] == (list->kind == KEY_IPV4 ? 32 : 128);
}

/* Of listed addresses those that a subject can hold, evenly taken where it
 * cannot hold all. */
static void take_held(const struct xdp_subject *subject,
                      const struct key_list *list, struct key_list *held)
{
    size_t count = 0, taken = 0, seen = 0;

    for (size_t n = 0; n < list->count; n++)
        count += is_held(subject, list, n);
    key_list_open(held, list->kind, count, true);
    held->seed = list->seed;
    for (size_t n = 0; n < list->count; n++) {
        if (!is_held(subject, list, n))
            continue;
        seen++;
        if (subject->limit && (double)seen * (double)subject->limit <=
                                  (double)taken * (double)count)
            continue;
        held->addresses[taken] = list->addresses[n];
        held->lengths[taken] = list->lengths[n];
        held->values[taken] = list->values[n];
        if (held->ipv4)
            held->ipv4[taken] = list->ipv4[n];
        taken++;
        if (taken == subject->limit)
            break;
    }
    held->count = taken;
}

/* --- a subject ------------------------------------------------------------ */

static void measure_subject(const struct xdp_round *round,
                            const struct xdp_subject *subject,
                            const struct xdp_lists *lists)
{
    const struct bench_plan *plan = round->plan;
    struct pass pass = {.round = round, .subject = subject};
    double begin = machine_seconds(), held = (double)lists->count, build;

    activity_show("%zu: %s is built", round->size, subject->name);
    pass.store = subject->open(round, lists);
    if (!pass.store)
        return; /* it said why */
    build = (machine_seconds() - begin) * 1e3;
    if (!subject->treat)
        xdp_write(round, subject->name, "build", "ms", &build, 1);
    xdp_write(round, subject->name, "held", "indicators", &held, 1);
    for (enum key_kind kind = KEY_DOMAIN; kind <= KEY_IPV6; kind++)
        for (size_t i = 0; i < plan->hit_share_count; i++)
            if (subject->kinds >> kind & 1)
                measure_share(&pass, &lists->of[kind], plan->hit_shares[i]);
    subject->close(pass.store);
}

/* With the part of the lists that it holds. */
static void measure_held(const struct xdp_round *round,
                         const struct xdp_subject *subject,
                         const struct xdp_lists *lists)
{
    struct xdp_lists held;

    if (subject->holds_prefixes && !subject->limit) {
        measure_subject(round, subject, lists);
        return;
    }
    memset(&held, 0, sizeof held);
    for (enum key_kind kind = KEY_IPV4; kind <= KEY_IPV6; kind++) {
        take_held(subject, &lists->of[kind], &held.of[kind]);
        held.count += held.of[kind].count;
    }
    measure_subject(round, subject, &held);
    close_lists(&held);
}

/* What one read that nobody foresees costs here, in pages of 4 KiB, as the
 * kernel's maps have: a hit takes some of these, one after the other. */
static double memory_wait(uint64_t seed)
{
    size_t count = WAIT_BYTES / sizeof(struct memory_line), at = 0;
    struct memory_line *lines = memory_get(count, sizeof *lines);
    struct random_stream random = random_open(seed, count);
    double begin;

    madvise(lines, count * sizeof *lines, MADV_NOHUGEPAGE);
    for (size_t n = 0; n < count; n++)
        lines[n].next = n;
    for (size_t n = count - 1; n > 0; n--) { /* one circle: Sattolo */
        size_t other = (size_t)random_below(&random, n);
        size_t next = lines[n].next;

        lines[n].next = lines[other].next;
        lines[other].next = next;
    }
    begin = machine_seconds();
    for (size_t n = 0; n < WAIT_READS; n++)
        at = lines[at].next;
    begin = (machine_seconds() - begin) * 1e9 / WAIT_READS;
    free(lines);
    return at < count ? begin : 0;
}

static void measure_size(const struct xdp_round *round)
{
    const struct xdp_subject *subject;
    struct xdp_lists lists;
    double wait = memory_wait(round->plan->seed);

    xdp_write(round, "empty", "memory-wait", "ns", &wait, 1);

    if (make_lists(&lists, round->plan, round->size))
        for (size_t n = 0; (subject = xdp_subject_get(n)); n++)
            if (plan_wants_peer(round->plan, subject->name))
                measure_held(round, subject, &lists);
    close_lists(&lists);
}

static int say_nothing(enum libbpf_print_level level, const char *format,
                       va_list arguments)
{
    (void)level;
    (void)format;
    (void)arguments;
    return 0;
}

int bench_xdp(const struct bench_plan *plan)
{
    struct result_log log = {.count = 0};
    struct xdp_round round = {.plan = plan, .log = &log};

    libbpf_set_print(say_nothing);
    if (!private_room_enter())
        return 2;
    for (size_t i = 0; i < plan->size_count; i++) {
        round.size = plan->sizes[i];
        measure_size(&round);
    }
    result_log_close(&log);
    return 0;
}
