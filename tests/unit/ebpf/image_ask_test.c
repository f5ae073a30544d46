/* SPDX-License-Identifier: BSD-2-Clause */
/* Small databases, made into images and asked. */
#include "unit/match/small_database.h"

#include <tamis/xdp_image.h>

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

static tamis_xdp_image *image_of(const struct small_statement *statements,
                                 size_t count, void **bytes)
{
    tamis_xdp_image_options options = TAMIS_XDP_IMAGE_OPTIONS_INIT;
    tamis_database *database = small_database(statements, count, bytes);
    tamis_xdp_image *image;
    tamis_error error;

    cr_assert_eq(tamis_xdp_image_build(&image, database, &options, &error),
                 TAMIS_OK, "%s", error.message);
    tamis_database_release(database);
    return image;
}

static tamis_xdp_answer ask(const tamis_xdp_image *image, const char *value)
{
    tamis_xdp_answer answer = {.struct_size = sizeof answer};
    tamis_error error;

    cr_assert_eq(tamis_xdp_image_ask(image, TAMIS_KIND_AUTO, value,
                                     strlen(value), &answer, &error),
                 TAMIS_OK, "%s: %s", value, error.message);
    return answer;
}

#define ASSERT_LISTED(image, value)                                            \
    cr_assert_neq(ask(image, value).number, 0, "%s", value)
#define ASSERT_CLEAN(image, value)                                             \
    cr_assert_eq(ask(image, value).number, 0, "%s", value)

Test(image_ask, addresses)
{
    const struct small_statement statements[] = {
        {"feed", 0, TAMIS_KIND_IP, TAMIS_MODE_AUTO, "198.51.100.7"},
        {"feed", 0, TAMIS_KIND_IP, TAMIS_MODE_AUTO, "198.51.96.0/22"},
        {"feed", 0, TAMIS_KIND_IP, TAMIS_MODE_AUTO, "11.128.0.0/9"},
        {"feed", 0, TAMIS_KIND_IP_PORT, TAMIS_MODE_AUTO, "81.2.69.142:8080"},
        {"feed", 0, TAMIS_KIND_IP, TAMIS_MODE_AUTO, "2a00:1450:4001::7"},
        {"feed", 0, TAMIS_KIND_IP, TAMIS_MODE_AUTO, "2a03:2880::/29"},
        {"feed", 0, TAMIS_KIND_IP, TAMIS_MODE_AUTO, "2a02:26f0:6d00::/40"},
        {"feed", 0, TAMIS_KIND_IP_PORT, TAMIS_MODE_AUTO,
         "[2a00:1450:4001::9]:53"},
    };
    void *bytes;
    tamis_xdp_image *image = image_of(statements, 8, &bytes);

    ASSERT_LISTED(image, "198.51.100.7");
    ASSERT_LISTED(image, "::ffff:198.51.100.7");
    ASSERT_LISTED(image, "198.51.100.7:443");
    ASSERT_CLEAN(image, "198.51.100.6");
    ASSERT_LISTED(image, "198.51.96.0");
    ASSERT_LISTED(image, "198.51.99.255");
    ASSERT_CLEAN(image, "198.51.100.0");
    ASSERT_LISTED(image, "11.128.0.0");
    ASSERT_LISTED(image, "11.255.255.255");
    ASSERT_CLEAN(image, "11.127.255.255");
    ASSERT_LISTED(image, "81.2.69.142:8080");
    ASSERT_CLEAN(image, "81.2.69.142:8081");
    ASSERT_CLEAN(image, "81.2.69.142");
    ASSERT_LISTED(image, "2a00:1450:4001::7");
    ASSERT_CLEAN(image, "2a00:1450:4001::8");
    ASSERT_LISTED(image, "2a03:2887::1");
    ASSERT_CLEAN(image, "2a03:2888::1");
    ASSERT_LISTED(image, "2a02:26f0:6dff::1");
    ASSERT_CLEAN(image, "2a02:26f0:6e00::1");
    ASSERT_LISTED(image, "[2a00:1450:4001::9]:53");
    ASSERT_CLEAN(image, "[2a00:1450:4001::9]:54");
    tamis_xdp_image_destroy(image);
    free(bytes);
}

