/* SPDX-License-Identifier: BSD-2-Clause */
/* A line of a policy, as words of a command line. */
#ifndef TAMIS_XDP_PROGRAM_POLICY_LINE_H
#define TAMIS_XDP_PROGRAM_POLICY_LINE_H

#include "program/settings.h"

/* Adds the line; "set" is another word for "feed". 0, or EXIT_ERROR after a
 * message. */
int policy_line_add(tamis_xdp_policy *policy, char **words, int count);
/* Takes the line out of the settings' policy and from what --protect named;
 * of a feed all lines that say what is done. 0, or EXIT_ERROR after a message,
 * also where there is no such line. */
int policy_line_remove(struct settings *settings, char **words, int count);

#endif
