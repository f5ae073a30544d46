/* SPDX-License-Identifier: BSD-2-Clause */
/* SIGINT and SIGTERM end what runs long, SIGHUP has it read anew. */
#ifndef TAMIS_XDP_PROGRAM_STOP_SIGNAL_H
#define TAMIS_XDP_PROGRAM_STOP_SIGNAL_H

#include <stdbool.h>
#include <stdint.h>

void stop_signal_begin(void);
bool stop_signal_came(void);
/* Whether SIGHUP came since the last question. */
bool stop_signal_asks_anew(void);
/* Waits so long, or until a signal; true when it is to stop. */
bool stop_signal_wait(uint64_t duration_ns);

#endif
