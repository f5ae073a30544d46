/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Peers that are programs: grep, ripgrep, grepcidr, each counting the lines of
 * a file in which a line of another one stands.
 *
 * What they take for a text of one line is taken for their reading of the
 * list, and off the time of the text.
 */
#include "machine.h"
#include "scan_peer.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define FIRST_SIZE  1000000u
#define SCAN_SHARE  0.25
#define SECONDS_MIN 1e-5
#define WORDS_MAX   12u

static bool write_file(const char *path, const char *bytes, size_t size)
{
    FILE *file = fopen(path, "w");
    bool is_good = file && fwrite(bytes, 1, size, file) == size;

    if (file && fclose(file) != 0)
        is_good = false;
    if (!is_good)
        fprintf(stderr, "tamis bench: cannot write %s: %s\n", path,
                strerror(errno));
    return is_good;
}

/* grepcidr takes a list of addresses and prefixes alone. */
static bool write_addresses(const struct scan_job *job, const char *path)
{
    FILE *file = fopen(path, "w");
    bool is_good = file != NULL;

    for (size_t i = 0; is_good && i < job->lines->count; i++) {
        tamis_slice line = job->lines->names[i];
        size_t span = strspn(line.data, "0123456789./");

        if (span == line.size)
            is_good = fwrite(line.data, 1, line.size + 1, file) > 0;
    }
    if (file && fclose(file) != 0)
        is_good = false;
    return is_good;
}

static void exec_program(const struct scan_peer *peer, const char *list,
                         const char *text, int output)
{
    const char *words[WORDS_MAX] = {peer->program};
    size_t count = 1;

    if (!strcmp(peer->name, "rg")) {
        words[count++] = "--no-config";
        words[count++] = "--regex-size-limit=16G"; /* 100 MB by default */
    }
    if (strcmp(peer->name, "grepcidr") != 0)
        words[count++] = "-F";
    words[count++] = "-c";
    words[count++] = "-f";
    words[count++] = list;
    words[count++] = text;
    setenv("LC_ALL", "C", 1);
    dup2(output, STDOUT_FILENO);
    execvp(peer->program, (char *const *)(uintptr_t)words);
    _exit(127);
}

/* Seconds that the program takes for a text, and the lines it counts; less
 * than 0 when it fails. 1 is its code for: nothing found. */
static double time_program(const struct scan_peer *peer, const char *list,
                           const char *text, uint64_t *lines)
{
    double begin = machine_seconds();
    char answer[64] = "";
    int ends[2], status = -1;
    ssize_t got;
    pid_t child;

    if (pipe(ends) != 0 || (child = fork()) < 0)
        return -1;
    if (child == 0)
        exec_program(peer, list, text, ends[1]);
    close(ends[1]);
    got = read(ends[0], answer, sizeof answer - 1);
    close(ends[0]);
    waitpid(child, &status, 0);
    *lines = got > 0 ? strtoull(answer, NULL, 10) : 0;
    if (!WIFEXITED(status) || WEXITSTATUS(status) > 1)
        return -1;
    return machine_seconds() - begin;
}

/* A first piece of the text, then as much as there is time for. */
static bool time_texts(const struct scan_peer *peer, const struct scan_job *job,
                       const char *list, const char *path,
                       struct scan_answer *answer)
{
    double limit = job->plan->limit * SCAN_SHARE, seconds;
    size_t bytes = made_text_cut(job->text, 0, FIRST_SIZE), more;

    if (!write_file(path, "x\n", 2))
        return false;
    answer->build_seconds = time_program(peer, list, path, &answer->lines);
    /* No time to read the list three times. */
    if (answer->build_seconds > limit)
        bytes = made_text_cut(job->text, 0, 4 * FIRST_SIZE);
    for (int round = 0; round < 2 && answer->build_seconds >= 0; round++) {
        if (!write_file(path, job->text->bytes, bytes))
            return false;
        seconds = time_program(peer, list, path, &answer->lines);
        if (seconds < 0)
            return false;
        seconds -= answer->build_seconds;
        answer->scan_seconds = seconds > SECONDS_MIN ? seconds : SECONDS_MIN;
        answer->bytes = bytes;
        more = job->text->size;
        if (seconds * (double)more > limit * (double)bytes)
            more = (size_t)(limit / seconds * (double)bytes);
        if (answer->build_seconds > limit || more < 2 * bytes)
            break;
        bytes = made_text_cut(job->text, 0, more);
    }
    return answer->build_seconds >= 0;
}

static bool run(const struct scan_peer *peer, const struct scan_job *job,
                struct scan_answer *answer)
{
    char *text = strdup(plan_temporary(job->plan, "-text"));
    char *list = strdup(plan_temporary(job->plan, "-list"));
    bool is_all = strcmp(peer->name, "grepcidr") != 0;
    bool is_good = text && list && (is_all || write_addresses(job, list));

    is_good = is_good &&
              time_texts(peer, job, is_all ? job->feed : list, text, answer);
    if (text)
        unlink(text);
    if (list)
        unlink(list);
    free(text);
    free(list);
    return is_good;
}

const struct scan_peer scan_peer_rg = {
    .name = "rg",
    .program = "rg",
    .package = "ripgrep",
    .finds = SCAN_HAS_ALL,
    .run = run,
};

const struct scan_peer scan_peer_grep = {
    .name = "grep",
    .program = "grep",
    .package = "grep",
    .finds = SCAN_HAS_ALL,
    .run = run,
};

const struct scan_peer scan_peer_grepcidr = {
    .name = "grepcidr",
    .program = "grepcidr",
    .package = "grepcidr",
    .finds = SCAN_HAS_ADDRESS,
    .run = run,
};
