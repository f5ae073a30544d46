/* SPDX-License-Identifier: BSD-2-Clause */
/* The specification: outline_body.h as any CPU runs it. */
#include "match/outline_kernels.h"

#define KERNEL

typedef uint64_t words;
#define LANES 1u

#define ends_behind outline_ends

#include "match/outline_body.h"

#include "match/outline_draw_body.h"
#include "match/outline_token_body.h"

#include "match/outline_quad_scalar.h"

#include "match/outline_address_body.h"

const struct outline_kernels outline_kernels_scalar = {
    .name = "scalar",
    .required = 0,
    .scan = &scan_kernels_scalar,
    .draw = draw_blocks,
    .list = list_places,
    .cut_names = cut_names,
    .read_addresses = read_addresses,
};
