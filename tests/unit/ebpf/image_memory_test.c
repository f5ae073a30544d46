/* SPDX-License-Identifier: BSD-2-Clause */
/* An image's memory: none to be had, none left behind, none but its own. */
#include "support/failing_allocator.h"
#include "unit/match/small_database.h"

#include "image/image.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

static const char policy_text[] = "feed first drop\n"
                                  "permit value 198.51.100.7\n"
                                  "protect 198.51.100.128/25\n"
                                  "protect www.evil.com\n";

static const struct small_statement statements[] = {
    {"first", 0, TAMIS_KIND_IP, TAMIS_MODE_AUTO, "198.51.100.7"},
    {"second", 0, TAMIS_KIND_IP, TAMIS_MODE_AUTO, "198.51.100.0/24"},
    {"second", 0, TAMIS_KIND_IP, TAMIS_MODE_AUTO, "2a03:2880::/29"},
    {"second", 0, TAMIS_KIND_DOMAIN, TAMIS_MODE_SUFFIX, "evil.com"},
    {"first", 0, TAMIS_KIND_DOMAIN, TAMIS_MODE_EXACT, "a.evil.com"},
    {"allow", 0, TAMIS_KIND_DOMAIN, TAMIS_MODE_EXACT, "good.evil.com"},
    {"warn", 0, TAMIS_KIND_IP, TAMIS_MODE_AUTO, "198.51.100.64/26"},
    {"first", 0, TAMIS_KIND_IP_PORT, TAMIS_MODE_AUTO, "81.2.69.142:8080"},
    {"first", 0, TAMIS_KIND_IP_PORT, TAMIS_MODE_AUTO, "[2a03:2880::1]:8080"},
};

struct room {
    void *bytes;
    tamis_database *database;
    tamis_xdp_policy *policy;
};

static void begin(struct room *room)
{
    tamis_error error;

    room->database = small_database(
        statements, sizeof statements / sizeof *statements, &room->bytes);
    cr_assert_eq(tamis_xdp_policy_create(&room->policy, NULL, &error),
                 TAMIS_OK);
    cr_assert_eq(tamis_xdp_policy_parse(room->policy, "test", policy_text,
                                        strlen(policy_text), &error),
                 TAMIS_OK, "%s", error.message);
}

static void end(struct room *room)
{
    tamis_xdp_policy_destroy(room->policy);
    tamis_database_release(room->database);
    free(room->bytes);
}

static tamis_xdp_image_options options_of(const struct room *room)
{
    tamis_xdp_image_options options = TAMIS_XDP_IMAGE_OPTIONS_INIT;

    options.policy = room->policy;
    options.thread_count = 1;
    return options;
}

Test(image_memory, runs_out_at_every_place)
{
    struct failing_allocator failing;
    struct room room;

    begin(&room);
    for (uint64_t n = 1;; n++) {
        tamis_xdp_image_options options = options_of(&room);
        tamis_xdp_image *image;
        tamis_status status;
        tamis_error error;

        failing_allocator_begin(&failing, n);
        options.allocator = &failing.allocator;
        status = tamis_xdp_image_build(&image, room.database, &options, &error);
        if (!failing.has_failed) {
            cr_assert_eq(status, TAMIS_OK, "%s", error.message);
            tamis_xdp_image_destroy(image);
            cr_assert_eq(failing.live_count, 0);
            cr_assert_gt(n, 10, "the allocator was not asked");
            break;
        }
        cr_assert_eq(status, TAMIS_ERROR_MEMORY, "allocation %llu: %s",
                     (unsigned long long)n, error.message);
        cr_assert_null(image);
        cr_assert_eq(failing.live_count, 0, "allocation %llu",
                     (unsigned long long)n);
    }
    end(&room);
}

