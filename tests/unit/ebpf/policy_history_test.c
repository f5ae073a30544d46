/* SPDX-License-Identifier: BSD-2-Clause */
/* Policies of before, in the files of a filter's state folder. */
#include "support/failing_allocator.h"

#include "base/heap.h"
#include "filter/policy_history.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#define GENERATION 3u

static struct filter_folder folder;

static void begin(void)
{
    strcpy(folder.state, "/tmp/policy_history_XXXXXX");
    cr_assert_not_null(mkdtemp(folder.state));
}

static void end(void)
{
    char command[PATH_MAX + 8];

    snprintf(command, sizeof command, "rm -r %s", folder.state);
    cr_assert_eq(system(command), 0);
}

static void keep(__u64 generation, __u32 number, const char *text)
{
    cr_assert_eq(policy_history_keep(&folder, generation, number, text,
                                     strlen(text), NULL),
                 TAMIS_OK);
}

/* What it does with the feed "bad", or -1 where it is not known. */
static int read_action(__u64 generation, __u32 number)
{
    const tamis_allocator heap = heap_from(NULL);
    const tamis_slice feed = {"bad", 3};
    tamis_xdp_policy *policy;
    int action = -1;

    cr_assert_eq(
        policy_history_read(&policy, &folder, generation, number, &heap, NULL),
        TAMIS_OK);
    if (policy)
        action = (int)tamis_xdp_policy_get(policy, feed, TAMIS_XDP_INGRESS);
    tamis_xdp_policy_destroy(policy);
    return action;
}

static struct filter_path path_of(__u32 number)
{
    char name[32];

    snprintf(name, sizeof name, "policy.%u.%u", GENERATION, number);
    return filter_state_path(&folder, name);
}

Test(policy_history, what_was_kept_is_read_by_its_owner_alone)
{
    struct stat file;

    begin();
    keep(GENERATION, 0, "feed bad count\n");
    keep(GENERATION, 1, "feed bad drop\n");
    keep(GENERATION + 1, 1, "");
    cr_assert_eq(stat(path_of(1).text, &file), 0);
    cr_assert_eq(file.st_mode & 0777, 0600);
    cr_expect_eq(read_action(GENERATION, 0), TAMIS_XDP_COUNT);
    cr_expect_eq(read_action(GENERATION, 1), TAMIS_XDP_DROP);
    cr_expect_eq(read_action(GENERATION + 1, 1), TAMIS_XDP_REPORT);
    cr_expect_eq(read_action(GENERATION, 2), -1);
    cr_expect_eq(read_action(GENERATION - 1, 0), -1);
    keep(GENERATION, 1, "feed bad ignore\n");
    cr_expect_eq(read_action(GENERATION, 1), TAMIS_XDP_IGNORE);
    end();
}

Test(policy_history, so_many_are_kept)
{
    begin();
    for (__u32 number = 0; number < 3 * POLICY_HISTORY; number++) {
        __u32 first = policy_history_first(number);

        keep(GENERATION, number, number % 2 ? "feed bad drop\n" : "");
        cr_assert_eq(number - first,
                     number < POLICY_HISTORY ? number : POLICY_HISTORY);
        for (__u32 n = 0; n <= number + 1; n++)
            cr_assert_eq(read_action(GENERATION, n),
                         n < first || n > number ? -1
                         : n % 2                 ? (int)TAMIS_XDP_DROP
                                                 : (int)TAMIS_XDP_REPORT,
                         "%u of %u", n, number);
    }
    end();
}

/* They go with their generation; so does what a killed process left. */
Test(policy_history, swept_with_their_generation)
{
    begin();
    for (__u64 generation = 1; generation < 5; generation++) {
        keep(generation, 0, "");
        keep(generation, 7, "");
    }
    keep(GENERATION, 8, "");
    cr_assert_eq(rename(path_of(8).text,
                        filter_state_path(&folder, "policy.3.8.Ab1dEf").text),
                 0);
    filter_folder_sweep(&folder, GENERATION);
    cr_expect_eq(read_action(1, 0), -1);
    cr_expect_eq(read_action(2, 7), TAMIS_XDP_REPORT);
    cr_expect_eq(read_action(3, 0), TAMIS_XDP_REPORT);
    cr_expect_eq(read_action(3, 7), TAMIS_XDP_REPORT);
    cr_expect_eq(read_action(4, 7), -1);
    cr_expect_neq(
        access(filter_state_path(&folder, "policy.3.8.Ab1dEf").text, F_OK), 0);
    end();
}

Test(policy_history, what_is_no_policy_is_not_known)
{
    begin();
    keep(GENERATION, 0, "feed bad dro");
    cr_expect_eq(read_action(GENERATION, 0), -1);
    unlink(path_of(0).text);
    cr_assert_eq(symlink("/etc/hostname", path_of(0).text), 0);
    cr_expect_eq(read_action(GENERATION, 0), -1);
    unlink(path_of(0).text);
    cr_assert_eq(mkdir(path_of(0).text, 0700), 0);
    cr_expect_eq(read_action(GENERATION, 0), -1);
    cr_assert_eq(policy_history_keep(&folder, GENERATION, 0, "", 0, NULL),
                 TAMIS_ERROR_SYSTEM);
    end();
    cr_assert_eq(policy_history_keep(&folder, GENERATION, 0, "", 0, NULL),
                 TAMIS_ERROR_SYSTEM);
}

/* That is no word on whether it is kept. */
Test(policy_history, what_cannot_be_read_now_is_not_gone)
{
    const tamis_allocator heap = heap_from(NULL);
    struct rlimit before, none;
    tamis_xdp_policy *policy;

    begin();
    keep(GENERATION, 0, "feed bad count\n");
    cr_assert_eq(getrlimit(RLIMIT_NOFILE, &before), 0);
    none = (struct rlimit){0, before.rlim_max};
    cr_assert_eq(setrlimit(RLIMIT_NOFILE, &none), 0);
    cr_expect_eq(
        policy_history_read(&policy, &folder, GENERATION, 0, &heap, NULL),
        TAMIS_ERROR_SYSTEM);
    cr_expect_null(policy);
    setrlimit(RLIMIT_NOFILE, &before);
    cr_expect_eq(read_action(GENERATION, 0), TAMIS_XDP_COUNT);
    end();
}

Test(policy_history, when_memory_runs_out)
{
    struct failing_allocator failing;

    begin();
    keep(GENERATION, 0, "feed bad drop\nfeed good count\n");
    for (uint64_t n = 1;; n++) {
        tamis_xdp_policy *policy;
        tamis_status status;

        failing_allocator_begin(&failing, n);
        status = policy_history_read(&policy, &folder, GENERATION, 0,
                                     &failing.allocator, NULL);
        tamis_xdp_policy_destroy(policy);
        cr_assert_eq(failing.live_count, 0);
        if (!failing.has_failed) {
            cr_assert_eq(status, TAMIS_OK);
            break;
        }
        cr_assert_eq(status, TAMIS_ERROR_MEMORY);
    }
    end();
}
