/* SPDX-License-Identifier: BSD-2-Clause */
/* A program of somebody who filters packets: reads a policy, and shows that
 * there is no filter where there is no interface. */
#include <tamis/xdp.h>

#include <stdio.h>
#include <string.h>

int main(void)
{
    const char *text = "default report\nfeed isac drop ingress\n";
    const tamis_slice feed = {"isac", 4};
    tamis_xdp_policy *policy;
    tamis_xdp *filter;
    tamis_error error;
    tamis_xdp_action action;

    if (tamis_xdp_policy_create(&policy, NULL, &error) < 0)
        return 1;
    if (tamis_xdp_policy_parse(policy, "mine", text, strlen(text), &error) <
        0) {
        fprintf(stderr, "%s\n", error.message);
        return 1;
    }
    action = tamis_xdp_policy_get(policy, feed, TAMIS_XDP_INGRESS);
    printf("%s\n", tamis_xdp_action_name(action));
    tamis_xdp_policy_destroy(policy);
    if (tamis_xdp_open(&filter, "nowhere", NULL, &error) == TAMIS_OK)
        return 1;
    return action == TAMIS_XDP_DROP ? 0 : 1;
}
