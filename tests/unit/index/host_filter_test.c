/* SPDX-License-Identifier: BSD-2-Clause */
/* The hosts of URLs against a plain list of them, with every table. */
#include "index/host_filter.h"

#include "base/memory.h"
#include "base/slice.h"
#include "key_set.h"
#include "support/random.h"

#include <criterion/criterion.h>
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define HOST_ROOM 280
#define HOSTS_MAX 400
#define ASKED_MAX 2000

/* Few parts, so that hosts have labels in common. */
static const char *const labels[] = {
    "a",  "b",   "com", "example", "co",
    "uk", "b-c", "d_e", "x1",      "a-label-that-is-longer-than-most"};

/* What is behind the host in a key. */
static const char *const rests[] = {"/", "/a/b.php?x=1", ":8080/", ":80/a:b"};

static const char *const odd_hosts[] = {"1.2.3.4", "[2001:db8::1]", "localhost",
                                        "255.255.255.255", "[::ffff:1.2.3.4]"};

struct world {
    struct random random;
    char hosts[HOSTS_MAX][HOST_ROOM];
    size_t count;
    struct buffer section;
};

static struct world world;

static void make_host(struct random *random, char *host)
{
    size_t size = 0, count = random_between(random, 1, 5);

    if (random_one_in(random, 10)) {
        strcpy(host, odd_hosts[random_below(random, sizeof odd_hosts /
                                                        sizeof *odd_hosts)]);
        return;
    }
    if (random_one_in(random, 20)) /* longer than what is hashed at once */
        count = random_between(random, 6, 20);
    for (size_t i = 0; i < count && size < 200; i++)
        size += (size_t)sprintf(
            host + size, "%s%s", i ? "." : "",
            labels[random_below(random, sizeof labels / sizeof *labels)]);
}

static void open_world(const char *test)
{
    struct key_set keys;
    struct key_store store;

    random_begin(&world.random, test);
    world.count = random_between(&world.random, 1, HOSTS_MAX);
    key_set_open(&keys, 0);
    for (size_t i = 0; i < world.count; i++) {
        char key[HOST_ROOM + 20];

        make_host(&world.random, world.hosts[i]);
        snprintf(
            key, sizeof key, "%s%s", world.hosts[i],
            rests[random_below(&world.random, sizeof rests / sizeof *rests)]);
        key_set_add_text(&keys, key, 0);
    }
    store = key_set_store(&keys);
    buffer_init(&world.section, &memory_default);
    cr_assert_eq(host_filter_build(&store, &world.section, NULL), TAMIS_OK);
    key_set_close(&keys);
}

static void close_world(void)
{
    buffer_release(&world.section);
}

static struct member_filter open_filter(const struct kernels *kernels)
{
    struct member_filter filter;

    cr_assert_eq(
        host_filter_open(&filter,
                         slice_make(world.section.bytes, world.section.size),
                         kernels, NULL),
        TAMIS_OK);
    return filter;
}

static const char *last_two(const char *host)
{
    const char *at = host + strlen(host);

    for (int dots = 0; at > host; at--)
        if (at[-1] == '.' && ++dots == 2)
            break;
    return at;
}

static bool is_listed(const char *host, bool by_parent)
{
    for (size_t i = 0; i < world.count; i++)
        if (strcmp(by_parent ? last_two(host) : host,
                   by_parent ? last_two(world.hosts[i]) : world.hosts[i]) == 0)
            return true;
    return false;
}

/* Asks for hosts of any case; counts those that are known and not listed. */
static size_t ask(const struct member_filter *filter, bool by_parent)
{
    static char hosts[KERNELS_BATCH_MAX][HOST_ROOM];
    static char written[KERNELS_BATCH_MAX][HOST_ROOM];
    tamis_slice asked[KERNELS_BATCH_MAX];
    size_t count = random_between(&world.random, 0, KERNELS_BATCH_MAX);
    size_t wrong = 0;
    uint64_t known;

    for (size_t i = 0; i < count; i++) {
        make_host(&world.random, hosts[i]);
        if (random_one_in(&world.random, 2))
            strcpy(hosts[i],
                   world.hosts[random_below(&world.random, world.count)]);
        for (size_t at = 0; at <= strlen(hosts[i]); at++)
            written[i][at] = random_one_in(&world.random, 3)
                                 ? (char)toupper(hosts[i][at])
                                 : hosts[i][at];
        asked[i] = slice_make(written[i], strlen(written[i]));
    }
    known = by_parent ? host_filter_test_parents(filter, asked, count)
                      : host_filter_test(filter, asked, count);
    if (count < 64)
        cr_assert_eq(known >> count, 0, "bits of hosts that nobody asked for");
    for (size_t i = 0; i < count; i++) {
        bool is_known = known >> i & 1, listed = is_listed(hosts[i], by_parent);

        cr_assert(is_known || !listed, "%s is missed", written[i]);
        wrong += is_known && !listed;
    }
    return wrong;
}

