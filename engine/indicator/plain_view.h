/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Plain values (plain.h) of up to 64 bytes, read from the marks of their bytes
 * (simd/text_kernels.h): tens of instructions each, and names are not copied.
 */
#ifndef TAMIS_INDICATOR_PLAIN_VIEW_H
#define TAMIS_INDICATOR_PLAIN_VIEW_H

#include "simd/text_kernels.h"

#include <tamis/indicator.h>

#include <stdbool.h>

#define PLAIN_VIEW_SIZE_MAX TEXT_BLOCK_SIZE

/* A value in normal form. The key is in the text, or in `made`. */
struct plain_view {
    tamis_kind kind;
    tamis_mode mode;
    uint32_t notes;
    tamis_slice key;
    /* Of a URL: is its host an address, and which? */
    bool has_address;
    uint32_t address;
    /* A domain, or a URL's host that is one: in the text, with its marks. */
    tamis_slice name;
    uint64_t dots, dashes;
    uint8_t made[PLAIN_VIEW_SIZE_MAX + 1];
};

/*
 * plain_view_read() reads text of a kind or of AUTO whose marks are given: what
 * plain_parse() promises, it promises too. False when the text is longer than
 * PLAIN_VIEW_SIZE_MAX or not plain, valid or not.
 * TEXT_BLOCK_SIZE bytes must be readable at text.data. The kernels read digits.
 */
bool plain_view_read(struct plain_view *view, tamis_kind kind, tamis_slice text,
                     const struct text_marks *marks,
                     const struct text_kernels *kernels);

/* A URL becomes its host: a domain, or an address. */
void plain_view_take_host(struct plain_view *view);

#endif
