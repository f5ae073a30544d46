/* SPDX-License-Identifier: BSD-2-Clause */
#include "report/event_sink.h"
#include "base/failure.h"
#include "base/heap.h"
#include "report/visible_statement.h"

#include <string.h>

#define SECOND_NS 1000000000ull

void tamis_xdp_sink_init(tamis_xdp_sink *sink)
{
    memset(sink, 0, sizeof *sink);
    sink->struct_size = sizeof *sink;
    tamis_clearance_init(&sink->clearance);
}

tamis_status event_sink_begin(struct event_sink *sink,
                              const tamis_xdp_sink *asked,
                              const tamis_allocator *heap, tamis_error *error)
{
    tamis_status status;

    memset(sink, 0, sizeof *sink);
    sink->heap = heap_from(heap);
    sink->asked = *asked;
    for (int age = 0; age < EVENT_AGES; age++)
        sink->told[age] = heap_take(&sink->heap, 1, sizeof *sink->told[age]);
    status = sink->told[EVENT_NOW] && sink->told[EVENT_EARLIER]
                 ? kept_clearance_begin(&sink->clearance, &asked->clearance,
                                        &sink->heap, error)
                 : failure(error, TAMIS_ERROR_MEMORY,
                           "no memory for a sink of events");
    if (status < 0)
        event_sink_end(sink);
    return status;
}

void event_sink_end(struct event_sink *sink)
{
    for (int age = 0; age < EVENT_AGES; age++) {
        reader_end(&sink->readers[age]);
        if (sink->told[age])
            heap_give(&sink->heap, sink->told[age]);
        sink->told[age] = NULL;
    }
    kept_clearance_end(&sink->clearance, &sink->heap);
}

tamis_status event_sink_open(struct event_sink *sink, enum event_age age,
                             tamis_database *database,
                             const tamis_clearance *image, tamis_error *error)
{
    reader_end(&sink->readers[age]);
    if (!database)
        return TAMIS_OK;
    return reader_begin(&sink->readers[age], database, image,
                        &sink->clearance.clearance, &sink->heap, error);
}

void event_sink_age(struct event_sink *sink, bool has_same_records)
{
    struct reader reader = sink->readers[EVENT_EARLIER];
    struct told *told = sink->told[EVENT_EARLIER];

    sink->readers[EVENT_EARLIER] = sink->readers[EVENT_NOW];
    sink->readers[EVENT_NOW] = reader;
    if (has_same_records)
        return;
    /* Numbers of records are another database's now. */
    memset(told, 0, sizeof *told);
    sink->told[EVENT_EARLIER] = sink->told[EVENT_NOW];
    sink->told[EVENT_NOW] = told;
}

struct telling {
    struct event_sink *sink;
    const struct reader *reader;
    const struct event_scene *scene;
    const struct packet_event *event;
    tamis_event_source source;
    tamis_packet_facts facts;
    tamis_record_id record; /* of the hits that come now */
    bool is_first;          /* it was not told in this second */
    bool is_found, is_stopped;
};

static tamis_slice action_name(unsigned action)
{
    const char *name = tamis_xdp_action_name(action);

    return (tamis_slice){name, name ? strlen(name) : 0};
}

/* Does this statement alone have XDP tell of the packet? What would be dropped
 * is told while it is not. */
static bool is_reported(const struct telling *telling, unsigned action)
{
    return action == TAMIS_XDP_REPORT || action == TAMIS_XDP_DROP_REPORT ||
           (action == TAMIS_XDP_DROP && !telling->event->is_enforced);
}

/* Of a name with octets that no listed name has, nothing is listed that they
 * are in. */
static bool is_certain(const struct packet_event *event, const tamis_hit *hit)
{
    return event->certain_size == event->value_size ||
           (hit->kind == TAMIS_KIND_DOMAIN &&
            hit->key.size <= event->certain_size);
}

static bool tell_hit(struct telling *telling, const tamis_hit *hit)
{
    const struct packet_event *event = telling->event;
    const tamis_xdp_sink *asked = &telling->sink->asked;
    unsigned action =
        statement_action(statement_word(telling->scene->policy, hit),
                         event->direction, event->place);

    if (!is_reported(telling, action) || !is_certain(event, hit))
        return true;
    if (hit->record != telling->record) {
        telling->record = hit->record;
        telling->is_first =
            told_first(telling->sink->told[telling->scene->told], hit->record,
                       (__u32)(event->time_ns / SECOND_NS));
    }
    if (!telling->is_first)
        return true;
    telling->facts.policy = action_name(action);
    return asked->callback(asked->context, telling->scene->database, hit,
                           &telling->source) == 0;
}

static int tell_hits(void *context, const tamis_hit *hits, size_t hit_count)
{
    struct telling *telling = context;

    telling->is_found = true;
    for (size_t i = 0; i < hit_count; i++) {
        if (!tell_hit(telling, &hits[i])) {
            telling->is_stopped = true;
            return 1;
        }
    }
    return 0;
}

static tamis_slice action_done(const struct packet_event *event)
{
    static const char answered[] = "nxdomain";

    if (event->is_answered)
        return (tamis_slice){answered, strlen(answered)};
    return action_name(event->action);
}

static void begin(struct telling *telling)
{
    const struct packet_event *event = telling->event;
    static const char *const directions[] = {"ingress", "egress"};
    const char *direction = directions[event->direction];

    telling->record = TAMIS_RECORD_NONE;
    tamis_event_source_init(&telling->source);
    telling->source.flags =
        telling->sink->asked.event_flags | TAMIS_EVENT_TIME_OF_RECORD;
    telling->source.sensor = telling->sink->asked.sensor;
    telling->source.time_ns =
        (__s64)event->time_ns + telling->scene->unix_from_boot_ns;
    telling->source.where = (tamis_slice){event->where, strlen(event->where)};
    telling->source.flow = &event->flow;
    telling->source.packet_facts = &telling->facts;
    telling->facts.interface = telling->scene->interface;
    telling->facts.direction = (tamis_slice){direction, strlen(direction)};
    telling->facts.packet_size = event->packet_size;
    if (telling->reader->is_whole)
        telling->facts.action = action_done(event);
}

tamis_status event_sink_tell(struct event_sink *sink,
                             const struct event_scene *scene,
                             const struct packet_event *event,
                             tamis_error *error)
{
    struct telling telling = {.sink = sink,
                              .reader = &sink->readers[scene->age],
                              .scene = scene,
                              .event = event};

    if (!telling.reader->matcher)
        return TAMIS_OK;
    begin(&telling);
    tamis_matcher_set_time(telling.reader->matcher, telling.source.time_ns, 0);
    /* A value that does not parse is listed by nobody. */
    tamis_matcher_find_all(telling.reader->matcher, event->kind, event->value,
                           event->value_size, tell_hits, &telling, NULL);
    if (!telling.is_found && scene->is_of_another)
        sink->lost++;
    return telling.is_stopped ? failure(error, TAMIS_ERROR_STOPPED,
                                        "the callback stopped the events")
                              : TAMIS_OK;
}
