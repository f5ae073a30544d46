/* SPDX-License-Identifier: BSD-2-Clause */
/* Two images that list some values both: what was met of the one is found in
 * the other, value by value, whatever order they have there. */
#include "unit/match/small_database.h"

#include "support/random.h"

#include "base/heap.h"
#include "filter/hits_carry.h"
#include "image/image.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define VALUES 300
#define WORLDS 20

struct world {
    char text[VALUES][64];
    tamis_kind kinds[VALUES];
    tamis_mode modes[2][VALUES];
    int is_in[2][VALUES];
};

struct listed {
    tamis_xdp_image *image;
    struct image_lines lines; /* with the hits, which an image leaves out */
    struct image_view view;
    void *bytes;
};

static void make_value(struct random *random, struct world *world, int n)
{
    char *text = world->text[n];
    unsigned number = (unsigned)n;

    world->kinds[n] = TAMIS_KIND_IP;
    world->modes[0][n] = world->modes[1][n] = TAMIS_MODE_AUTO;
    switch (random_below(random, 5)) {
    case 0:
        snprintf(text, 64, "81.%u.%u.%u", number / 200, number % 200,
                 (unsigned)random_between(random, 1, 250));
        break;
    case 1:
        snprintf(text, 64, "82.%u.%u.0/24", number / 200, number % 200);
        break;
    case 2:
        snprintf(text, 64, "2a01:%x::/48", number + 1);
        break;
    case 3:
        snprintf(text, 64, "83.0.%u.%u:%u", number / 200, number % 200 + 1,
                 (unsigned)random_between(random, 1, 65535));
        world->kinds[n] = TAMIS_KIND_IP_PORT;
        break;
    default:
        snprintf(text, 64, "name%u.example.com", number);
        world->kinds[n] = TAMIS_KIND_DOMAIN;
        for (int which = 0; which < 2; which++)
            world->modes[which][n] =
                random_one_in(random, 2) ? TAMIS_MODE_SUFFIX : TAMIS_MODE_EXACT;
    }
}

static struct listed build(const struct world *world, int which,
                           const struct image_secret_owner *owner)
{
    tamis_xdp_image_options options = TAMIS_XDP_IMAGE_OPTIONS_INIT;
    struct small_statement statements[VALUES];
    struct listed listed;
    tamis_database *database;
    size_t count = 0;
    tamis_error error;

    for (int n = 0; n < VALUES; n++)
        if (world->is_in[which][n])
            statements[count++] = (struct small_statement){
                "feed", 0, world->kinds[n], world->modes[which][n],
                world->text[n]};
    database = small_database(statements, count, &listed.bytes);
    options.filter = (const void *)owner;
    cr_assert_eq(
        tamis_xdp_image_build(&listed.image, database, &options, &error),
        TAMIS_OK, "%s", error.message);
    tamis_database_release(database);
    listed.lines.count = listed.image->line_count;
    listed.lines.lines = aligned_alloc(
        IMAGE_LINE_SIZE, (size_t)listed.lines.count * IMAGE_LINE_SIZE);
    cr_assert_not_null(listed.lines.lines);
    memset(listed.lines.lines, 0, (size_t)listed.lines.count * IMAGE_LINE_SIZE);
    memcpy(listed.lines.lines, listed.image->lines.lines,
           (size_t)listed.image->lines.count * IMAGE_LINE_SIZE);
    return listed;
}

static void give_back(struct listed *listed)
{
    tamis_xdp_image_destroy(listed->image);
    free(listed->lines.lines);
    free(listed->bytes);
}

static void begin_view(struct listed *listed)
{
    listed->view = (struct image_view){&listed->lines,
                                       (const void *)&listed->lines.lines[1],
                                       &listed->image->secret};
}

/* The hit of a value, by asking for it; NULL where it is not listed. */
static __u64 *hit_of(const struct listed *listed, const struct world *world,
                     int n)
{
    tamis_xdp_answer answer = {.struct_size = sizeof answer};
    const char *text = world->text[n];
    size_t size = strcspn(text, "/");
    tamis_error error;

    cr_assert_eq(tamis_xdp_image_ask(listed->image, TAMIS_KIND_AUTO, text, size,
                                     &answer, &error),
                 TAMIS_OK, "%s: %s", text, error.message);
    return answer.number ? image_hit(&listed->view, answer.number) : NULL;
}

static void meet(__u64 *hit, __u64 count, __u64 second)
{
    *hit = ((*hit & IMAGE_HIT_FULL) + count * IMAGE_HIT_ONE) | second;
}

/* Meets some values of the old image, and adds them to what is expected. */
static void meet_some(struct random *random, const struct world *world,
                      struct listed *old, __u64 *expected, __u64 second)
{
    for (int n = 0; n < VALUES; n++) {
        __u64 count = random_between(random, 1, 1000);

        if (!world->is_in[0][n] || random_one_in(random, 2))
            continue;
        meet(hit_of(old, world, n), count, second);
        meet(&expected[n], count, second);
    }
}

Test(hits_carry, what_both_list_keeps_its_count)
{
    struct random random;

    random_begin(&random, "hits_carry");
    for (int round = 0; round < WORLDS; round++) {
        const tamis_allocator heap = heap_from(NULL);
        __u64 expected[VALUES] = {0};
        struct image_secret_owner owner;
        struct hits_carry carry;
        struct world world = {0};
        struct listed old, new;
        tamis_error error;

        cr_assert_eq(image_secret_draw(&owner.secret, &error), TAMIS_OK);
        for (int n = 0; n < VALUES; n++) {
            make_value(&random, &world, n);
            world.is_in[0][n] = n == 0 || !random_one_in(&random, 4);
            world.is_in[1][n] = n == 0 || !random_one_in(&random, 4);
        }
        old = build(&world, 0, &owner);
        new = build(&world, 1, &owner);
        begin_view(&old);
        begin_view(&new);
        meet_some(&random, &world, &old, expected, 100);
        cr_assert_eq(
            hits_carry_begin(&carry, &heap, &old.view, &new.view, &error),
            TAMIS_OK);
        cr_assert_eq(hits_carry_find(&carry, &error), TAMIS_OK);
        hits_carry_first(&carry, &new.lines);
        /* Meanwhile the old one counts on, and the new one begins to. */
        meet_some(&random, &world, &old, expected, 101);
        for (int n = 0; n < VALUES; n++)
            if (world.is_in[1][n] && random_one_in(&random, 3)) {
                meet(hit_of(&new, &world, n), 5, 102);
                meet(&expected[n], 5, 102);
            }
        hits_carry_rest(&carry);
        hits_carry_end(&carry);
        for (int n = 0; n < VALUES; n++)
            if (world.is_in[1][n])
                cr_assert_eq(*hit_of(&new, &world, n), expected[n],
                             "%s: %llx and not %llx", world.text[n],
                             *hit_of(&new, &world, n), expected[n]);
        give_back(&old);
        give_back(&new);
    }
}
