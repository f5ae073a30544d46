/* SPDX-License-Identifier: BSD-2-Clause */
/* The kernel's ring of events, read for sinks: xdp_events.h. */
#include "base/caller_struct.h"
#include "base/failure.h"
#include "base/heap.h"
#include "filter/policy_history.h"
#include "report/attribution.h"
#include "report/counter.h"
#include "report/event_policies.h"
#include "report/event_sink.h"

#include <bpf/libbpf.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/file.h>
#include <time.h>
#include <unistd.h>

/* So many at once, that sinks hear of another generation in between. */
#define EVENTS_AT_ONCE 4096
/* So long waits who has nobody to ask, for another image. */
#define PAUSE_MS 1000

/* How far all readers of a ring came together: in the file of their lock. */
struct ring_mark {
    __u64 generation; /* the ring was empty while packets met it; 0: never */
    __u64 gaps;       /* XDP_COUNT_EVENT_GAP, then */
    __u64 policy;     /* its number, then */
};

struct tamis_xdp_events {
    tamis_allocator heap;
    tamis_xdp *filter;
    int lock; /* a file: a ring has one reader */
    struct ring_buffer *ring;
    struct event_sink *sinks;
    size_t sink_count;
    struct attribution attribution, earlier; /* earlier: closed, or before */
    struct event_scene scenes[EVENT_AGES];
    struct event_policies policies;
    struct ring_mark begun, mark;
    __u64 gaps;           /* now */
    __u64 swaps;          /* of whose events none are told */
    __u64 swaps_up_to;    /* that generation */
    __u64 policies_gone;  /* of whose events none are told */
    __u64 policies_up_to; /* that number, in the generation of now */
    unsigned left;        /* of EVENTS_AT_ONCE */
    tamis_status status;
    tamis_error *error;
};

static const struct attribution *
attribution_of(const tamis_xdp_events *events, const struct packet_event *event)
{
    if (event->generation == events->attribution.state.generation)
        return &events->attribution;
    if (events->earlier.is_open &&
        event->generation == events->earlier.state.generation)
        return &events->earlier;
    return NULL;
}

/* Of the image before, without its database, somebody from whom neither image
 * hides anything is told what the database of now says. */
static bool find_scene(const tamis_xdp_events *events,
                       const struct event_sink *sink,
                       const struct packet_event *event,
                       struct event_scene *scene)
{
    const struct attribution *attribution = attribution_of(events, event);
    enum event_age age =
        attribution == &events->attribution ? EVENT_NOW : EVENT_EARLIER;

    *scene = events->scenes[age];
    if (!attribution || sink->readers[age].matcher)
        return attribution != NULL;
    *scene = events->scenes[EVENT_NOW];
    scene->is_of_another = true;
    return sink->readers[EVENT_NOW].matcher &&
           sink->readers[EVENT_NOW].is_whole &&
           reader_sees_all(&attribution->state.clearance,
                           &sink->clearance.clearance);
}

/* Written since the last look at what packets meet. */
static bool is_newer(const tamis_xdp_events *events,
                     const struct packet_event *event)
{
    const struct image_state *state = &events->attribution.state;

    return event->generation > state->generation ||
           (event->generation == state->generation &&
            event->policy > state->policy_number);
}

static tamis_status set_scenes(tamis_xdp_events *events, tamis_error *error);

/* An event is judged by the policy that its packet was judged by; where that is
 * not known, nobody is told. */
static tamis_status tell_event(tamis_xdp_events *events,
                               const struct packet_event *event)
{
    const struct attribution *attribution;
    const tamis_xdp_policy *policy = NULL;
    tamis_status status = TAMIS_OK;

    if (is_newer(events, event))
        XDP_TRY(set_scenes(events, events->error));
    attribution = attribution_of(events, event);
    if (attribution)
        XDP_TRY(event_policies_find(&events->policies, &events->filter->folder,
                                    attribution, event->policy, &policy,
                                    events->error));
    for (size_t i = 0; i < events->sink_count; i++) {
        struct event_sink *sink = &events->sinks[i];
        struct event_scene scene;
        tamis_status told = TAMIS_OK;

        if (policy && find_scene(events, sink, event, &scene)) {
            scene.policy = policy;
            told = event_sink_tell(sink, &scene, event, events->error);
        } else {
            sink->lost++;
        }
        if (told < 0 && status == TAMIS_OK)
            status = told;
    }
    return status;
}

