/* SPDX-License-Identifier: BSD-2-Clause */
/* All bits of all blocks: behind outline_body.h. */
#include "match/outline_kernels.h"

/* IPv6 without "::" has that many colons at least. */
#define COLONS_MIN 6

/* What goes on in the next block. */
struct carries {
    uint64_t label, joint, letter, host, digest;
};

/* Behind runs of different sorts. */
KERNEL static inline void find_ends(struct outline *outline, size_t n,
                                    struct carries *carries)
{
    words name = load(outline->name + n), run = load(outline->run + n);
    words letter = load(outline->letter + n);
    words host = before(outline->colon + n, 3) & before(outline->slash + n, 2) &
                 before(outline->slash + n, 1);
    words joined = ends_behind(run, load(outline->joint + n), &carries->joint);

    store(outline->names + n,
          joined & ends_behind(name, letter, &carries->label));
    store(outline->numbers + n,
          joined & ~ends_behind(run, letter, &carries->letter));
    store(outline->hosts + n, ends_behind(run, host & run, &carries->host));
    store(outline->digests + n,
          ends_behind(name, load(outline->digest + n), &carries->digest));
    store(outline->worth + n, host & ~run);
}

KERNEL static inline uint64_t join(words value)
{
    uint64_t parts[LANES], all = 0;

    memcpy(parts, &value, sizeof parts);
    for (size_t i = 0; i < LANES; i++)
        all |= parts[i];
    return all;
}

KERNEL static inline bool count_colons(struct outline *outline, size_t count)
{
    uint64_t doubt = 0;
    int before_them = 0;

    for (size_t number = 1; number <= count; number++) {
        int colons = __builtin_popcountll(outline->tight[number]);

        outline->doubt[number] |= before_them + colons >= COLONS_MIN;
        doubt |= outline->doubt[number];
        before_them = colons;
    }
    return doubt != 0;
}

/* As long as all of it fits. */
KERNEL static bool draw_blocks(struct outline *outline, size_t count)
{
    struct carries carries = {0, 0, 0, 0, 0};
    words zero = {0}, names = zero, numbers = zero, hosts = zero,
          digests = zero, users = zero, odd = zero;

    for (size_t n = 1; n <= count + 1; n += LANES) {
        words high = load(outline->high + n);

        find_runs(outline, n);
        store(outline->anchor + n, find_anchors(outline, n));
        store(outline->doubt + n,
              find_specials(outline, n) | find_colons(outline, n) | high);
        find_ends(outline, n, &carries);
        names |= load(outline->names + n);
        numbers |= load(outline->numbers + n);
        hosts |= load(outline->hosts + n);
        digests |= load(outline->digests + n);
        users |= load(outline->at + n);
        odd |= high;
    }
    outline->any =
        (struct outline_any){join(names),   join(numbers), join(hosts),
                             join(digests), join(users),   join(odd)};
    return count_colons(outline, count);
}
