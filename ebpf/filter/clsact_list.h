/* SPDX-License-Identifier: BSD-2-Clause */
/* What hangs in an interface's clsact queueing discipline: libbpf attaches
 * there, but does not tell who else did. */
#ifndef TAMIS_EBPF_FILTER_CLSACT_LIST_H
#define TAMIS_EBPF_FILTER_CLSACT_LIST_H

#include <tamis/status.h>

#include <linux/types.h>

struct clsact_filter {
    __u32 parent;  /* TC_H_MAKE(TC_H_CLSACT, TC_H_MIN_EGRESS), or _INGRESS */
    __u32 handle;  /* of the filter in its priority; 0: the priority itself */
    __u32 program; /* id of a BPF program, 0 for others */
    __u16 priority;
    char name[64]; /* of the program, or the filter's kind */
};

/*
 * clsact_list() calls visit for each filter below parent, until it returns
 * non-zero: then that is what *result is, else 0. Errors: SYSTEM, ENOENT where
 * there is no such queueing discipline.
 */
tamis_status clsact_list(int interface_index, __u32 parent,
                         int (*visit)(const struct clsact_filter *filter,
                                      void *context),
                         void *context, int *result, tamis_error *error);

#endif
