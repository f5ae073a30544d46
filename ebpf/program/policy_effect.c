/* SPDX-License-Identifier: BSD-2-Clause */
#include "program/policy_effect.h"

#include "program/speech.h"

static bool feed_drops(const tamis_xdp_policy *policy, tamis_slice feed)
{
    return tamis_xdp_policy_get(policy, feed, TAMIS_XDP_INGRESS) >=
               TAMIS_XDP_DROP ||
           tamis_xdp_policy_get(policy, feed, TAMIS_XDP_EGRESS) >=
               TAMIS_XDP_DROP;
}

bool policy_effect_drops(const struct settings *settings)
{
    const tamis_slice others = {NULL, 0};
    tamis_xdp_policy *policy;
    tamis_slice feed;
    bool drops;

    if (settings_policy(settings, &policy))
        return false;
    drops = feed_drops(policy, others);
    for (size_t n = 0; !drops && tamis_xdp_policy_feed(policy, n, &feed); n++)
        drops = feed_drops(policy, feed);
    tamis_xdp_policy_destroy(policy);
    return drops;
}

void policy_effect_say_none(const struct settings *settings,
                            const char *interface)
{
    if (!policy_effect_drops(settings))
        speech_note("that is nothing yet, as no line of the policy says drop: "
                    "tamis xdp policy %s set FEED drop",
                    interface);
}
