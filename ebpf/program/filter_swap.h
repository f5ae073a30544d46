/* SPDX-License-Identifier: BSD-2-Clause */
/* Another image for a filter that is attached. */
#ifndef TAMIS_XDP_PROGRAM_FILTER_SWAP_H
#define TAMIS_XDP_PROGRAM_FILTER_SWAP_H

#include "program/trial.h"

/* filter_swap() builds what the settings say from their database as it is now,
 * publishes it, on trial where one is given (or NULL), and writes the settings.
 * The caller holds the lock and destroys
 * *image, NULL after an error. 0, or EXIT_ERROR after a message: the old
 * generation and the old settings go on. */
int filter_swap(tamis_xdp *filter, struct settings *settings,
                struct trial *trial, tamis_xdp_image **image);

#endif
