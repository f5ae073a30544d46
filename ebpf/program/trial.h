/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A change on trial: what --confirm says of a new policy or image. In its time
 * it is confirmed, or what was before holds again: the kernel stops dropping by
 * itself, and the next verb or the agent puts back the settings of before. All
 * are called with the settings' lock held.
 */
#ifndef TAMIS_XDP_PROGRAM_TRIAL_H
#define TAMIS_XDP_PROGRAM_TRIAL_H

#include "program/order.h"
#include "program/settings.h"

struct trial {
    const struct order *order;
    uint64_t left_ns; /* that was enforced, before */
    bool is_begun, keeps_settings, only_reports;
};

/* Where --confirm is given and the filter enforces: keeps the settings as they
 * are on disk, and has the kernel stop in time. Just before the change is made;
 * the settings that are written with it say that it is on trial. 0, or
 * EXIT_ERROR after a message. */
int trial_begin(struct trial *trial, struct settings *settings,
                tamis_xdp *filter);
/* The change was not made: as if it had never begun. */
void trial_abandon(struct trial *trial, struct settings *settings,
                   tamis_xdp *filter);
/* It was made. */
void trial_say(const struct trial *trial);

/* What is on trial now holds. 0, or EXIT_ERROR after a message. */
int trial_confirm(struct settings *settings);

/* Whether the time is over; puts back what was before, in the kernel and in the
 * settings, where it is. 0, or EXIT_ERROR after a message. */
bool trial_is_over(const struct settings *settings);
int trial_settle(struct settings *settings, tamis_xdp *filter);

#endif
