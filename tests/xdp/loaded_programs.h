/* SPDX-License-Identifier: BSD-2-Clause */
/* The kernel's programs, loaded and attached to nothing. */
#ifndef TAMIS_TESTS_XDP_LOADED_PROGRAMS_H
#define TAMIS_TESTS_XDP_LOADED_PROGRAMS_H

#include <kernel/tamis_xdp.skel.h>

/* Loads all programs. Without BPF the test is skipped, or fails where
 * TAMIS_REQUIRE_BPF=1 is set; it does not return then. */
struct tamis_xdp *loaded_programs_open(void);
void loaded_programs_close(struct tamis_xdp *programs);

#endif
