/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Hashes of names, AVX2. In steps: first the windows of all names, the last 32
 * bytes of each with only the labels asked for, then the hashes of all windows.
 * What is rare (a very short name, a byte >= 0x80) is seen to afterwards;
 * nothing else branches on what a name holds.
 */
#include "simd/kernels_avx2.h"

#if defined(__x86_64__)

#include "base/mix_hash.h"
#include "simd/filter_block.h"

#include <stdbool.h>
#include <string.h>

#define STEP_SIZE   16
#define WINDOW_SIZE KERNELS_NAME_WINDOW
/* Whose first four bytes can be read. */
#define SIZE_MIN 4

#define ZEROS_8 0, 0, 0, 0, 0, 0, 0, 0
#define NONES_8 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80
#define ONES_8  0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff
#define FOLDS_8 0xdf, 0xdf, 0xdf, 0xdf, 0xdf, 0xdf, 0xdf, 0xdf

_Static_assert((uint8_t)~KERNELS_NAME_FOLD == 0xdf, "FOLDS_8 folds");

/*
 * Tables that slide: the 32 bytes from the n-th on are for n bytes at the end
 * of a window. `words` has the top bit of each four bytes that are all among
 * them, `first` shuffles four bytes to where the first of them are, `keep`
 * keeps them and folds their case, `before` has ones where they are not.
 */
static const uint8_t words[2 * WINDOW_SIZE] = {
    ZEROS_8, ZEROS_8, ZEROS_8, ZEROS_8, 0,      0,      0,     0xff,
    0xff,    0xff,    0xff,    0xff,    ONES_8, ONES_8, ONES_8};
static const uint8_t first[2 * WINDOW_SIZE] = {
    NONES_8, NONES_8, NONES_8, NONES_8, 0,       1,       2,      3,
    0x80,    0x80,    0x80,    0x80,    NONES_8, NONES_8, NONES_8};
static const uint8_t keep[2 * WINDOW_SIZE] = {
    ZEROS_8, ZEROS_8, ZEROS_8, ZEROS_8, FOLDS_8, FOLDS_8, FOLDS_8, FOLDS_8};
static const uint8_t before[2 * WINDOW_SIZE] = {
    ONES_8, ONES_8, ONES_8, ONES_8, ZEROS_8, ZEROS_8, ZEROS_8, ZEROS_8};

/* A step's names on their way; bits are one for each name. */
struct step {
    const tamis_slice *names;
    size_t count;
    uint64_t secrets[4]; /* what a window is hashed with */
    uint64_t windows[STEP_SIZE][4];
    uint8_t label_sizes[STEP_SIZE]; /* 32: no mark in the window before them */
    uint32_t skipped;               /* left to the specification */
    uint32_t odd;
    bool is_settled; /* false: there may be odd or wide ones, see settle */
};

/* The secrets of the short hash of 32 bytes (base/mix_hash.h), with the seed
 * where it enters: the hash is then a product for each half. */
static void begin_steps(struct step *step, uint64_t seed)
{
    static const uint64_t secrets[8] = MIX_HASH_SECRETS;
    uint64_t sized = mix_hash_seed(seed, WINDOW_SIZE);

    for (unsigned n = 0; n < 4; n++)
        step->secrets[n] = secrets[n] ^ (n % 2 ? sized : 0);
}

/*
 * The last `in_window` bytes of a name of at least SIZE_MIN, with zeros in
 * front. No branch on the size: whole words are loaded under a mask, which
 * reads nothing where it is not set, and what is left comes with the first
 * four bytes, the same over the same where they overlap.
 */
AVX2 static ALWAYS_INLINE __m256i load_window(const uint8_t *end,
                                              size_t in_window)
{
    uintptr_t window = (uintptr_t)end - WINDOW_SIZE;
    __m256i bytes = _mm256_maskload_epi32((const int *)window,
                                          load_block(words + in_window));
    int32_t word;

    memcpy(&word, end - in_window, sizeof word);
    return _mm256_or_si256(bytes,
                           _mm256_shuffle_epi8(_mm256_set1_epi32(word),
                                               load_block(first + in_window)));
}

/* A bit for each byte that equals. */
AVX2 static ALWAYS_INLINE uint32_t match_bytes(__m256i a, __m256i b)
{
    return (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(a, b));
}

AVX2 static ALWAYS_INLINE uint32_t drop_highest(uint32_t marks)
{
    return _bzhi_u32(marks, _lzcnt_u32(marks) ^ 31);
}

/* All bytes of a vector; hidden from gcc, which would make it anew for each
 * name. */
AVX2 static ALWAYS_INLINE __m256i repeat(char byte)
{
    __m256i bytes = _mm256_set1_epi8(byte);

    __asm__("" : "+x"(bytes));
    return bytes;
}

