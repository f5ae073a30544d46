/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A filter on a network interface: XDP on the way in, a clsact program on the
 * way out, over one image (xdp_image.h). docs/XDP.md tells the whole of it.
 *
 * What is attached is pinned in a folder of root's (mode 0700) and outlives
 * the process; any process that may open the folder goes on with it. A new
 * filter reports and drops nothing until it is told to enforce.
 */
#ifndef TAMIS_XDP_H
#define TAMIS_XDP_H

#include <tamis/xdp_image.h>

#ifdef __cplusplus
extern "C" {
#endif

#define TAMIS_XDP_NATIVE  0u /* in the driver, or an error */
#define TAMIS_XDP_GENERIC 1u /* behind the driver: slow, for any device */

/* Called when the filter is ready and before it is attached, to write down what
 * must not lack while packets meet it: in state_folder, in files whose names
 * begin with "settings", which go with the filter. Non-zero: give up. It may be
 * called a second time, after the first was undone. */
typedef int tamis_xdp_prepare(void *context, const char *state_folder);

typedef struct tamis_xdp_options {
    size_t struct_size;
    uint32_t mode;            /* TAMIS_XDP_NATIVE, _GENERIC */
    uint32_t directions;      /* TAMIS_XDP_INGRESS | TAMIS_XDP_EGRESS */
    const char *bpf_folder;   /* NULL: /sys/fs/bpf/tamis */
    const char *state_folder; /* NULL: /run/tamis/xdp */
    uint32_t ring_size;       /* bytes of events, a power of two; 0: 4 MiB */
    uint32_t events_a_second; /* each CPU writes at most; 0: 10000 */
    /* How the switches stand when the first packet comes. */
    uint64_t enforce_ns; /* as for tamis_xdp_enforce(); 0: it monitors */
    uint64_t alive_ns;   /* as for tamis_xdp_renew(); 0: without an end */
    uint32_t flags;      /* TAMIS_XDP_ANSWER_NAMES */
    uint32_t reserved;
    tamis_xdp_prepare *prepare; /* NULL: none */
    void *context;
} tamis_xdp_options;
#define TAMIS_XDP_ANSWER_NAMES 0x1u /* by NXDOMAIN */

#define TAMIS_XDP_OPTIONS_INIT                                                 \
    {                                                                          \
        sizeof(tamis_xdp_options), TAMIS_XDP_NATIVE,                           \
            TAMIS_XDP_INGRESS | TAMIS_XDP_EGRESS, NULL, NULL, 0, 0, 0, 0, 0,   \
            0, NULL, NULL                                                      \
    }

TAMIS_API void tamis_xdp_options_init(tamis_xdp_options *options);

/*
 * tamis_xdp_attach() loads the programs, publishes image and attaches them to
 * the interface. It never replaces a program that is not its own. On failure
 * nothing stays behind. *filter is closed with tamis_xdp_close(), which leaves
 * it attached. Programs for packets in several buffers are taken only where
 * the interface asks for them.
 *
 * Needs CAP_BPF, CAP_NET_ADMIN and CAP_PERFMON, and a BPF file system that the
 * bpf_folder is in. Cost: some tenths of a second, the kernel checks the
 * programs. Errors: SYSTEM with the kernel's own words (EBUSY: something else
 * is attached, or a filter of ours is; EPERM: the capability that lacks),
 * ARGUMENT, STOPPED where prepare() gave up, UNSUPPORTED for an interface
 * without Ethernet frames. Threads: any;
 * a filter is used by one at a time. Since 0.1.0.
 */
TAMIS_API tamis_status tamis_xdp_attach(tamis_xdp **filter,
                                        const char *interface,
                                        tamis_xdp_image *image,
                                        const tamis_xdp_options *options,
                                        tamis_error *error);
/* tamis_xdp_open() opens the filter that is attached to the interface; of the
 * options it reads the folders; the state folder that attach was given is found
 * by itself. What a process left that was killed while it attached or detached
 * is opened too, to be detached. Once a filter is detached, whoever has it open
 * is told NOT_FOUND by all that follows, also where another is attached then.
 * Errors: NOT_FOUND, SYSTEM. */
TAMIS_API tamis_status tamis_xdp_open(tamis_xdp **filter, const char *interface,
                                      const tamis_xdp_options *options,
                                      tamis_error *error);
TAMIS_API void tamis_xdp_close(tamis_xdp *filter);
/* tamis_xdp_detach() takes the programs off and removes what was pinned and
 * written, also where the interface is gone or has another name; on an error
 * what is still attached keeps its pins. filter is still to be closed. */
TAMIS_API tamis_status tamis_xdp_detach(tamis_xdp *filter, tamis_error *error);

/*
 * tamis_xdp_publish() makes image the generation that every packet from now on
 * meets whole; counts of what is in both are taken along. Cost: a copy of the
 * image and one RCU grace period. On failure the old one goes on. Needs
 * CAP_BPF. Errors: ARGUMENT for an image built for another filter, SYSTEM.
 */
TAMIS_API tamis_status tamis_xdp_publish(tamis_xdp *filter,
                                         tamis_xdp_image *image,
                                         tamis_error *error);

/*
 * tamis_xdp_set_policy() changes what is done, in the generation that is
 * published, without a new one; protect and permit value lines take a new image
 * (told by ARGUMENT when they differ). It writes files in the state folder
 * first, as events are judged by the policy of their packet. Errors: SYSTEM
 * where they cannot be written, for want of room, say: what held goes on;
 * ARGUMENT also after 16,777,215 policies of one image: publish a new one.
 */
TAMIS_API tamis_status tamis_xdp_set_policy(tamis_xdp *filter,
                                            const tamis_xdp_policy *policy,
                                            tamis_error *error);

#define TAMIS_XDP_FOREVER UINT64_MAX
/*
 * tamis_xdp_enforce() lets the policy drop: for duration_ns, after which it
 * only reports again, unless it is called again (commit-confirm). 0: monitor.
 * tamis_xdp_renew() is the dead-man switch: without another call within
 * duration_ns everything passes. Both count the time that the host sleeps.
 */
TAMIS_API tamis_status tamis_xdp_enforce(tamis_xdp *filter,
                                         uint64_t duration_ns,
                                         tamis_error *error);
TAMIS_API tamis_status tamis_xdp_renew(tamis_xdp *filter, uint64_t duration_ns,
                                       tamis_error *error);
/* tamis_xdp_answer_names() has queries for names that the policy drops
 * answered by NXDOMAIN, or not (on 0). */
TAMIS_API tamis_status tamis_xdp_answer_names(tamis_xdp *filter, int on,
                                              tamis_error *error);

/* What there is to tell of a filter; times left are 0 once they are over. */
typedef struct tamis_xdp_info {
    size_t struct_size;
    uint64_t generation;      /* that packets meet, from 1; 0: damaged */
    uint64_t size;            /* its bytes in the kernel */
    uint32_t interface_index; /* 0: it is attached nowhere any more */
    uint32_t mode;            /* TAMIS_XDP_NATIVE, _GENERIC */
    uint32_t directions;      /* that are attached: TAMIS_XDP_INGRESS | ... */
    uint32_t flags;           /* TAMIS_XDP_INFO_* */
    uint64_t enforce_left_ns; /* 0: it monitors; TAMIS_XDP_FOREVER */
    uint64_t alive_left_ns;   /* 0: everything passes; TAMIS_XDP_FOREVER */
    uint32_t events_a_second;
    uint32_t wanted_directions; /* that attach asked for; more than directions
                                   where somebody else took one off */
} tamis_xdp_info;
#define TAMIS_XDP_INFO_ANSWERS_NAMES 0x1u /* by NXDOMAIN */
#define TAMIS_XDP_INFO_FRAGMENTS     0x2u /* takes packets in several buffers */
#define TAMIS_XDP_INFO_LAPSED        0x4u /* dropped for a time that is over */

TAMIS_API tamis_status tamis_xdp_info_get(tamis_xdp *filter,
                                          tamis_xdp_info *info,
                                          tamis_error *error);

/* What a process may go on to do: to publish, to detach what was egress. */
#define TAMIS_XDP_KEEP_BPF       0x1u
#define TAMIS_XDP_KEEP_NET_ADMIN 0x2u
/*
 * tamis_xdp_drop_capabilities() gives up all capabilities of the calling thread
 * but those to keep, for good and for what it executes: to be called when a
 * filter is open, before other threads begin. Switches, policy and reports
 * need none. Errors: ARGUMENT, SYSTEM.
 */
TAMIS_API tamis_status tamis_xdp_drop_capabilities(uint32_t keep,
                                                   tamis_error *error);

#ifdef __cplusplus
}
#endif

#endif /* TAMIS_XDP_H */
