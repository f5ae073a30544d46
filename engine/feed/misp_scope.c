/* SPDX-License-Identifier: BSD-2-Clause */
#include "feed/misp_scope.h"

#include "base/slice.h"
#include "feed/distribution.h"
#include "feed/misp_tag.h"

#include <tamis/database.h>

#include <string.h>

/* What the tags of one holder say; its own word replaces what it inherited. */
struct tag_reading {
    struct misp_scope *scope;
    struct mark own; /* what the holder's own tags say of TLP */
    unsigned rank;   /* of the confidence; UINT32_MAX: none */
    uint32_t confidence;
    int64_t retention_ns;
};

void misp_scope_init(struct misp_scope *scope)
{
    scope->mark = (struct mark)MARK_NONE;
    scope->confidence = TAMIS_CONFIDENCE_UNSET;
    scope->retention_ns = -1;
    scope->tag_count = 0;
    scope->is_limited = false;
    scope->audience_count = 0;
}

void misp_scope_inherit(struct misp_scope *scope,
                        const struct misp_scope *outer)
{
    scope->mark = outer->mark;
    scope->confidence = outer->confidence;
    scope->retention_ns = outer->retention_ns;
    scope->is_limited = outer->is_limited;
    scope->tag_count = outer->tag_count;
    scope->audience_count = outer->audience_count;
    memcpy(scope->tags, outer->tags, outer->tag_count * sizeof *scope->tags);
    memcpy(scope->audience, outer->audience,
           outer->audience_count * sizeof *scope->audience);
}

static bool holds(const tamis_slice *items, size_t count, tamis_slice item)
{
    for (size_t i = 0; i < count; i++)
        if (slice_equal(items[i], item))
            return true;
    return false;
}

static bool is_true(struct json_value value)
{
    tamis_slice text;
    int64_t number;
    bool flag = false;

    if (json_bool(value, &flag))
        return flag;
    if (json_integer(value, &number))
        return number != 0;
    return json_string(value, &text) &&
           (slice_is(text, "1") ||
            slice_equal_folded(text, slice_text("true")));
}

static void raise(struct misp_scope *scope, tamis_tlp tlp)
{
    struct mark said = MARK_NONE;

    /* A distribution is no tag: it raises, and neither contradicts one nor
     * lowers the feed's label. */
    said.floor = tlp;
    mark_join(&scope->mark, &said);
}

/* A tag by its name. A local one is the exporting instance's own note: it
 * marks, but does not go on. */
static void read_name(struct tag_reading *reading, tamis_slice name,
                      bool is_local)
{
    struct misp_scope *scope = reading->scope;
    uint32_t confidence;
    int64_t retention_ns;
    unsigned rank;

    name = slice_trim(name);
    if (name.size == 0 || mark_read_tag(&reading->own, name))
        return;
    if (misp_tag_confidence(name, &rank, &confidence) && rank < reading->rank) {
        reading->rank = rank;
        reading->confidence = confidence;
    }
    if (misp_tag_retention(name, &retention_ns) &&
        (reading->retention_ns < 0 || retention_ns < reading->retention_ns))
        reading->retention_ns = retention_ns;
    if (!is_local && scope->tag_count < MISP_TAG_MAX &&
        !holds(scope->tags, scope->tag_count, name))
        scope->tags[scope->tag_count++] = name;
}

/* One item of a list of tags: a tag, its name, or the link to one, which has
 * the tag inside. One whose name cannot be read may be a mark: RED. */
static void read_tag(struct tag_reading *reading, struct json_value tag)
{
    bool is_local = is_true(json_get(tag, "local"));
    tamis_slice name;

    if (json_type(json_get(tag, "Tag")) != JSON_NONE)
        tag = json_get(tag, "Tag");
    is_local = is_local || is_true(json_get(tag, "local"));
    if (json_type(tag) == JSON_OBJECT)
        tag = json_get(tag, "name");
    if (json_string(tag, &name))
        read_name(reading, name, is_local);
    else
        raise(reading->scope, TAMIS_TLP_RED);
}

