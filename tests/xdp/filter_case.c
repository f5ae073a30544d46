/* SPDX-License-Identifier: BSD-2-Clause */
#include "xdp/filter_case.h"

#include "unit/match/small_database.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Images that are there, and the bytes that their databases lie in. */
static struct {
    tamis_xdp_image *image;
    void *bytes;
} images[4];

tamis_xdp_policy *case_policy(const char *text)
{
    /* The feed has no PAP, which would hold back what a policy drops. */
    const char *always = "permit feed feed\n";
    tamis_xdp_policy *policy;

    ASSERT_OK(tamis_xdp_policy_create(&policy, NULL, error));
    ASSERT_OK(
        tamis_xdp_policy_parse(policy, "test", always, strlen(always), error));
    ASSERT_OK(
        tamis_xdp_policy_parse(policy, "test", text, strlen(text), error));
    return policy;
}

tamis_xdp_image *case_image(const tamis_xdp *filter, const char *policy,
                            int more)
{
    static const struct small_statement statements[] = {
        {"feed", 0, TAMIS_KIND_IP, TAMIS_MODE_AUTO, "203.0.113.7"},
        {"feed", 0, TAMIS_KIND_IP, TAMIS_MODE_AUTO, "198.51.100.0/28"},
        {"feed", 0, TAMIS_KIND_IP, TAMIS_MODE_AUTO, "198.51.100.77"},
        {"feed", 0, TAMIS_KIND_DOMAIN, TAMIS_MODE_SUFFIX, "evil.com"},
    };
    tamis_xdp_image_options options = TAMIS_XDP_IMAGE_OPTIONS_INIT;
    tamis_xdp_policy *parsed = case_policy(policy ? policy : "");
    tamis_xdp_image *image;
    void *bytes;
    tamis_database *database = small_database(statements, more ? 4 : 1, &bytes);

    options.filter = filter;
    options.policy = parsed;
    ASSERT_OK(tamis_xdp_image_build(&image, database, &options, error));
    tamis_xdp_policy_destroy(parsed);
    tamis_database_release(database);
    for (size_t n = 0; n < sizeof images / sizeof images[0]; n++) {
        if (images[n].image)
            continue;
        images[n].image = image;
        images[n].bytes = bytes;
        return image;
    }
    cr_assert_fail("too many images at once");
    return NULL;
}

void case_image_destroy(tamis_xdp_image *image)
{
    tamis_xdp_image_destroy(image);
    for (size_t n = 0; n < sizeof images / sizeof images[0]; n++) {
        if (images[n].image != image)
            continue;
        free(images[n].bytes);
        images[n].image = NULL;
    }
}

tamis_xdp *case_attach(const tamis_xdp_options *options, const char *policy)
{
    tamis_xdp_image *image = case_image(NULL, policy, 0);
    tamis_xdp *filter;

    ASSERT_OK(tamis_xdp_attach(&filter, NEAR_END, image, options, error));
    case_image_destroy(image);
    return filter;
}

void case_refused(const char *interface, const tamis_xdp_options *options,
                  int number, const char *words)
{
    tamis_xdp_image *image = case_image(NULL, NULL, 0);
    tamis_xdp *filter;
    tamis_error error;

    cr_assert_neq(tamis_xdp_attach(&filter, interface, image, options, &error),
                  TAMIS_OK);
    cr_assert_null(filter);
    cr_assert_eq(error.system_errno, number, "%s", error.message);
    cr_assert_not_null(strstr(error.message, words), "%s", error.message);
    case_image_destroy(image);
}

static size_t passing(const char *from, const char *to, uint32_t source,
                      uint32_t destination, size_t count)
{
    int sender = frame_socket(from), receiver = frame_socket(to);
    struct frame_tally passed = {source, 0};

    for (size_t n = 0; n < count; n++)
        frame_send(sender, source, destination, 64);
    frame_send(sender, LAST, OF_OURS, 64);
    frame_tally_until(receiver, LAST, &passed, 1);
    close(sender);
    close(receiver);
    return passed.count;
}

size_t case_arriving(uint32_t source, size_t count)
{
    return passing(FAR_END, NEAR_END, source, OF_OURS, count);
}

size_t case_leaving(uint32_t destination, size_t count)
{
    return passing(NEAR_END, FAR_END, OF_OURS, destination, count);
}
