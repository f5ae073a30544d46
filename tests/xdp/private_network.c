/* SPDX-License-Identifier: BSD-2-Clause */
#include "xdp/private_network.h"

#include <arpa/inet.h>
#include <criterion/criterion.h>
#include <errno.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <linux/ip.h>
#include <linux/udp.h>
#include <net/if.h>
#include <poll.h>
#include <sched.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#define WAIT_MS 10000

struct frame {
    struct ethhdr ethernet;
    struct iphdr ip;
    struct udphdr udp;
    char octets[9000];
} __attribute__((packed));

static void give_up(const char *what)
{
    const char *required = getenv("TAMIS_REQUIRE_BPF");

    if (required && strcmp(required, "1") == 0)
        cr_assert_fail("%s: %s", what, strerror(errno));
    cr_skip_test("%s (%s): run as root", what, strerror(errno));
}

static void make_folder(const char *path, const char *type)
{
    cr_assert(mkdir(path, 0700) == 0, "%s: %s", path, strerror(errno));
    if (type && mount(type, path, type, 0, NULL))
        give_up("no BPF file system here");
}

void private_network_enter(void)
{
    if (unshare(CLONE_NEWNET | CLONE_NEWNS))
        give_up("no namespaces of its own here");
    if (mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) ||
        mount("tmpfs", "/mnt", "tmpfs", 0, "mode=0700"))
        give_up("cannot mount here");
    make_folder("/mnt/bpf", "bpf");
    make_folder("/mnt/run", NULL);
    private_run("ip link add %s type veth peer name %s", NEAR_END, FAR_END);
    private_run("sysctl -qw net.ipv6.conf.%s.disable_ipv6=1", NEAR_END);
    private_run("sysctl -qw net.ipv6.conf.%s.disable_ipv6=1", FAR_END);
    private_run("ip link set %s up", NEAR_END);
    private_run("ip link set %s up", FAR_END);
}

void private_run(const char *format, ...)
{
    char command[512];
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(command, sizeof command, format, arguments);
    va_end(arguments);
    cr_assert_eq(system(command), 0, "%s", command);
}

tamis_xdp_options private_options(void)
{
    tamis_xdp_options options = TAMIS_XDP_OPTIONS_INIT;

    options.bpf_folder = PRIVATE_BPF;
    options.state_folder = PRIVATE_STATE;
    options.ring_size = 1 << 16;
    return options;
}

int private_is_clean(void)
{
    return access(PRIVATE_BPF, F_OK) != 0 && access(PRIVATE_STATE, F_OK) != 0;
}

int frame_socket(const char *interface)
{
    const struct sockaddr_ll address = {.sll_family = AF_PACKET,
                                        .sll_protocol = htons(ETH_P_IP),
                                        .sll_ifindex =
                                            (int)if_nametoindex(interface)};
    const int room = 64 << 20;
    int file = socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, htons(ETH_P_IP));

    cr_assert_geq(file, 0, "%s", strerror(errno));
    cr_assert_eq(bind(file, (const void *)&address, sizeof address), 0);
    setsockopt(file, SOL_SOCKET, SO_RCVBUFFORCE, &room, sizeof room);
    return file;
}

void frame_send(int socket_file, uint32_t source, uint32_t destination,
                size_t octets)
{
    static struct frame frame;
    size_t size = offsetof(struct frame, octets) + octets;

    cr_assert_leq(octets, sizeof frame.octets);
    memset(&frame.ethernet, 0xff, sizeof frame.ethernet);
    frame.ethernet.h_source[0] = 2;
    frame.ethernet.h_proto = htons(ETH_P_IP);
    frame.ip = (struct iphdr){
        .version = 4,
        .ihl = 5,
        .ttl = 64,
        .protocol = IPPROTO_UDP,
        .tot_len = htons((uint16_t)(size - sizeof frame.ethernet)),
        .saddr = htonl(source),
        .daddr = htonl(destination)};
    frame.udp =
        (struct udphdr){.source = htons(4000),
                        .dest = htons(5000),
                        .len = htons((uint16_t)(sizeof frame.udp + octets))};
    /* A sender is told so when its packet is dropped on the way out. */
    if (send(socket_file, &frame, size, 0) < 0 && errno != ENOBUFS)
        cr_assert_fail("%s", strerror(errno));
}

void frame_tally_until(int socket_file, uint32_t last,
                       struct frame_tally *tallies, size_t tally_count)
{
    static struct frame frame;

    for (;;) {
        struct pollfd ready = {socket_file, POLLIN, 0};
        struct sockaddr_ll from;
        socklen_t from_size = sizeof from;
        ssize_t size;

        cr_assert_eq(poll(&ready, 1, WAIT_MS), 1, "the last packet is lost");
        size = recvfrom(socket_file, &frame, sizeof frame, 0, (void *)&from,
                        &from_size);
        if (size < (ssize_t)offsetof(struct frame, octets) ||
            from.sll_pkttype == PACKET_OUTGOING)
            continue;
        if (ntohl(frame.ip.saddr) == last)
            return;
        for (size_t n = 0; n < tally_count; n++)
            tallies[n].count += ntohl(frame.ip.saddr) == tallies[n].source;
    }
}
