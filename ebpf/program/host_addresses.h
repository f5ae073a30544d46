/* SPDX-License-Identifier: BSD-2-Clause */
/* What this host lives by: its addresses, its gateways, its resolvers. */
#ifndef TAMIS_XDP_PROGRAM_HOST_ADDRESSES_H
#define TAMIS_XDP_PROGRAM_HOST_ADDRESSES_H

#include <tamis/xdp_policy.h>

/* host_addresses_protect() adds a protect line for each as they are now, and
 * says how many. 0, or EXIT_ERROR after a message. */
int host_addresses_protect(tamis_xdp_policy *policy);

#endif
