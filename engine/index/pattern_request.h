/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What goes between a library and tamis-pattern-compiler over their socket, in
 * the machine's own byte order: a request with its sources, then frames back
 * until one that ends it.
 */
#ifndef TAMIS_INDEX_PATTERN_REQUEST_H
#define TAMIS_INDEX_PATTERN_REQUEST_H

#include <tamis/status.h>

#include <stdint.h>

#define PATTERN_PROGRAM          "tamis-pattern-compiler"
#define PATTERN_REQUEST_VERSION  3u
#define PATTERN_REQUEST_SIZE_MAX (UINT64_C(1) << 34)
/* Where the image goes: a descriptor that the program is started with. It is
 * told no name of a file, and opens none. */
#define PATTERN_REQUEST_DESCRIPTOR 3

struct pattern_request {
    uint32_t version;
    uint32_t mode;
    uint32_t is_check;
    uint32_t threads;
    uint64_t key[2];
    uint64_t memory_max;
    uint32_t pattern_ms_max;
    uint32_t total_ms_max; /* of this request, which is a part of */
    uint32_t asked_ms;     /* what the caller gave for everything */
    uint32_t reserved;
    uint64_t count; /* of sources, and */
    uint64_t size;  /* bytes of all of them, behind all of their heads */
};

struct pattern_source_head {
    uint32_t flags;
    uint32_t size;
};

#define PATTERN_FRAME_PROGRESS 1u
#define PATTERN_FRAME_REFUSAL  2u /* pattern_image_refusal, of a check */
#define PATTERN_FRAME_END      3u

struct pattern_frame {
    uint32_t kind;
    int32_t status; /* of END; system_errno is behind it */
    uint64_t done;  /* of PROGRESS, or errno of END */
    uint64_t total; /* of PROGRESS, or PATTERN_AT_* of END */
};

/* What it was at when it ended. */
#define PATTERN_AT_WORK  1u
#define PATTERN_AT_WRITE 2u

#endif
