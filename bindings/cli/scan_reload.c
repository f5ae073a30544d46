/* SPDX-License-Identifier: BSD-2-Clause */
#include "scan_reload.h"

#include "message.h"
#include "preparing.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#define LOOK_EVERY_MS 500

void scan_reload_note(struct stat *facts, const char *path)
{
    if (!path || stat(path, facts) < 0)
        memset(facts, 0, sizeof *facts);
}

void scan_generation_release(struct scan_generation *generation)
{
    tamis_matcher_destroy(generation->matcher);
    tamis_database_release(generation->database);
    memset(generation, 0, sizeof *generation);
}

static bool is_same_time(struct timespec a, struct timespec b)
{
    return a.tv_sec == b.tv_sec && a.tv_nsec == b.tv_nsec;
}

static bool is_same(const struct stat *a, const struct stat *b)
{
    return a->st_dev == b->st_dev && a->st_ino == b->st_ino &&
           a->st_size == b->st_size && is_same_time(a->st_mtim, b->st_mtim) &&
           is_same_time(a->st_ctim, b->st_ctim);
}

static bool is_ending(struct scan_reload *reload)
{
    bool is_it;

    pthread_mutex_lock(&reload->lock);
    is_it = reload->is_ending;
    pthread_mutex_unlock(&reload->lock);
    return is_it;
}

static int stop_when_ending(void *context, uint64_t done, uint64_t total)
{
    (void)done;
    (void)total;
    return is_ending(context);
}

static tamis_status make(struct scan_reload *reload,
                         struct scan_generation *made, tamis_error *error)
{
    tamis_database_options open_options = TAMIS_DATABASE_OPTIONS_INIT;
    tamis_patterns_options prepare_options = TAMIS_PATTERNS_OPTIONS_INIT;
    tamis_matcher_options options = TAMIS_MATCHER_OPTIONS_INIT;
    tamis_status status;

    open_options.flags = TAMIS_DATABASE_VERIFY;
    status = tamis_database_open(&made->database, reload->path, &open_options,
                                 error);
    if (status < 0)
        return status;
    prepare_options.progress = stop_when_ending;
    prepare_options.progress_context = reload;
    status = preparing_make(reload->asking, made->database, &prepare_options,
                            &options.patterns, error);
    if (status < 0)
        return status;
    options.clearance = reload->asking->clearance;
    made->has_patterns = preparing_has_any(options.patterns);
    status =
        tamis_matcher_create(&made->matcher, made->database, &options, error);
    tamis_patterns_release(options.patterns);
    return status;
}

static void tell(const struct scan_reload *reload, const tamis_error *error)
{
    static const char goes_on[] = "; the one that was read before goes on";
    tamis_error whole = *error;
    size_t size = strlen(whole.message);

    if (size + sizeof goes_on <= sizeof whole.message)
        memcpy(whole.message + size, goes_on, sizeof goes_on);
    message_failure(reload->path, &whole);
}

/* There is no file, or none that may be looked at. */
static void tell_missing(struct scan_reload *reload)
{
    tamis_error error;

    memset(&error, 0, sizeof error);
    snprintf(error.message, sizeof error.message, "%s", strerror(errno));
    if (!reload->is_missed)
        tell(reload, &error);
    reload->is_missed = true;
}

/* What may pass is tried again, what will not when the file changes. */
static bool may_pass(tamis_status status)
{
    return status == TAMIS_ERROR_SYSTEM || status == TAMIS_ERROR_MEMORY;
}

static void leave(struct scan_reload *reload, struct scan_generation *made)
{
    struct scan_generation passed_over;

    pthread_mutex_lock(&reload->lock);
    passed_over = reload->next;
    reload->next = *made;
    pthread_mutex_unlock(&reload->lock);
    scan_generation_release(&passed_over);
}

static void look(struct scan_reload *reload)
{
    struct scan_generation made = {NULL, NULL, false};
    struct stat facts;
    tamis_status status;
    tamis_error error;

    if (stat(reload->path, &facts) < 0) {
        tell_missing(reload);
        return;
    }
    reload->is_missed = false;
    if (is_same(&facts, &reload->facts))
        return;
    status = make(reload, &made, &error);
    if (status == TAMIS_OK) {
        reload->facts = facts;
        reload->is_failing = false;
        leave(reload, &made);
        return;
    }
    scan_generation_release(&made);
    if (status == TAMIS_ERROR_STOPPED)
        return;
    if (!reload->is_failing || !may_pass(status))
        tell(reload, &error);
    reload->is_failing = may_pass(status);
    if (!reload->is_failing)
        reload->facts = facts;
}

static void *run(void *context)
{
    struct scan_reload *reload = context;
    struct timespec until;

    while (!is_ending(reload)) {
        look(reload);
        clock_gettime(CLOCK_MONOTONIC, &until);
        until.tv_nsec += LOOK_EVERY_MS * 1000000L;
        until.tv_sec += until.tv_nsec / 1000000000L;
        until.tv_nsec %= 1000000000L;
        pthread_mutex_lock(&reload->lock);
        if (!reload->is_ending)
            pthread_cond_timedwait(&reload->has_ended, &reload->lock, &until);
        pthread_mutex_unlock(&reload->lock);
    }
    return NULL;
}

bool scan_reload_begin(struct scan_reload *reload, const char *path,
                       const struct asking *asking, const struct stat *facts)
{
    pthread_condattr_t attributes;

    memset(reload, 0, sizeof *reload);
    if (!path)
        return true;
    reload->path = path;
    reload->asking = asking;
    reload->facts = *facts;
    pthread_mutex_init(&reload->lock, NULL);
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_cond_init(&reload->has_ended, &attributes);
    pthread_condattr_destroy(&attributes);
    reload->is_started =
        pthread_create(&reload->thread, NULL, run, reload) == 0;
    return reload->is_started;
}

bool scan_reload_take(struct scan_reload *reload,
                      struct scan_generation *generation)
{
    if (!reload->is_started)
        return false;
    pthread_mutex_lock(&reload->lock);
    *generation = reload->next;
    memset(&reload->next, 0, sizeof reload->next);
    pthread_mutex_unlock(&reload->lock);
    return generation->matcher != NULL;
}

void scan_reload_end(struct scan_reload *reload)
{
    if (!reload->path)
        return;
    if (reload->is_started) {
        pthread_mutex_lock(&reload->lock);
        reload->is_ending = true;
        pthread_cond_signal(&reload->has_ended);
        pthread_mutex_unlock(&reload->lock);
        pthread_join(reload->thread, NULL);
    }
    scan_generation_release(&reload->next);
    pthread_cond_destroy(&reload->has_ended);
    pthread_mutex_destroy(&reload->lock);
}
