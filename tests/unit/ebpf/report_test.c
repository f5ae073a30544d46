/* SPDX-License-Identifier: BSD-2-Clause */
#include "support/random.h"
#include "unit/ebpf/report_worlds.h"

#include "report/report_reader.h"
#include "report/visible_statement.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#define IP           TAMIS_KIND_IP, TAMIS_MODE_AUTO
#define SUFFIX       TAMIS_KIND_DOMAIN, TAMIS_MODE_SUFFIX
#define EXACT        TAMIS_KIND_DOMAIN, TAMIS_MODE_EXACT
#define GREEN        "green", TAMIS_TLP_GREEN
#define RED          "red", TAMIS_TLP_RED
#define COUNT(array) (sizeof(array) / sizeof *(array))

/* What GREEN may see comes first. */
#define VISIBLE 4
static const struct small_statement statements[] = {
    {GREEN, IP, "9.1.0.0/16"},
    {GREEN, IP, "9.2.3.4"},
    {GREEN, SUFFIX, "evil.example"},
    {"other", TAMIS_TLP_CLEAR, IP, "9.1.0.0/16"},
    {RED, IP, "9.1.2.3"},
    {RED, IP, "9.1.2.0/24"},
    {RED, IP, "9.2.3.4"},
    {RED, IP, "9.9.9.9"},
    {RED, IP, "9.0.0.0/8"},
    {RED, EXACT, "a.evil.example"},
    {RED, SUFFIX, "b.evil.example"},
    {RED, EXACT, "evil.example"},
    {RED, SUFFIX, "worse.example"},
};

static const struct world_packet packets[] = {
    {"9.1.2.3", 3, 100},       {"9.1.2.4", 5, 200},
    {"9.1.7.7", 7, 90},        {"9.2.3.4", 11, 10},
    {"9.9.9.9", 13, 300},      {"evil.example", 17, 5},
    {"a.evil.example", 19, 6}, {"x.b.evil.example", 23, 7},
    {"z.evil.example", 29, 4}, {"a.worse.example", 31, 8},
    {"9.200.0.1", 37, 9},
};

static char with[WORLD_TEXT], without[WORLD_TEXT];

static void tell_both(size_t with_count, const tamis_xdp_policy *policy,
                      tamis_tlp tlp)
{
    struct world world;

    world_begin(&world, statements, with_count, policy);
    world_count(&world, packets, COUNT(packets));
    world_tell(&world, tlp, policy, with);
    world_end(&world);
    world_begin(&world, statements, VISIBLE, policy);
    world_count(&world, packets, COUNT(packets));
    world_tell(&world, tlp, policy, without);
    world_end(&world);
}

Test(report, what_is_invisible_makes_no_difference)
{
    tell_both(COUNT(statements), NULL, TAMIS_TLP_GREEN);
    cr_assert_str_eq(with, without);
    /* It is not for want of telling anything. */
    cr_assert_not_null(strstr(with, "\"value\":\"9.1.0.0/16\",\"mode\":"
                                    "\"prefix\",\"hits\":15,"),
                       "%s", with);
    cr_assert_not_null(strstr(with, "\"value\":\"evil.example\",\"mode\":"
                                    "\"suffix\",\"hits\":88,"),
                       "%s", with);
    cr_assert_not_null(strstr(with, "\"feeds\":[\"green\",\"other\"]"));
    cr_assert_not_null(strstr(with, "{\"feed\":\"other\",\"hits\":15,"));
    cr_assert_not_null(strstr(with, "\"hits\":114,\"indicators\":3"), "%s",
                       with);
    cr_assert_null(strstr(with, "dropped"));
    cr_assert_null(strstr(with, "\"image\""));
}

Test(report, who_sees_all_is_told_all)
{
    tell_both(COUNT(statements), NULL, TAMIS_TLP_RED);
    cr_assert_str_neq(with, without);
    cr_assert_not_null(strstr(with, "dropped"));
    cr_assert_not_null(strstr(with, "\"image\":{\"generation\":"));
    cr_assert_not_null(strstr(with, "\"value\":\"9.1.2.3\",\"mode\":\"exact\","
                                    "\"hits\":3,\"last_seen\":\""
                                    "2027-01-15T07:45:00Z\",\"tlp\":\"RED\","
                                    "\"feeds\":[\"red\"]"),
                       "%s", with);
    cr_assert_not_null(strstr(with, "\"value\":\"9.0.0.0/8\",\"mode\":"
                                    "\"prefix\",\"hits\":76,"),
                       "%s", with);
}

/* Neither by listing the name that stands for those under another, nor by a
 * name so long that hardly any is. */
