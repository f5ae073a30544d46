/* SPDX-License-Identifier: BSD-2-Clause */
/* What is known of an image, written to a file and read by another process. */
#include "support/failing_allocator.h"
#include "support/random.h"
#include "unit/match/small_database.h"

#include "base/heap.h"
#include "image/image.h"

#include <criterion/criterion.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char policy_text[] = "default count\n"
                                  "feed \"second feed\" drop ingress\n"
                                  "protect 192.0.2.0/24\n";

static const struct small_statement statements[] = {
    {"first", 0, TAMIS_KIND_IP, TAMIS_MODE_AUTO, "198.51.100.7"},
    {"second feed", 0, TAMIS_KIND_IP, TAMIS_MODE_AUTO, "198.51.100.0/24"},
    {"second feed", 0, TAMIS_KIND_DOMAIN, TAMIS_MODE_SUFFIX, "evil.com"},
    {"first", 0, TAMIS_KIND_IP_PORT, TAMIS_MODE_AUTO, "81.2.69.142:8080"},
};

struct fixture {
    void *bytes;
    tamis_xdp_image *image;
    char folder[64], path[80];
};

static void begin(struct fixture *fixture)
{
    const tamis_slice audience = {"self", 4};
    tamis_clearance clearance = TAMIS_CLEARANCE_INIT;
    tamis_xdp_image_options options = TAMIS_XDP_IMAGE_OPTIONS_INIT;
    tamis_database *database = small_database(statements, 4, &fixture->bytes);
    tamis_xdp_policy *policy;
    tamis_error error;

    clearance.tlp = TAMIS_TLP_AMBER;
    clearance.audience = &audience;
    clearance.audience_count = 1;
    cr_assert_eq(tamis_xdp_policy_create(&policy, NULL, &error), TAMIS_OK);
    cr_assert_eq(tamis_xdp_policy_parse(policy, "test", policy_text,
                                        strlen(policy_text), &error),
                 TAMIS_OK, "%s", error.message);
    options.policy = policy;
    options.clearance = &clearance;
    cr_assert_eq(
        tamis_xdp_image_build(&fixture->image, database, &options, &error),
        TAMIS_OK, "%s", error.message);
    tamis_xdp_policy_destroy(policy);
    tamis_database_release(database);
    strcpy(fixture->folder, "/tmp/tamis-image-state-XXXXXX");
    cr_assert_not_null(mkdtemp(fixture->folder));
    snprintf(fixture->path, sizeof fixture->path, "%s/state", fixture->folder);
    fixture->image->state.generation = 7;
    strcpy(fixture->image->state.origin.path, "/var/lib/tamis/all.tamis");
    fixture->image->state.origin.inode = 12345;
}

static void end(struct fixture *fixture)
{
    unlink(fixture->path);
    cr_assert_eq(rmdir(fixture->folder), 0, "something was left behind");
    tamis_xdp_image_destroy(fixture->image);
    free(fixture->bytes);
}

static void assert_same_names(const tamis_slice *one, const tamis_slice *other,
                              size_t count)
{
    for (size_t i = 0; i < count; i++) {
        cr_assert_eq(one[i].size, other[i].size);
        cr_assert_eq(memcmp(one[i].data, other[i].data, one[i].size), 0);
    }
}

static void assert_same(const struct image_state *one,
                        const struct image_state *other)
{
    const struct image_nodes *a = &one->nodes, *b = &other->nodes;

    cr_assert_eq(one->generation, other->generation);
    cr_assert_eq(one->time_ns, other->time_ns);
    cr_assert_eq(a->base_ns, b->base_ns);
    cr_assert_eq(memcmp(&a->info, &b->info, sizeof a->info), 0);
    cr_assert_str_eq(one->origin.path, other->origin.path);
    cr_assert(image_origin_same(&one->origin, &other->origin));
    cr_assert_eq(one->policy_size, other->policy_size);
    cr_assert_str_eq(one->policy_text, other->policy_text);
    cr_assert_eq(one->clearance.tlp, other->clearance.tlp);
    cr_assert_eq(one->clearance.audience_count,
                 other->clearance.audience_count);
    assert_same_names(one->clearance.audience, other->clearance.audience,
                      one->clearance.audience_count);
    cr_assert_eq(a->answer_count, b->answer_count);
    cr_assert_eq(memcmp(a->records, b->records,
                        (a->answer_count + 1) * sizeof *a->records),
                 0);
    cr_assert_eq(a->set_count, b->set_count);
    cr_assert_eq(memcmp(a->sets, b->sets, a->set_count * sizeof *a->sets), 0);
    cr_assert_eq(memcmp(a->spans, b->spans, a->set_count * sizeof *a->spans),
                 0);
    cr_assert_eq(a->statement_count, b->statement_count);
    cr_assert_eq(memcmp(a->statements, b->statements,
                        a->statement_count * sizeof *a->statements),
                 0);
    cr_assert_eq(a->feed_count, b->feed_count);
    assert_same_names(a->feeds, b->feeds, a->feed_count);
}

