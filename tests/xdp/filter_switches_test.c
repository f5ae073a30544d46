/* SPDX-License-Identifier: BSD-2-Clause */
/* What is done with listed packets: switches, policies, and their ends. */
#include "xdp/filter_case.h"

#include "filter/filter.h"
#include "filter/policy_history.h"

#include <criterion/criterion.h>
#include <string.h>
#include <time.h>

#define MILLISECOND UINT64_C(1000000)

static tamis_xdp *begin(const char *policy)
{
    tamis_xdp_options options;

    private_network_enter();
    options = private_options();
    return case_attach(&options, policy);
}

static void end(tamis_xdp *filter)
{
    ASSERT_OK(tamis_xdp_detach(filter, error));
    tamis_xdp_close(filter);
}

static void pause_ms(long ms)
{
    const struct timespec time = {ms / 1000, ms % 1000 * 1000000};

    nanosleep(&time, NULL);
}

static tamis_xdp_info info_of(tamis_xdp *filter)
{
    tamis_xdp_info info = {.struct_size = sizeof info};

    ASSERT_OK(tamis_xdp_info_get(filter, &info, error));
    return info;
}

static void set_policy(tamis_xdp *filter, const char *text)
{
    tamis_xdp_policy *policy = case_policy(text);

    ASSERT_OK(tamis_xdp_set_policy(filter, policy, error));
    tamis_xdp_policy_destroy(policy);
}

Test(filter_switches, nothing_drops_until_it_is_enforced)
{
    tamis_xdp *filter = begin("default drop");

    cr_assert_eq(case_arriving(LISTED, 50), 50);
    ASSERT_OK(tamis_xdp_enforce(filter, TAMIS_XDP_FOREVER, error));
    cr_assert_eq(info_of(filter).enforce_left_ns, TAMIS_XDP_FOREVER);
    cr_assert_eq(case_arriving(LISTED, 50), 0);
    cr_assert_eq(case_leaving(LISTED, 50), 0);
    cr_assert_eq(case_arriving(NOT_LISTED, 50), 50);
    cr_assert_eq(case_leaving(NOT_LISTED, 50), 50);
    ASSERT_OK(tamis_xdp_enforce(filter, 0, error));
    cr_assert_eq(case_arriving(LISTED, 50), 50);
    end(filter);
}

Test(filter_switches, enforcing_ends_by_itself_unless_confirmed)
{
    tamis_xdp *filter = begin("default drop");

    ASSERT_OK(tamis_xdp_enforce(filter, 3600000 * MILLISECOND, error));
    cr_assert_eq(case_arriving(LISTED, 10), 0);
    cr_assert_gt(info_of(filter).enforce_left_ns, 3500000 * MILLISECOND);
    ASSERT_OK(tamis_xdp_enforce(filter, MILLISECOND, error));
    pause_ms(20);
    cr_assert_eq(case_arriving(LISTED, 10), 10);
    cr_assert_eq(info_of(filter).enforce_left_ns, 0);
    ASSERT_OK(tamis_xdp_enforce(filter, TAMIS_XDP_FOREVER, error));
    cr_assert_eq(case_arriving(LISTED, 10), 0);
    end(filter);
}

Test(filter_switches, everything_passes_when_nobody_renews)
{
    tamis_xdp *filter = begin("default drop");

    ASSERT_OK(tamis_xdp_enforce(filter, TAMIS_XDP_FOREVER, error));
    ASSERT_OK(tamis_xdp_renew(filter, 3600000 * MILLISECOND, error));
    cr_assert_eq(case_arriving(LISTED, 10), 0);
    ASSERT_OK(tamis_xdp_renew(filter, MILLISECOND, error));
    pause_ms(20);
    cr_assert_eq(case_arriving(LISTED, 10), 10);
    cr_assert_eq(info_of(filter).alive_left_ns, 0);
    cr_assert_eq(info_of(filter).enforce_left_ns, TAMIS_XDP_FOREVER);
    ASSERT_OK(tamis_xdp_renew(filter, TAMIS_XDP_FOREVER, error));
    cr_assert_eq(case_arriving(LISTED, 10), 0);
    end(filter);
}

