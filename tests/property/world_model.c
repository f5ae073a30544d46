/* SPDX-License-Identifier: BSD-2-Clause */
/* The naive answers. */
#include "property/world.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

tamis_tlp world_statement_tlp(const struct world *world,
                              const struct world_statement *statement)
{
    tamis_tlp tlp = world->feeds[statement->feed].tlp;

    return statement->mark != TAMIS_TLP_UNMARKED && statement->mark > tlp
               ? statement->mark
               : tlp;
}

uint32_t world_statement_audience(const struct world *world,
                                  const struct world_statement *statement)
{
    const struct world_feed *feed = &world->feeds[statement->feed];
    uint32_t audience = feed->audience;

    /* Left out, an audience follows the rank of the statement itself. */
    if (feed->audience_name_count == 0)
        audience = world_statement_tlp(world, statement) <= TAMIS_TLP_GREEN
                       ? WORLD_EVERYONE
                       : 1;
    return statement->narrows ? (audience & statement->narrowing) | 1
                              : audience;
}

bool world_sees(const struct world_reader *reader, tamis_tlp tlp,
                uint32_t audience)
{
    return tlp <= reader->tlp && ((reader->audience & ~1u) & ~audience) == 0;
}

static bool ends_with_label(const char *name, const char *suffix)
{
    size_t name_size = strlen(name), suffix_size = strlen(suffix);

    return name_size > suffix_size &&
           strcmp(name + name_size - suffix_size, suffix) == 0 &&
           name[name_size - suffix_size - 1] == '.';
}

static bool covers_name(const struct world_statement *statement,
                        const char *name)
{
    bool is_same = strcmp(statement->value, name) == 0;
    bool is_under = ends_with_label(name, statement->value);

    return statement->mode == TAMIS_MODE_EXACT    ? is_same
           : statement->mode == TAMIS_MODE_SUFFIX ? is_same || is_under
                                                  : is_under;
}

static bool covers_address(const char *prefix, const char *address)
{
    char network[64];
    unsigned char a[16], b[16];
    const char *slash = strchr(prefix, '/');
    size_t size = slash ? (size_t)(slash - prefix) : strlen(prefix);
    int family = strchr(address, ':') ? AF_INET6 : AF_INET;
    unsigned length = slash                ? (unsigned)atoi(slash + 1)
                      : family == AF_INET6 ? 128
                                           : 32;

    memcpy(network, prefix, size);
    network[size] = '\0';
    if ((strchr(prefix, ':') != NULL) != (family == AF_INET6) ||
        inet_pton(family, network, a) != 1 ||
        inet_pton(family, address, b) != 1)
        return false;
    for (unsigned bit = 0; bit < length; bit++)
        if ((a[bit / 8] ^ b[bit / 8]) & (0x80u >> bit % 8))
            return false;
    return true;
}

/* One value of one kind against one statement, the parts left apart. */
static bool covers(const struct world_statement *statement, tamis_kind kind,
                   const char *value)
{
    switch (kind) {
    case TAMIS_KIND_IP:
        return statement->kind == kind &&
               covers_address(statement->value, value);
    case TAMIS_KIND_DOMAIN:
        return statement->kind == kind && covers_name(statement, value);
    case TAMIS_KIND_MD5:
        return (statement->kind == kind || statement->kind == TAMIS_KIND_JA3) &&
               strcmp(statement->value, value) == 0;
    case TAMIS_KIND_EMAIL:
        return statement->kind == kind &&
               (strcmp(statement->value, value) == 0 ||
                strcmp(statement->value, strchr(value, '@')) == 0);
    default:
        return statement->kind == kind && strcmp(statement->value, value) == 0;
    }
}

/* The part inside: a URL's host, an address without its port, a domain. */
static tamis_kind inner_part(tamis_kind kind, const char *value,
                             char inner[160])
{
    strcpy(inner, value);
    if (kind == TAMIS_KIND_URL) {
        *strchr(inner, '/') = '\0';
        return TAMIS_KIND_DOMAIN;
    }
    if (kind == TAMIS_KIND_IP_PORT) {
        *strrchr(inner, ':') = '\0';
        return TAMIS_KIND_IP;
    }
    if (kind == TAMIS_KIND_EMAIL) {
        strcpy(inner, strchr(value, '@') + 1);
        return TAMIS_KIND_DOMAIN;
    }
    return TAMIS_KIND_AUTO;
}

static bool is_visible(const struct world *world,
                       const struct world_statement *statement,
                       const struct world_reader *reader)
{
    return world_sees(reader, world_statement_tlp(world, statement),
                      world_statement_audience(world, statement));
}

static bool is_valid(const struct world_statement *statement,
                     const struct world_reader *reader)
{
    return statement->from_ns <= reader->time_ns &&
           reader->time_ns < statement->until_ns;
}

/* Is an allow record there that acts on this statement for this value? */
static bool is_allowed(const struct world *world,
                       const struct world_statement *statement,
                       const struct world_reader *reader, tamis_kind kind,
                       const char *value)
{
    char inner[160];
    tamis_kind inner_kind = inner_part(kind, value, inner);

    for (size_t i = 0; i < world->statement_count; i++) {
        const struct world_statement *allow = &world->statements[i];
        bool is_operators =
            world->feeds[allow->feed].action == TAMIS_ACTION_ALLOW;

        if (allow->action != TAMIS_ACTION_ALLOW ||
            (!is_operators && allow->feed != statement->feed) ||
            !is_visible(world, allow, reader) || !is_valid(allow, reader))
            continue;
        if (covers(allow, kind, value) ||
            (inner_kind != TAMIS_KIND_AUTO && covers(allow, inner_kind, inner)))
            return true;
    }
    return false;
}

bool world_lists(const struct world *world,
                 const struct world_statement *statement,
                 const struct world_reader *reader, tamis_kind kind,
                 const char *value)
{
    char inner[160];
    tamis_kind inner_kind = inner_part(kind, value, inner);

    if (statement->action != TAMIS_ACTION_LIST ||
        !is_visible(world, statement, reader) || !is_valid(statement, reader))
        return false;
    if (covers(statement, kind, value))
        return !is_allowed(world, statement, reader, kind, value);
    return inner_kind != TAMIS_KIND_AUTO &&
           covers(statement, inner_kind, inner) &&
           !is_allowed(world, statement, reader, inner_kind, inner);
}