Test(image_state, comes_back_from_its_file)
{
    struct fixture fixture;
    struct image_state loaded;
    struct stat facts;
    tamis_error error;

    begin(&fixture);
    for (int time = 0; time < 2; time++) /* the second takes its place */
        cr_assert_eq(
            image_state_save(&fixture.image->state, fixture.path, &error),
            TAMIS_OK, "%s", error.message);
    cr_assert_eq(stat(fixture.path, &facts), 0);
    cr_assert_eq(facts.st_mode & 0777, 0600);
    cr_assert_eq(image_state_load(&loaded, fixture.path, NULL, &error),
                 TAMIS_OK, "%s", error.message);
    assert_same(&fixture.image->state, &loaded);
    image_state_release(&loaded);
    end(&fixture);
}

Test(image_state, words_are_made_of_what_was_loaded)
{
    struct fixture fixture;
    struct image_state loaded;
    tamis_xdp_policy *policy;
    tamis_error error;
    __u32 changed = 0;

    begin(&fixture);
    cr_assert_eq(image_state_save(&fixture.image->state, fixture.path, &error),
                 TAMIS_OK);
    cr_assert_eq(image_state_load(&loaded, fixture.path, NULL, &error),
                 TAMIS_OK);
    cr_assert_eq(image_state_set_policy(&loaded, NULL, &error), TAMIS_OK);
    for (__u32 i = 0; i < loaded.nodes.set_count; i++)
        changed += loaded.nodes.sets[i].policy !=
                   fixture.image->state.nodes.sets[i].policy;
    cr_assert_gt(changed, 0);
    cr_assert_eq(tamis_xdp_policy_create(&policy, NULL, &error), TAMIS_OK);
    cr_assert_eq(tamis_xdp_policy_parse(policy, "test", policy_text,
                                        strlen(policy_text), &error),
                 TAMIS_OK);
    cr_assert_eq(image_state_set_policy(&loaded, policy, &error), TAMIS_OK);
    assert_same(&fixture.image->state, &loaded);
    tamis_xdp_policy_destroy(policy);
    image_state_release(&loaded);
    end(&fixture);
}

Test(image_state, without_a_file)
{
    struct image_state loaded;

    cr_assert_eq(image_state_load(&loaded, "/nowhere/state", NULL, NULL),
                 TAMIS_ERROR_NOT_FOUND);
    image_state_release(&loaded);
}

static size_t read_file(const char *path, char *bytes, size_t capacity)
{
    FILE *file = fopen(path, "r");
    size_t size = fread(bytes, 1, capacity, file);

    fclose(file);
    return size;
}

/* A state that is saved, and the bytes of its file. */
static size_t save(struct fixture *fixture, char *bytes, size_t room)
{
    begin(fixture);
    cr_assert_eq(image_state_save(&fixture->image->state, fixture->path, NULL),
                 TAMIS_OK);
    return read_file(fixture->path, bytes, room);
}

static void write_file(const char *path, const char *bytes, size_t size)
{
    FILE *file = fopen(path, "w");

    cr_assert_eq(fwrite(bytes, 1, size, file), size);
    fclose(file);
}

/* Every access that a reader makes of what was loaded stays inside. */
static __u64 walk(const struct image_state *state)
{
    const struct image_nodes *nodes = &state->nodes;
    __u64 sum = nodes->records[nodes->answer_count];

    for (__u32 set = 0; set < nodes->set_count; set++)
        for (__u32 i = 0; i < nodes->spans[set].count; i++) {
            const struct image_statement *statement =
                &nodes->statements[nodes->spans[set].first + i];
            tamis_slice feed = nodes->feeds[statement->feed];

            sum += feed.size ? (__u64)feed.data[feed.size - 1] : 0;
        }
    return sum + strlen(state->policy_text) + strlen(state->origin.path);
}