/* A list, a tag alone, or PHP's list with gaps: {"0":{...},"2":{...}}. */
static void read_tags(struct tag_reading *reading, struct json_value tags)
{
    bool is_alone = json_type(tags) != JSON_ARRAY &&
                    (json_type(tags) != JSON_OBJECT ||
                     json_type(json_get(tags, "name")) != JSON_NONE ||
                     json_type(json_get(tags, "Tag")) != JSON_NONE);
    struct json_walk walk;
    struct json_value tag;

    if (json_type(tags) == JSON_NULL)
        return;
    if (is_alone)
        read_tag(reading, tags);
    json_walk_begin(&walk, tags);
    while (!is_alone && json_walk_next(&walk, NULL, &tag))
        read_tag(reading, tag);
}

static bool is_tag_list(tamis_slice name)
{
    return slice_is(name, "Tag") || slice_is(name, "EventTag") ||
           slice_is(name, "ObjectTag") || slice_is(name, "AttributeTag");
}

/* Narrows the audience to names that are in both. */
static void limit(struct misp_scope *scope, const tamis_slice *names,
                  size_t count)
{
    size_t kept = 0;

    if (!scope->is_limited) {
        if (count > 0)
            memcpy(scope->audience, names, count * sizeof *names);
        scope->audience_count = count;
        scope->is_limited = true;
        return;
    }
    for (size_t i = 0; i < scope->audience_count; i++)
        if (holds(names, count, scope->audience[i]))
            scope->audience[kept++] = scope->audience[i];
    scope->audience_count = kept;
}

/* Organisations go by name and by UUID, because operators write either. */
static size_t read_organisations(struct json_value group,
                                 tamis_slice names[MISP_AUDIENCE_MAX])
{
    struct json_walk walk;
    struct json_value member;
    size_t count = 0;

    json_walk_begin(&walk, json_get(group, "SharingGroupOrg"));
    while (json_walk_next(&walk, NULL, &member) &&
           count + 2 <= MISP_AUDIENCE_MAX) {
        struct json_value organisation = json_get(member, "Organisation");
        tamis_slice name = json_get_string(organisation, "name");
        tamis_slice uuid = json_get_string(organisation, "uuid");

        if (name.size > 0 && !holds(names, count, name))
            names[count++] = name;
        if (uuid.size > 0 && !holds(names, count, uuid))
            names[count++] = uuid;
    }
    return count;
}

static void read_sharing_group(struct misp_scope *scope,
                               struct json_value holder)
{
    struct json_value group = json_get(holder, "SharingGroup");
    tamis_slice names[MISP_AUDIENCE_MAX];
    size_t count = read_organisations(group, names);

    /* A group that the file does not explain: nobody else, and RED. */
    raise(scope, count > 0 ? TAMIS_TLP_AMBER : TAMIS_TLP_RED);
    limit(scope, names, count);
}

static void read_distribution(struct misp_scope *scope,
                              struct json_value holder, struct json_value value)
{
    enum json_type type = json_type(value);
    struct distribution said;
    tamis_slice text;
    int64_t level;

    if (type == JSON_NONE || type == JSON_NULL)
        return;
    if (json_integer(value, &level)) {
        said = distribution_of(level);
    } else {
        (void)json_string(value, &text);
        said = distribution_read(text);
    }
    if (said.is_group) {
        read_sharing_group(scope, holder);
        return;
    }
    raise(scope, said.floor);
    if (said.is_limited)
        limit(scope, NULL, 0);
}

void misp_scope_read(struct misp_scope *scope, struct json_value holder)
{
    struct tag_reading reading = {scope, MARK_NONE, UINT32_MAX, 0, -1};
    bool conflict = scope->mark.conflict;
    struct json_walk walk;
    struct json_value value;
    tamis_slice name;

    json_walk_begin(&walk, holder);
    while (json_walk_next(&walk, &name, &value)) {
        if (is_tag_list(name))
            read_tags(&reading, value);
        else if (slice_is(name, "distribution"))
            read_distribution(scope, holder, value);
    }
    mark_join(&scope->mark, &reading.own);
    /* An attribute may be stricter than its event; two labels of one thing
     * contradict each other. */
    scope->mark.conflict = conflict || reading.own.conflict;
    if (reading.rank != UINT32_MAX)
        scope->confidence = reading.confidence;
    if (reading.retention_ns >= 0)
        scope->retention_ns = reading.retention_ns;
}
