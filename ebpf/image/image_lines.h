/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * Reading an image's lines: in a program through a map, outside in memory.
 * Every index is checked by whoever reads it; there is no line past the last.
 */
#ifndef TAMIS_EBPF_IMAGE_LINES_H
#define TAMIS_EBPF_IMAGE_LINES_H

#include <stddef.h>

#include "image/address_hash.h"
#include "image/image_chunks.h"

#ifdef __bpf__

#include <bpf/bpf_helpers.h>
#include <linux/bpf.h>

/* The published map, from a look-up in the outer one, and its first chunk:
 * what every packet reads lies in there, and takes no call. */
typedef const struct image_chunks {
    void *map, *first;
} * image_handle;

IMAGE_INLINE void *image_line(image_handle image, __u32 number)
{
    __u32 chunk = number / IMAGE_CHUNK_LINES;
    __u64 line = number % IMAGE_CHUNK_LINES;
    char *lines = image->first;

    if (chunk)
        lines = bpf_map_lookup_elem(image->map, &chunk);
    return lines ? lines + line * IMAGE_LINE_SIZE : NULL;
}

/* A line of the header or of the tables that begin an image: up to the sets
 * all lie in the first chunk. */
IMAGE_INLINE void *image_first_line(image_handle image, __u32 number)
{
    __u64 line = number % IMAGE_CHUNK_LINES;

    return (char *)image->first + line * IMAGE_LINE_SIZE;
}

/* Asks for a line's memory, and does not wait for it. */
IMAGE_INLINE void image_touch(const void *line)
{
    (void)*(const volatile __u64 *)line;
}

/* Steps until one returns 1, at most count. The first are here, as a call
 * costs more than a step; the others the verifier walks once. */
IMAGE_INLINE void image_loop(__u32 count, long (*step)(__u32, void *),
                             void *context)
{
    for (__u32 n = 0; n < 2; n++)
        if (step(n, context))
            return;
    bpf_loop(count - 2, step, context, 0);
}

#else

typedef const struct image_lines {
    struct image_line *lines;
    __u32 count;
} * image_handle;

IMAGE_INLINE void *image_line(image_handle image, __u32 number)
{
    return number < image->count ? (void *)&image->lines[number] : NULL;
}

IMAGE_INLINE void *image_first_line(image_handle image, __u32 number)
{
    return image_line(image, number);
}

IMAGE_INLINE void image_touch(const void *line)
{
    __builtin_prefetch(line);
}

IMAGE_INLINE void image_loop(__u32 count, long (*step)(__u32, void *),
                             void *context)
{
    for (__u32 n = 0; n < count && !step(n, context);)
        n++;
}

#endif

/* What a search reads; the secret is what its hashes are made with. */
struct image_view {
    image_handle image;
    const struct image_tables *tables;
    const struct image_secret *secret;
};

/* The n-th word of a table that begins with line first, or 0. */
IMAGE_INLINE __u64 image_word(image_handle image, __u32 first, __u32 n)
{
    const struct image_line *line = image_line(image, first + n / 8);

    return line ? line->words[n % 8] : 0;
}

/* The same of a table that the first chunk holds. */
IMAGE_INLINE __u64 image_first_word(image_handle image, __u32 first, __u32 n)
{
    const struct image_line *line = image_first_line(image, first + n / 8);

    return line ? line->words[n % 8] : 0;
}

/* The same of words of 4 bytes. */
IMAGE_INLINE __u32 image_first_half(image_handle image, __u32 first, __u32 n)
{
    const __u32(*line)[16] = image_first_line(image, first + n / 16);

    return line ? (*line)[n % 16] : 0;
}

IMAGE_INLINE __u32 image_answer_word(const struct image_view *view,
                                     __u32 answer)
{
    __u32(*line)[16] = image_line(
        view->image, view->tables->answers + answer / IMAGE_ANSWERS_A_LINE);

    return line ? (*line)[answer % IMAGE_ANSWERS_A_LINE] : 0;
}

IMAGE_INLINE struct image_set *image_set(const struct image_view *view,
                                         __u32 set)
{
    struct image_set(*line)[IMAGE_SETS_A_LINE] =
        image_first_line(view->image, IMAGE_SETS + set / IMAGE_SETS_A_LINE);

    return line ? &(*line)[set % IMAGE_SETS_A_LINE] : NULL;
}

IMAGE_INLINE __u64 *image_hit(const struct image_view *view, __u32 answer)
{
    __u64(*line)[IMAGE_HITS_A_LINE] = image_line(
        view->image, view->tables->hits + answer / IMAGE_HITS_A_LINE);

    return line ? &(*line)[answer % IMAGE_HITS_A_LINE] : NULL;
}

#endif
