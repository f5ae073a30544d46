/* SPDX-License-Identifier: BSD-2-Clause */
#include "report/event_policies.h"
#include "base/failure.h"
#include "filter/policy_history.h"

#include <string.h>

void event_policies_end(struct event_policies *policies)
{
    for (unsigned n = 0; n < EVENT_POLICIES; n++)
        tamis_xdp_policy_destroy(policies->read[n].policy);
    memset(policies->read, 0, sizeof policies->read);
}

static const struct event_policy *
find_read(const struct event_policies *policies, __u64 generation, __u32 number)
{
    for (unsigned n = 0; n < EVENT_POLICIES; n++)
        if (policies->read[n].generation == generation &&
            policies->read[n].number == number)
            return &policies->read[n];
    return NULL;
}

/* A number means one policy for good: what was read, or was gone, stays so. */
tamis_status event_policies_find(struct event_policies *policies,
                                 const struct filter_folder *folder,
                                 const struct attribution *attribution,
                                 __u32 number, const tamis_xdp_policy **policy,
                                 tamis_error *error)
{
    __u64 generation = attribution->state.generation;
    const struct event_policy *known;
    struct event_policy *place;
    tamis_xdp_policy *read;

    *policy = attribution->policy;
    if (number == attribution->state.policy_number)
        return TAMIS_OK;
    known = find_read(policies, generation, number);
    if (!known) {
        XDP_TRY(policy_history_read(&read, folder, generation, number,
                                    &policies->heap, error));
        place = &policies->read[policies->next++ % EVENT_POLICIES];
        tamis_xdp_policy_destroy(place->policy);
        *place = (struct event_policy){generation, number, read};
        known = place;
    }
    *policy = known->policy;
    return TAMIS_OK;
}
