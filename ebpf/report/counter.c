/* SPDX-License-Identifier: BSD-2-Clause */
#include "report/counter.h"
#include "base/failure.h"
#include "base/heap.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <string.h>

/*
 * For all are observations, counted before or without the image, and that
 * events were lost under overload, which is told by seconds. Names are asked
 * for only where some are listed, and what comes of an answer adds up
 * everybody's: those tell of what is listed.
 */
#define COUNTER(number, name, is_for_all, description)                         \
    [XDP_COUNT_##number] = {name, description, is_for_all}

const struct counter_name counter_names[XDP_COUNTERS] = {
    COUNTER(SEEN, "seen", true, "all packets"),
    COUNTER(NO_IMAGE, "no_image", true, "no image was published: passed"),
    COUNTER(NOT_IP, "not_ip", true, "no IPv4 or IPv6: passed"),
    COUNTER(TRUNCATED, "truncated", true, "a header is cut short: passed"),
    COUNTER(MALFORMED, "malformed", true,
            "a header contradicts itself: passed"),
    COUNTER(VLAN_LIMIT, "vlan_limit", true, "more than 4 VLAN tags: passed"),
    COUNTER(HEADER_LIMIT, "header_limit", true,
            "more than 6 extension headers: by addresses only"),
    COUNTER(FRAGMENT, "fragment", true, "a later fragment: by addresses only"),
    COUNTER(DNS, "dns", false, "DNS messages whose name was asked for"),
    COUNTER(DNS_UNPARSED, "dns_unparsed", false,
            "on port 53, without a name that could be read"),
    COUNTER(DNS_DEEP, "dns_deep", false,
            "names of more labels than are looked at: by the last ones"),
    COUNTER(LISTED, "listed", false, "packets with something listed"),
    COUNTER(LISTED_V4, "listed_ipv4", false, "listed by an IPv4 address"),
    COUNTER(LISTED_V6, "listed_ipv6", false, "listed by an IPv6 address"),
    COUNTER(LISTED_PORT, "listed_port", false,
            "listed by an address with its port"),
    COUNTER(LISTED_NAME, "listed_name", false, "listed by a DNS name"),
    COUNTER(ALLOWED, "allowed", false, "an allow record held"),
    COUNTER(WARNED, "warned", false, "on a warning list: not dropped"),
    COUNTER(PROTECTED, "protected", false, "the operator's own: not dropped"),
    COUNTER(DOUBTFUL, "doubtful", false,
            "a statement's time was up: not dropped"),
    COUNTER(MONITORED, "monitored", false,
            "the policy says to drop, and nothing is enforced"),
    COUNTER(STALE, "stale", false,
            "the policy says to drop, and the agent is gone"),
    COUNTER(DROPPED, "dropped", false, "dropped"),
    COUNTER(ANSWERED, "answered", false, "answered by NXDOMAIN"),
    COUNTER(EVENT, "event", false, "events written"),
    COUNTER(EVENT_SAME, "event_same", false,
            "no event: one was written in the same second"),
    COUNTER(EVENT_BUDGET, "event_budget", false,
            "no event: too many in this second"),
    COUNTER(EVENT_LOST, "event_lost", false,
            "no event: nobody read those before"),
    COUNTER(EVENT_GAP, "event_gap", true,
            "seconds in which events were lost, on each CPU"),
};

void counters_add(struct xdp_counts *sum, const struct xdp_counts *of_cpus,
                  size_t cpu_count)
{
    for (size_t cpu = 0; cpu < cpu_count; cpu++) {
        for (int which = 0; which < XDP_COUNTERS; which++) {
            sum->of[which].packets += of_cpus[cpu].of[which].packets;
            sum->of[which].bytes += of_cpus[cpu].of[which].bytes;
        }
    }
}

tamis_status counters_read(struct xdp_counts counts[2], int map,
                           const tamis_allocator *heap, tamis_error *error)
{
    int cpus = libbpf_num_possible_cpus();
    struct xdp_counts *of_cpus;
    int number = 0;

    if (cpus < 0)
        return failure_system(error, cpus, "how many CPUs there may be");
    of_cpus = heap_take(heap, (size_t)cpus, sizeof *of_cpus);
    if (!of_cpus)
        return failure(error, TAMIS_ERROR_MEMORY,
                       "no memory for the counters of %d CPUs", cpus);
    memset(counts, 0, 2 * sizeof *counts);
    for (__u32 direction = 0; direction < 2 && !number; direction++) {
        if (bpf_map_lookup_elem(map, &direction, of_cpus) < 0)
            number = errno;
        else
            counters_add(&counts[direction], of_cpus, (size_t)cpus);
    }
    heap_give(heap, of_cpus);
    return number ? failure_system(error, number, "reading the counters")
                  : TAMIS_OK;
}
