/* SPDX-License-Identifier: BSD-2-Clause */
/* Two crates as peers: aho-corasick with every line of the feed for a literal,
 * and matchy, which takes candidates out of text and looks for them. */
#include "machine.h"
#include "scan_peer.h"

#ifdef BENCH_MATCHY
#include "matchy_peer.h"

#include <string.h>
#include <unistd.h>

static uint64_t find_literals(void *store, const char *bytes, size_t size)
{
    return matchy_peer_scan_literals(store, bytes, size);
}

static bool run_aho_corasick(const struct scan_peer *peer,
                             const struct scan_job *job,
                             struct scan_answer *answer)
{
    double begin = machine_seconds();
    void *store = matchy_peer_literals(job->lines->names, job->lines->count);

    (void)peer;
    if (!store)
        return false;
    answer->build_seconds = machine_seconds() - begin;
    scan_pieces(job, answer, find_literals, store);
    return true;
}

static uint64_t find_tokens(void *store, const char *bytes, size_t size)
{
    return matchy_peer_scan_tokens(store, bytes, size);
}

/* Its process ends behind it: nothing is given back. */
static bool run_matchy(const struct scan_peer *peer, const struct scan_job *job,
                       struct scan_answer *answer)
{
    const char *path = plan_temporary(job->plan, ".mxy");
    double begin = machine_seconds();
    struct matchy_scanner *scanner =
        matchy_peer_scanner(job->lines->names, job->lines->count, path);

    (void)peer;
    unlink(path);
    if (!scanner)
        return false;
    answer->build_seconds = machine_seconds() - begin;
    scan_pieces(job, answer, find_tokens, scanner);
    return true;
}
#else
#define run_aho_corasick NULL
#define run_matchy       NULL
#endif

#define HOW "build with -DTAMIS_PEER_MATCHY=ON, which needs cargo"

const struct scan_peer scan_peer_aho_corasick = {
    .name = "aho-corasick",
    .package = HOW,
    .finds = SCAN_HAS_ALL,
    .run = run_aho_corasick,
};

/* It knows no URLs. */
const struct scan_peer scan_peer_matchy = {
    .name = "matchy",
    .package = HOW,
    .finds = SCAN_HAS_ALL & ~SCAN_HAS_URL,
    .run = run_matchy,
};
