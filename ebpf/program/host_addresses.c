/* SPDX-License-Identifier: BSD-2-Clause */
#include "program/host_addresses.h"

#include "program/speech.h"

#include <arpa/inet.h>
#include <errno.h>
#include <ifaddrs.h>
#include <stdio.h>
#include <string.h>

#define RESOLVERS "/etc/resolv.conf"
#define ROUTES_V4 "/proc/net/route"
#define ROUTES_V6 "/proc/net/ipv6_route"

struct protection {
    tamis_xdp_policy *policy;
    unsigned count;
};

/* Text that is no address is no address: false only where memory lacks. */
static bool protect_text(struct protection *protection, const char *text)
{
    tamis_slice value = {text, strcspn(text, "% \t\r\n")};
    char address[INET6_ADDRSTRLEN];
    unsigned char bytes[16];
    tamis_error error;

    if (value.size >= sizeof address)
        return true;
    memcpy(address, text, value.size);
    address[value.size] = '\0';
    if (inet_pton(AF_INET, address, bytes) != 1 &&
        inet_pton(AF_INET6, address, bytes) != 1)
        return true;
    protection->count++;
    if (tamis_xdp_policy_protect(protection->policy, value, &error) >= 0)
        return true;
    speech_failure(NULL, &error);
    return false;
}

static bool protect_bytes(struct protection *protection, int family,
                          const void *bytes)
{
    char text[INET6_ADDRSTRLEN];

    return !inet_ntop(family, bytes, text, sizeof text) ||
           protect_text(protection, text);
}

static bool protect_own(struct protection *protection)
{
    struct ifaddrs *first;
    bool is_good = true;

    if (getifaddrs(&first) != 0) {
        speech_error("--protect-host: cannot list the addresses of this host: "
                     "%s",
                     strerror(errno));
        return false;
    }
    for (const struct ifaddrs *at = first; at && is_good; at = at->ifa_next) {
        const void *address = at->ifa_addr;

        if (!address)
            continue;
        if (at->ifa_addr->sa_family == AF_INET)
            is_good =
                protect_bytes(protection, AF_INET,
                              &((const struct sockaddr_in *)address)->sin_addr);
        else if (at->ifa_addr->sa_family == AF_INET6)
            is_good = protect_bytes(
                protection, AF_INET6,
                &((const struct sockaddr_in6 *)address)->sin6_addr);
    }
    freeifaddrs(first);
    return is_good;
}

/* "eth0 00000000 010200C0 0003 ...": numbers as they lie in memory. */
static bool protect_route_v4(struct protection *protection, const char *line)
{
    unsigned destination, gateway;

    if (sscanf(line, "%*s %x %x", &destination, &gateway) != 2 || !gateway)
        return true;
    return protect_bytes(protection, AF_INET, &gateway);
}

/* "destination length source length gateway ...", 32 digits an address. */
static bool protect_route_v6(struct protection *protection, const char *line)
{
    static const unsigned char none[16];
    unsigned char gateway[16];
    char digits[33];

    if (sscanf(line, "%*32s %*2s %*32s %*2s %32s", digits) != 1 ||
        strlen(digits) != 32)
        return true;
    for (size_t i = 0; i < sizeof gateway; i++)
        if (sscanf(digits + 2 * i, "%2hhx", &gateway[i]) != 1)
            return true;
    if (memcmp(gateway, none, sizeof none) == 0)
        return true;
    return protect_bytes(protection, AF_INET6, gateway);
}

static bool protect_resolver(struct protection *protection, const char *line)
{
    line += strspn(line, " \t");
    if (strncmp(line, "nameserver", 10) != 0 || !strchr(" \t", line[10]))
        return true;
    line += 10;
    return protect_text(protection, line + strspn(line, " \t"));
}

/* A file that is not there holds nothing: a host without IPv6, or DNS. */
static bool protect_lines(struct protection *protection, const char *path,
                          bool (*protect)(struct protection *, const char *))
{
    FILE *file = fopen(path, "re");
    bool is_good = true;
    char line[512];

    while (file && is_good && fgets(line, sizeof line, file))
        is_good = protect(protection, line);
    if (file)
        fclose(file);
    return is_good;
}

int host_addresses_protect(tamis_xdp_policy *policy)
{
    struct protection protection = {policy, 0};

    if (!protect_own(&protection) ||
        !protect_lines(&protection, ROUTES_V4, protect_route_v4) ||
        !protect_lines(&protection, ROUTES_V6, protect_route_v6) ||
        !protect_lines(&protection, RESOLVERS, protect_resolver))
        return EXIT_ERROR;
    speech_note("protected: %u addresses of this host, its gateways and its "
                "resolvers, as they are now",
                protection.count);
    return 0;
}
