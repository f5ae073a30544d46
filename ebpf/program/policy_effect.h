/* SPDX-License-Identifier: BSD-2-Clause */
/* Whether a policy drops anything, for those who expect it to. */
#ifndef TAMIS_XDP_PROGRAM_POLICY_EFFECT_H
#define TAMIS_XDP_PROGRAM_POLICY_EFFECT_H

#include "program/settings.h"

/* Does a line say drop? Not where it cannot be read. */
bool policy_effect_drops(const struct settings *settings);
/* What is enforced drops nothing where no line says so: a note. */
void policy_effect_say_none(const struct settings *settings,
                            const char *interface);

#endif
