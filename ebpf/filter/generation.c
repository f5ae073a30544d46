/* SPDX-License-Identifier: BSD-2-Clause */
#include "filter/generation.h"

#include "base/failure.h"
#include "filter/kernel_words.h"
#include "filter/libbpf_options.h"

#include <bpf/bpf.h>
#include <errno.h>
#include <linux/bpf.h>
#include <pthread.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* From here on two threads copy faster than one. */
#define TWO_THREADS_LINES (64u << 10)

const struct generation generation_none = {.map = -1};

static size_t mapped_size(__u32 line_count)
{
    size_t page = (size_t)sysconf(_SC_PAGESIZE);

    return ((size_t)line_count * IMAGE_LINE_SIZE + page - 1) & ~(page - 1);
}

static int map_lines(struct generation *generation, __u32 line_count)
{
    void *memory = mmap(NULL, mapped_size(line_count), PROT_READ | PROT_WRITE,
                        MAP_SHARED, generation->map, 0);

    if (memory == MAP_FAILED)
        return -1;
    generation->lines = (struct image_lines){memory, line_count};
    return 0;
}

struct half {
    struct image_line *to;
    const struct image_line *from;
    size_t count;
};

static void *copy_half(void *half_of_it)
{
    const struct half *half = half_of_it;

    memcpy(half->to, half->from, half->count * sizeof *half->to);
    return NULL;
}

static void copy(struct image_line *to, const struct image_line *from,
                 size_t count)
{
    size_t second = count < TWO_THREADS_LINES ? 0 : count / 2;
    struct half first = {to, from, count - second};
    struct half other = {to + first.count, from + first.count, second};
    pthread_t thread;
    int has_thread =
        second > 0 && pthread_create(&thread, NULL, copy_half, &other) == 0;

    copy_half(&first);
    if (has_thread)
        pthread_join(thread, NULL);
    else
        copy_half(&other);
}

static __u32 map_id(int map, struct bpf_map_info *info)
{
    __u32 size = sizeof *info;

    memset(info, 0, sizeof *info);
    return bpf_obj_get_info_by_fd(map, info, &size) ? 0 : info->id;
}

tamis_status generation_make(struct generation *made,
                             const struct image_lines *from, __u32 line_count,
                             tamis_error *error)
{
    struct kernel_words words;
    struct bpf_map_info info;
    tamis_status status;
    int number;

    LIBBPF_OPTIONS(bpf_map_create_opts, options);
    options.map_flags = BPF_F_MMAPABLE | BPF_F_INNER_MAP;
    *made = generation_none;
    kernel_words_begin(&words);
    made->map =
        bpf_map_create(BPF_MAP_TYPE_ARRAY, "tamis_lines", sizeof(__u32),
                       IMAGE_CHUNK_SIZE, IMAGE_CHUNKS(line_count), &options);
    kernel_words_end(&words);
    number = made->map;
    if (number < 0) {
        made->map = -1;
        return failure_words(error, number, &words,
                             "cannot make a map of %u lines of 64 bytes",
                             line_count);
    }
    made->id = map_id(made->map, &info);
    if (!made->id || map_lines(made, line_count)) {
        status = failure_system(error, errno, "cannot map %u lines of 64 bytes",
                                line_count);
        generation_close(made);
        return status;
    }
    copy(made->lines.lines, from->lines, from->count);
    return TAMIS_OK;
}

/* Our programs read what they find with every index checked; so do we. */
static tamis_status check(const struct generation *generation,
                          tamis_error *error)
{
    const struct image_header *header = generation_header(generation);

    if (header->magic != IMAGE_MAGIC ||
        header->line_count != generation->lines.count)
        return failure(error, TAMIS_ERROR_CORRUPT,
                       "the published map holds no image; detach the filter "
                       "and attach it again");
    if (header->layout_version != IMAGE_LAYOUT_VERSION)
        return failure(error, TAMIS_ERROR_UNSUPPORTED,
                       "the published image has layout %u and this library "
                       "knows %u; attach the filter again",
                       header->layout_version, IMAGE_LAYOUT_VERSION);
    return TAMIS_OK;
}

/* Maps as many lines as the header says that the chunks hold, if they can;
 * else one, which the check refuses. */
static int map_chunks(struct generation *mapped, __u32 chunks)
{
    __u32 line_count;

    if (map_lines(mapped, 1))
        return -1;
    line_count = generation_header(mapped)->line_count;
    if (line_count < 2 || IMAGE_CHUNKS((__u64)line_count) != chunks)
        return 0;
    munmap(mapped->lines.lines, mapped_size(1));
    mapped->lines = (struct image_lines){NULL, 0};
    return map_lines(mapped, line_count);
}

tamis_status generation_map(struct generation *mapped, int map,
                            tamis_error *error)
{
    struct bpf_map_info info;
    tamis_status status;

    *mapped = (struct generation){.map = map};
    mapped->id = map_id(map, &info);
    if (!mapped->id || info.type != BPF_MAP_TYPE_ARRAY ||
        info.value_size != IMAGE_CHUNK_SIZE || info.max_entries < 1 ||
        !(info.map_flags & BPF_F_MMAPABLE))
        status = failure(error, TAMIS_ERROR_CORRUPT,
                         "what is pinned as a generation is none; detach the "
                         "filter and attach it again");
    else if (map_chunks(mapped, info.max_entries))
        status = failure_system(error, errno, "cannot map the generation");
    else
        status = check(mapped, error);
    if (status < 0)
        generation_close(mapped);
    return status;
}

tamis_status generation_show(const struct generation *generation, int outer,
                             tamis_error *error)
{
    const __u32 zero = 0;

    /* The system call waits for all programs that began before it. */
    if (bpf_map_update_elem(outer, &zero, &generation->map, BPF_ANY))
        return failure_system(error, errno, "cannot publish the generation");
    return TAMIS_OK;
}

__u32 generation_map_id(int map)
{
    struct bpf_map_info info;

    return map < 0 ? 0 : map_id(map, &info);
}

__u32 generation_shown_id(int outer)
{
    const __u32 zero = 0;
    __u32 id = 0;

    return bpf_map_lookup_elem(outer, &zero, &id) ? 0 : id;
}

size_t generation_size(const struct generation *generation)
{
    return (size_t)IMAGE_CHUNKS(generation->lines.count) * IMAGE_CHUNK_SIZE;
}

void generation_close(struct generation *generation)
{
    if (generation->lines.lines)
        munmap(generation->lines.lines, mapped_size(generation->lines.count));
    if (generation->map >= 0)
        close(generation->map);
    *generation = generation_none;
}
