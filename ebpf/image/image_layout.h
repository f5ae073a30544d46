/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * What one generation looks like in the kernel: an array of lines of 64 bytes.
 *
 * User space builds the lines in memory and copies them into a map. All numbers
 * are in the machine's own byte order: an image never leaves the machine. This
 * header and those it names compile as BPF C too.
 *
 *   line 0           struct image_header
 *   line 1           struct image_tables: where the tables begin
 *   v4 regions, v4 blocks  bits per /22 and /24: in or around a listed prefix
 *   v4 lengths, v6 short  words per /16: which lengths below 32 to ask for
 *   v6 middle        words by the hash of a /32: lengths 32 to 46, or longer
 *   sets             what is to be done with their answers, 8 bytes each
 *   keyed filter     words by the hash of whatever is in the keyed slots
 *   v4 filter        the same of the v4 slots
 *   v4 slots         buckets of 8 (address, length, answer), two choices each
 *   v6 long          words by the hash of a /48: lengths from 47 up
 *   keyed slots      buckets of 5 (64-bit fingerprint, answer): all else
 *   answers          what is known of an indicator, 4 bytes each
 *   hits             how often and when an answer was met, 8 bytes each
 *
 * An answer is of the most precise prefix or name: all that is around it was
 * added up when the image was built, so that the first slot found says all.
 */
#ifndef TAMIS_EBPF_IMAGE_LAYOUT_H
#define TAMIS_EBPF_IMAGE_LAYOUT_H

#include <linux/types.h>

#define IMAGE_LINE_SIZE      64
#define IMAGE_MAGIC          0x58544d54u /* "TMTX" */
#define IMAGE_LAYOUT_VERSION 4

struct image_line {
    __u64 words[8];
};

struct image_header {
    __u32 magic, layout_version;
    __u64 generation; /* never 0; another one for each publish */
    __u64 base_ns;    /* CLOCK_BOOTTIME from which answers' hours count */
    __u32 line_count, answer_count, set_count; /* answers from 1 */
    __u32 reserved[7];
};

/* The first tables' sizes are fixed: it is known where they begin. */
#define IMAGE_V4_REGION_LINES 8192u  /* 2^22 bits */
#define IMAGE_V4_BLOCK_LINES  32768u /* 2^24 bits */
#define IMAGE_V4_LENGTH_LINES 4096u  /* 2^16 words of 4 bytes */
#define IMAGE_V6_SHORT_LINES  512u   /* 2^13 words of 4 bytes */
#define IMAGE_V6_MIDDLE_BITS  17     /* so many words of 2 bytes */
#define IMAGE_V6_MIDDLE_LINES (1u << (IMAGE_V6_MIDDLE_BITS - 5))
#define IMAGE_V4_REGIONS      2u
#define IMAGE_V4_BLOCKS       (IMAGE_V4_REGIONS + IMAGE_V4_REGION_LINES)
#define IMAGE_V4_LENGTHS      (IMAGE_V4_BLOCKS + IMAGE_V4_BLOCK_LINES)
#define IMAGE_V6_SHORT        (IMAGE_V4_LENGTHS + IMAGE_V4_LENGTH_LINES)
#define IMAGE_V6_MIDDLE       (IMAGE_V6_SHORT + IMAGE_V6_SHORT_LINES)
#define IMAGE_SETS            (IMAGE_V6_MIDDLE + IMAGE_V6_MIDDLE_LINES)

/* The others' first lines and, of those hashed into, how many. */
struct image_tables {
    __u32 keyed_filter, keyed_filter_lines;
    __u32 v4_filter, v4_filter_lines;
    __u32 v4_slots, v4_slot_lines;
    __u32 v6_long, v6_long_lines;
    __u32 keyed, keyed_lines;
    __u32 answers, hits, flags, reserved; /* flags: IMAGE_HAS_* */
    __u64 v6_deep; /* lengths 65 to 127 that there are: bit n is 128 - n */
};

/* Kinds that an image holds nothing of are not asked for. */
#define IMAGE_HAS_V4       0x1u
#define IMAGE_HAS_V6       0x2u
#define IMAGE_HAS_NAMES    0x4u
#define IMAGE_HAS_V4_PORTS 0x8u

