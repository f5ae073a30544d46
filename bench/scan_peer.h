/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Whatever finds the lines of a text in which something listed stands: the
 * small interface that tamis's peers are behind when text is scanned.
 *
 * Each runs in a process of its own, with a limit on its seconds and on its
 * memory; what it cannot do within them is said. Every peer is asked for the
 * number of lines, which must be at least that of the lines into which
 * something was put that it looks for. Who looks for literals also finds them
 * in the middle of other words, so there may be more.
 */
#ifndef TAMIS_BENCH_SCAN_PEER_H
#define TAMIS_BENCH_SCAN_PEER_H

#include "made_text.h"
#include "result.h"

/* What a peer gets. */
struct scan_job {
    const struct bench_plan *plan;
    const struct key_list *lines; /* of the feed */
    const char *feed;             /* the same as a file */
    const struct made_text *text;
};

/* What it tells. Peers that are slow scan the first `bytes` of the text. */
struct scan_answer {
    double build_seconds, scan_seconds;
    uint64_t bytes, lines;
    bool is_good;
};

struct scan_peer {
    const char *name;
    const char *program; /* on the PATH; NULL: it is in this program */
    const char *package; /* that has it */
    unsigned finds;      /* SCAN_HAS_* */
    bool (*run)(const struct scan_peer *peer, const struct scan_job *job,
                struct scan_answer *answer);
};

/* scan_peer_get(): the n-th, be it here or not; NULL past the last.
 * scan_peer_is_here(): can it run? */
const struct scan_peer *scan_peer_get(size_t n);
bool scan_peer_is_here(const struct scan_peer *peer);
/* scan_peers_tell() says on standard error which are absent, and what would
 * bring them. */
void scan_peers_tell(const struct bench_plan *plan);
/* scan_peers_run() lets those that the plan wants scan a text. */
void scan_peers_run(const struct bench_plan *plan, struct result_log *log,
                    const struct key_list *lines, const char *feed, size_t size,
                    const struct made_text *text);

/* For peers in this program: scans piece by piece until the text or the time
 * for it is over. find() gives the number of lines of a piece that has whole
 * lines. */
void scan_pieces(const struct scan_job *job, struct scan_answer *answer,
                 uint64_t (*find)(void *store, const char *bytes, size_t size),
                 void *store);

extern const struct scan_peer scan_peer_hyperscan, scan_peer_aho_corasick,
    scan_peer_matchy, scan_peer_rg, scan_peer_grep, scan_peer_grepcidr;

#endif
