/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Structured logs (--zeek, --eve, --json-field, --tsv-column): whole lines,
 * each a record.
 *
 * A stream is read through a window that grows with its longest line. In a
 * range of a plain file the lines are those that begin in it.
 */
#include "record_json.h"
#include "record_reader.h"
#include "scan_ahead.h"
#include "scan_worker.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define WINDOW_SIZE SCAN_BLOCK_SIZE
/* A longer line is no record. */
#define LINE_SIZE_MAX ((size_t)64 << 20)

static const char too_long[] =
    "the line is longer than 64 MiB, or than there is memory for, and no "
    "record; it was left out";

static const char is_utf16[] =
    "it is UTF-16, and records are read in UTF-8; it was searched as text";

struct window {
    char *bytes; /* RECORD_JSON_PADDING more than capacity */
    size_t size, capacity;
    uint64_t offset;  /* of bytes[0] in the file */
    uint64_t line;    /* of bytes[0] */
    bool is_skipping; /* within a line that is too long */
    bool has_form;
};

static int take_hits(void *context, const tamis_hit *hits, size_t hit_count,
                     tamis_event_source *source)
{
    struct scan_worker *worker = context;

    for (size_t i = 0; i < hit_count; i++)
        if (!scan_worker_add(worker, &hits[i], source))
            return 1;
    return 0;
}

static bool open_reader(struct scan_worker *worker)
{
    struct record_reader_options options = {
        .fields = &worker->plan->modes.fields,
        .matcher = worker->matcher,
        .news = worker->news,
        .is_at_record = worker->plan->asking.is_at_record,
        .source = worker->reading->source,
        .callback = take_hits,
        .context = worker,
    };

    if (!worker->records)
        worker->records = record_reader_create(&options);
    return worker->records != NULL;
}

static bool grow_window(struct window *window, size_t capacity)
{
    char *larger;

    if (window->capacity >= capacity)
        return true;
    larger = realloc(window->bytes, capacity + RECORD_JSON_PADDING);
    if (!larger)
        return false;
    memset(larger + capacity, 0, RECORD_JSON_PADDING);
    window->bytes = larger;
    window->capacity = capacity;
    return true;
}

static void fail_line(struct scan_worker *worker, uint64_t line,
                      const char *fault)
{
    struct scan_task *task = worker->task;

    task->malformed_count++;
    if (task->has_failed)
        return;
    scan_worker_fail_system(worker, 0, fault);
    task->error.line = line;
}

/* What the reader met since it was begun: of a whole file, or of a part. */
static void take_counts(struct scan_worker *worker, bool is_whole)
{
    const struct record_counts *counts = record_reader_counts(worker->records);
    char sentence[200];

    worker->task->timeless_count += counts->timeless;
    worker->task->has_records |= counts->records > counts->malformed;
    /* What nobody read any more may have it. */
    worker->task->has_field |= counts->has_field || worker->is_over;
    if (counts->malformed == 0)
        return;
    snprintf(sentence, sizeof sentence,
             is_whole && counts->malformed == counts->records
                 ? "nothing in it is a record that was asked for (%s); all of "
                   "it was searched as text"
                 : "the record is malformed (%s); it was searched as text, and "
                   "the others field by field",
             counts->fault);
    fail_line(worker, counts->fault_line, sentence);
    worker->task->malformed_count += counts->malformed - 1;
}

/* Reads the first `size` bytes, whole lines. False when no more is wanted. */
static bool read_lines(struct scan_worker *worker, struct window *window,
                       size_t size)
{
    bool goes_on;

    goes_on = record_reader_lines(worker->records, window->bytes, size,
                                  window->offset, &window->line);
    worker->task->size += size;
    window->offset += size;
    window->size -= size;
    memmove(window->bytes, window->bytes + size, window->size);
    return goes_on;
}

/* The window is full and holds no line's end: it grows, or lets the line go. */
static void widen(struct scan_worker *worker, struct window *window)
{
    if (!window->is_skipping) {
        if (window->capacity < LINE_SIZE_MAX &&
            grow_window(window, window->capacity * 2))
            return;
        fail_line(worker, window->line, too_long);
    }
    window->is_skipping = true;
    window->offset += window->size;
    worker->task->size += window->size;
    window->size = 0;
}

