/* SPDX-License-Identifier: BSD-2-Clause */
#include "scan_peer.h"
#include "activity.h"
#include "machine.h"
#include "scan_run.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#define PIECE_SIZE ((size_t)1 << 20)
/* Of the time that a peer has, what it may scan for. */
#define SCAN_SHARE 0.25

static const struct scan_peer *const peers[] = {
    &scan_peer_hyperscan, &scan_peer_aho_corasick, &scan_peer_matchy,
    &scan_peer_rg,        &scan_peer_grep,         &scan_peer_grepcidr,
};

const struct scan_peer *scan_peer_get(size_t n)
{
    return n < sizeof peers / sizeof *peers ? peers[n] : NULL;
}

bool scan_peer_is_here(const struct scan_peer *peer)
{
    const char *at = getenv("PATH");
    char path[4096];

    if (!peer->program)
        return peer->run != NULL;
    for (size_t size; at && *at; at += size + (at[size] == ':')) {
        size = strcspn(at, ":");
        snprintf(path, sizeof path, "%.*s/%s", (int)size, at, peer->program);
        if (access(path, X_OK) == 0)
            return true;
    }
    return false;
}

void scan_peers_tell(const struct bench_plan *plan)
{
    for (size_t n = 0; n < sizeof peers / sizeof *peers; n++)
        if (plan_wants_peer(plan, peers[n]->name) &&
            !scan_peer_is_here(peers[n]))
            fprintf(stderr, "tamis bench: the peer %s is absent: %s\n",
                    peers[n]->name, peers[n]->package);
}

void scan_pieces(const struct scan_job *job, struct scan_answer *answer,
                 uint64_t (*find)(void *store, const char *bytes, size_t size),
                 void *store)
{
    double begin = machine_seconds();
    size_t at = 0;

    do {
        size_t end = made_text_cut(job->text, at, PIECE_SIZE);

        answer->lines += find(store, job->text->bytes + at, end - at);
        at = end;
        answer->scan_seconds = machine_seconds() - begin;
    } while (at < job->text->size &&
             answer->scan_seconds < job->plan->limit * SCAN_SHARE);
    answer->bytes = at;
}

/* --- a process with limits ------------------------------------------------ */

static void run_in_child(const struct scan_peer *peer,
                         const struct scan_job *job, int output)
{
    struct scan_answer answer = {.is_good = false};
    rlim_t room = (rlim_t)(machine_memory_told("/proc/self/status", "VmSize:") +
                           machine_memory_available() / 4 * 3);
    struct rlimit limit = {room, room};

    setpgid(0, 0); /* with what it starts, so that all can be ended */
    setrlimit(RLIMIT_AS, &limit);
    answer.is_good = peer->run(peer, job, &answer);
    _exit(write(output, &answer, sizeof answer) == sizeof answer ? 0 : 2);
}

/* Waits for the answer; why there is none, or NULL. */
static const char *wait_for(pid_t child, int input, double limit,
                            struct scan_answer *answer)
{
    struct pollfd poll_input = {input, POLLIN, 0};
    int ready = poll(&poll_input, 1, (int)(limit * 1000));
    ssize_t got = ready > 0 ? read(input, answer, sizeof *answer) : 0;

    if (ready <= 0)
        kill(-child, SIGKILL);
    waitpid(child, NULL, 0);
    if (ready <= 0)
        return "it takes longer than --limit";
    if (got != (ssize_t)sizeof *answer)
        return "it ended, for want of memory perhaps";
    return answer->is_good ? NULL : "it could not do it";
}

static bool run_bounded(const struct scan_peer *peer,
                        const struct scan_job *job, size_t listed,
                        struct scan_answer *answer)
{
    const char *why;
    int ends[2];
    pid_t child;

    fflush(NULL);
    if (pipe(ends) != 0 || (child = fork()) < 0) {
        perror("tamis bench: cannot start a process");
        exit(2);
    }
    if (child == 0) {
        close(ends[0]);
        run_in_child(peer, job, ends[1]);
    }
    setpgid(child, child);
    close(ends[1]);
    why = wait_for(child, ends[0], job->plan->limit, answer);
    close(ends[0]);
    activity_clear();
    if (why)
        fprintf(stderr, "tamis bench: %s left out at %zu listed, %s: %s\n",
                peer->name, listed, job->text->name, why);
    return !why;
}

/* --- rows ----------------------------------------------------------------- */

/* Too few lines are a wrong answer, of the peer or of this program. */
static void check_lines(const struct scan_peer *peer,
                        const struct scan_job *job,
                        const struct scan_answer *answer)
{
    size_t least =
        made_text_listed_lines(job->text, answer->bytes, peer->finds);

    if (answer->lines >= least)
        return;
    fprintf(stderr,
            "tamis bench: %s found %llu lines of %s where %zu hold what is "
            "listed\n",
            peer->name, (unsigned long long)answer->lines, job->text->name,
            least);
    exit(2);
}

static void write_one(const struct bench_plan *plan, struct result_log *log,
                      struct result *result, const char *metric,
                      const char *unit, double value)
{
    result_name(result, metric, unit);
    result_take(result, &value, 1);
    result_write(plan, log, result);
}

static void run_peer(const struct scan_job *job, struct result_log *log,
                     size_t size, const struct scan_peer *peer)
{
    struct result result =
        result_open("scan", peer->name, job->text->name, size);
    struct scan_answer answer = {.is_good = false};

    activity_show("%s, %zu listed: %s", job->text->name, size, peer->name);
    if (!run_bounded(peer, job, size, &answer))
        return;
    check_lines(peer, job, &answer);
    result.hit_share =
        job->text->hit_share < 0 ? RESULT_NO_HITS : job->text->hit_share;
    scan_write_speed(job->plan, log, &result, answer.bytes,
                     &answer.scan_seconds, 1);
    write_one(job->plan, log, &result, "lines", "lines", (double)answer.lines);
    write_one(job->plan, log, &result, "build", "s", answer.build_seconds);
}

void scan_peers_run(const struct bench_plan *plan, struct result_log *log,
                    const struct key_list *lines, const char *feed, size_t size,
                    const struct made_text *text)
{
    const struct scan_job job = {plan, lines, feed, text};
    bool is_scale = !strcmp(plan->verb, "scale");

    for (size_t n = 0; n < sizeof peers / sizeof *peers; n++)
        if (plan_wants_peer(plan, peers[n]->name) &&
            scan_peer_is_here(peers[n]) && !(is_scale && peers[n]->program))
            run_peer(&job, log, size, peers[n]);
}
