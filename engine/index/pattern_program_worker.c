/* SPDX-License-Identifier: BSD-2-Clause */
/* A process that compiles the units of a batch and writes what comes out. */
#include "base/error.h"
#include "index/pattern_program.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

/* Address sanitizers map terabytes. */
#if defined(__SANITIZE_ADDRESS__)
#define HAS_MEMORY_LIMIT 0
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define HAS_MEMORY_LIMIT 0
#endif
#endif
#ifndef HAS_MEMORY_LIMIT
#define HAS_MEMORY_LIMIT 1
#endif

/* What this process has mapped already, the images of others in it. */
static uint64_t mapped_size(void)
{
    unsigned long long pages = 0;
    FILE *file = fopen("/proc/self/statm", "re");

    if (file && fscanf(file, "%llu", &pages) != 1)
        pages = 0;
    if (file)
        fclose(file);
    return (uint64_t)pages * (uint64_t)sysconf(_SC_PAGESIZE);
}

static void limit_process(uint64_t memory_max)
{
    struct rlimit none = {0, 0};
    struct rlimit memory;

    memory.rlim_cur = memory.rlim_max = mapped_size() + memory_max;
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    setrlimit(RLIMIT_CORE, &none);
    if (HAS_MEMORY_LIMIT)
        setrlimit(RLIMIT_AS, &memory);
}

/* The CPU time that the next unit may take, in whole seconds as the kernel
 * counts it; SIGXCPU ends the process. */
static void limit_unit(uint64_t ms_max)
{
    struct rusage usage;
    struct rlimit limit;

    getrusage(RUSAGE_SELF, &usage);
    limit.rlim_cur =
        (rlim_t)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) + ms_max / 1000;
    limit.rlim_max = RLIM_INFINITY;
    setrlimit(RLIMIT_CPU, &limit);
}

static bool write_all(int descriptor, const void *bytes, size_t size)
{
    const char *from = bytes;

    while (size) {
        ssize_t written = write(descriptor, from, size);

        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0)
            return false;
        from += written;
        size -= (size_t)written;
    }
    return true;
}

static bool answer_unit(const struct pattern_worker *worker,
                        const struct pattern_work *work,
                        const struct pattern_span *span)
{
    struct pattern_compiled compiled;
    struct pattern_answer answer;
    struct pattern_unit unit;
    bool is_written;

    pattern_work_unit(work, span, &unit);
    if (pattern_unit_compile(&unit, work->mode, &compiled))
        return false; /* no memory: as if it had died of it */
    memset(&answer, 0, sizeof answer);
    answer.size = compiled.bytes ? (compiled.size ? compiled.size : 1) : 0;
    answer.culprit = compiled.culprit;
    answer.refusal = compiled.refusal;
    is_written = write_all(worker->pipe, &answer, sizeof answer) &&
                 (!compiled.bytes || work->is_check ||
                  write_all(worker->pipe, compiled.bytes, compiled.size));
    free(compiled.bytes);
    return is_written;
}

static void run_batch(const struct pattern_worker *worker,
                      const struct pattern_work *work,
                      const struct pattern_request *request)
{
    limit_process(request->memory_max);
    for (size_t i = 0; i < worker->count; i++) {
        limit_unit(pattern_worker_ms_max(request));
        if (!answer_unit(worker, work, &worker->batch[i]))
            _exit(1);
    }
    _exit(0);
}

tamis_status pattern_worker_begin(struct pattern_worker *worker,
                                  const struct pattern_work *work,
                                  const struct pattern_request *request)
{
    int ends[2], reason;

    if (pipe2(ends, O_CLOEXEC))
        return TAMIS_ERROR_SYSTEM;
    worker->next = 0;
    worker->bytes.size = 0;
    worker->begun_ms = pattern_program_now_ms();
    worker->process = fork();
    if (worker->process == 0) {
        close(ends[0]);
        worker->pipe = ends[1];
        run_batch(worker, work, request);
    }
    reason = errno;
    close(ends[1]);
    if (worker->process < 0) {
        worker->process = 0;
        close(ends[0]);
        errno = reason;
        return TAMIS_ERROR_SYSTEM;
    }
    fcntl(ends[0], F_SETPIPE_SZ, 1 << 20);
    fcntl(ends[0], F_SETFL, O_NONBLOCK);
    worker->pipe = ends[0];
    return TAMIS_OK;
}

void pattern_worker_end(struct pattern_worker *worker)
{
    if (!worker->process)
        return;
    kill(worker->process, SIGKILL);
    while (waitpid(worker->process, NULL, 0) < 0 && errno == EINTR)
        ;
    worker->process = 0;
    close(worker->pipe);
}
