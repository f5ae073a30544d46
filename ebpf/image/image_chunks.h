/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * The map of a generation holds its lines in chunks, one behind the other. A
 * chunk is the most that an element of a map may hold, as each look-up of one
 * is a call; the first has what every packet reads.
 */
#ifndef TAMIS_EBPF_IMAGE_IMAGE_CHUNKS_H
#define TAMIS_EBPF_IMAGE_IMAGE_CHUNKS_H

#include "image/image_layout.h"

#define IMAGE_CHUNK_LINES 65536u
#define IMAGE_CHUNK_SIZE  (IMAGE_CHUNK_LINES * IMAGE_LINE_SIZE)
#define IMAGE_CHUNKS(lines)                                                    \
    (((lines) + IMAGE_CHUNK_LINES - 1) / IMAGE_CHUNK_LINES)

#endif
