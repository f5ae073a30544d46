/* SPDX-License-Identifier: BSD-2-Clause */
/* What the kernel keeps of a filter while no process has it open: names in its
 * folder of the BPF file system. */
#ifndef TAMIS_EBPF_FILTER_FILTER_PINS_H
#define TAMIS_EBPF_FILTER_FILTER_PINS_H

#include "filter/filter_folder.h"

/* The maps that programs and user space share (kernel/xdp_shared.h); -1 for
 * one that is not open. */
struct filter_maps {
    int image, control, secret, counters, events;
};
extern const struct filter_maps filter_maps_none;
void filter_maps_close(struct filter_maps *maps);

#define PIN_GENERATION      "generation"
#define PIN_GENERATION_NEXT "generation_next" /* while it is published */
#define PIN_INGRESS         "program_ingress"
#define PIN_INGRESS_FRAGS   "program_ingress_frags"
#define PIN_EGRESS          "program_egress"
#define PIN_MADE_CLSACT     "made_clsact" /* the same; it is ours, or will be */
#define PIN_LINK            "link_ingress"
#define PIN_PLACE           "place" /* filter_place.h */
#define PIN_IMAGE           "image" /* of the maps; tells filters apart */
#define PIN_WHOLE           "whole" /* the last: all of it is attached */

/* Gives what is open a name. Errors: SYSTEM. */
tamis_status filter_pin(const struct filter_folder *folder, const char *name,
                        int file, tamis_error *error);
tamis_status filter_pin_maps(const struct filter_folder *folder,
                             const struct filter_maps *maps,
                             tamis_error *error);

/* Is there anything of the name? */
int filter_pin_is(const struct filter_folder *folder, const char *name);
/* Opens what has the name; -1 where there is none, with errno. */
int filter_pin_open(const struct filter_folder *folder, const char *name);
/* Errors: NOT_FOUND where there is no filter, SYSTEM. */
tamis_status filter_pin_open_maps(const struct filter_folder *folder,
                                  struct filter_maps *maps, tamis_error *error);

#endif
