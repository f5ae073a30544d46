/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * AdGuard and Adblock Plus lists: the rules that block a whole name. Rules
 * about pages, paths and parts of names have no meaning here and are refused,
 * each by its reason.
 */
#include "base/error.h"
#include "base/slice.h"
#include "feed/fields.h"
#include "feed/hosts.h"

/* The markers of rules that change pages: "site.com##.banner". */
static bool is_cosmetic(tamis_slice line)
{
    static const char *const markers[] = {"##",  "#@#", "#$#", "#?#",
                                          "#%#", "$$",  "$@$"};

    for (size_t i = 0; i < sizeof markers / sizeof *markers; i++)
        if (slice_find_text(line, markers[i]) != SIZE_MAX)
            return true;
    return false;
}

/* "# text" is a comment, "##.banner" and "#@#.banner" are rules. */
static bool is_comment(tamis_slice line)
{
    if (line.data[0] == '!')
        return true;
    if (line.data[0] == '[')
        return line.data[line.size - 1] == ']';
    return line.data[0] == '#' && !is_cosmetic(line);
}

/* Modifiers that leave a rule one about all traffic to the name. */
static bool are_plain_modifiers(tamis_slice list)
{
    static const char *const names[] = {
        "important", "all", "document", "doc", "popup", "third-party", "3p"};
    tamis_slice name;

    while (slice_split(&list, ',', &name)) {
        bool is_known = false;

        for (size_t i = 0; i < sizeof names / sizeof *names; i++)
            is_known |= slice_is(slice_trim(name), names[i]);
        if (!is_known)
            return false;
    }
    return true;
}

static bool is_address(tamis_slice host)
{
    for (size_t i = 0; i < host.size; i++)
        if (!field_is_digit(host.data[i]) && host.data[i] != '.')
            return false;
    return host.size > 0;
}

/* What may stand in a rule's host: anything else makes it one about URLs. */
static bool is_host(tamis_slice host)
{
    for (size_t i = 0; i < host.size; i++)
        if (memchr("/:^|?=&%$~, \t", host.data[i], 13))
            return false;
    return host.size > 0;
}

static tamis_status add_host(struct feed_reader *reader,
                             tamis_statement *statement, tamis_slice host,
                             tamis_mode mode, tamis_error *error)
{
    tamis_reason reason = TAMIS_REASON_NONE;

    statement->mode = mode;
    if (mode == TAMIS_MODE_SUFFIX && slice_starts(host, "*.")) {
        host = slice_from(host, 2);
        statement->mode = TAMIS_MODE_SUBDOMAINS;
    }
    if (!is_host(host))
        reason = TAMIS_REASON_ABP_URL_RULE;
    else if (slice_find(host, '*') != SIZE_MAX)
        reason = TAMIS_REASON_ABP_WILDCARD;
    else if (statement->action == TAMIS_ACTION_ALLOW &&
             !(reader->options->flags & TAMIS_FEED_HONOUR_ALLOW))
        reason = TAMIS_REASON_ALLOW_IGNORED;
    if (reason)
        return reader_reject(reader, statement, reason, error);
    statement->value = host;
    statement->kind = TAMIS_KIND_DOMAIN;
    if (is_address(host)) {
        statement->kind = TAMIS_KIND_IP;
        statement->mode = TAMIS_MODE_AUTO;
    }
    if (statement->action == TAMIS_ACTION_LIST)
        return reader_add_value(reader, statement->kind, statement->mode, host,
                                error);
    return reader_add(reader, statement, error);
}

/* "||name^$modifiers", its marks in front taken off already. */
static tamis_status read_name_rule(struct feed_reader *reader,
                                   tamis_statement *statement, tamis_slice rule,
                                   tamis_error *error)
{
    size_t dollar = slice_find(rule, '$'), caret;

    if (dollar != SIZE_MAX) {
        if (!are_plain_modifiers(slice_from(rule, dollar + 1)))
            return reader_reject(reader, statement, TAMIS_REASON_ABP_MODIFIER,
                                 error);
        rule = slice_first(rule, dollar);
    }
    caret = slice_find(rule, '^');
    if (caret != SIZE_MAX) {
        tamis_slice after = slice_from(rule, caret + 1);

        if (after.size && !slice_is(after, "|"))
            return reader_reject(reader, statement, TAMIS_REASON_ABP_URL_RULE,
                                 error);
        rule = slice_first(rule, caret);
    }
    return add_host(reader, statement, rule, TAMIS_MODE_SUFFIX, error);
}

static tamis_status read_line(struct feed_reader *reader, tamis_slice line,
                              void *context, tamis_error *error)
{
    tamis_statement statement = TAMIS_STATEMENT_INIT;
    tamis_slice rule, rest = line;

    (void)context;
    if (line.size == 0 || is_comment(line))
        return TAMIS_OK;
    statement.value = line;
    if (is_cosmetic(line))
        return reader_reject(reader, &statement, TAMIS_REASON_ABP_COSMETIC,
                             error);
    rule = field_without_comment(line, '#');
    if (slice_starts(rule, "@@")) {
        statement.action = TAMIS_ACTION_ALLOW;
        rule = slice_from(rule, 2);
    }
    if (slice_starts(rule, "||"))
        return read_name_rule(reader, &statement, slice_from(rule, 2), error);
    if (rule.size > 1 && rule.data[0] == '/' && slice_ends(rule, "/"))
        return reader_reject(reader, &statement, TAMIS_REASON_REGEX_UNSUPPORTED,
                             error);
    /* AdGuard also takes lines of hosts files, and names alone. */
    if (hosts_is_sink(field_next(&rest)) && rest.size)
        return hosts_line(reader, rule, error);
    return add_host(reader, &statement, rule, TAMIS_MODE_EXACT, error);
}

tamis_status adguard_read(struct feed_reader *reader, tamis_error *error)
{
    return reader_each_line(reader, false, read_line, NULL, error);
}
