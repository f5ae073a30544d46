/* SPDX-License-Identifier: BSD-2-Clause */
#include "report/counter.h"

/*
 * Observations are counted before or without the image. Names are asked for
 * only where some are listed, and what comes of an answer adds up everybody's:
 * those tell of what is listed.
 */
#define COUNTER(number, name, is_observation, description)                     \
    [XDP_COUNT_##number] = {name, description, is_observation}

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
