/* SPDX-License-Identifier: BSD-2-Clause */
/* Three capabilities do, and they are given up for good. */
#include "xdp/filter_case.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/capability.h>
#include <sys/wait.h>
#include <unistd.h>

static void have_only(const cap_value_t *values, int count)
{
    cap_t set = cap_init();

    cr_assert_eq(cap_set_flag(set, CAP_PERMITTED, count, values, CAP_SET), 0);
    cr_assert_eq(cap_set_flag(set, CAP_EFFECTIVE, count, values, CAP_SET), 0);
    cr_assert_eq(cap_set_proc(set), 0);
    cap_free(set);
}

static void publish(tamis_xdp *filter)
{
    tamis_xdp_image *image = case_image(filter, "default drop", 1);

    ASSERT_OK(tamis_xdp_publish(filter, image, error));
    case_image_destroy(image);
}

Test(filter_capability, three_do_for_everything)
{
    const cap_value_t three[] = {CAP_BPF, CAP_NET_ADMIN, CAP_PERFMON};
    tamis_xdp_policy *policy = case_policy("default report");
    tamis_xdp_options options;
    tamis_xdp *filter;

    private_network_enter();
    options = private_options();
    have_only(three, 3);
    filter = case_attach(&options, "default drop");
    ASSERT_OK(tamis_xdp_enforce(filter, TAMIS_XDP_FOREVER, error));
    publish(filter);
    ASSERT_OK(tamis_xdp_set_policy(filter, policy, error));
    tamis_xdp_close(filter);
    ASSERT_OK(tamis_xdp_open(&filter, NEAR_END, &options, error));
    publish(filter);
    ASSERT_OK(tamis_xdp_detach(filter, error));
    tamis_xdp_close(filter);
    tamis_xdp_policy_destroy(policy);
    cr_assert(private_is_clean());
}

Test(filter_capability, the_one_that_lacks_is_named)
{
    static const struct {
        cap_value_t two[2];
        const char *words;
    } cases[] = {
        {{CAP_NET_ADMIN, CAP_PERFMON}, "lacks CAP_BPF"},
        {{CAP_BPF, CAP_PERFMON}, "lacks CAP_NET_ADMIN"},
        {{CAP_BPF, CAP_NET_ADMIN}, "lacks CAP_PERFMON"},
    };
    tamis_xdp_image *image = case_image(NULL, NULL, 0);
    tamis_xdp_options options;

    private_network_enter();
    options = private_options();
    for (size_t n = 0; n < 3; n++) {
        pid_t child = fork();
        int result;

        if (child == 0) {
            tamis_error error = {.message = ""};
            tamis_xdp *filter;

            have_only(cases[n].two, 2);
            if (tamis_xdp_attach(&filter, NEAR_END, image, &options, &error) ==
                    TAMIS_OK ||
                !strstr(error.message, cases[n].words) || !private_is_clean())
                fprintf(stderr, "%s: %s\n", cases[n].words, error.message);
            else
                _exit(0);
            _exit(1);
        }
        cr_assert_eq(waitpid(child, &result, 0), child);
        cr_assert_eq(result, 0);
    }
    case_image_destroy(image);
}

Test(filter_capability, they_are_given_up)
{
    tamis_xdp_policy *policy = case_policy("default report");
    tamis_xdp_image *image;
    tamis_xdp_options options;
    tamis_xdp *filter;
    tamis_error refusal;

    private_network_enter();
    options = private_options();
    filter = case_attach(&options, "default drop");
    ASSERT_OK(tamis_xdp_drop_capabilities(TAMIS_XDP_KEEP_BPF, error));
    publish(filter);
    image = case_image(filter, NULL, 0);
    ASSERT_OK(tamis_xdp_drop_capabilities(0, error));
    private_run("grep -q '^CapPrm:\t0000000000000000$' /proc/self/status");
    ASSERT_OK(tamis_xdp_enforce(filter, TAMIS_XDP_FOREVER, error));
    ASSERT_OK(tamis_xdp_renew(filter, TAMIS_XDP_FOREVER, error));
    ASSERT_OK(tamis_xdp_set_policy(filter, policy, error));
    cr_assert_eq(tamis_xdp_publish(filter, image, &refusal),
                 TAMIS_ERROR_SYSTEM);
    cr_assert_eq(refusal.system_errno, EPERM);
    cr_assert_not_null(strstr(refusal.message, "CAP_BPF"), "%s",
                       refusal.message);
    cr_assert_eq(tamis_xdp_drop_capabilities(8, NULL), TAMIS_ERROR_ARGUMENT);
    case_image_destroy(image);
    tamis_xdp_policy_destroy(policy);
    tamis_xdp_close(filter);
}