Test(filter_switches, a_policy_changes_live)
{
    tamis_xdp *filter = begin("");
    uint64_t generation;

    ASSERT_OK(tamis_xdp_enforce(filter, TAMIS_XDP_FOREVER, error));
    generation = info_of(filter).generation;
    cr_assert_eq(case_arriving(LISTED, 10), 10);
    set_policy(filter, "feed feed drop");
    cr_assert_eq(case_arriving(LISTED, 10), 0);
    cr_assert_eq(case_leaving(LISTED, 10), 0);
    set_policy(filter, "feed feed drop ingress");
    cr_assert_eq(case_arriving(LISTED, 10), 0);
    cr_assert_eq(case_leaving(LISTED, 10), 10);
    set_policy(filter, "feed other drop");
    cr_assert_eq(case_arriving(LISTED, 10), 10);
    cr_assert_eq(info_of(filter).generation, generation);
    end(filter);
}

/* What a process leaves that is killed before it stored the words; with
 * is_saved, after it wrote its state. */
static void begin_policy(tamis_xdp *filter, const char *text, int is_saved)
{
    uint64_t generation = info_of(filter).generation;
    struct filter_path path = filter_image_path(filter, generation);
    tamis_xdp_policy *policy = case_policy(text);
    struct image_state state;

    ASSERT_OK(image_state_load(&state, path.text, NULL, error));
    ASSERT_OK(image_state_set_policy(&state, policy, error));
    state.policy_number++;
    ASSERT_OK(policy_history_keep(&filter->folder, generation,
                                  state.policy_number, text, strlen(text),
                                  error));
    if (is_saved)
        ASSERT_OK(image_state_save(&state, path.text, error));
    image_state_release(&state);
    tamis_xdp_policy_destroy(policy);
}

Test(filter_switches, a_policy_that_was_not_set_to_its_end)
{
    tamis_xdp *filter = begin("");

    ASSERT_OK(tamis_xdp_enforce(filter, TAMIS_XDP_FOREVER, error));
    begin_policy(filter, "feed feed drop", 1);
    cr_assert_eq(case_arriving(LISTED, 10), 10);
    ASSERT_OK(tamis_xdp_renew(filter, TAMIS_XDP_FOREVER, error));
    cr_assert_eq(case_arriving(LISTED, 10), 0);
    /* One that was not written down is none. */
    begin_policy(filter, "feed feed count", 0);
    cr_assert(policy_history_has(&filter->folder, 1, 2));
    ASSERT_OK(tamis_xdp_renew(filter, TAMIS_XDP_FOREVER, error));
    cr_assert_eq(case_arriving(LISTED, 10), 0);
    cr_assert_not(policy_history_has(&filter->folder, 1, 2));
    cr_assert(policy_history_has(&filter->folder, 1, 1));
    end(filter);
}

Test(filter_switches, a_policy_of_other_values_takes_a_new_image)
{
    tamis_xdp *filter = begin("default drop\nprotect 192.0.2.0/24");
    tamis_xdp_policy *other = case_policy("default drop\npermit value a.com");
    tamis_error refusal;

    ASSERT_OK(tamis_xdp_enforce(filter, TAMIS_XDP_FOREVER, error));
    cr_assert_eq(case_arriving(LISTED, 10), 0);
    cr_assert_eq(tamis_xdp_set_policy(filter, other, &refusal),
                 TAMIS_ERROR_ARGUMENT);
    cr_assert_not_null(strstr(refusal.message, "take a new one"), "%s",
                       refusal.message);
    tamis_xdp_policy_destroy(other);
    cr_assert_eq(case_arriving(LISTED, 10), 0);
    set_policy(filter, "protect 192.0.2.0/24");
    cr_assert_eq(case_arriving(LISTED, 10), 10);
    end(filter);
}

Test(filter_switches, each_leaves_the_others_as_they_are)
{
    tamis_xdp *filter = begin("");
    tamis_xdp_info info;

    ASSERT_OK(tamis_xdp_answer_names(filter, 1, error));
    ASSERT_OK(tamis_xdp_enforce(filter, TAMIS_XDP_FOREVER, error));
    ASSERT_OK(tamis_xdp_renew(filter, 3600000 * MILLISECOND, error));
    info = info_of(filter);
    cr_assert_eq(info.flags, TAMIS_XDP_INFO_ANSWERS_NAMES);
    cr_assert_eq(info.enforce_left_ns, TAMIS_XDP_FOREVER);
    cr_assert_gt(info.alive_left_ns, 3500000 * MILLISECOND);
    ASSERT_OK(tamis_xdp_answer_names(filter, 0, error));
    info = info_of(filter);
    cr_assert_eq(info.flags, 0);
    cr_assert_eq(info.enforce_left_ns, TAMIS_XDP_FOREVER);
    cr_assert_eq(info.events_a_second, 10000);
    end(filter);
}
