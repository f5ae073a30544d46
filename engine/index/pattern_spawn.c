/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The host may have threads, signal handlers and children of its own: the
 * program is started by posix_spawn with nothing of the host's but an
 * environment, talks over a socket (a pipe would raise SIGPIPE), and is killed
 * with all of its own when it is late.
 */
#include "index/pattern_spawn.h"

#include "base/error.h"
#include "base/memory.h"
#include "index/pattern_request.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* What the program needs to notice that it is late by itself. */
#define GRACE_MS 2000u
/* And to write what it has: this part of its time. */
#define GRACE_PART 4u

struct talk {
    struct pattern_question *question;
    pid_t process;
    int socket;
    uint64_t end_ms; /* when it is killed */
    tamis_error *error;
};

static uint64_t now_ms(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

/* Where an installation puts it, and nowhere else: what lies beside a library,
 * above it, in the working directory or on the PATH may be anybody's. */
static const char installed[] = TAMIS_LIBEXEC "/" PATTERN_PROGRAM;

/* NULL after an error. */
static const char *find_program(const struct pattern_question *question,
                                tamis_error *error)
{
    const char *given = question->options->program;

    if (given && given[0] != '/') {
        error_set(error, TAMIS_ERROR_ARGUMENT,
                  "the program that compiles patterns is named %s; give its "
                  "path from the root",
                  given);
        return NULL;
    }
    if (given)
        return given;
    if (access(installed, X_OK) == 0)
        return installed;
    error_set(error, TAMIS_ERROR_NOT_FOUND,
              "patterns are compiled by %s, which is not there; install it, or "
              "say where it is",
              installed);
    return NULL;
}

static int spawn_with(const char *path, int its_socket, int its_descriptor,
                      pid_t *process)
{
    char name[] = PATTERN_PROGRAM;
    char *arguments[] = {name, NULL};
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    sigset_t signals;
    int code = posix_spawn_file_actions_init(&actions);

    if (code)
        return code;
    code = posix_spawnattr_init(&attributes);
    if (code) {
        posix_spawn_file_actions_destroy(&actions);
        return code;
    }
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP |
                                              POSIX_SPAWN_SETSIGMASK |
                                              POSIX_SPAWN_SETSIGDEF);
    sigemptyset(&signals);
    posix_spawnattr_setsigmask(&attributes, &signals);
    sigfillset(&signals);
    posix_spawnattr_setsigdefault(&attributes, &signals);
    posix_spawn_file_actions_adddup2(&actions, its_socket, STDIN_FILENO);
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null",
                                     O_WRONLY, 0);
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null",
                                     O_WRONLY, 0);
    if (its_descriptor >= 0)
        posix_spawn_file_actions_adddup2(&actions, its_descriptor,
                                         PATTERN_REQUEST_DESCRIPTOR);
    posix_spawn_file_actions_addclosefrom_np(
        &actions, PATTERN_REQUEST_DESCRIPTOR + (its_descriptor >= 0));
    code =
        posix_spawn(process, path, &actions, &attributes, arguments, environ);
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
    return code;
}

/* A descriptor outside of those that the program's own will be, so that none
 * is written over before it is used. */
static int move_up(int descriptor)
{
    int moved =
        fcntl(descriptor, F_DUPFD_CLOEXEC, PATTERN_REQUEST_DESCRIPTOR + 1);

    close(descriptor);
    return moved;
}

static tamis_status start_program(struct talk *talk)
{
    tamis_error unheard;
    tamis_error *error = talk->error ? talk->error : &unheard;
    const char *path = find_program(talk->question, error);
    int ends[2], its_descriptor = -1, code;

    if (!path)
        return error->status;
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends))
        return error_set_system(talk->error, errno, "cannot make a socket");
    talk->socket = ends[0];
    ends[1] = move_up(ends[1]);
    if (!talk->question->is_check)
        its_descriptor = fcntl(talk->question->descriptor, F_DUPFD_CLOEXEC,
                               PATTERN_REQUEST_DESCRIPTOR + 1);
    code = ends[1] < 0
               ? EMFILE
               : spawn_with(path, ends[1], its_descriptor, &talk->process);
    if (its_descriptor >= 0)
        close(its_descriptor);
    if (ends[1] >= 0)
        close(ends[1]);
    if (!code)
        return TAMIS_OK;
    talk->process = 0;
    return error_set_system(talk->error, code, "cannot start %s", path);
}

