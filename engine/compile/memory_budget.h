/* SPDX-License-Identifier: BSD-2-Clause */
/* How much memory a compile may use where nobody said it. */
#ifndef TAMIS_COMPILE_MEMORY_BUDGET_H
#define TAMIS_COMPILE_MEMORY_BUDGET_H

#include <stdint.h>

/* Half of what the machine has, or of what this process's control groups allow
 * if that is less. */
uint64_t memory_budget(void);

#endif
