/* SPDX-License-Identifier: BSD-2-Clause */
#include "filter/filter_pins.h"

#include "base/failure.h"
#include "filter/kernel_words.h"

#include <bpf/bpf.h>
#include <errno.h>
#include <stddef.h>
#include <unistd.h>

const struct filter_maps filter_maps_none = {-1, -1, -1, -1, -1};

static const struct {
    const char *name;
    size_t offset;
} map_pins[] = {
    {PIN_IMAGE, offsetof(struct filter_maps, image)},
    {"control", offsetof(struct filter_maps, control)},
    {"secret", offsetof(struct filter_maps, secret)},
    {"counters", offsetof(struct filter_maps, counters)},
    {"events", offsetof(struct filter_maps, events)},
};
#define MAP_COUNT (sizeof map_pins / sizeof map_pins[0])

static int *map_of(struct filter_maps *maps, size_t n)
{
    return (void *)((char *)maps + map_pins[n].offset);
}

void filter_maps_close(struct filter_maps *maps)
{
    for (size_t n = 0; n < MAP_COUNT; n++)
        if (*map_of(maps, n) >= 0)
            close(*map_of(maps, n));
    *maps = filter_maps_none;
}

tamis_status filter_pin(const struct filter_folder *folder, const char *name,
                        int file, tamis_error *error)
{
    struct filter_path path = filter_pin_path(folder, name);
    const struct kernel_words none = {0};

    if (bpf_obj_pin(file, path.text))
        return failure_words(error, errno, &none, "cannot pin %s", path.text);
    return TAMIS_OK;
}

tamis_status filter_pin_maps(const struct filter_folder *folder,
                             const struct filter_maps *maps, tamis_error *error)
{
    struct filter_maps all = *maps;

    for (size_t n = 0; n < MAP_COUNT; n++)
        XDP_TRY(filter_pin(folder, map_pins[n].name, *map_of(&all, n), error));
    return TAMIS_OK;
}

int filter_pin_is(const struct filter_folder *folder, const char *name)
{
    return access(filter_pin_path(folder, name).text, F_OK) == 0;
}

int filter_pin_open(const struct filter_folder *folder, const char *name)
{
    struct filter_path path = filter_pin_path(folder, name);
    int file = bpf_obj_get(path.text);

    return file < 0 ? -1 : file;
}

tamis_status filter_pin_open_maps(const struct filter_folder *folder,
                                  struct filter_maps *maps, tamis_error *error)
{
    *maps = filter_maps_none;
    for (size_t n = 0; n < MAP_COUNT; n++) {
        int file = filter_pin_open(folder, map_pins[n].name);
        int number = errno;

        *map_of(maps, n) = file;
        if (file >= 0)
            continue;
        filter_maps_close(maps);
        if (number == ENOENT)
            return failure(error, TAMIS_ERROR_NOT_FOUND,
                           "no filter is attached to %s: there is no %s",
                           folder->interface,
                           filter_pin_path(folder, map_pins[n].name).text);
        return failure_system(error, number, "cannot open %s",
                              filter_pin_path(folder, map_pins[n].name).text);
    }
    return TAMIS_OK;
}
