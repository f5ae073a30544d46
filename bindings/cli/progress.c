/* SPDX-License-Identifier: BSD-2-Clause */
#include "progress.h"

#include "json_text.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* Threads that wait for a new database have something to say, too. */
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static struct {
    bool is_wanted, is_drawn;
    double began, drawn;
} state;

static double now(void)
{
    struct timespec time;

    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec * 1e-9;
}

static void clear(void)
{
    if (state.is_drawn)
        fputs("\r\033[K", stderr);
    state.is_drawn = false;
}

void progress_begin(bool is_wanted)
{
    pthread_mutex_lock(&mutex);
    clear();
    state.is_wanted = is_wanted && isatty(STDERR_FILENO);
    state.began = now();
    state.drawn = 0;
    pthread_mutex_unlock(&mutex);
}

static void print_amount(double amount, bool is_bytes)
{
    static const char *const units[] = {"", "k", "M", "G", "T"};
    double step = is_bytes ? 1024.0 : 1000.0;
    int unit = 0;

    while (amount >= step && unit < 4) {
        amount /= step;
        unit++;
    }
    fprintf(stderr, unit == 0 ? "%.0f%s%s" : "%.1f %s%s", amount, units[unit],
            is_bytes ? "B" : "");
}

/* Draws it anew, and only now and then. */
static void draw(const char *what, uint64_t done, uint64_t total, bool is_bytes)
{
    double time = now();
    double elapsed = time - state.began;
    tamis_slice name = {what, strlen(what)};

    if (!state.is_wanted || elapsed < 1.0 || time - state.drawn < 0.1)
        return;
    state.drawn = time;
    fputs("\r\033[K", stderr);
    /* File names are made by others too. */
    plain_text_write(stderr, name);
    fputc(' ', stderr);
    print_amount((double)done, is_bytes);
    if (total > 0) {
        fputs(" of ", stderr);
        print_amount((double)total, is_bytes);
        fprintf(stderr, " (%u%%)", (unsigned)(done * 100 / total));
    }
    fputs(", ", stderr);
    print_amount((double)done / elapsed, is_bytes);
    fputs("/s", stderr);
    if (total > done && done > 0)
        fprintf(stderr, ", %.0f s left",
                elapsed * (double)(total - done) / (double)done);
    fflush(stderr);
    state.is_drawn = true;
}

void progress_update(const char *what, uint64_t done, uint64_t total,
                     bool is_bytes)
{
    pthread_mutex_lock(&mutex);
    draw(what, done, total, is_bytes);
    pthread_mutex_unlock(&mutex);
}

void progress_clear(void)
{
    pthread_mutex_lock(&mutex);
    clear();
    pthread_mutex_unlock(&mutex);
}
