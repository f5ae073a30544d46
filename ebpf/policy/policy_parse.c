/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/failure.h"
#include "base/heap.h"
#include "policy/policy.h"
#include "policy/policy_word.h"

#include <stdio.h>
#include <string.h>

/* No line has more words; the rest of a longer one is the error. */
#define WORDS_MAX 6

/* One line, taken apart: words point into room. */
struct words {
    tamis_slice of[WORDS_MAX];
    size_t count;
    char room[TAMIS_XDP_POLICY_LINE_MAX];
};

static bool is_blank(char byte)
{
    return byte == ' ' || byte == '\t' || byte == '\r';
}

static bool is_word(tamis_slice word, const char *text)
{
    return word.size == strlen(text) && !memcmp(word.data, text, word.size);
}

/* What a person may be shown of a word. */
static int shown(tamis_slice word)
{
    return word.size < 64 ? (int)word.size : 64;
}

static tamis_status read_quoted(tamis_slice line, size_t *at, char **room,
                                tamis_error *error)
{
    for ((*at)++; *at < line.size; (*at)++) {
        char byte = line.data[*at];

        if (byte == '"') {
            (*at)++;
            if (*at < line.size && !is_blank(line.data[*at]))
                return failure(error, TAMIS_ERROR_SYNTAX,
                               "a blank belongs behind a closing quote");
            return TAMIS_OK;
        }
        if (byte == '\\') {
            byte = ++*at < line.size ? line.data[*at] : 0;
            if (byte != '"' && byte != '\\')
                return failure(error, TAMIS_ERROR_SYNTAX,
                               "within quotes \\ stands before \" or \\ only");
        }
        *(*room)++ = byte;
    }
    return failure(error, TAMIS_ERROR_SYNTAX, "a quote is not closed");
}

static tamis_status read_word(tamis_slice line, size_t *at, char **room,
                              tamis_error *error)
{
    if (line.data[*at] == '"')
        return read_quoted(line, at, room, error);
    for (; *at < line.size && !is_blank(line.data[*at]); (*at)++) {
        if (line.data[*at] == '"')
            return failure(error, TAMIS_ERROR_SYNTAX,
                           "a quote stands at the beginning of a word");
        *(*room)++ = line.data[*at];
    }
    return TAMIS_OK;
}

static tamis_status read_words(struct words *words, tamis_slice line,
                               tamis_error *error)
{
    char *room = words->room;

    words->count = 0;
    if (line.size > sizeof words->room)
        return failure(error, TAMIS_ERROR_LIMIT,
                       "a line has at most %u bytes, not %zu",
                       TAMIS_XDP_POLICY_LINE_MAX, line.size);
    for (size_t at = 0;;) {
        char *begin = room;

        while (at < line.size && is_blank(line.data[at]))
            at++;
        if (at == line.size || line.data[at] == '#')
            return TAMIS_OK;
        if (words->count == WORDS_MAX)
            return failure(error, TAMIS_ERROR_SYNTAX,
                           "there are too many words");
        XDP_TRY(read_word(line, &at, &room, error));
        words->of[words->count++] =
            (tamis_slice){begin, (size_t)(room - begin)};
    }
}

/* "ACTION [ingress] [egress]", from the words' first on. */
static tamis_status add_action(tamis_xdp_policy *policy, tamis_slice feed,
                               const struct words *words, size_t first,
                               tamis_error *error)
{
    tamis_slice word;
    tamis_xdp_action action;
    uint32_t directions = 0;

    if (first >= words->count)
        return failure(error, TAMIS_ERROR_SYNTAX,
                       "an action lacks: ignore, count, report, drop or "
                       "drop+report");
    word = words->of[first];
    if (!tamis_xdp_action_parse(word.data, word.size, &action))
        return failure(error, TAMIS_ERROR_SYNTAX,
                       "\"%.*s\" is no action: ignore, count, report, drop or "
                       "drop+report",
                       shown(word), word.data);
    for (size_t i = first + 1; i < words->count; i++) {
        if (is_word(words->of[i], "ingress"))
            directions |= TAMIS_XDP_INGRESS;
        else if (is_word(words->of[i], "egress"))
            directions |= TAMIS_XDP_EGRESS;
        else
            return failure(error, TAMIS_ERROR_SYNTAX,
                           "\"%.*s\" is no direction: ingress or egress",
                           shown(words->of[i]), words->of[i].data);
    }
    if (!directions)
        directions = TAMIS_XDP_INGRESS | TAMIS_XDP_EGRESS;
    return tamis_xdp_policy_set(policy, feed, directions, action, error);
}

static tamis_status add_feed(tamis_xdp_policy *policy,
                             const struct words *words, tamis_error *error)
{
    if (words->count < 2 || !words->of[1].size)
        return failure(error, TAMIS_ERROR_SYNTAX,
                       "feed needs the name of a feed and an action");
    return add_action(policy, words->of[1], words, 2, error);
}

static tamis_status add_permit(tamis_xdp_policy *policy,
                               const struct words *words, tamis_error *error)
{
    if (words->count == 3 && is_word(words->of[1], "feed"))
        return tamis_xdp_policy_permit_feed(policy, words->of[2], error);
    if (words->count == 3 && is_word(words->of[1], "value"))
        return tamis_xdp_policy_permit_value(policy, words->of[2], error);
    return failure(error, TAMIS_ERROR_SYNTAX,
                   "permit is followed by \"feed\" and a name, or by \"value\" "
                   "and an indicator");
}