Test(image_ask, names)
{
    const struct small_statement statements[] = {
        {"feed", 0, TAMIS_KIND_DOMAIN, TAMIS_MODE_EXACT, "only.evil.net"},
        {"feed", 0, TAMIS_KIND_DOMAIN, TAMIS_MODE_SUFFIX, "evil.com"},
        {"feed", 0, TAMIS_KIND_DOMAIN, TAMIS_MODE_SUBDOMAINS, "under.org"},
        {"other", 0, TAMIS_KIND_DOMAIN, TAMIS_MODE_EXACT, "both.evil.com"},
    };
    void *bytes;
    tamis_xdp_image *image = image_of(statements, 4, &bytes);

    ASSERT_LISTED(image, "only.evil.net");
    ASSERT_LISTED(image, "ONLY.Evil.NET.");
    ASSERT_CLEAN(image, "x.only.evil.net");
    ASSERT_CLEAN(image, "evil.net");
    ASSERT_LISTED(image, "evil.com");
    ASSERT_LISTED(image, "a.b.c.d.e.f.g.h.i.j.k.l.m.n.o.p.q.r.evil.com");
    ASSERT_CLEAN(image, "notevil.com");
    ASSERT_CLEAN(image, "under.org");
    ASSERT_LISTED(image, "x.under.org");
    ASSERT_LISTED(image, "both.evil.com");
    cr_assert_eq(ask(image, "x.both.evil.com").record,
                 ask(image, "evil.com").record);
    cr_assert_neq(ask(image, "both.evil.com").record,
                  ask(image, "evil.com").record);
    tamis_xdp_image_destroy(image);
    free(bytes);
}

Test(image_ask, everything_is_reported_without_a_policy)
{
    const struct small_statement statement = {"feed", 0, TAMIS_KIND_IP,
                                              TAMIS_MODE_AUTO, "198.51.100.7"};
    void *bytes;
    tamis_xdp_image *image = image_of(&statement, 1, &bytes);
    tamis_xdp_answer answer = ask(image, "198.51.100.7");

    for (int direction = 0; direction < 2; direction++)
        for (int place = 0; place < 4; place++)
            cr_assert_eq(answer.actions[direction][place], TAMIS_XDP_REPORT);
    cr_assert_eq(answer.flags, 0);
    tamis_xdp_image_destroy(image);
    free(bytes);
}

Test(image_ask, what_no_packet_carries)
{
    static const char *const values[] = {"198.51.100.0/24", "http://evil.com/x",
                                         "a@evil.com", "*.evil.com",
                                         "d41d8cd98f00b204e9800998ecf8427e"};
    const struct small_statement statement = {"feed", 0, TAMIS_KIND_IP,
                                              TAMIS_MODE_AUTO, "198.51.100.7"};
    void *bytes;
    tamis_xdp_image *image = image_of(&statement, 1, &bytes);
    tamis_xdp_answer answer = {.struct_size = sizeof answer};

    for (size_t i = 0; i < sizeof values / sizeof *values; i++)
        cr_assert_eq(tamis_xdp_image_ask(image, TAMIS_KIND_AUTO, values[i],
                                         strlen(values[i]), &answer, NULL),
                     TAMIS_ERROR_SYNTAX, "%s", values[i]);
    tamis_xdp_image_destroy(image);
    free(bytes);
}

Test(image_ask, an_image_of_nothing)
{
    const struct small_statement statement = {
        "feed", 0, TAMIS_KIND_URL, TAMIS_MODE_AUTO, "http://evil.com/x"};
    tamis_xdp_image_info info = {.struct_size = sizeof info};
    void *bytes;
    tamis_xdp_image *image = image_of(&statement, 1, &bytes);

    ASSERT_CLEAN(image, "198.51.100.7");
    ASSERT_CLEAN(image, "2a00:1450:4001::7");
    ASSERT_CLEAN(image, "evil.com");
    tamis_xdp_image_info_get(image, &info);
    cr_assert_eq(info.indicators, 0);
    cr_assert_eq(info.other_kinds, 1);
    tamis_xdp_image_destroy(image);
    free(bytes);
}