Test(report, names_under_another_are_counted_whatever_is_listed)
{
#define L60 "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefgh."
    static const char longest[] = L60 L60 L60 L60 "example"; /* 251 */
    const struct small_statement listed[] = {
        {"green", TAMIS_TLP_GREEN, TAMIS_KIND_DOMAIN, TAMIS_MODE_SUBDOMAINS,
         "evil.example"},
        {"green", TAMIS_TLP_GREEN, TAMIS_KIND_DOMAIN, TAMIS_MODE_SUBDOMAINS,
         longest},
        {"allow", TAMIS_TLP_GREEN, TAMIS_KIND_DOMAIN, TAMIS_MODE_EXACT,
         "any-name-under.evil.example"},
    };
    struct world_packet met[] = {{"x.evil.example", 5, 100},
                                 {"x." L60 L60 L60 L60 "example", 2, 100}};
    struct world world;

    world_begin(&world, listed, 3, NULL);
    world_count(&world, met, 2);
    world_tell(&world, TAMIS_TLP_GREEN, NULL, with);
    world_end(&world);
    cr_assert_not_null(strstr(with, "\"hits\":7,\"indicators\":2"), "%s", with);
}

Test(report, a_feed_that_is_ignored_counts_for_nothing)
{
    static const char text[] = "feed green ignore\n";
    tamis_xdp_policy *policy;

    cr_assert_eq(tamis_xdp_policy_create(&policy, NULL, NULL), TAMIS_OK);
    cr_assert_eq(
        tamis_xdp_policy_parse(policy, "test", text, strlen(text), NULL),
        TAMIS_OK);
    tell_both(COUNT(statements), policy, TAMIS_TLP_GREEN);
    cr_assert_str_eq(with, without);
    cr_assert_not_null(strstr(with, "\"hits\":15,\"indicators\":1"), "%s",
                       with);
    tamis_xdp_policy_destroy(policy);
}

static void tell_random(const struct small_statement *from, size_t count,
                        tamis_tlp tlp, tamis_tlp most, uint64_t seed,
                        char told[WORLD_TEXT])
{
    struct small_statement chosen[24];
    struct world_packet packet;
    struct random random;
    struct world world;
    size_t kept = 0;
    char text[64];

    random_seed(&random, seed);
    for (size_t i = 0; i < count; i++)
        if (from[i].tlp <= most)
            chosen[kept++] = from[i];
    /* A database of nothing is refused. */
    chosen[kept++] =
        (struct small_statement){"clear", TAMIS_TLP_CLEAR, IP, "8.8.8.8"};
    world_begin(&world, chosen, kept, NULL);
    for (unsigned i = 0; i < 200; i++) {
        world_random_value(&random, text, 0);
        packet = (struct world_packet){text, 1,
                                       (unsigned)random_below(&random, 900)};
        world_count(&world, &packet, 1);
    }
    world_tell(&world, tlp, NULL, told);
    world_end(&world);
}

Test(report, random_worlds_without_what_is_invisible_are_told_alike)
{
    struct random random;

    random_begin(&random, "random_worlds");
    for (unsigned round = 0; round < 200; round++) {
        uint64_t seed = random_next(&random);
        struct small_statement listed[20];
        static char values[20][64];
        tamis_tlp tlp = (tamis_tlp)random_below(&random, 4);

        for (size_t i = 0; i < COUNT(listed); i++)
            world_random_statement(&random, &listed[i], values[i]);
        tell_random(listed, COUNT(listed), tlp, TAMIS_TLP_RED, seed, with);
        tell_random(listed, COUNT(listed), tlp, tlp, seed, without);
        cr_assert_str_eq(with, without, "seed %llu", (unsigned long long)seed);
    }
}

Test(report, a_reader_sees_all_when_rank_and_audience_reach_the_images)
{
    const tamis_slice names[] = {{"self", 4}, {"x", 1}, {"y", 1}};
    tamis_clearance image = TAMIS_CLEARANCE_INIT, asked = image;

    cr_assert(reader_sees_all(&image, &asked));
    asked.tlp = TAMIS_TLP_AMBER_STRICT;
    cr_assert_not(reader_sees_all(&image, &asked));
    image.tlp = TAMIS_TLP_AMBER;
    cr_assert(reader_sees_all(&image, &asked));
    asked.audience = names;
    asked.audience_count = 2;
    cr_assert_not(reader_sees_all(&image, &asked));
    image.audience = names + 1;
    image.audience_count = 2;
    cr_assert(reader_sees_all(&image, &asked));
    asked.audience_count = 0;
    cr_assert(reader_sees_all(&image, &asked));
}
