/* SPDX-License-Identifier: BSD-2-Clause */
#include <tamis/xdp_policy.h>

#include <string.h>

static const char *const names[] = {"ignore", "count", "report", "drop",
                                    "drop+report"};
#define ACTION_COUNT (sizeof names / sizeof *names)

int tamis_xdp_action_parse(const char *text, size_t text_size,
                           tamis_xdp_action *action)
{
    for (uint32_t i = 0; i < ACTION_COUNT; i++)
        if (strlen(names[i]) == text_size &&
            !memcmp(names[i], text, text_size)) {
            *action = i;
            return 1;
        }
    return 0;
}

const char *tamis_xdp_action_name(tamis_xdp_action action)
{
    return action < ACTION_COUNT ? names[action] : NULL;
}