/* Where there is nobody to ask any more, the rest stays in the ring. */
static int tell_sinks(void *context, void *written, size_t size)
{
    tamis_xdp_events *events = context;
    struct packet_event event;

    if (packet_event_read(&event, written, size))
        events->status = tell_event(events, &event);
    return events->status < 0 || --events->left == 0 ||
                   !events->attribution.database
               ? -ECANCELED
               : 0;
}

static tamis_status take_lock(tamis_xdp_events *events, tamis_error *error)
{
    struct filter_path path =
        filter_state_path(&events->filter->folder, "events.lock");

    events->lock = open(path.text, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (events->lock < 0)
        return failure_system(error, errno, "%s", path.text);
    if (flock(events->lock, LOCK_EX | LOCK_NB) == 0) {
        if (pread(events->lock, &events->mark, sizeof events->mark, 0) !=
            sizeof events->mark)
            events->mark = (struct ring_mark){0, 0, 0};
        events->begun = events->mark;
        events->gaps = events->mark.gaps;
        return TAMIS_OK;
    }
    return failure_system(error, errno == EWOULDBLOCK ? EBUSY : errno,
                          "another process reads the events of %s",
                          events->filter->folder.interface);
}

tamis_status tamis_xdp_events_create(tamis_xdp_events **events,
                                     tamis_xdp *filter,
                                     const tamis_allocator *allocator,
                                     tamis_error *error)
{
    tamis_allocator heap = heap_from(allocator);
    tamis_xdp_events *made = heap_take(&heap, 1, sizeof *made);
    tamis_status status;

    *events = NULL;
    if (!made)
        return failure(error, TAMIS_ERROR_MEMORY, "no memory for events");
    made->heap = made->policies.heap = heap;
    made->filter = filter;
    made->lock = -1;
    status = take_lock(made, error);
    if (status == TAMIS_OK) {
        made->ring =
            ring_buffer__new(filter->maps.events, tell_sinks, made, NULL);
        if (!made->ring)
            status = failure_system(error, errno, "the ring of events of %s",
                                    filter->folder.interface);
    }
    if (status < 0)
        tamis_xdp_events_destroy(made);
    else
        *events = made;
    return status;
}

void tamis_xdp_events_destroy(tamis_xdp_events *events)
{
    tamis_allocator heap;

    if (!events)
        return;
    heap = events->heap;
    for (size_t i = 0; i < events->sink_count; i++)
        event_sink_end(&events->sinks[i]);
    if (events->sinks)
        heap_give(&heap, events->sinks);
    attribution_close(&events->attribution);
    attribution_close(&events->earlier);
    event_policies_end(&events->policies);
    ring_buffer__free(events->ring);
    if (events->lock >= 0)
        close(events->lock);
    heap_give(&heap, events);
}

static tamis_status open_sink(struct event_sink *sink, enum event_age age,
                              const struct attribution *attribution,
                              tamis_error *error)
{
    if (!attribution->is_open)
        return TAMIS_OK;
    return event_sink_open(sink, age, attribution->database,
                           &attribution->state.clearance, error);
}

tamis_status tamis_xdp_events_add(tamis_xdp_events *events,
                                  const tamis_xdp_sink *sink,
                                  tamis_error *error)
{
    size_t count = events->sink_count + 1;
    tamis_xdp_sink own;
    struct event_sink *sinks;
    tamis_status status;

    tamis_xdp_sink_init(&own);
    XDP_TRY(
        caller_struct_read(&own, sizeof own, sink, "tamis_xdp_sink", error));
    if (!own.callback)
        return failure(error, TAMIS_ERROR_ARGUMENT,
                       "a sink of events needs a callback");
    sinks = events->sinks ? heap_resize(&events->heap, events->sinks, count,
                                        sizeof *sinks)
                          : heap_take(&events->heap, count, sizeof *sinks);
    if (!sinks)
        return failure(error, TAMIS_ERROR_MEMORY,
                       "no memory for a sink of events");
    events->sinks = sinks;
    XDP_TRY(event_sink_begin(&sinks[count - 1], &own, &events->heap, error));
    status =
        open_sink(&sinks[count - 1], EVENT_NOW, &events->attribution, error);
    if (status == TAMIS_OK)
        status = open_sink(&sinks[count - 1], EVENT_EARLIER, &events->earlier,
                           error);
    if (status < 0)
        event_sink_end(&sinks[count - 1]);
    else
        events->sink_count = count;
    return status;
}

/* What the kernel wrote for the image before may still be unread. */
static void open_earlier(tamis_xdp_events *events)
{
    __u64 generation = events->attribution.state.generation;

    attribution_close(&events->earlier);
    if (generation > 1 && events->mark.generation < generation)
        attribution_open(&events->earlier, events->filter, generation - 1,
                         &events->heap, NULL);
}

/* Whether or not there are events of theirs: that tells of what was listed. */
static void count_swaps(tamis_xdp_events *events)
{
    const struct attribution *earlier = &events->earlier;
    __u64 now = events->attribution.state.generation;
    __u64 from = events->mark.generation ? events->mark.generation : 1;

    if (from < events->swaps_up_to)
        from = events->swaps_up_to;
    if (from < now)
        events->swaps += now - from;
    if (from < now && earlier->database)
        events->swaps--;
    events->swaps_up_to = now;
}

/* By how often it was changed alone, as with swaps. Those of an image whose
 * database is gone are told by the swap. */
static void count_policies(tamis_xdp_events *events,
                           const struct attribution *attribution, __u32 number,
                           __u64 up_to)
{
    __u64 first = policy_history_first(number);
    __u64 from = events->mark.generation == attribution->state.generation
                     ? events->mark.policy
                     : 0;

    if (from < up_to)
        from = up_to;
    if (attribution->is_open && attribution->database && first > from)
        events->policies_gone += first - from;
}

static void count_policies_now(tamis_xdp_events *events)
{
    __u32 number = events->attribution.state.policy_number;

    count_policies(events, &events->attribution, number,
                   events->policies_up_to);
    events->policies_up_to = policy_history_first(number);
}

/* The image before may have had more policies since it was looked at. Where
 * its file is gone too, nobody knows how many: the swap tells. */
static tamis_status count_policies_before(tamis_xdp_events *events,
                                          tamis_error *error)
{
    const struct attribution *earlier = &events->earlier;
    struct image_state last;
    tamis_status status;

    if (!earlier->is_open || !earlier->database)
        return TAMIS_OK;
    status = image_state_load(
        &last,
        filter_image_path(events->filter, earlier->state.generation).text,
        &events->heap, error);
    if (status == TAMIS_ERROR_MEMORY)
        return status;
    if (status == TAMIS_OK)
        count_policies(events, earlier, last.policy_number,
                       events->policies_up_to);
    else
        events->swaps++;
    image_state_release(&last);
    return TAMIS_OK;
}

static bool has_same_records(const tamis_xdp_events *events)
{
    return events->earlier.is_open &&
           image_origin_same_content(&events->earlier.state.origin,
                                     &events->attribution.state.origin);
}

static tamis_status open_sinks(tamis_xdp_events *events, int is_first,
                               tamis_error *error)
{
    if (is_first)
        open_earlier(events);
    for (size_t i = 0; i < events->sink_count; i++) {
        struct event_sink *sink = &events->sinks[i];

        if (is_first)
            XDP_TRY(open_sink(sink, EVENT_EARLIER, &events->earlier, error));
        else
            event_sink_age(sink, has_same_records(events));
        XDP_TRY(open_sink(sink, EVENT_NOW, &events->attribution, error));
    }
    count_swaps(events);
    XDP_TRY(count_policies_before(events, error));
    events->policies_up_to = 0;
    count_policies_now(events);
    return TAMIS_OK;
}

static tamis_status follow(tamis_xdp_events *events, tamis_error *error)
{
    struct attribution *attribution = &events->attribution;
    const tamis_database *database = attribution->database;
    __u64 before = attribution->is_open ? attribution->state.generation : 0;
    int is_new = 0;
    tamis_status status =
        attribution_follow(attribution, &events->earlier, events->filter,
                           &events->heap, &is_new, error);

    if (status < 0 || !is_new)
        return status;
    if (before == attribution->state.generation)
        count_policies_now(events);
    /* Another policy for the same image: sinks go on as they are. */
    if (before == attribution->state.generation &&
        database == attribution->database)
        return TAMIS_OK;
    if (before == attribution->state.generation) {
        for (size_t i = 0; i < events->sink_count && status == TAMIS_OK; i++)
            status =
                open_sink(&events->sinks[i], EVENT_NOW, attribution, error);
    } else {
        status = open_sinks(events, before == 0, error);
    }
    if (status < 0)
        attribution_close(attribution);
    return status;
}

static void set_scene(tamis_xdp_events *events, enum event_age age,
                      const struct attribution *attribution,
                      const struct event_scene *shared)
{
    struct event_scene *scene = &events->scenes[age];

    *scene = *shared;
    scene->age = age;
    scene->told = has_same_records(events) ? EVENT_NOW : age;
    scene->database = attribution->database;
}

/* How things stand when what was written is read. */
static tamis_status set_scenes(tamis_xdp_events *events, tamis_error *error)
{
    const char *interface = events->filter->folder.interface;
    struct event_scene scene = {.interface = {interface, strlen(interface)}};
    struct timespec now;

    XDP_TRY(follow(events, error));
    clock_gettime(CLOCK_REALTIME, &now);
    scene.unix_from_boot_ns = (__s64)now.tv_sec * 1000000000 +
                              (__s64)now.tv_nsec - (__s64)filter_now_ns();
    set_scene(events, EVENT_NOW, &events->attribution, &scene);
    set_scene(events, EVENT_EARLIER, &events->earlier, &scene);
    return TAMIS_OK;
}

/* What was lost up to here is told by who was asked last. */
static tamis_status note_gaps(tamis_xdp_events *events, tamis_error *error)
{
    struct xdp_counts counts[2];

    XDP_TRY(counters_read(counts, events->filter->maps.counters, &events->heap,
                          error));
    events->gaps = counts[0].of[XDP_COUNT_EVENT_GAP].packets +
                   counts[1].of[XDP_COUNT_EVENT_GAP].packets;
    return TAMIS_OK;
}

/* The ring is empty: the next reader need not look back behind this. */
static void keep_mark(tamis_xdp_events *events)
{
    const struct image_state *state = &events->attribution.state;
    struct ring_mark mark = {state->generation, events->gaps,
                             state->policy_number};

    if (memcmp(&mark, &events->mark, sizeof mark) == 0)
        return;
    if (pwrite(events->lock, &mark, sizeof mark, 0) == sizeof mark)
        events->mark = mark;
}

static tamis_status consume(tamis_xdp_events *events, tamis_error *error)
{
    int done;

    XDP_TRY(note_gaps(events, error));
    events->left = EVENTS_AT_ONCE;
    events->status = TAMIS_OK;
    events->error = error;
    done = ring_buffer__consume(events->ring);
    events->error = NULL;
    if (events->status < 0)
        return events->status;
    if (done < 0 && done != -ECANCELED)
        return failure_system(error, done, "reading the events of %s",
                              events->filter->folder.interface);
    if (done >= 0)
        keep_mark(events);
    return TAMIS_OK;
}

tamis_status tamis_xdp_events_read(tamis_xdp_events *events, int timeout_ms,
                                   tamis_error *error)
{
    struct pollfd ready = {ring_buffer__epoll_fd(events->ring), POLLIN, 0};
    int has_database;

    XDP_TRY(set_scenes(events, error));
    has_database = events->attribution.database != NULL;
    /* A ring that is not read is ready all the time. */
    if (!has_database && (timeout_ms < 0 || timeout_ms > PAUSE_MS))
        timeout_ms = PAUSE_MS;
    if (poll(&ready, has_database ? 1 : 0, timeout_ms) < 0 && errno != EINTR)
        return failure_system(error, errno, "waiting for events of %s",
                              events->filter->folder.interface);
    XDP_TRY(set_scenes(events, error));
    /* They stay in the ring as long as nobody can be asked whose they are. */
    return events->attribution.database ? consume(events, error)
                                        : note_gaps(events, error);
}

void tamis_xdp_events_loss(const tamis_xdp_events *events, size_t sink,
                           tamis_xdp_loss *loss)
{
    tamis_xdp_loss own = {.struct_size = sizeof own};

    own.is_waiting = !events->attribution.database;
    own.seconds = events->gaps - events->begun.gaps;
    own.swaps = events->swaps;
    own.policies = events->policies_gone;
    if (sink < events->sink_count &&
        events->sinks[sink].readers[EVENT_NOW].is_whole)
        own.events = events->sinks[sink].lost;
    caller_struct_write(loss, &own, sizeof own);
}