Test(image_state, hostile_bytes)
{
    static char good[1 << 16], bad[1 << 16];
    struct fixture fixture;
    struct random random;
    size_t size;
    unsigned refused = 0;

    random_begin(&random, "image_state_hostile_bytes");
    size = save(&fixture, good, sizeof good);
    for (int round = 0; round < 4000; round++) {
        struct image_state loaded;
        size_t kept = size;
        tamis_status status;

        memcpy(bad, good, size);
        if (random_one_in(&random, 4))
            kept = random_below(&random, size);
        for (uint64_t n = random_below(&random, 4); n > 0; n--)
            bad[random_below(&random, size)] ^=
                (char)(1 << random_below(&random, 8));
        write_file(fixture.path, bad, kept);
        status = image_state_load(&loaded, fixture.path, NULL, NULL);
        refused += status != TAMIS_OK;
        cr_assert_eq(status == TAMIS_OK,
                     kept == size && memcmp(good, bad, size) == 0);
        if (status == TAMIS_OK)
            cr_assert_neq(walk(&loaded), UINT64_MAX);
        image_state_release(&loaded);
    }
    cr_assert_gt(refused, 1000);
    end(&fixture);
}

static tamis_status load(const struct fixture *fixture, tamis_error *error)
{
    struct image_state loaded;
    tamis_status status = image_state_load(&loaded, fixture->path, NULL, error);

    image_state_release(&loaded);
    return status;
}

/* No bit may differ, and nothing lack: all is refused with a sentence. */
Test(image_state, torn_or_damaged)
{
    static char good[1 << 16], bad[1 << 16];
    struct fixture fixture;
    tamis_error error;
    size_t size;

    size = save(&fixture, good, sizeof good);
    for (size_t n = 0; n < 8 * size; n++) {
        memcpy(bad, good, size);
        bad[n / 8] ^= (char)(1 << n % 8);
        write_file(fixture.path, bad, size);
        cr_assert_lt(load(&fixture, &error), 0, "bit %zu", n);
        cr_assert_not_null(strstr(error.message, "publish the image again"),
                           "%s", error.message);
        if (n % 8)
            continue;
        write_file(fixture.path, good, n / 8);
        cr_assert_eq(load(&fixture, NULL), TAMIS_ERROR_CORRUPT, "%zu", n / 8);
    }
    end(&fixture);
}

Test(image_state, of_another_machine)
{
    static char bytes[1 << 16];
    struct fixture fixture;
    tamis_error error;
    size_t size;

    size = save(&fixture, bytes, sizeof bytes);
    for (size_t n = 0; n < 4; n++) {
        char kept = bytes[n];

        bytes[n] = bytes[7 - n];
        bytes[7 - n] = kept;
    }
    write_file(fixture.path, bytes, size);
    cr_assert_eq(load(&fixture, &error), TAMIS_ERROR_UNSUPPORTED);
    cr_assert_not_null(strstr(error.message, "byte order"), "%s",
                       error.message);
    end(&fixture);
}

/* What was written whole, and makes no sense. */
Test(image_state, numbers_past_their_arrays)
{
    struct fixture fixture;
    struct image_nodes *nodes;
    __u32 first, feed;

    begin(&fixture);
    nodes = &fixture.image->state.nodes;
    first = nodes->spans[0].first;
    feed = nodes->statements[0].feed;
    nodes->spans[0].first = nodes->statement_count + 1;
    cr_assert_eq(image_state_save(&fixture.image->state, fixture.path, NULL),
                 TAMIS_OK);
    cr_expect_eq(load(&fixture, NULL), TAMIS_ERROR_CORRUPT);
    nodes->spans[0].first = first;
    nodes->statements[0].feed = nodes->feed_count;
    cr_assert_eq(image_state_save(&fixture.image->state, fixture.path, NULL),
                 TAMIS_OK);
    cr_expect_eq(load(&fixture, NULL), TAMIS_ERROR_CORRUPT);
    nodes->statements[0].feed = feed;
    cr_assert_eq(image_state_save(&fixture.image->state, fixture.path, NULL),
                 TAMIS_OK);
    cr_expect_eq(load(&fixture, NULL), TAMIS_OK);
    end(&fixture);
}

Test(image_state, when_memory_runs_out)
{
    struct failing_allocator failing;
    struct fixture fixture;

    begin(&fixture);
    cr_assert_eq(image_state_save(&fixture.image->state, fixture.path, NULL),
                 TAMIS_OK);
    for (uint64_t n = 1;; n++) {
        struct image_state loaded;
        tamis_status status;

        failing_allocator_begin(&failing, n);
        status =
            image_state_load(&loaded, fixture.path, &failing.allocator, NULL);
        image_state_release(&loaded);
        cr_assert_eq(failing.live_count, 0);
        if (!failing.has_failed) {
            cr_assert_eq(status, TAMIS_OK);
            break;
        }
        cr_assert_eq(status, TAMIS_ERROR_MEMORY);
    }
    end(&fixture);
}