/* Lengths to ask for, longest first from the lowest bit. v4 and v6 short: bit
 * n is length 31 - n. v6 middle: 46 - n. v6 long: 64 - n, 47 the last. */
#define IMAGE_V6_MIDDLE_LENGTHS 0x7fffu
#define IMAGE_V6_HAS_LONG       0x8000u /* in the middle word */
#define IMAGE_V6_LONG_LENGTHS   0x3ffffu
#define IMAGE_V6_HAS_WHOLE      0x40000u  /* length 128 */
#define IMAGE_V6_HAS_DEEP       0x80000u  /* one of 65 to 127 */
#define IMAGE_V6_HAS_PORTS      0x100000u /* a port on an address */
#define IMAGE_V6_LONG_A_LINE    16

/* Slots of the v4 table: address << 32 | length << 26 | answer; 0 is free. */
#define IMAGE_V4_SLOTS     8
#define IMAGE_ANSWER_BITS  26
#define IMAGE_ANSWER_LIMIT (1u << IMAGE_ANSWER_BITS) /* answers are below */
#define IMAGE_ANSWER_NONE  0u

/* A bucket of fingerprints; a value of 0 is a free slot. */
#define IMAGE_KEYED_SLOTS 5
struct image_keyed_line {
    __u64 fingerprints[IMAGE_KEYED_SLOTS];
    __u32 values[IMAGE_KEYED_SLOTS];
    __u32 reserved;
};

/* A name's value: an answer, and what it is for. */
#define IMAGE_NAME_AT    (1u << 31) /* the name itself */
#define IMAGE_NAME_UNDER (1u << 30) /* names under it */
#define IMAGE_NAME_TWO   (1u << 29) /* under it: the next answer instead */

#define IMAGE_NAME_LABELS 16 /* of deeper names the last; none is listed */

struct image_answer {
    __u16 set;
    __u16 until_hours; /* after base_ns: up to then it is sure to hold */
};
#define IMAGE_UNTIL_NEVER 0xffffu

#define IMAGE_SET_LIMIT 65535u
/* policy: a nibble (an XDP_DO_* of kernel/xdp_shared.h) for each direction and
 * place: bits 4 * (4 * direction + place). */
struct image_set {
    __u32 policy;
    __u32 flags; /* IMAGE_SET_*, and policy's number (XDP_NUMBER_SHIFT) */
};
#define IMAGE_SET_ALLOWED   0x1u /* an allow record covers it */
#define IMAGE_SET_WARNED    0x2u /* on a warning list */
#define IMAGE_SET_PROTECTED 0x4u /* the operator's own */
#define IMAGE_SET_PERMITTED 0x8u /* by value: WARNED does not hold it back */

/*
 * A hit: how often << 28 | told << 24 | the second (CLOCK_BOOTTIME) of the
 * last, modulo 2^24. The count is of all packets, whatever is done with them,
 * and stays at its greatest value. told: events of this second, a bit for each
 * direction and end (of a name: question and answer).
 */
#define IMAGE_HIT_SECOND_BITS 24
#define IMAGE_HIT_SECOND_MASK ((1u << IMAGE_HIT_SECOND_BITS) - 1)
#define IMAGE_HIT_TOLD(direction, place)                                       \
    (1ull << (IMAGE_HIT_SECOND_BITS + 2 * ((direction)&1) + ((place)&1)))
#define IMAGE_HIT_TOLD_MASK   (0xfull << IMAGE_HIT_SECOND_BITS)
#define IMAGE_HIT_COUNT_SHIFT 28
#define IMAGE_HIT_ONE         (1ull << IMAGE_HIT_COUNT_SHIFT)
#define IMAGE_HIT_FULL        (~0ull << IMAGE_HIT_COUNT_SHIFT)
#define IMAGE_ANSWERS_A_LINE  16
#define IMAGE_SETS_A_LINE     8
#define IMAGE_HITS_A_LINE     8

_Static_assert(sizeof(struct image_line) == IMAGE_LINE_SIZE, "a line");
_Static_assert(sizeof(struct image_header) == IMAGE_LINE_SIZE, "a line");
_Static_assert(sizeof(struct image_tables) == IMAGE_LINE_SIZE, "a line");
_Static_assert(sizeof(struct image_keyed_line) == IMAGE_LINE_SIZE, "a line");

#endif
