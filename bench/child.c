/* SPDX-License-Identifier: BSD-2-Clause */
#include "child.h"
#include "machine.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

static void exec_self(const char *const *words, int output)
{
    char *argv[CHILD_WORDS_MAX + 2] = {strdup("tamis-bench")};

    for (size_t n = 0; words[n] && n < CHILD_WORDS_MAX; n++)
        argv[n + 1] = strdup(words[n]);
    /* As the command line's own allocator is set up. Not the benchmark's: with
     * which pages lookups and peers work is measured, not given. */
    if (!strcmp(words[0], "compile-once"))
        setenv("MALLOC_CONF", "thp:always", 0);
    dup2(output, STDOUT_FILENO);
    execv("/proc/self/exe", argv);
    perror("tamis bench: cannot run itself");
    _exit(2);
}

bool child_run(const char *const *words, char *answer, size_t capacity)
{
    int ends[2], status = 0;
    size_t size = 0;
    ssize_t got;
    pid_t child;

    if (pipe(ends) != 0 || (child = fork()) < 0) {
        perror("tamis bench: cannot start a process");
        return false;
    }
    if (child == 0) {
        close(ends[0]);
        exec_self(words, ends[1]);
    }
    close(ends[1]);
    while (size + 1 < capacity &&
           (got = read(ends[0], answer + size, capacity - 1 - size)) > 0)
        size += (size_t)got;
    answer[size] = '\0';
    close(ends[0]);
    waitpid(child, &status, 0);
    return size > 0 && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

double child_seconds(void)
{
    struct rusage usage;

    getrusage(RUSAGE_SELF, &usage);
    return (double)usage.ru_utime.tv_sec + (double)usage.ru_stime.tv_sec +
           (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

unsigned long long child_peak_memory(void)
{
    return machine_memory_told("/proc/self/status", "VmHWM:");
}
