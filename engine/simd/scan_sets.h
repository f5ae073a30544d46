/* SPDX-License-Identifier: BSD-2-Clause */
/* The sets of scan_kernels.h as simd/byte_set_avx2.h has them. */
#ifndef TAMIS_SIMD_SCAN_SETS_H
#define TAMIS_SIMD_SCAN_SETS_H

#include <stdint.h>

static const uint8_t scan_name_set[16] = {0xa8, 0xf8, 0xf8, 0xf8, 0xf8, 0xf8,
                                          0xf8, 0xf8, 0xf8, 0xf8, 0xf0, 0x50,
                                          0x50, 0x54, 0x50, 0x70};
static const uint8_t scan_hex_set[16] = {0x08, 0x58, 0x58, 0x58, 0x58, 0x58,
                                         0x58, 0x08, 0x08, 0x08, 0,    0,
                                         0,    0,    0,    0};
static const uint8_t scan_digit_set[16] = {8, 8, 8, 8, 8, 8, 8, 8,
                                           8, 8, 0, 0, 0, 0, 0, 0};
static const uint8_t scan_gap_set[16] = {7, 3, 7, 3, 3,  3, 3,  3,
                                         3, 3, 3, 3, 11, 3, 11, 3};
static const uint8_t scan_special_set[16] = {0, 0, 0, 0,    0,    4, 0, 0,
                                             4, 0, 0, 0xa0, 0x20, 0, 0, 0};
static const uint8_t scan_open_set[16] = {0, 0, 0, 0,    0, 0, 0, 0,
                                          4, 0, 0, 0xa0, 0, 0, 0, 0};
static const uint8_t scan_comma_set[16] = {0, 0, 0, 0, 0, 0, 0, 0,
                                           0, 0, 0, 8, 4, 0, 0, 0};
static const uint8_t scan_stop_set[16] = {
    0x40, 0, 0, 0, 0, 0, 0, 4, 4, 4, 0, 0xa0, 0xa0, 0xa0, 0x20, 0x80};

#endif
