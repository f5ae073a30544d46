/* SPDX-License-Identifier: BSD-2-Clause */
/* The switches of a filter, as the command line turns them. */
#ifndef TAMIS_XDP_PROGRAM_SWITCHES_H
#define TAMIS_XDP_PROGRAM_SWITCHES_H

#include "program/order.h"

/* How long the policy is to drop: the time of --confirm, or until told
 * otherwise; and that said. */
uint64_t switches_duration(const struct order *order);
void switches_say(const struct order *order);

#endif
