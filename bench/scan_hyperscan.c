/* SPDX-License-Identifier: BSD-2-Clause */
/* Hyperscan's matcher of literals: every line of the feed is one. */
#include "machine.h"
#include "scan_peer.h"

#ifdef BENCH_HYPERSCAN
#include <hs/hs.h>

#include <string.h>

struct store {
    hs_database_t *database;
    hs_scratch_t *scratch;
    const char *bytes;
    size_t size;
    uint64_t line_end, lines;
};

static bool build(struct store *store, const struct key_list *lines)
{
    const char **texts = memory_get(lines->count, sizeof *texts);
    unsigned *flags = memory_get(lines->count, sizeof *flags);
    unsigned *ids = memory_get(lines->count, sizeof *ids);
    size_t *sizes = memory_get(lines->count, sizeof *sizes);
    hs_compile_error_t *error = NULL;

    for (size_t i = 0; i < lines->count; i++) {
        texts[i] = lines->names[i].data;
        sizes[i] = lines->names[i].size;
        ids[i] = (unsigned)i;
    }
    if (hs_compile_lit_multi(texts, flags, ids, sizes, (unsigned)lines->count,
                             HS_MODE_BLOCK, NULL, &store->database,
                             &error) != HS_SUCCESS) {
        fprintf(stderr, "tamis bench: hyperscan: %s\n", error->message);
        return false;
    }
    return hs_alloc_scratch(store->database, &store->scratch) == HS_SUCCESS;
}

/* Matches come in the order of their ends. */
static int note_match(unsigned id, unsigned long long from,
                      unsigned long long to, unsigned flags, void *context)
{
    struct store *store = context;
    const char *end;

    (void)id;
    (void)from;
    (void)flags;
    if (to <= store->line_end)
        return 0;
    end = memchr(store->bytes + to, '\n', store->size - to);
    store->line_end = end ? (uint64_t)(end - store->bytes) : store->size;
    store->lines++;
    return 0;
}

static uint64_t find(void *context, const char *bytes, size_t size)
{
    struct store *store = context;

    store->bytes = bytes;
    store->size = size;
    store->line_end = store->lines = 0;
    hs_scan(store->database, bytes, (unsigned)size, 0, store->scratch,
            note_match, store);
    return store->lines;
}

/* Its process ends behind it: nothing is given back. */
static bool run(const struct scan_peer *peer, const struct scan_job *job,
                struct scan_answer *answer)
{
    struct store store = {.database = NULL};
    double begin = machine_seconds();

    (void)peer;
    if (!build(&store, job->lines))
        return false;
    answer->build_seconds = machine_seconds() - begin;
    scan_pieces(job, answer, find, &store);
    return true;
}
#else
#define run NULL
#endif

const struct scan_peer scan_peer_hyperscan = {
    .name = "hyperscan",
    .package = "libhyperscan-dev",
    .finds = SCAN_HAS_ALL,
    .run = run,
};