AVX2 static void skip_name(struct step *step, size_t i)
{
    step->skipped |= 1u << i;
    step->label_sizes[i] = 0;
    store_block(step->windows[i], load_block(step->secrets));
}

/* Labels begin behind a dot. */
AVX2 static ALWAYS_INLINE void read_names(struct step *step, unsigned depth)
{
    const __m256i dot = repeat('.'), secrets = load_block(step->secrets);
    const tamis_slice *names = step->names;
    size_t count = step->count, wide = 0;
    __m256i all = _mm256_setzero_si256();

    for (size_t i = 0; i < count; i++) {
        const uint8_t *name = (const uint8_t *)names[i].data;
        size_t size = names[i].size, in_window;
        uint32_t marks, label_size;
        __m256i bytes;

        if (__builtin_expect(size < SIZE_MIN, 0)) {
            skip_name(step, i);
            continue;
        }
        if (__builtin_expect(name[size - 1] == '.', 0))
            size--;
        in_window = size < WINDOW_SIZE ? size : WINDOW_SIZE;
        bytes = load_window(name + size, in_window);
        marks = match_bytes(bytes, dot);
        for (unsigned n = 1; n < depth; n++)
            marks = drop_highest(marks);
        label_size = _lzcnt_u32(marks);
        wide |= label_size & in_window;
        step->label_sizes[i] = (uint8_t)label_size;
        bytes = _mm256_and_si256(bytes, load_block(keep + label_size));
        all = _mm256_or_si256(all, bytes);
        store_block(step->windows[i], _mm256_xor_si256(bytes, secrets));
    }
    step->is_settled = !(wide & WINDOW_SIZE) && !_mm256_movemask_epi8(all);
}

/* In what is before the last window. */
AVX2 static uint32_t find_zero(const uint8_t *bytes, size_t size)
{
    uint32_t zeros = 0;

    for (size_t i = 0; i + WINDOW_SIZE < size; i += WINDOW_SIZE)
        zeros |= match_bytes(load_block(bytes + i), _mm256_setzero_si256());
    return zeros;
}

/* Labels begin behind their length. */
AVX2 static ALWAYS_INLINE void read_wire_names(struct step *step,
                                               unsigned depth)
{
    const __m256i dot = repeat('.'), length_max = repeat('-' - 1);
    const __m256i secrets = load_block(step->secrets);
    const tamis_slice *names = step->names;
    size_t count = step->count, wide = 0;

    for (size_t i = 0; i < count; i++) {
        const uint8_t *name = (const uint8_t *)names[i].data;
        size_t size = names[i].size, in_window, labels = SIZE_MAX;
        uint32_t marks, wrong, label_size = 0;
        __m256i bytes, lengths;

        if (__builtin_expect(size < SIZE_MIN + 2, 0)) {
            skip_name(step, i);
            continue;
        }
        /* As text: without the root, and without the first length. */
        size -= 1u + (name[size - 1] == 0);
        in_window = size < WINDOW_SIZE ? size : WINDOW_SIZE;
        bytes = _mm256_or_si256(load_window(name + 1 + size, in_window),
                                load_block(before + in_window));
        lengths = _mm256_cmpeq_epi8(_mm256_min_epu8(bytes, length_max), bytes);
        marks = (uint32_t)_mm256_movemask_epi8(lengths);
        wrong = match_bytes(bytes, _mm256_setzero_si256());
        if (size > WINDOW_SIZE)
            wrong |= find_zero(name + 1, size);
        for (unsigned n = 0; n < depth; n++) {
            size_t right = labels + 1; /* with the length of what is there */

            label_size = _lzcnt_u32(marks);
            labels = label_size < in_window ? label_size : in_window;
            wrong |= name[size - labels] ^ (uint32_t)(labels - right);
            marks = drop_highest(marks);
        }
        if (__builtin_expect(wrong != 0, 0))
            step->odd |= 1u << i;
        wide |= label_size & in_window;
        step->label_sizes[i] = (uint8_t)label_size;
        bytes = _mm256_blendv_epi8(bytes, dot, lengths);
        bytes = _mm256_and_si256(bytes, load_block(keep + labels));
        store_block(step->windows[i], _mm256_xor_si256(bytes, secrets));
    }
    step->is_settled = !(wide & WINDOW_SIZE) && !step->odd;
}

AVX2 static __attribute__((noinline)) void
hash_windows(const struct step *step, const struct kernels_table *table,
             uint64_t *hashes)
{
    const uint64_t(*windows)[4] = step->windows;
    const uint8_t *blocks = table->blocks;
    uint32_t block_count = table->block_count;
    size_t count = step->count;

    for (size_t i = 0; i < count; i++) {
        uint64_t hash = hash_multiply(windows[i][0], windows[i][1]) ^
                        hash_multiply(windows[i][2], windows[i][3]);

        hashes[i] = hash;
        if (block_count > 0)
            __builtin_prefetch(blocks +
                               (size_t)filter_block_number(hash, block_count) *
                                   FILTER_BLOCK_SIZE);
    }
}

