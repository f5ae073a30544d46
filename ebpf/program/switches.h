/* SPDX-License-Identifier: BSD-2-Clause */
/* The switches of a filter, as the command line turns them. */
#ifndef TAMIS_XDP_PROGRAM_SWITCHES_H
#define TAMIS_XDP_PROGRAM_SWITCHES_H

#include "program/order.h"

/* Lets the policy drop: for the time of --confirm, or until told otherwise.
 * Says so. 0, or EXIT_ERROR after a message. */
int switches_enforce(const struct order *order, tamis_xdp *filter);

#endif
