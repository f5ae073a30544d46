/* SPDX-License-Identifier: BSD-2-Clause */
#include "xdp/small_image.h"

#include "unit/match/small_database.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

static const struct small_statement statements[] = {
    {"block", 0, TAMIS_KIND_IP, TAMIS_MODE_AUTO, "198.51.96.0/22"},
    {"block", 0, TAMIS_KIND_IP, TAMIS_MODE_AUTO, "198.51.100.7"},
    {"block", 0, TAMIS_KIND_IP_PORT, TAMIS_MODE_AUTO, "81.2.69.142:8080"},
    {"block", 0, TAMIS_KIND_IP, TAMIS_MODE_AUTO, "2a00:1450:4001::7"},
    {"block", 0, TAMIS_KIND_IP_PORT, TAMIS_MODE_AUTO, "[2a00:1450:4001::9]:53"},
    {"block", 0, TAMIS_KIND_IP, TAMIS_MODE_AUTO, "2a03:2880::/29"},
    {"block", 0, TAMIS_KIND_DOMAIN, TAMIS_MODE_SUFFIX, "evil.com"},
    {"block", 0, TAMIS_KIND_DOMAIN, TAMIS_MODE_EXACT, "only.evil.net"},
    {"quiet", 0, TAMIS_KIND_IP, TAMIS_MODE_AUTO, "198.51.100.8"},
    {"quiet", 0, TAMIS_KIND_DOMAIN, TAMIS_MODE_EXACT, "quiet.org"},
    {"watch", 0, TAMIS_KIND_IP, TAMIS_MODE_AUTO, "198.51.100.9"},
    {"watch", 0, TAMIS_KIND_IP, TAMIS_MODE_AUTO, "2a02:26f0:6d00::/40"},
    {"watch", 0, TAMIS_KIND_DOMAIN, TAMIS_MODE_SUBDOMAINS, "under.org"},
    {"tally", 0, TAMIS_KIND_IP, TAMIS_MODE_AUTO, "198.51.100.10"},
    {"idle", 0, TAMIS_KIND_IP, TAMIS_MODE_AUTO, "198.51.100.11"},
    {"allow", 0, TAMIS_KIND_IP, TAMIS_MODE_AUTO, "198.51.97.1"},
    {"allow", 0, TAMIS_KIND_DOMAIN, TAMIS_MODE_SUFFIX, "good.evil.com"},
};

static const char policy_text[] = "feed block drop+report\n"
                                  "permit feed block\n"
                                  "feed quiet drop\n"
                                  "permit feed quiet\n"
                                  "feed watch report\n"
                                  "feed tally count\n"
                                  "feed idle ignore\n"
                                  "protect 198.51.98.0/24\n";

void small_image_build(struct small_image *image)
{
    tamis_xdp_image_options options = TAMIS_XDP_IMAGE_OPTIONS_INIT;
    tamis_database *database = small_database(
        statements, sizeof statements / sizeof *statements, &image->bytes);
    tamis_xdp_policy *policy;
    tamis_error error = {.message = ""};

    cr_assert_eq(tamis_xdp_policy_create(&policy, NULL, &error), TAMIS_OK);
    cr_assert_eq(tamis_xdp_policy_parse(policy, "small_image", policy_text,
                                        strlen(policy_text), &error),
                 TAMIS_OK, "%s", error.message);
    options.policy = policy;
    cr_assert_eq(
        tamis_xdp_image_build(&image->image, database, &options, &error),
        TAMIS_OK, "%s", error.message);
    tamis_xdp_policy_destroy(policy);
    tamis_database_release(database);
}

void small_image_destroy(struct small_image *image)
{
    tamis_xdp_image_destroy(image->image);
    free(image->bytes);
}

uint32_t small_image_answer(const struct small_image *image, const char *value)
{
    tamis_xdp_answer answer = {.struct_size = sizeof answer};
    tamis_error error = {.message = ""};

    cr_assert_eq(tamis_xdp_image_ask(image->image, TAMIS_KIND_AUTO, value,
                                     strlen(value), &answer, &error),
                 TAMIS_OK, "%s: %s", value, error.message);
    cr_assert_neq(answer.number, 0, "%s", value);
    return answer.number;
}