/* Names with no mark before the labels asked for: whole, or wide, which is to
 * say that a window does not hold them. */
AVX2 static ALWAYS_INLINE uint32_t find_unmarked(const struct step *step)
{
    __m128i sizes =
        _mm_loadu_si128((const __m128i *)(const void *)step->label_sizes);
    __m128i all = _mm_set1_epi8(WINDOW_SIZE);

    return (uint32_t)_mm_movemask_epi8(_mm_cmpeq_epi8(sizes, all)) &
           ((1u << step->count) - 1);
}

/* Text with bytes >= 0x80 among what was hashed. */
AVX2 static uint32_t find_high(const struct step *step)
{
    __m256i secrets = load_block(step->secrets);
    uint32_t high = 0;

    for (size_t i = 0; i < step->count; i++) {
        __m256i bytes = _mm256_xor_si256(load_block(step->windows[i]), secrets);

        high |= (uint32_t)(_mm256_movemask_epi8(bytes) != 0) << i;
    }
    return high;
}

static size_t text_size(tamis_slice name, bool is_wire)
{
    uint8_t last = (uint8_t)name.data[name.size - 1];

    return name.size - (is_wire ? 1u + (last == 0) : last == '.');
}

/* Completes the bits of odd names and zeros their hashes. Returns which of the
 * unmarked ones are wide. */
AVX2 static uint32_t settle(struct step *step, bool is_wire, uint32_t unmarked,
                            uint64_t *hashes)
{
    uint32_t wide = 0;

    for (; unmarked; unmarked &= unmarked - 1) {
        uint32_t i = (uint32_t)__builtin_ctz(unmarked);

        if (text_size(step->names[i], is_wire) > WINDOW_SIZE)
            wide |= 1u << i;
    }
    step->odd |= is_wire ? wide : find_high(step);
    for (uint32_t rest = step->odd; rest; rest &= rest - 1)
        hashes[__builtin_ctz(rest)] = 0;
    return wide;
}

static void hash_skipped(const struct step *step,
                         const struct kernels_table *table, unsigned depth,
                         bool is_wire, size_t done,
                         struct kernels_names *result)
{
    for (uint32_t rest = step->skipped; rest; rest &= rest - 1) {
        size_t i = (size_t)__builtin_ctz(rest);
        struct kernels_names one;

        if (is_wire)
            kernels_scalar.hash_wire_names(table, depth, step->names + i, 1,
                                           &one);
        else
            kernels_scalar.hash_names(table, depth, step->names + i, 1, &one);
        result->hashes[done + i] = one.hashes[0];
        result->whole |= one.whole << (done + i);
        result->odd |= one.odd << (done + i);
    }
}

/* Inlined for each depth and form, where these are constants. */
AVX2 static ALWAYS_INLINE void hash_all(const struct kernels_table *table,
                                        unsigned depth, bool is_wire,
                                        const tamis_slice *names, size_t count,
                                        struct kernels_names *result)
{
    struct step step;

    begin_steps(&step, table->seed);
    result->whole = result->odd = 0;
    for (size_t done = 0; done < count; done += STEP_SIZE) {
        uint32_t whole;

        step.names = names + done;
        step.count = count - done < STEP_SIZE ? count - done : STEP_SIZE;
        step.skipped = step.odd = 0;
        if (is_wire)
            read_wire_names(&step, depth);
        else
            read_names(&step, depth);
        hash_windows(&step, table, result->hashes + done);
        whole = find_unmarked(&step);
        if (!step.is_settled)
            whole &= ~settle(&step, is_wire, whole, result->hashes + done);
        result->whole |= (uint64_t)(whole & ~step.odd) << done;
        result->odd |= (uint64_t)step.odd << done;
        if (__builtin_expect(step.skipped != 0, 0))
            hash_skipped(&step, table, depth, is_wire, done, result);
    }
}

AVX2 void avx2_hash_names(const struct kernels_table *table, unsigned depth,
                          const tamis_slice *names, size_t count,
                          struct kernels_names *result)
{
    if (depth == 1)
        hash_all(table, 1, false, names, count, result);
    else if (depth == 2)
        hash_all(table, 2, false, names, count, result);
    else
        hash_all(table, 3, false, names, count, result);
}

AVX2 void avx2_hash_wire_names(const struct kernels_table *table,
                               unsigned depth, const tamis_slice *names,
                               size_t count, struct kernels_names *result)
{
    if (depth == 1)
        hash_all(table, 1, true, names, count, result);
    else if (depth == 2)
        hash_all(table, 2, true, names, count, result);
    else
        hash_all(table, 3, true, names, count, result);
}

#endif