/* Ends the skipping of a line. */
static void step_over(struct scan_worker *worker, struct window *window,
                      size_t size)
{
    window->is_skipping = false;
    window->offset += size;
    window->line++;
    window->size -= size;
    worker->task->size += size;
    memmove(window->bytes, window->bytes + size, window->size);
}

/* Once a line that is not blank is there, or no more fits or comes. False when
 * it is none of records, which is told. */
static bool choose_form(struct scan_worker *worker, struct window *window,
                        bool is_all)
{
    enum record_form form =
        scan_modes_form(&worker->plan->modes, window->bytes, window->size);

    if (!is_all && (form == RECORD_FORM_BLANK ||
                    !memchr(window->bytes, '\n', window->size)))
        return true;
    if (form == RECORD_FORM_UTF16) {
        scan_worker_fail_system(worker, 0, is_utf16);
        return false;
    }
    window->has_form = true;
    record_reader_begin(worker->records, worker->task->file->name, form);
    return true;
}

/* Reads what lines there are. False when no more is wanted. */
static bool take_lines(struct scan_worker *worker, struct window *window)
{
    const char *end;

    if (window->is_skipping) {
        const char *first = memchr(window->bytes, '\n', window->size);

        if (first)
            step_over(worker, window, (size_t)(first + 1 - window->bytes));
    }
    end = window->size > 0 && !window->is_skipping
              ? memrchr(window->bytes, '\n', window->size)
              : NULL;
    if (end && !read_lines(worker, window, (size_t)(end + 1 - window->bytes)))
        return false;
    if (window->size == window->capacity)
        widen(worker, window);
    return true;
}

/* False when the bytes in the window, and what follows, are no records. */
static bool read_stream(struct scan_worker *worker, struct scan_ahead *ahead,
                        struct window *window)
{
    struct scan_task *task = worker->task;
    enum scan_ahead_state state = SCAN_AHEAD_BYTES;
    tamis_error error;
    bool may_wait = true;

    while (state == SCAN_AHEAD_BYTES || state == SCAN_AHEAD_EMPTY) {
        size_t size;

        state = scan_ahead_take(ahead, window->bytes + window->size,
                                window->capacity - window->size, may_wait,
                                &size, &error);
        window->size += size;
        task->stored_size = scan_ahead_consumed(ahead);
        may_wait = state == SCAN_AHEAD_EMPTY;
        if (state == SCAN_AHEAD_BYTES && window->size < window->capacity)
            continue;
        if (task->file->is_slow)
            scan_worker_set_time(worker);
        if (window->size > 0 && !window->has_form &&
            !choose_form(worker, window, window->size == window->capacity))
            return false;
        if (window->has_form && !take_lines(worker, window))
            return true;
        /* Before it waits for a pipe, what was found is written. */
        if (!scan_work_flush(worker->work, task,
                             may_wait && task->file->is_slow &&
                                 task->text.size > 0))
            return true;
    }
    if (window->size > 0 && !window->has_form &&
        !choose_form(worker, window, true))
        return false;
    if (window->size > 0 && !window->is_skipping)
        read_lines(worker, window, window->size);
    if (state == SCAN_AHEAD_FAILED)
        scan_worker_fail(worker, &error);
    return true;
}

/* What is no log of records is a text, at no time of its own. */
static void read_text(struct scan_worker *worker, struct scan_ahead *ahead,
                      const struct window *window)
{
    struct scan_task *task = worker->task;
    bool is_at_record = worker->plan->asking.is_at_record;

    if (is_at_record)
        tamis_matcher_set_time(worker->matcher, worker->source.time_ns, 0);
    scan_stream_from(worker, ahead, window->bytes, window->size);
    if (is_at_record)
        task->timeless_count += task->line_count;
}

void scan_records(struct scan_worker *worker)
{
    struct window window = {.line = 1};
    struct scan_ahead *ahead;
    tamis_error error;

    ahead = scan_ahead_open(worker->task->file->path, &error);
    if (!ahead) {
        scan_worker_fail(worker, &error);
        return;
    }
    if (open_reader(worker) && grow_window(&window, WINDOW_SIZE)) {
        if (!read_stream(worker, ahead, &window)) {
            read_text(worker, ahead, &window);
        } else {
            if (window.has_form)
                take_counts(worker, true);
            worker->task->line_count = window.line - 1;
        }
    } else {
        scan_worker_fail_system(worker, ENOMEM, "cannot be read");
    }
    free(window.bytes);
    scan_ahead_close(ahead);
}

