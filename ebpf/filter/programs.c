/* SPDX-License-Identifier: BSD-2-Clause */
#include "filter/programs.h"

#include "base/failure.h"
#include "filter/kernel_words.h"
#include "kernel/tamis_xdp.skel.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

static const struct programs nothing = {-1, -1, {-1, -1, -1, -1, -1}};

/* What the skeleton opened it closes; this stays. */
static int keep(int file)
{
    return fcntl(file, F_DUPFD_CLOEXEC, 0);
}

static int take(struct programs *programs, const struct programs_wish *wish,
                const struct tamis_xdp *skeleton)
{
    struct filter_maps *maps = &programs->maps;

    maps->image = keep(bpf_map__fd(skeleton->maps.image));
    maps->control = keep(bpf_map__fd(skeleton->maps.control));
    maps->secret = keep(bpf_map__fd(skeleton->maps.secret));
    maps->counters = keep(bpf_map__fd(skeleton->maps.counters));
    maps->events = keep(bpf_map__fd(skeleton->maps.events));
    if (maps->image < 0 || maps->control < 0 || maps->secret < 0 ||
        maps->counters < 0 || maps->events < 0)
        return -1;
    if (wish->has_ingress)
        programs->ingress = keep(bpf_program__fd(
            wish->takes_frags ? skeleton->progs.tamis_ingress_frags
                              : skeleton->progs.tamis_ingress));
    if (wish->has_egress)
        programs->egress = keep(bpf_program__fd(skeleton->progs.tamis_egress));
    if ((wish->has_ingress && programs->ingress < 0) ||
        (wish->has_egress && programs->egress < 0))
        return -1;
    return 0;
}

static int load(struct tamis_xdp *skeleton, const struct programs_wish *wish)
{
    bpf_program__set_autoload(skeleton->progs.tamis_ingress,
                              wish->has_ingress && !wish->takes_frags);
    bpf_program__set_autoload(skeleton->progs.tamis_ingress_frags,
                              wish->has_ingress && wish->takes_frags);
    bpf_program__set_autoload(skeleton->progs.tamis_egress, wish->has_egress);
    if (bpf_map__set_max_entries(skeleton->maps.events, wish->ring_size))
        return -errno;
    return tamis_xdp__load(skeleton);
}

/* 0, or a negative errno. */
static int load_and_take(struct programs *programs,
                         const struct programs_wish *wish)
{
    struct tamis_xdp *skeleton = tamis_xdp__open();
    int number;

    if (!skeleton)
        return errno ? -errno : -ENOMEM;
    number = load(skeleton, wish);
    if (number == 0 && take(programs, wish, skeleton))
        number = -errno;
    tamis_xdp__destroy(skeleton);
    return number;
}

tamis_status programs_load(struct programs *programs,
                           const struct programs_wish *wish, tamis_error *error)
{
    struct kernel_words words;
    int number;

    *programs = nothing;
    kernel_words_begin(&words);
    number = load_and_take(programs, wish);
    kernel_words_end(&words);
    if (number == 0)
        return TAMIS_OK;
    programs_close(programs);
    return failure_words(error, number, &words,
                         "the kernel does not take the programs");
}

void programs_close(struct programs *programs)
{
    if (programs->ingress >= 0)
        close(programs->ingress);
    if (programs->egress >= 0)
        close(programs->egress);
    filter_maps_close(&programs->maps);
    *programs = nothing;
}
