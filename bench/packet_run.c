/* SPDX-License-Identifier: BSD-2-Clause */
#include "packet_run.h"
#include "activity.h"

#include "moving_key.skel.h"

#include <arpa/inet.h>
#include <bpf/bpf.h>
#include <errno.h>
#include <linux/bpf.h>
#include <net/ethernet.h>
#include <netinet/ip.h>
#include <netinet/ip6.h>
#include <netinet/udp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>

/* As moving_key.bpf.c has them. */
#define NAME_OFFSET 54u
#define NAME_ROOM   96u
#define FRAME_MAX   (NAME_OFFSET + NAME_ROOM)
#define PAYLOAD     32u

struct packet_run {
    enum key_kind kind;
    /* A program for whole packets only may not go on with one that also takes
     * packets in parts, nor the other way round: the second is for those. */
    struct moving_key_bpf *movers[2];
    struct moving_key_bpf *aimed;
    uint32_t key_count;
    uint8_t frame[FRAME_MAX];
    uint32_t frame_size;
};

static void begin_frame(struct packet_run *run, uint16_t protocol,
                        uint32_t size)
{
    struct ether_header ethernet = {.ether_shost = {2, 0, 0, 0, 0, 1},
                                    .ether_dhost = {2, 0, 0, 0, 0, 2},
                                    .ether_type = htons(protocol)};

    memcpy(run->frame, &ethernet, sizeof ethernet);
    run->frame_size = (uint32_t)sizeof ethernet + size;
}

static void put_udp(uint8_t *place, uint16_t port, uint32_t payload)
{
    struct udphdr udp = {.uh_sport = htons(40000),
                         .uh_dport = htons(port),
                         .uh_ulen = htons((uint16_t)(sizeof udp + payload))};

    memcpy(place, &udp, sizeof udp);
}

static uint8_t *put_ip4(struct packet_run *run, uint32_t payload)
{
    uint32_t size =
        (uint32_t)sizeof(struct ip) + (uint32_t)sizeof(struct udphdr) + payload;
    struct ip ip = {.ip_hl = 5,
                    .ip_v = 4,
                    .ip_len = htons((uint16_t)size),
                    .ip_ttl = 64,
                    .ip_p = IPPROTO_UDP,
                    .ip_src = {htonl(0x0a4d0002)},
                    .ip_dst = {htonl(0x0a4d0001)}};
    uint8_t *place = run->frame + sizeof(struct ether_header);

    begin_frame(run, ETHERTYPE_IP, size);
    memcpy(place, &ip, sizeof ip);
    return place + sizeof ip;
}

static uint8_t *put_ip6(struct packet_run *run, uint32_t payload)
{
    uint32_t size = (uint32_t)sizeof(struct udphdr) + payload;
    struct ip6_hdr ip = {.ip6_dst = {{{0xfd, 0, 0, 0x77}}}};
    uint8_t *place = run->frame + sizeof(struct ether_header);

    begin_frame(run, ETHERTYPE_IPV6, (uint32_t)sizeof ip + size);
    ip.ip6_vfc = 6 << 4;
    ip.ip6_plen = htons((uint16_t)size);
    ip.ip6_nxt = IPPROTO_UDP;
    ip.ip6_hlim = 64;
    ip.ip6_dst.s6_addr[15] = 1;
    memcpy(place, &ip, sizeof ip);
    return place + sizeof ip;
}

static void make_frame(struct packet_run *run)
{
    /* a query, recursion desired, one question */
    static const uint8_t head[12] = {0x12, 0x34, 1, 0, 0, 1};
    uint8_t *udp;

    if (run->kind == KEY_DOMAIN) {
        udp = put_ip4(run, sizeof head + NAME_ROOM);
        put_udp(udp, 53, sizeof head + NAME_ROOM);
        memcpy(udp + sizeof(struct udphdr), head, sizeof head);
    } else {
        udp = run->kind == KEY_IPV4 ? put_ip4(run, PAYLOAD)
                                    : put_ip6(run, PAYLOAD);
        put_udp(udp, 443, PAYLOAD);
    }
}

/* A name as a question for its address, zeroes behind. */
static bool put_question(uint8_t *place, tamis_slice name)
{
    static const uint8_t address_of[4] = {0, 1, 0, 1};
    size_t at = 0;

    if (name.size + 2 + sizeof address_of > NAME_ROOM)
        return false;
    while (at < name.size) {
        const char *label = name.data + at;
        const char *dot = memchr(label, '.', name.size - at);
        size_t size = dot ? (size_t)(dot - label) : name.size - at;

        *place++ = (uint8_t)size;
        memcpy(place, label, size);
        place += size;
        at += size + 1;
    }
    *place++ = 0;
    memcpy(place, address_of, sizeof address_of);
    return true;
}

