/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Where programs meet packets of an interface: XDP by a link on the way in, a
 * filter of a clsact queueing discipline on the way out. Neither replaces what
 * is another's.
 */
#ifndef TAMIS_EBPF_FILTER_HOOK_H
#define TAMIS_EBPF_FILTER_HOOK_H

#include <tamis/xdp.h>

#include <linux/types.h>

struct hook {
    const char *interface;
    int index;
    uint32_t mode; /* TAMIS_XDP_NATIVE, _GENERIC */
};

/* hook_in_attach() attaches an XDP program; *link is a file that holds it there
 * until it is closed, or pinned. Errors: SYSTEM, EBUSY with the other's name.
 */
tamis_status hook_in_attach(const struct hook *hook, int program, int *link,
                            tamis_error *error);
/* The interface that a link is attached to; 0: none any more, or no link. */
int hook_in_index(int link);
/* Takes it off, whoever else holds the link. */
tamis_status hook_in_detach(int link, tamis_error *error);

/* hook_out_make() makes the queueing discipline, unless it is there: then
 * *made_clsact is 0. hook_out_attach() attaches in it, in front of what else
 * goes out. Errors: SYSTEM. */
tamis_status hook_out_make(const struct hook *hook, int *made_clsact,
                           tamis_error *error);
tamis_status hook_out_attach(const struct hook *hook, int program,
                             tamis_error *error);
/* Is this program attached there? */
int hook_out_has(int index, __u32 program_id);
/* Takes the program off, and the queueing discipline if made_clsact and nobody
 * else has come. Fine where there is nothing, or no interface any more. */
tamis_status hook_out_detach(int index, __u32 program_id, int made_clsact,
                             tamis_error *error);

/* The id of a loaded program; 0: none. */
__u32 hook_program_id(int program);

#endif
