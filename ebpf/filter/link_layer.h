/* SPDX-License-Identifier: BSD-2-Clause */
/* What frames of an interface begin with. */
#ifndef TAMIS_EBPF_FILTER_LINK_LAYER_H
#define TAMIS_EBPF_FILTER_LINK_LAYER_H

#include <tamis/status.h>

#include <linux/types.h>

/* link_layer_read() reads the interface's own address. Errors: SYSTEM;
 * UNSUPPORTED where frames do not begin with Ethernet. */
tamis_status link_layer_read(const char *interface, __u8 address[6],
                             tamis_error *error);

#endif
