/* SPDX-License-Identifier: BSD-2-Clause */
/* Two worlds, one without what a reader may not see, and the same packets in
 * both: what he is told must be the same. */
#ifndef TAMIS_TESTS_UNIT_EBPF_REPORT_WORLDS_H
#define TAMIS_TESTS_UNIT_EBPF_REPORT_WORLDS_H

#include "image/image.h"
#include "report/summary.h"
#include "support/random.h"
#include "unit/match/small_database.h"

#define WORLD_ANSWERS 256
#define WORLD_TEXT    65536

struct world {
    tamis_database *database;
    void *bytes;
    tamis_xdp_image *image;
    __u64 hits[WORLD_ANSWERS];
};

struct world_packet {
    const char *value;
    unsigned times, second;
};

/* The image is RED's and self's. */
void world_begin(struct world *world, const struct small_statement *statements,
                 size_t count, const tamis_xdp_policy *policy);
void world_end(struct world *world);
/* What the kernel would answer to a packet's address, address and port, or
 * name. */
tamis_xdp_answer world_ask(const struct world *world, const char *value);
/* Counts packets as the kernel does. */
void world_count(struct world *world, const struct world_packet *packets,
                 size_t count);
/* JSON and metrics, one after the other, of a reader of this rank. */
void world_tell(const struct world *world, tamis_tlp tlp,
                const tamis_xdp_policy *policy, char text[WORLD_TEXT]);

/* Prefixes of a few addresses, addresses with ports, and names of a few labels,
 * so that they nest; of feeds "clear", "green", "amber" and "red", and what the
 * operator allows. */
void world_random_value(struct random *random, char text[64], int is_listed);
void world_random_statement(struct random *random,
                            struct small_statement *statement, char text[64]);

#endif
