/* SPDX-License-Identifier: BSD-2-Clause */
#include "xdp/loaded_programs.h"

#include "image/image.h"

#include <bpf/bpf.h>
#include <criterion/criterion.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define CPUS_MAX 256

static int map_of(const struct bpf_map *map)
{
    return bpf_map__fd(map);
}

void loaded_programs_open(struct loaded_programs *loaded)
{
    const char *required = getenv("TAMIS_REQUIRE_BPF");
    int error;

    *loaded = (struct loaded_programs){.skeleton = tamis_xdp__open()};
    cr_assert_not_null(loaded->skeleton, "the object is damaged");
    error = tamis_xdp__load(loaded->skeleton);
    if (!error)
        return;
    tamis_xdp__destroy(loaded->skeleton);
    if ((error == -EPERM || error == -EACCES || error == -ENOSYS) &&
        (!required || strcmp(required, "1") != 0))
        cr_skip_test("no BPF here (%s): run as root", strerror(-error));
    cr_assert_fail("cannot load: %s", strerror(-error));
}

void loaded_programs_close(struct loaded_programs *loaded)
{
    if (loaded->lines)
        munmap(loaded->lines, loaded->lines_size);
    tamis_xdp__destroy(loaded->skeleton);
}

void loaded_programs_publish(struct loaded_programs *loaded,
                             const tamis_xdp_image *image)
{
    struct bpf_map_create_opts options = {
        .sz = sizeof options, .map_flags = BPF_F_MMAPABLE | BPF_F_INNER_MAP};
    int fd = bpf_map_create(BPF_MAP_TYPE_ARRAY, "lines", sizeof(__u32),
                            IMAGE_CHUNK_SIZE, IMAGE_CHUNKS(image->line_count),
                            &options);
    __u32 zero = 0;
    struct image_header *header;

    cr_assert_geq(fd, 0, "%s", strerror(errno));
    if (loaded->lines)
        munmap(loaded->lines, loaded->lines_size);
    loaded->lines_size = (size_t)image->line_count * IMAGE_LINE_SIZE;
    loaded->lines = mmap(NULL, loaded->lines_size, PROT_READ | PROT_WRITE,
                         MAP_SHARED, fd, 0);
    cr_assert_neq(loaded->lines, MAP_FAILED, "%s", strerror(errno));
    memcpy(loaded->lines, image->lines.lines,
           (size_t)image->lines.count * IMAGE_LINE_SIZE);
    header = loaded->lines;
    header->generation = GENERATION_HERE;
    cr_assert_eq(bpf_map_update_elem(map_of(loaded->skeleton->maps.secret),
                                     &zero, &image->secret, BPF_ANY),
                 0);
    cr_assert_eq(bpf_map_update_elem(map_of(loaded->skeleton->maps.image),
                                     &zero, &fd, BPF_ANY),
                 0, "%s", strerror(errno));
    close(fd);
}

void loaded_programs_control(struct loaded_programs *loaded,
                             const struct xdp_control *control)
{
    __u32 zero = 0;

    cr_assert_eq(bpf_map_update_elem(map_of(loaded->skeleton->maps.control),
                                     &zero, control, BPF_ANY),
                 0);
}

void loaded_programs_enforce(struct loaded_programs *loaded, __u32 events)
{
    const struct xdp_control control = {.enforce_until_ns = ~0ull,
                                        .alive_until_ns = ~0ull,
                                        .events_a_second = events};

    loaded_programs_control(loaded, &control);
}

__u32 frame_run(const struct bpf_program *program, struct frame_run *run,
                __u32 linear)
{
    struct xdp_md context = {.data_end = linear};
    struct bpf_test_run_opts options = {.sz = sizeof options,
                                        .data_in = run->bytes,
                                        .data_size_in = (__u32)run->size,
                                        .data_out = run->out,
                                        .data_size_out = sizeof run->out,
                                        .repeat = 1};

    if (linear) {
        options.ctx_in = &context;
        options.ctx_size_in = sizeof context;
    }
    if (bpf_prog_test_run_opts(bpf_program__fd(program), &options)) {
        cr_assert(errno == EINVAL && run->size < FRAME_SIZE_TAKEN,
                  "%s, %zu octets: %s", bpf_program__name(program), run->size,
                  strerror(errno));
        return FRAME_REFUSED;
    }
    run->out_size = options.data_size_out;
    return options.retval;
}

struct xdp_counts loaded_programs_counts(const struct loaded_programs *loaded,
                                         __u32 direction)
{
    static struct xdp_counts each[CPUS_MAX];
    struct xdp_counts sum = {0};
    int cpus = libbpf_num_possible_cpus();

    cr_assert(cpus > 0 && cpus <= CPUS_MAX);
    cr_assert_eq(bpf_map_lookup_elem(map_of(loaded->skeleton->maps.counters),
                                     &direction, each),
                 0);
    for (int cpu = 0; cpu < cpus; cpu++) {
        for (int which = 0; which < XDP_COUNTERS; which++) {
            sum.of[which].packets += each[cpu].of[which].packets;
            sum.of[which].bytes += each[cpu].of[which].bytes;
        }
    }
    return sum;
}

__u64 *loaded_programs_hit(const struct loaded_programs *loaded, __u32 answer)
{
    const struct image_tables *tables =
        (const void *)((const char *)loaded->lines + IMAGE_LINE_SIZE);
    __u64 *hits = (void *)((char *)loaded->lines +
                           (size_t)tables->hits * IMAGE_LINE_SIZE);

    return &hits[answer];
}
