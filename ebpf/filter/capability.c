/* SPDX-License-Identifier: BSD-2-Clause */
#include "filter/capability.h"

#include <tamis/xdp.h>

#include "base/failure.h"

#include <errno.h>
#include <stdio.h>
#include <sys/capability.h>
#include <sys/prctl.h>

static const struct {
    const char *name;
    cap_value_t value;
    /* Older kernels had it in this one, which still brings it along. */
    cap_value_t wider;
    uint32_t keep;
} needed[] = {
    {"CAP_BPF", CAP_BPF, CAP_SYS_ADMIN, TAMIS_XDP_KEEP_BPF},
    {"CAP_NET_ADMIN", CAP_NET_ADMIN, CAP_NET_ADMIN, TAMIS_XDP_KEEP_NET_ADMIN},
    {"CAP_PERFMON", CAP_PERFMON, CAP_SYS_ADMIN, 0},
};
#define NEEDED_COUNT (sizeof needed / sizeof needed[0])

static int has(cap_t set, cap_value_t value, cap_flag_t which)
{
    cap_flag_value_t is_set = CAP_CLEAR;

    return cap_get_flag(set, value, which, &is_set) == 0 && is_set == CAP_SET;
}

int capability_missing(char *text, size_t capacity)
{
    cap_t set = cap_get_proc();
    size_t size = 0;
    int count = 0;

    text[0] = '\0';
    if (!set)
        return 0;
    for (size_t n = 0; n < NEEDED_COUNT; n++) {
        if (has(set, needed[n].value, CAP_EFFECTIVE) ||
            has(set, needed[n].wider, CAP_EFFECTIVE))
            continue;
        size += (size_t)snprintf(text + size, capacity - size, "%s%s",
                                 count ? " " : "", needed[n].name);
        count++;
    }
    cap_free(set);
    return count;
}

/* The kept ones of those that the thread has, in a set of their own. */
static int only_kept(cap_t kept, cap_t now, uint32_t keep)
{
    for (size_t n = 0; n < NEEDED_COUNT; n++) {
        cap_value_t value = needed[n].value;

        if (!(needed[n].keep & keep) || !has(now, value, CAP_PERMITTED))
            continue;
        if (cap_set_flag(kept, CAP_PERMITTED, 1, &value, CAP_SET) ||
            cap_set_flag(kept, CAP_EFFECTIVE, 1, &value, CAP_SET))
            return -1;
    }
    return 0;
}

/* Root that executes something would have all again, but for what left the
 * bounding set; who may not take from that set is not root in this sense. */
static void drop_bounds(cap_t now)
{
    cap_value_t setpcap = CAP_SETPCAP;

    if (!has(now, setpcap, CAP_PERMITTED))
        return;
    if (!has(now, setpcap, CAP_EFFECTIVE) &&
        (cap_set_flag(now, CAP_EFFECTIVE, 1, &setpcap, CAP_SET) ||
         cap_set_proc(now)))
        return;
    for (cap_value_t value = 0; cap_get_bound(value) >= 0; value++)
        cap_drop_bound(value);
}

tamis_status tamis_xdp_drop_capabilities(uint32_t keep, tamis_error *error)
{
    cap_t now, kept;
    int result = -1, number;

    if (keep & ~(TAMIS_XDP_KEEP_BPF | TAMIS_XDP_KEEP_NET_ADMIN))
        return failure(error, TAMIS_ERROR_ARGUMENT,
                       "keep is %#x; there is nothing else to keep than "
                       "TAMIS_XDP_KEEP_BPF and _NET_ADMIN",
                       keep);
    now = cap_get_proc();
    kept = cap_init();
    if (now && kept && only_kept(kept, now, keep) == 0) {
        drop_bounds(now);
        cap_reset_ambient();
        result = cap_set_proc(kept) || prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    }
    number = errno;
    cap_free(now);
    cap_free(kept);
    if (result)
        return failure_system(error, number,
                              "cannot give up this thread's capabilities");
    return TAMIS_OK;
}
