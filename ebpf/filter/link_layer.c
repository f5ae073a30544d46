/* SPDX-License-Identifier: BSD-2-Clause */
#include "filter/link_layer.h"

#include "base/failure.h"

#include <errno.h>
#include <net/if.h>
#include <net/if_arp.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

tamis_status link_layer_read(const char *interface, __u8 address[6],
                             tamis_error *error)
{
    struct ifreq request;
    int file = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    int number = 0;

    memset(&request, 0, sizeof request);
    snprintf(request.ifr_name, sizeof request.ifr_name, "%s", interface);
    if (file < 0 || ioctl(file, SIOCGIFHWADDR, &request) < 0)
        number = errno;
    if (file >= 0)
        close(file);
    if (number)
        return failure_system(error, number, "what kind of interface %s is",
                              interface);
    if (request.ifr_hwaddr.sa_family != ARPHRD_ETHER &&
        request.ifr_hwaddr.sa_family != ARPHRD_LOOPBACK)
        return failure(
            error, TAMIS_ERROR_UNSUPPORTED,
            "%s has no Ethernet frames (it is a tunnel, or of another "
            "kind: type %u), and nothing in them would be found; "
            "attach to the Ethernet interface that carries it",
            interface, request.ifr_hwaddr.sa_family);
    memcpy(address, request.ifr_hwaddr.sa_data, 6);
    return TAMIS_OK;
}