/* Reads on, so that the window ends at `end` of the file. False at the file's
 * end, or where reading failed, which is told. */
static bool read_up_to(struct scan_worker *worker, struct window *window,
                       uint64_t end)
{
    const struct scan_file *file = worker->task->file;

    while (window->offset + window->size < end) {
        uint64_t place = file->origin + window->offset + window->size;
        ssize_t got =
            pread(file->descriptor, window->bytes + window->size,
                  (size_t)(end - window->offset) - window->size, (off_t)place);

        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            scan_worker_fail_system(worker, errno, "cannot be read");
        if (got <= 0)
            return false;
        window->size += (size_t)got;
    }
    return true;
}

/* Moves on to the first line that begins in the range. */
static void find_begin(const struct scan_task *task, struct window *window)
{
    const char *found = NULL;

    if (task->begin == 0)
        return;
    if (window->size > 0)
        found = memchr(window->bytes, '\n', window->size);
    if (!found)
        found = window->bytes + window->size - (window->size > 0);
    window->offset += (uint64_t)(found + 1 - window->bytes);
    window->size -= (size_t)(found + 1 - window->bytes);
    memmove(window->bytes, found + 1, window->size);
}

/* Up to the end of the last line that begins in the range: its size. Where that
 * line is too long, up to its beginning. */
static size_t find_end(struct scan_worker *worker, struct window *window,
                       bool *is_too_long)
{
    const struct scan_task *task = worker->task;
    size_t from = (size_t)(task->end - window->offset) - 1;
    bool has_more = true;

    for (;;) {
        const char *found =
            from < window->size
                ? memchr(window->bytes + from, '\n', window->size - from)
                : NULL;

        if (found)
            return (size_t)(found + 1 - window->bytes);
        if (!has_more)
            return window->size;
        if (window->capacity - window->size < SCAN_LINE_REACH &&
            (window->capacity > LINE_SIZE_MAX ||
             !grow_window(window, window->capacity * 2))) {
            found = memrchr(window->bytes, '\n',
                            (size_t)(task->end - window->offset));
            *is_too_long = true;
            return found ? (size_t)(found + 1 - window->bytes) : 0;
        }
        from = window->size > from ? window->size : from;
        has_more = read_up_to(worker, window,
                              window->offset + window->size + SCAN_LINE_REACH);
    }
}

static uint64_t count_lines(const char *bytes, size_t size)
{
    const char *end = bytes + size;
    uint64_t count = 0;

    for (const char *at = bytes; at < end; count++) {
        const char *found = memchr(at, '\n', (size_t)(end - at));

        at = found ? found + 1 : end;
    }
    return count;
}

/* The byte before the range tells whether a line begins with it. */
void scan_record_range(struct scan_worker *worker)
{
    struct scan_task *task = worker->task;
    struct window window = {.has_form = true};
    bool is_too_long = false;
    size_t size = 0;

    window.offset = task->begin > 0 ? task->begin - 1 : 0;
    if (!open_reader(worker) ||
        !grow_window(&window, WINDOW_SIZE + 2 * SCAN_LINE_REACH)) {
        scan_worker_fail_system(worker, ENOMEM, "cannot be read");
    } else if (!read_up_to(worker, &window, task->end) && !task->has_failed) {
        scan_worker_fail_system(worker, 0,
                                "it became shorter while it was read; what "
                                "was cut off was not scanned");
    }
    if (window.bytes && window.size > 0)
        find_begin(task, &window);
    if (window.bytes && window.offset < task->end)
        size = find_end(worker, &window, &is_too_long);
    scan_work_count(worker->work, task,
                    count_lines(window.bytes, size) + is_too_long);
    if (size > 0) {
        window.line = scan_work_line(worker->work, task);
        record_reader_begin(worker->records, task->file->name,
                            RECORD_FORM_JSON);
        read_lines(worker, &window, size);
        take_counts(worker, false);
    }
    if (is_too_long)
        fail_line(worker,
                  size > 0 ? window.line : scan_work_line(worker->work, task),
                  too_long);
    task->size = task->end - task->begin;
    task->stored_size = task->size;
    free(window.bytes);
}