Test(host_filter, knows_all_hosts_of_urls_and_few_others)
{
    open_world("hosts of URLs");
    for (size_t n = 0; usable_kernels(n); n++) {
        struct member_filter filter = open_filter(usable_kernels(n));
        size_t wrong = 0;

        for (int i = 0; i < ASKED_MAX / (int)KERNELS_BATCH_MAX; i++)
            wrong += ask(&filter, false) + ask(&filter, true);
        cr_assert_lt(wrong, ASKED_MAX / 10, "%s", filter.kernels->name);
    }
    close_world();
}

Test(host_filter, of_none_and_of_an_empty_one_every_host_may_be_listed)
{
    tamis_slice hosts[KERNELS_BATCH_MAX];
    struct member_filter filter;

    for (size_t i = 0; i < KERNELS_BATCH_MAX; i++)
        hosts[i] = slice_make("a.example", 9);
    cr_assert_eq(
        host_filter_open(&filter, slice_make(NULL, 0), &kernels_scalar, NULL),
        TAMIS_OK);
    cr_expect_eq(host_filter_test(&filter, hosts, KERNELS_BATCH_MAX),
                 UINT64_MAX);
    cr_expect_eq(host_filter_test_parents(&filter, hosts, KERNELS_BATCH_MAX),
                 UINT64_MAX);
    cr_expect_eq(host_filter_test(&filter, hosts, 3), 7);
    cr_expect_eq(host_filter_test(&filter, hosts, 0), 0);
}

Test(host_filter, a_section_of_parts_of_blocks_is_none)
{
    static const uint8_t bytes[FILTER_BLOCK_SIZE * 2];
    struct member_filter filter;

    for (size_t size = 1; size < sizeof bytes; size++) {
        tamis_status expected =
            size % FILTER_BLOCK_SIZE ? TAMIS_ERROR_CORRUPT : TAMIS_OK;

        cr_expect_eq(host_filter_open(&filter, slice_make(bytes, size),
                                      &kernels_scalar, NULL),
                     expected, "%zu bytes", size);
    }
}

/* They say what they like, of what was asked; a check says what they lack. */
Test(host_filter, hostile_bytes_are_read_inside_of_their_section)
{
    struct key_set keys;
    struct key_store store;

    open_world("hostile hosts");
    key_set_open(&keys, 0);
    key_set_add_text(&keys, "a.example/b", 0);
    store = key_set_store(&keys);
    for (size_t n = 0; usable_kernels(n); n++) {
        for (size_t blocks = 1; blocks < 20; blocks++) {
            size_t size = blocks * FILTER_BLOCK_SIZE;
            uint8_t *bytes = malloc(size); /* a sanitizer sees its end */
            tamis_slice host = slice_make("a.example", 9);
            struct member_filter filter;

            random_bytes(&world.random, bytes, size);
            cr_assert_eq(host_filter_open(&filter, slice_make(bytes, size),
                                          usable_kernels(n), NULL),
                         TAMIS_OK);
            cr_expect_leq(host_filter_test(&filter, &host, 1), 1);
            cr_expect_leq(host_filter_test_parents(&filter, &host, 1), 1);
            memset(bytes, 0, size);
            cr_expect_eq(host_filter_test(&filter, &host, 1), 0);
            cr_expect_eq(host_filter_check(&filter, &store, NULL),
                         TAMIS_ERROR_CORRUPT);
            free(bytes);
        }
    }
    key_set_close(&keys);
    close_world();
}

Test(host_filter, what_was_built_is_whole_and_the_same_twice)
{
    static const char *const texts[] = {"a.example/b", "[2001:db8::1]:80/",
                                        "1.2.3.4/x", "c.d.e/f"};
    struct buffer first, second;
    struct member_filter filter;
    struct key_set keys;
    struct key_store store;

    key_set_open(&keys, 0);
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        key_set_add_text(&keys, texts[i], 0);
    store = key_set_store(&keys);
    buffer_init(&first, &memory_default);
    buffer_init(&second, &memory_default);
    cr_assert_eq(host_filter_build(&store, &first, NULL), TAMIS_OK);
    cr_assert_eq(host_filter_build(&store, &second, NULL), TAMIS_OK);
    cr_assert_eq(first.size, second.size);
    cr_assert_gt(first.size, 0);
    cr_expect_eq(memcmp(first.bytes, second.bytes, first.size), 0);
    cr_assert_eq(host_filter_open(&filter, slice_make(first.bytes, first.size),
                                  &kernels_scalar, NULL),
                 TAMIS_OK);
    cr_expect_eq(host_filter_check(&filter, &store, NULL), TAMIS_OK);
    buffer_release(&first);
    buffer_release(&second);
    key_set_close(&keys);
}
