/* SPDX-License-Identifier: BSD-2-Clause */
#include "policy/policy.h"

#include <string.h>

#define DIGEST_SIZE_LEAST 32u /* MD5, as text */

struct text {
    char *bytes;
    size_t capacity, size; /* size: of all, written or not */
};

static void put(struct text *text, const char *bytes, size_t size)
{
    if (text->size < text->capacity) {
        size_t room = text->capacity - text->size;

        memcpy(text->bytes + text->size, bytes, size < room ? size : room);
    }
    text->size += size;
}

static void put_text(struct text *text, const char *bytes)
{
    put(text, bytes, strlen(bytes));
}

/* In quotes where it would be read as something else without them. */
static void put_name(struct text *text, const char *name, size_t size)
{
    bool is_plain = size && name[0] != '#';

    for (size_t i = 0; i < size; i++)
        if (name[i] == ' ' || name[i] == '"' || name[i] == '\\')
            is_plain = false;
    if (is_plain) {
        put(text, name, size);
        return;
    }
    put_text(text, "\"");
    for (size_t i = 0; i < size; i++) {
        if (name[i] == '"' || name[i] == '\\')
            put_text(text, "\\");
        put(text, name + i, 1);
    }
    put_text(text, "\"");
}

static void put_subject(struct text *text, const struct policy_feed_line *feed)
{
    if (!feed) {
        put_text(text, "default");
        return;
    }
    put_text(text, "feed ");
    put_name(text, feed->name, feed->name_size);
}

/* One line where both directions say the same, else one for each that says
 * anything. */
static void put_actions(struct text *text, const struct policy_feed_line *feed,
                        const uint8_t *actions)
{
    static const char *const directions[] = {" ingress", " egress"};
    bool is_one = actions[0] == actions[1];

    for (size_t i = 0; i < (is_one ? 1 : POLICY_DIRECTIONS); i++) {
        if (actions[i] == POLICY_UNSAID)
            continue;
        put_subject(text, feed);
        put_text(text, " ");
        put_text(text, tamis_xdp_action_name(actions[i]));
        put_text(text, is_one ? "" : directions[i]);
        put_text(text, "\n");
    }
}

/* A name of one label that would be read as a digest: the root behind it says
 * that it is a name. */
static bool looks_like_digest(const struct policy_value *value,
                              const char *text)
{
    size_t size = strlen(text);

    return value->kind == TAMIS_KIND_DOMAIN && size >= DIGEST_SIZE_LEAST &&
           strspn(text, "0123456789abcdef") == size;
}

static void put_values(struct text *text, const char *what,
                       const struct policy_values *values)
{
    /* An address, an address with its port, or a name. */
    char value[TAMIS_DOMAIN_SIZE_MAX + 64];

    for (size_t i = 0; i < values->count; i++) {
        const struct policy_value *item = &values->items[i];

        tamis_key_format(item->kind, item->key, item->key_size, value,
                         sizeof value);
        put_text(text, what);
        put_text(text, value);
        put_text(text, looks_like_digest(item, value) ? ".\n" : "\n");
    }
}

size_t tamis_xdp_policy_format(const tamis_xdp_policy *policy, char *bytes,
                               size_t capacity)
{
    struct text text = {bytes, capacity, 0};

    put_actions(&text, NULL, policy->defaults);
    for (size_t i = 0; i < policy->feed_count; i++)
        put_actions(&text, &policy->feeds[i], policy->feeds[i].actions);
    for (size_t i = 0; i < policy->feed_count; i++)
        if (policy->feeds[i].is_permitted) {
            put_text(&text, "permit feed ");
            put_name(&text, policy->feeds[i].name, policy->feeds[i].name_size);
            put_text(&text, "\n");
        }
    put_values(&text, "permit value ", &policy->permitted);
    put_values(&text, "protect ", &policy->protected);
    return text.size;
}
