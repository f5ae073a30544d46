/* SPDX-License-Identifier: BSD-2-Clause */
#include "filter/filter_place.h"

#include "filter/filter_pins.h"
#include "filter/kernel_words.h"

#include <bpf/bpf.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static const __u32 zero;

/* Unlike the number of its file, a cookie is never used again. */
static __u64 network_here(void)
{
    int file = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    __u64 cookie = 0;
    socklen_t size = sizeof cookie;

    if (file < 0)
        return 0;
    if (getsockopt(file, SOL_SOCKET, SO_NETNS_COOKIE, &cookie, &size))
        cookie = 0;
    close(file);
    return cookie;
}

static struct filter_place place_of(const struct filter_folder *folder,
                                    int index, __u32 directions)
{
    struct filter_place place = {.index = (__u32)index,
                                 .directions = directions,
                                 .network = network_here()};

    if (!realpath(folder->state_root, place.state_root))
        strcpy(place.state_root, folder->state_root);
    return place;
}

tamis_status filter_place_keep(const struct filter_folder *folder, int index,
                               __u32 directions, tamis_error *error)
{
    const struct filter_place place = place_of(folder, index, directions);
    const struct kernel_words none = {0};
    tamis_status status;
    int map = bpf_map_create(BPF_MAP_TYPE_ARRAY, "tamis_place", sizeof zero,
                             sizeof place, 1, NULL);

    if (map < 0)
        return failure_words(error, errno, &none,
                             "cannot make a map of where %s is",
                             folder->interface);
    if (bpf_map_update_elem(map, &zero, &place, BPF_ANY))
        status =
            failure_words(error, errno, &none, "cannot write down where %s is",
                          folder->interface);
    else
        status = filter_pin(folder, PIN_PLACE, map, error);
    close(map);
    return status;
}

struct filter_place filter_place_read(const struct filter_folder *folder)
{
    const struct filter_place unknown = {0};
    struct filter_place place = unknown;
    struct bpf_map_info info = {0};
    __u32 size = sizeof info;
    int map = filter_pin_open(folder, PIN_PLACE);

    if (map < 0)
        return unknown;
    /* What another version wrote may be of another size. */
    if (bpf_obj_get_info_by_fd(map, &info, &size) ||
        info.value_size != sizeof place ||
        bpf_map_lookup_elem(map, &zero, &place))
        place = unknown;
    close(map);
    place.state_root[sizeof place.state_root - 1] = '\0';
    return place;
}

int filter_place_is_here(const struct filter_place *place)
{
    __u64 here = network_here();

    return !place->network || !here || place->network == here;
}
