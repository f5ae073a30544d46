/* SPDX-License-Identifier: BSD-2-Clause */
/* Batches longer than one step answer as their keys do one by one. */
#include "small_database.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COUNT  300
#define LISTED 40

static struct small_statement statements[2 * LISTED];
static char values[2 * LISTED][80];

/* Every seventh number is listed: as a digest and as a domain. */
static void make_digest(unsigned number, uint8_t digest[32])
{
    for (unsigned i = 0; i < 32; i++)
        digest[i] = (uint8_t)(number * 37 + i * (number + 11));
    digest[31] = (uint8_t)(number >> 8);
}

static tamis_database *open_database(void **bytes)
{
    for (unsigned n = 0; n < LISTED; n++) {
        uint8_t digest[32];

        make_digest(n * 7, digest);
        for (unsigned i = 0; i < 32; i++)
            sprintf(values[2 * n] + (size_t)i * 2, "%02x", digest[i]);
        statements[2 * n] =
            (struct small_statement){"feed", TAMIS_TLP_CLEAR, TAMIS_KIND_SHA256,
                                     TAMIS_MODE_EXACT, values[2 * n]};
        sprintf(values[2 * n + 1], "%sn%u.com", n % 2 ? "a.b." : "", n * 7);
        statements[2 * n + 1] =
            (struct small_statement){"feed", TAMIS_TLP_CLEAR, TAMIS_KIND_DOMAIN,
                                     TAMIS_MODE_SUFFIX, values[2 * n + 1]};
    }
    return small_database(statements, sizeof statements / sizeof *statements,
                          bytes);
}

Test(find_batch, every_count_of_digests_answers_as_one_by_one)
{
    static uint8_t digests[COUNT][32];
    void *bytes;
    tamis_database *database = open_database(&bytes);
    tamis_matcher *matcher;
    tamis_record_id one[COUNT], all[COUNT + 1];

    cr_assert_eq(tamis_matcher_create(&matcher, database, NULL, NULL),
                 TAMIS_OK);
    for (unsigned n = 0; n < COUNT; n++) {
        make_digest(n, digests[n]);
        cr_assert_eq(
            tamis_matcher_find_digests(matcher, 1, 32, digests[n], &one[n]),
            n % 7 == 0 && n / 7 < LISTED, "digest %u", n);
    }
    for (unsigned count = 0; count <= COUNT; count++) {
        all[count] = 12345;
        tamis_matcher_find_digests(matcher, count, 32, digests[0], all);
        cr_assert_eq(memcmp(all, one, count * sizeof *all), 0, "%u", count);
        cr_assert_eq(all[count], 12345, "wrote behind %u", count);
    }
    tamis_matcher_destroy(matcher);
    tamis_database_release(database);
    free(bytes);
}

Test(find_batch, every_count_of_names_answers_as_one_by_one)
{
    static char texts[COUNT][40], wires[COUNT][40];
    static tamis_slice names[COUNT], wire_names[COUNT];
    void *bytes;
    tamis_database *database = open_database(&bytes);
    tamis_matcher *matcher;
    tamis_record_id one[COUNT], all[COUNT + 1], wire[COUNT];
    size_t hits = 0;

    cr_assert_eq(tamis_matcher_create(&matcher, database, NULL, NULL),
                 TAMIS_OK);
    for (unsigned n = 0; n < COUNT; n++) {
        char host[16];
        int size = sprintf(host, "N%u", n);

        names[n].size =
            (size_t)sprintf(texts[n], "x.a.b.%s.com%s", host, n % 3 ? "" : ".");
        names[n].data = texts[n];
        wire_names[n].size =
            (size_t)sprintf(wires[n], "\1x\1a\1b%c%s\3com", size, host) +
            n % 2; /* with and without the root */
        wire_names[n].data = wires[n];
        hits += tamis_matcher_find_domains(matcher, 1, &names[n], &one[n]);
    }
    cr_assert_eq(hits, LISTED);
    for (unsigned count = 0; count <= COUNT; count++) {
        all[count] = 12345;
        tamis_matcher_find_domains(matcher, count, names, all);
        cr_assert_eq(memcmp(all, one, count * sizeof *all), 0, "%u", count);
        cr_assert_eq(all[count], 12345, "wrote behind %u", count);
        tamis_matcher_find_wire_domains(matcher, count, wire_names, wire);
        cr_assert_eq(memcmp(wire, one, count * sizeof *wire), 0, "%u", count);
    }
    tamis_matcher_destroy(matcher);
    tamis_database_release(database);
    free(bytes);
}
