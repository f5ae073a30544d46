/* SPDX-License-Identifier: BSD-2-Clause */
#include "program/attachment.h"

#include "program/speech.h"

#include <net/if.h>
#include <string.h>

bool attachment_is_whole(const tamis_xdp_info *info)
{
    return info->directions && info->directions == info->wanted_directions;
}

int attachment_say(const tamis_xdp_info *info, const char *interface)
{
    char name[IF_NAMESIZE];

    if (!info->directions)
        return speech_error("%s: nothing is filtered: the interface that the "
                            "filter was attached to is gone, or somebody took "
                            "it off; 'tamis xdp detach %s', then attach anew",
                            interface, interface);
    if (!attachment_is_whole(info))
        speech_note("%s: %s is not filtered any more: somebody took that off; "
                    "'tamis xdp detach %s', then attach anew",
                    interface,
                    info->directions & TAMIS_XDP_INGRESS ? "egress" : "ingress",
                    interface);
    if (if_indextoname(info->interface_index, name) &&
        strcmp(name, interface) != 0)
        speech_note("%s: the interface is called %s now; here it keeps the "
                    "name that 'tamis xdp attach' was given",
                    interface, name);
    return 0;
}

int attachment_check(tamis_xdp *filter, const char *interface)
{
    tamis_xdp_info info = {.struct_size = sizeof info};
    tamis_error error;

    if (tamis_xdp_info_get(filter, &info, &error) < 0)
        return speech_failure(interface, &error);
    return attachment_say(&info, interface);
}