static bool put_key(uint8_t *place, const struct key_list *keys, size_t n)
{
    if (keys->kind == KEY_DOMAIN)
        return put_question(place, keys->names[n]);
    if (keys->kind == KEY_IPV4)
        memcpy(place, keys->addresses[n].bytes + 12, 4);
    else
        memcpy(place, keys->addresses[n].bytes, 16);
    return true;
}

static bool put_keys(struct bpf_map *map, const struct key_list *keys)
{
    size_t size = bpf_map__value_size(map);
    size_t bytes = size * keys->count;
    bool good = true;
    uint8_t *places = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED,
                           bpf_map__fd(map), 0);

    if (places == MAP_FAILED) {
        perror("tamis bench xdp: cannot map the keys");
        return false;
    }
    for (size_t n = 0; good && n < keys->count; n++) {
        good = put_key(places + n * size, keys, n);
        if (!good)
            fprintf(stderr, "tamis bench xdp: too long a name: %.*s\n",
                    (int)keys->names[n].size, keys->names[n].data);
    }
    munmap(places, bytes);
    return good;
}

static struct bpf_map *key_map(const struct packet_run *run,
                               const struct moving_key_bpf *mover)
{
    return run->kind == KEY_IPV4   ? mover->maps.addresses4
           : run->kind == KEY_IPV6 ? mover->maps.addresses6
                                   : mover->maps.names;
}

static struct bpf_program *key_program(const struct packet_run *run,
                                       const struct moving_key_bpf *mover)
{
    return run->kind == KEY_IPV4   ? mover->progs.move_address4
           : run->kind == KEY_IPV6 ? mover->progs.move_address6
                                   : mover->progs.move_name;
}

/* The n-th mover; the second shares the keys of the first. */
static bool open_mover(struct packet_run *run, unsigned n)
{
    struct moving_key_bpf *mover = moving_key_bpf__open();
    struct bpf_program *program;

    if (!mover)
        return false;
    run->movers[n] = mover;
    mover->rodata->key_count = run->key_count;
    if (n == 0)
        bpf_map__set_max_entries(key_map(run, mover), run->key_count);
    else if (bpf_map__reuse_fd(key_map(run, mover),
                               bpf_map__fd(key_map(run, run->movers[0]))) < 0)
        return false;
    bpf_object__for_each_program(program, mover->obj)
    {
        if (n == 1)
            bpf_program__set_flags(program, BPF_F_XDP_HAS_FRAGS);
        bpf_program__set_autoload(program, program == key_program(run, mover) ||
                                               program == mover->progs.empty);
    }
    return moving_key_bpf__load(mover) == 0;
}

struct packet_run *packet_run_open(const struct key_list *keys)
{
    struct packet_run *run = memory_get(1, sizeof *run);

    run->kind = keys->kind;
    run->key_count = (uint32_t)keys->count;
    make_frame(run);
    if (!open_mover(run, 0)) {
        activity_clear();
        fprintf(stderr,
                "tamis bench xdp: the kernel refuses a small program: "
                "%s\n",
                strerror(errno));
    } else if (put_keys(key_map(run, run->movers[0]), keys)) {
        return run;
    }
    packet_run_close(run);
    return NULL;
}

void packet_run_close(struct packet_run *run)
{
    if (!run)
        return;
    moving_key_bpf__destroy(run->movers[1]);
    moving_key_bpf__destroy(run->movers[0]);
    free(run);
}

static bool aim(struct packet_run *run, unsigned n, int program)
{
    uint32_t first = 0;

    if (!run->movers[n] && !open_mover(run, n))
        return false;
    run->aimed = run->movers[n];
    run->aimed->bss->next_key = 0;
    if (program < 0)
        program = bpf_program__fd(run->aimed->progs.empty);
    return bpf_map_update_elem(bpf_map__fd(run->aimed->maps.measured), &first,
                               &program, BPF_ANY) == 0;
}

bool packet_run_aim(struct packet_run *run, int program)
{
    if (aim(run, 0, program) || aim(run, 1, program))
        return true;
    activity_clear();
    fprintf(stderr, "tamis bench xdp: the kernel does not join programs: %s\n",
            strerror(errno));
    return false;
}

/* What the kernel spends on another's behalf is not ours. */
static double processor_seconds(void)
{
    struct timespec now;

    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

double packet_run_next(struct packet_run *run, size_t count)
{
    struct bpf_test_run_opts options;
    int program = bpf_program__fd(key_program(run, run->aimed));
    double begin;

    memset(&options, 0, sizeof options); /* what lies between fields too */
    options.sz = sizeof options;
    options.data_in = run->frame;
    options.data_size_in = run->frame_size;
    options.repeat = (int)count;
    begin = processor_seconds();
    if (bpf_prog_test_run_opts(program, &options) < 0 ||
        options.retval == XDP_ABORTED) {
        activity_clear();
        fprintf(stderr, "tamis bench xdp: a packet was not taken: %s\n",
                strerror(errno));
        exit(2);
    }
    return (processor_seconds() - begin) * 1e9 / (double)count;
}