/* Waits for the socket; nothing that the program does makes it wait longer
 * than the limits. */
static tamis_status wait_for(struct talk *talk, short events)
{
    for (;;) {
        struct pollfd poll_one = {talk->socket, events, 0};
        uint64_t now = now_ms();
        int count;

        if (now >= talk->end_ms)
            return error_set(talk->error, TAMIS_ERROR_LIMIT,
                             "compiling patterns took more than %u s; allow "
                             "more time, or leave some out",
                             talk->question->options->share_ms / 1000);
        count =
            poll(&poll_one, 1,
                 talk->end_ms - now < 1000 ? (int)(talk->end_ms - now) : 1000);
        if (count > 0)
            return TAMIS_OK;
        if (count < 0 && errno != EINTR)
            return error_set_system(talk->error, errno, "cannot wait for %s",
                                    PATTERN_PROGRAM);
    }
}

static tamis_status say_it_died(struct talk *talk)
{
    return error_set(talk->error, TAMIS_ERROR_SYSTEM,
                     "%s ended before it was done; is it of this version, and "
                     "is there memory?",
                     PATTERN_PROGRAM);
}

static tamis_status send_bytes(struct talk *talk, const void *bytes,
                               size_t size)
{
    const char *from = bytes;

    while (size) {
        ssize_t count =
            send(talk->socket, from, size, MSG_NOSIGNAL | MSG_DONTWAIT);

        if (count > 0) {
            from += count;
            size -= (size_t)count;
        } else if (count < 0 && (errno == EAGAIN || errno == EINTR)) {
            TRY(wait_for(talk, POLLOUT));
        } else {
            return say_it_died(talk);
        }
    }
    return TAMIS_OK;
}

static tamis_status receive_bytes(struct talk *talk, void *bytes, size_t size)
{
    char *to = bytes;

    while (size) {
        ssize_t count = recv(talk->socket, to, size, MSG_DONTWAIT);

        if (count > 0) {
            to += count;
            size -= (size_t)count;
        } else if (count < 0 && (errno == EAGAIN || errno == EINTR)) {
            TRY(wait_for(talk, POLLIN));
        } else {
            return say_it_died(talk);
        }
    }
    return TAMIS_OK;
}

/* Small pieces are sent together. */
static tamis_status send_sources(struct talk *talk, struct buffer *buffer)
{
    const struct pattern_selection *selection = talk->question->selection;

    for (size_t i = 0; i < selection->count; i++) {
        const struct pattern_source *source = &selection->sources[i];
        struct pattern_source_head head = {source->flags,
                                           (uint32_t)source->bytes.size};

        if (buffer_append(buffer, &head, sizeof head))
            return TAMIS_ERROR_MEMORY;
    }
    for (size_t i = 0; i < selection->count; i++)
        if (selection->sources[i].bytes.size &&
            buffer_append(buffer, selection->sources[i].bytes.data,
                          selection->sources[i].bytes.size))
            return TAMIS_ERROR_MEMORY;
    return send_bytes(talk, buffer->bytes, buffer->size);
}

static tamis_status send_request(struct talk *talk)
{
    const struct pattern_question *question = talk->question;
    const struct pattern_cache_options *options = question->options;
    struct pattern_request request = {
        .version = PATTERN_REQUEST_VERSION,
        .mode = options->set.mode,
        .is_check = question->is_check,
        .threads = options->threads,
        .key = {question->key[0], question->key[1]},
        .memory_max = options->memory_max,
        .pattern_ms_max = options->pattern_ms_max,
        .total_ms_max = options->share_ms,
        .asked_ms = options->total_ms_max,
        .count = question->selection->count};
    struct buffer buffer;
    tamis_status status;

    for (size_t i = 0; i < question->selection->count; i++) {
        /* Longer ones are refused by their size, which needs no bytes. */
        if (question->selection->sources[i].bytes.size > UINT32_MAX)
            return error_set(talk->error, TAMIS_ERROR_LIMIT,
                             "a pattern of more than 4 GB");
        request.size += question->selection->sources[i].bytes.size;
    }
    buffer_init(&buffer, &question->selection->allocator);
    status = buffer_append(&buffer, &request, sizeof request);
    if (!status)
        status = send_sources(talk, &buffer);
    buffer_release(&buffer);
    if (status == TAMIS_ERROR_MEMORY)
        return error_set(talk->error, status, "no memory to send %zu patterns",
                         question->selection->count);
    return status;
}

