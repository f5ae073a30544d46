/* SPDX-License-Identifier: BSD-2-Clause */
#include "filter/hits_carried.h"

#include "base/heap.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define ANSWERS 9

static __u64 counts[ANSWERS + 1] = {0, 7, 0, 1, [9] = 1ull << 35};
static struct hits_earlier earlier[2] = {{5, 6, 7, 0}, {8, 9, 10, 1}};
static const struct hits_carried carried = {counts, earlier, 2};

static tamis_status load(const char *path, __u64 generation, __u32 answers,
                         struct hits_carried *loaded)
{
    tamis_allocator heap = heap_from(NULL);

    return hits_carried_load(path, generation, answers, &heap, loaded, NULL);
}

static void release(struct hits_carried *loaded)
{
    tamis_allocator heap = heap_from(NULL);

    hits_carried_release(loaded, &heap);
}

Test(hits_carried, what_was_written_is_read_by_its_owner_alone)
{
    char path[] = "/tmp/hits_carried_XXXXXX";
    struct stat file;
    struct hits_carried loaded;

    close(mkstemp(path));
    cr_assert_eq(hits_carried_save(path, 3, &carried, ANSWERS, NULL), TAMIS_OK);
    cr_assert_eq(stat(path, &file), 0);
    cr_assert_eq(file.st_mode & 0777, 0600);
    cr_assert_eq(load(path, 3, ANSWERS, &loaded), TAMIS_OK);
    cr_assert_eq(memcmp(loaded.counts, counts, sizeof counts), 0);
    cr_assert_eq(loaded.earlier_count, 2);
    cr_assert_eq(memcmp(loaded.earlier, earlier, sizeof earlier), 0);
    release(&loaded);
    cr_assert_eq(load(path, 4, ANSWERS, &loaded), TAMIS_ERROR_CORRUPT);
    cr_assert_null(loaded.counts);
    cr_assert_eq(load(path, 3, ANSWERS - 1, &loaded), TAMIS_ERROR_CORRUPT);
    unlink(path);
    cr_assert_eq(load(path, 3, ANSWERS, &loaded), TAMIS_ERROR_NOT_FOUND);
    cr_assert_eq(
        hits_carried_save("/nowhere/at/all", 3, &carried, ANSWERS, NULL),
        TAMIS_ERROR_SYSTEM);
}

/* Each octet changed and each end cut: it is refused or read within bounds. */
Test(hits_carried, no_octets_of_a_file_lead_astray)
{
    char path[] = "/tmp/hits_carried_XXXXXX";
    unsigned char octets[256];
    size_t size;
    struct hits_carried loaded;
    FILE *file;

    close(mkstemp(path));
    cr_assert_eq(hits_carried_save(path, 3, &carried, ANSWERS, NULL), TAMIS_OK);
    file = fopen(path, "r");
    size = fread(octets, 1, sizeof octets, file);
    fclose(file);
    for (size_t n = 0; n < 2 * size; n++) {
        size_t written = n < size ? size : n - size;

        octets[n % size] ^= 0xff;
        file = fopen(path, "w");
        cr_assert_eq(fwrite(octets, 1, written, file), written);
        fclose(file);
        octets[n % size] ^= 0xff;
        if (load(path, 3, ANSWERS, &loaded) == TAMIS_OK) {
            /* Only a count was changed, which says nothing of itself. */
            cr_assert_lt(n, size);
            release(&loaded);
        }
    }
    unlink(path);
}