Test(image_memory, a_policy_that_finds_none_changes_nothing)
{
    struct failing_allocator failing;
    struct room room;

    begin(&room);
    for (uint64_t n = 1;; n++) {
        tamis_xdp_image_options options = options_of(&room);
        struct image_set *sets;
        tamis_xdp_image *image;
        tamis_status status;
        size_t size;

        failing_allocator_begin(&failing, 0);
        options.allocator = &failing.allocator;
        cr_assert_eq(
            tamis_xdp_image_build(&image, room.database, &options, NULL),
            TAMIS_OK);
        size = image->state.nodes.set_count * sizeof *sets;
        sets = malloc(size);
        memcpy(sets, image->state.nodes.sets, size);
        failing.fail_at = failing.allocation_count + n;
        status = image_set_policy(image, NULL, NULL);
        if (status != TAMIS_OK) {
            cr_assert_eq(status, TAMIS_ERROR_MEMORY);
            cr_assert_eq(memcmp(sets, image->state.nodes.sets, size), 0);
            cr_assert_eq(memcmp(sets, &image->lines.lines[IMAGE_SETS], size),
                         0);
            cr_assert_str_eq(
                image->state.policy_text + image->state.policy_size, "");
        } else {
            cr_assert_neq(memcmp(sets, &image->lines.lines[IMAGE_SETS], size),
                          0);
        }
        tamis_xdp_image_destroy(image);
        cr_assert_eq(failing.live_count, 0);
        free(sets);
        if (status == TAMIS_OK)
            break;
    }
    end(&room);
}

Test(image_memory, is_not_asked_for_an_option_that_is_unknown)
{
    struct room room;
    tamis_xdp_image *image;

    begin(&room);
    tamis_xdp_image_options options = options_of(&room);
    options.flags = 1;
    cr_assert_eq(tamis_xdp_image_build(&image, room.database, &options, NULL),
                 TAMIS_ERROR_ARGUMENT);
    cr_assert_null(image);
    tamis_xdp_image_destroy(NULL);
    end(&room);
}

/* An image for a filter has that filter's secret, any other one of its own. */
Test(image_memory, secrets)
{
    struct room room;
    struct image_secret_owner owner;
    tamis_xdp_image *images[3];

    begin(&room);
    cr_assert_eq(image_secret_draw(&owner.secret, NULL), TAMIS_OK);
    for (int i = 0; i < 3; i++) {
        tamis_xdp_image_options options = options_of(&room);

        if (i == 0)
            options.filter = (const tamis_xdp *)(const void *)&owner;
        cr_assert_eq(
            tamis_xdp_image_build(&images[i], room.database, &options, NULL),
            TAMIS_OK);
    }
    cr_assert_eq(memcmp(&images[0]->secret, &owner.secret, sizeof owner.secret),
                 0);
    cr_assert_neq(
        memcmp(&images[1]->secret, &images[2]->secret, sizeof owner.secret), 0);
    cr_assert_neq(
        memcmp(&images[1]->secret, &owner.secret, sizeof owner.secret), 0);
    for (int i = 0; i < 3; i++)
        tamis_xdp_image_destroy(images[i]);
    end(&room);
}

/* Whatever was in its memory before: the same lines, but for the time. */
Test(image_memory, nothing_else_gets_into_the_lines)
{
    struct failing_allocator failing;
    struct image_secret_owner owner;
    tamis_xdp_image *images[2];
    struct room room;

    begin(&room);
    failing_allocator_begin(&failing, 0);
    cr_assert_eq(image_secret_draw(&owner.secret, NULL), TAMIS_OK);
    for (int i = 0; i < 2; i++) {
        tamis_xdp_image_options options = options_of(&room);

        options.filter = (const tamis_xdp *)(const void *)&owner;
        options.allocator = i ? &failing.allocator : NULL;
        cr_assert_eq(
            tamis_xdp_image_build(&images[i], room.database, &options, NULL),
            TAMIS_OK);
        image_header(images[i])->base_ns = 0;
    }
    cr_assert_eq(images[0]->lines.count, images[1]->lines.count);
    for (__u32 i = 0; i < images[0]->lines.count; i++)
        cr_assert_eq(memcmp(&images[0]->lines.lines[i],
                            &images[1]->lines.lines[i], IMAGE_LINE_SIZE),
                     0, "line %u", i);
    for (int i = 0; i < 2; i++)
        tamis_xdp_image_destroy(images[i]);
    cr_assert_eq(failing.live_count, 0);
    end(&room);
}
