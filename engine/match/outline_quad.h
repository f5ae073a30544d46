/* SPDX-License-Identifier: BSD-2-Clause */
/* What four numbers with dots between them are: given by read_quad(), of which
 * each instruction set has its own. No number with more than three digits is
 * odd, whatever it begins with. */
#ifndef TAMIS_MATCH_OUTLINE_QUAD_H
#define TAMIS_MATCH_OUTLINE_QUAD_H

#include <stdint.h>

#define ADDRESS_SIZE_MAX 15u

struct quad {
    uint32_t address; /* in network order */
    uint32_t wrong;   /* is no address */
    uint32_t odd;     /* leading zeros */
};

#endif
