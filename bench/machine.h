/* SPDX-License-Identifier: BSD-2-Clause */
/* Where and with what it was measured, and the clocks to do so. */
#ifndef TAMIS_BENCH_MACHINE_H
#define TAMIS_BENCH_MACHINE_H

#include <stdint.h>

/* Written into machine_commit.c by the build. */
extern const char machine_commit[];

/* machine_cpu(): the processor's name; machine_compiler(): "gcc 12.2.0".
 * Static storage. */
const char *machine_cpu(void);
const char *machine_compiler(void);
unsigned machine_cpu_count(void);
uint64_t machine_memory(void); /* bytes */

double machine_seconds(void); /* a clock that only goes forward */
/* A number behind a key ("VmHWM:") of a file of /proc, in bytes; 0 when it is
 * not there. */
uint64_t machine_memory_told(const char *file, const char *key);
/* Bytes that a program may take without others being pushed out. */
uint64_t machine_memory_available(void);

#endif
