/* SPDX-License-Identifier: BSD-2-Clause */
/* dnsmasq configuration: the lines that keep names from being resolved. */
#include "base/error.h"
#include "base/slice.h"
#include "feed/fields.h"
#include "feed/hosts.h"

enum option { OPTION_NONE, OPTION_ADDRESS, OPTION_SERVER };

static enum option find_option(tamis_slice name)
{
    if (slice_is(name, "address"))
        return OPTION_ADDRESS;
    if (slice_is(name, "server") || slice_is(name, "local"))
        return OPTION_SERVER;
    return OPTION_NONE;
}

/*
 * What the target after the names means. address= with no target, with "#" or
 * with a sink blocks; with another address it is a real mapping. server= with
 * no target is answered from here, and so blocks; "#" is an exception; with an
 * address it is somebody else's resolver.
 */
static tamis_reason judge_target(enum option option, tamis_slice target,
                                 tamis_action *action)
{
    *action = TAMIS_ACTION_LIST;
    if (target.size == 0)
        return TAMIS_REASON_NONE;
    if (option == OPTION_ADDRESS) {
        if (slice_is(target, "#") || hosts_is_sink(target))
            return TAMIS_REASON_NONE;
        return TAMIS_REASON_HOSTS_NONSINK;
    }
    if (!slice_is(target, "#"))
        return TAMIS_REASON_HOSTS_NONSINK;
    *action = TAMIS_ACTION_ALLOW;
    return TAMIS_REASON_NONE;
}

static tamis_status add_names(struct feed_reader *reader, tamis_slice names,
                              tamis_action action, tamis_reason reason,
                              tamis_error *error)
{
    tamis_slice name;

    if (!reason && action == TAMIS_ACTION_ALLOW &&
        !(reader->options->flags & TAMIS_FEED_HONOUR_ALLOW))
        reason = TAMIS_REASON_ALLOW_IGNORED;
    while (slice_split(&names, '/', &name)) {
        tamis_statement statement = TAMIS_STATEMENT_INIT;

        statement.kind = TAMIS_KIND_DOMAIN;
        statement.mode = TAMIS_MODE_SUFFIX;
        statement.action = action;
        if (slice_starts(name, "*.")) {
            name = slice_from(name, 2);
            statement.mode = TAMIS_MODE_SUBDOMAINS;
        }
        statement.value = name;
        if (reason)
            TRY(reader_reject(reader, &statement, reason, error));
        else if (action == TAMIS_ACTION_LIST)
            TRY(reader_add_value(reader, statement.kind, statement.mode, name,
                                 error));
        else
            TRY(reader_add(reader, &statement, error));
    }
    return TAMIS_OK;
}

static tamis_status read_line(struct feed_reader *reader, tamis_slice line,
                              void *context, tamis_error *error)
{
    tamis_slice names, target, rest = line;
    enum option option;
    tamis_action action;
    tamis_reason reason;
    size_t equals, last;

    (void)context;
    /* "#" alone is also a target, so a comment needs a blank before it. */
    line = field_without_comment(line, '#');
    if (line.size == 0)
        return TAMIS_OK;
    equals = slice_find(line, '=');
    option = find_option(slice_trim(slice_first(line, equals)));
    rest = slice_trim(
        slice_from(line, equals == SIZE_MAX ? line.size : equals + 1));
    if (option == OPTION_NONE || !slice_starts(rest, "/"))
        return reader_reject_value(reader, line, TAMIS_REASON_NOT_AN_INDICATOR,
                                   error);
    last = slice_find_last(rest, '/');
    if (last < 2)
        return reader_reject_value(reader, line, TAMIS_REASON_SYNTAX, error);
    names = slice_make(rest.data + 1, last - 1);
    target = slice_trim(slice_from(rest, last + 1));
    reason = judge_target(option, target, &action);
    return add_names(reader, names, action, reason, error);
}

tamis_status dnsmasq_read(struct feed_reader *reader, tamis_error *error)
{
    return reader_each_line(reader, false, read_line, NULL, error);
}