static tamis_status take_refusal(struct talk *talk)
{
    const struct pattern_set_options *set = &talk->question->options->set;
    const struct pattern_selection *selection = talk->question->selection;
    struct pattern_image_refusal refusal;

    TRY(receive_bytes(talk, &refusal, sizeof refusal));
    refusal.reason[sizeof refusal.reason - 1] = '\0';
    if (refusal.source < selection->count && set->rejected)
        set->rejected(set->rejected_context, selection->places[refusal.source],
                      refusal.reason, refusal.offset);
    return TAMIS_OK;
}

static tamis_status take_end(struct talk *talk,
                             const struct pattern_frame *frame)
{
    switch (frame->status) {
    case TAMIS_OK:
        return TAMIS_OK;
    case TAMIS_ERROR_LIMIT:
        return error_set(talk->error, TAMIS_ERROR_LIMIT,
                         "%zu patterns are more than a set holds; leave some "
                         "out",
                         talk->question->selection->count);
    case TAMIS_ERROR_MEMORY:
        return error_set(talk->error, TAMIS_ERROR_MEMORY,
                         "no memory to compile %zu patterns",
                         talk->question->selection->count);
    case TAMIS_ERROR_SYSTEM:
        talk->question->is_unwritten = frame->total == PATTERN_AT_WRITE;
        if (talk->question->is_unwritten)
            return error_set_system(talk->error, (int)frame->done,
                                    "cannot write compiled patterns");
        return error_set_system(talk->error, (int)frame->done,
                                "%s cannot start a process to compile in",
                                PATTERN_PROGRAM);
    case TAMIS_ERROR_ARGUMENT:
        return error_set(talk->error, TAMIS_ERROR_SYSTEM,
                         "%s does not understand this library; install the one "
                         "of the same version",
                         PATTERN_PROGRAM);
    default:
        return say_it_died(talk);
    }
}

static tamis_status receive_answer(struct talk *talk)
{
    const struct pattern_cache_options *options = talk->question->options;
    struct pattern_frame frame;

    for (;;) {
        TRY(receive_bytes(talk, &frame, sizeof frame));
        if (frame.kind == PATTERN_FRAME_END)
            return take_end(talk, &frame);
        if (frame.kind == PATTERN_FRAME_REFUSAL && talk->question->is_check)
            TRY(take_refusal(talk));
        else if (frame.kind != PATTERN_FRAME_PROGRESS)
            return say_it_died(talk);
        else if (options->progress &&
                 options->progress(options->progress_context, frame.done,
                                   frame.total))
            return error_set(talk->error, TAMIS_ERROR_STOPPED,
                             "stopped while patterns were compiled");
    }
}

tamis_status pattern_spawn_ask(struct pattern_question *question,
                               tamis_error *error)
{
    struct talk talk = {.question = question, .socket = -1, .error = error};
    tamis_status status;

    talk.end_ms = now_ms() + question->options->share_ms +
                  question->options->share_ms / GRACE_PART + GRACE_MS;
    status = start_program(&talk);
    if (!status)
        status = send_request(&talk);
    if (!status)
        status = receive_answer(&talk);
    if (talk.process) {
        if (status)
            kill(-talk.process, SIGKILL);
        /* A host that reaps every child itself leaves nothing to wait for. */
        while (waitpid(talk.process, NULL, 0) < 0 && errno == EINTR)
            ;
    }
    if (talk.socket >= 0)
        close(talk.socket);
    return status;
}
