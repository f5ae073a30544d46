/* SPDX-License-Identifier: BSD-2-Clause */
#include "feed/stix_feed.h"

#include "base/number.h"
#include "base/slice.h"

void stix_feed_init(struct stix_feed *feed, const tamis_allocator *allocator)
{
    stix_facts_init(&feed->markings, allocator, STIX_MARKING_MAX);
    stix_facts_init(&feed->versions, allocator, STIX_VERSION_MAX);
    stix_facts_init(&feed->held, allocator, STIX_HELD_MAX);
    feed->has_marks = false;
}

void stix_feed_release(struct stix_feed *feed)
{
    stix_facts_release(&feed->held);
    stix_facts_release(&feed->versions);
    stix_facts_release(&feed->markings);
}

int64_t stix_time(struct json_value object, const char *name)
{
    int64_t time_ns;

    return time_parse(json_get_string(object, name), &time_ns) ? time_ns
                                                               : TAMIS_TIME_MIN;
}

/* Objects that hold others: their marks are about what is in them. A note or
 * an opinion only talks of others. */
static bool is_holder(tamis_slice type)
{
    return slice_is(type, "report") || slice_is(type, "grouping") ||
           slice_is(type, "observed-data");
}

static tamis_status learn_version(struct stix_feed *feed,
                                  struct json_value object)
{
    tamis_slice id = json_get_string(object, "id");
    int64_t modified_ns = stix_time(object, "modified");
    struct stix_fact *fact;
    bool is_new;

    if (id.size == 0) /* not an identity to have versions of */
        return TAMIS_OK;
    is_new = !stix_facts_find(&feed->versions, id);
    if (stix_facts_note(&feed->versions, id, &fact) < 0)
        return TAMIS_ERROR_MEMORY;
    if (fact && (is_new || modified_ns > fact->modified_ns))
        fact->modified_ns = modified_ns;
    return TAMIS_OK;
}

static bool has_member(struct json_value object, const char *name)
{
    return json_type(json_get(object, name)) != JSON_NONE;
}

tamis_status stix_feed_learn(struct stix_feed *feed, struct json_value object)
{
    tamis_slice type = json_get_string(object, "type");

    if (slice_is(type, "marking-definition"))
        return stix_marking_define(&feed->markings, object);
    if (slice_is(type, "indicator"))
        return learn_version(feed, object);
    if (is_holder(type) && has_member(object, "object_refs"))
        feed->has_marks = feed->has_marks ||
                          has_member(object, "object_marking_refs") ||
                          has_member(object, "granular_markings") ||
                          has_member(object, "labels");
    return TAMIS_OK;
}

/* Marks an object by its id. Those that cannot be an indicator's need none. */
static tamis_status mark_held(struct stix_feed *feed,
                              struct json_value reference,
                              const struct mark *mark)
{
    struct stix_fact *fact;
    tamis_slice id;

    if (!json_string(reference, &id) || id.size == 0 ||
        (slice_find_text(id, "--") != SIZE_MAX &&
         !slice_starts(id, "indicator--")))
        return TAMIS_OK;
    if (stix_facts_note(&feed->held, id, &fact) < 0)
        return TAMIS_ERROR_MEMORY;
    if (!fact)
        return TAMIS_ERROR_LIMIT;
    stix_fact_join(fact, mark);
    return TAMIS_OK;
}

tamis_status stix_feed_mark(struct stix_feed *feed, struct json_value object,
                            bool ignore_unknown)
{
    struct json_value references = json_get(object, "object_refs"), one;
    struct mark mark = MARK_NONE;
    struct json_walk walk;
    tamis_slice text;

    if (!is_holder(json_get_string(object, "type")))
        return TAMIS_OK;
    stix_marking_read(&feed->markings, object, ignore_unknown, &mark);
    json_walk_begin(&walk, json_get(object, "labels"));
    while (json_walk_next(&walk, NULL, &one))
        if (json_string(one, &text))
            (void)mark_read_tag(&mark, text);
    if (mark.tlp == TAMIS_TLP_UNMARKED && mark.floor == TAMIS_TLP_UNMARKED &&
        mark.pap == TAMIS_PAP_UNMARKED && mark.caveats == 0)
        return TAMIS_OK;
    if (json_type(references) != JSON_ARRAY)
        return mark_held(feed, references, &mark);
    json_walk_begin(&walk, references);
    while (json_walk_next(&walk, NULL, &one)) {
        tamis_status status = mark_held(feed, one, &mark);

        if (status < 0)
            return status;
    }
    return TAMIS_OK;
}

void stix_feed_join(const struct stix_feed *feed, struct json_value indicator,
                    struct mark *mark)
{
    const struct stix_fact *fact =
        stix_facts_find(&feed->held, json_get_string(indicator, "id"));

    if (fact)
        stix_fact_read(fact, mark);
}

bool stix_feed_is_newest(struct stix_feed *feed, struct json_value indicator)
{
    struct stix_fact *fact =
        stix_facts_find(&feed->versions, json_get_string(indicator, "id"));

    /* Without an id, or past the limit of ids that are remembered. */
    if (!fact)
        return true;
    if (fact->is_taken || stix_time(indicator, "modified") != fact->modified_ns)
        return false;
    fact->is_taken = true;
    return true;
}