static tamis_status add_line(tamis_xdp_policy *policy,
                             const struct words *words, tamis_error *error)
{
    const tamis_slice none = {"", 0};

    if (!words->count)
        return TAMIS_OK;
    if (is_word(words->of[0], "default"))
        return add_action(policy, none, words, 1, error);
    if (is_word(words->of[0], "feed"))
        return add_feed(policy, words, error);
    if (is_word(words->of[0], "permit"))
        return add_permit(policy, words, error);
    if (!is_word(words->of[0], "protect"))
        return failure(error, TAMIS_ERROR_SYNTAX,
                       "a line begins with default, feed, permit or protect, "
                       "not with \"%.*s\"",
                       shown(words->of[0]), words->of[0].data);
    if (words->count != 2)
        return failure(error, TAMIS_ERROR_SYNTAX,
                       "protect is followed by one address, prefix or name");
    return tamis_xdp_policy_protect(policy, words->of[1], error);
}

/* Puts the place before the sentence. */
static tamis_status tell_line(tamis_error *error, const char *name,
                              uint64_t line)
{
    tamis_error reason;

    if (error->status == TAMIS_ERROR_MEMORY)
        return error->status;
    reason = *error;
    /* A line that is understood and still refused is a fault of the text. */
    if (reason.status == TAMIS_ERROR_ARGUMENT ||
        reason.status == TAMIS_ERROR_REJECTED)
        reason.status = TAMIS_ERROR_SYNTAX;
    failure(error, reason.status, "%s:%llu: %s", name, (unsigned long long)line,
            reason.message);
    error->line = line;
    error->offset = UINT64_MAX;
    return error->status;
}

static tamis_status add_lines(tamis_xdp_policy *policy, const char *name,
                              struct words *words, tamis_slice text,
                              tamis_error *error)
{
    uint64_t number = 0;

    while (text.size) {
        const char *end = memchr(text.data, '\n', text.size);
        tamis_slice line = {text.data,
                            end ? (size_t)(end - text.data) : text.size};
        tamis_status status;

        number++;
        status = read_words(words, line, error);
        if (status >= 0)
            status = add_line(policy, words, error);
        if (status < 0)
            return tell_line(error, name, number);
        text.data += line.size;
        text.size -= line.size;
        if (end) {
            text.data++;
            text.size--;
        }
    }
    return TAMIS_OK;
}

tamis_status tamis_xdp_policy_parse(tamis_xdp_policy *policy, const char *name,
                                    const char *text, size_t text_size,
                                    tamis_error *error)
{
    const tamis_slice lines = {text, text_size};
    tamis_error own;
    tamis_xdp_policy *changed;
    struct words *words;
    tamis_status status;

    error = error ? error : &own;
    status = policy_copy(&changed, policy, &policy->heap, error);
    if (status < 0)
        return status;
    words = heap_take(&policy->heap, 1, sizeof *words);
    if (words)
        status =
            add_lines(changed, name ? name : "policy", words, lines, error);
    else
        status =
            failure(error, TAMIS_ERROR_MEMORY, "no memory to read a policy");
    if (status >= 0)
        policy_take(policy, changed);
    heap_give(&policy->heap, words);
    tamis_xdp_policy_destroy(changed);
    return status;
}

static tamis_status read_value(tamis_indicator *indicator, tamis_slice value,
                               const char *what, tamis_error *error)
{
    tamis_error reason;
    tamis_status status =
        tamis_indicator_parse(indicator, TAMIS_KIND_AUTO, value.data,
                              value.size, TAMIS_PARSE_SINGLE_LABEL, &reason);

    if (status == TAMIS_ERROR_MEMORY)
        return failure(error, status, "no memory to read an indicator");
    if (status < 0)
        return failure(error, status, "%s \"%.*s\": %s", what, shown(value),
                       value.data ? value.data : "", reason.message);
    return TAMIS_OK;
}

static tamis_status keep_value(tamis_xdp_policy *policy, tamis_slice value,
                               bool is_permit, tamis_error *error)
{
    const char *what = is_permit ? "permit value" : "protect";
    tamis_indicator *indicator = heap_take(&policy->heap, 1, sizeof *indicator);
    tamis_status status;

    if (!indicator)
        return failure(error, TAMIS_ERROR_MEMORY,
                       "no memory to read an indicator");
    status = read_value(indicator, value, what, error);
    if (status >= 0 && indicator->kind != TAMIS_KIND_IP &&
        indicator->kind != TAMIS_KIND_DOMAIN &&
        !(is_permit && indicator->kind == TAMIS_KIND_IP_PORT))
        status =
            failure(error, TAMIS_ERROR_SYNTAX,
                    "%s takes an address, a prefix%s or a name, and "
                    "\"%.*s\" is of kind %s",
                    what, is_permit ? ", an address with its port" : "",
                    shown(value), value.data, tamis_kind_name(indicator->kind));
    if (status >= 0)
        status = policy_values_add(
            is_permit ? &policy->permitted : &policy->protected, &policy->heap,
            indicator->kind, indicator->key, indicator->key_size, error);
    heap_give(&policy->heap, indicator);
    return status;
}

tamis_status tamis_xdp_policy_protect(tamis_xdp_policy *policy,
                                      tamis_slice value, tamis_error *error)
{
    return keep_value(policy, value, false, error);
}

tamis_status tamis_xdp_policy_permit_value(tamis_xdp_policy *policy,
                                           tamis_slice value,
                                           tamis_error *error)
{
    return keep_value(policy, value, true, error);
}
