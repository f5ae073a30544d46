/* SPDX-License-Identifier: BSD-2-Clause */
#include "index/exact_table_alike.h"

#include "base/slice.h"
#include "index/exact_table_layout.h"

#include <string.h>

/* Keys in two homes next to each other: 22 on average. Every pair of them is
 * compared, which is why there is a limit. */
#define NEAR_KEYS_MAX 128u

/* One digest under all kinds that it can have is a dozen. */
#define SAME_HASH_MAX 64u

static tamis_slice key_at(const struct exact_build *build, uint32_t place)
{
    return key_store_get(build->input.keys,
                         slot_order_input(&build->slots, place));
}

static void write_fingerprint(const struct exact_build *build, uint32_t place,
                              uint8_t fingerprint[KEY_FINGERPRINT_SIZE_MAX])
{
    key_fingerprint_write(build->input.form, key_at(build, place), fingerprint,
                          build->input.fingerprint_size);
}

/* Of two different keys. */
static bool share_fingerprint(const struct exact_build *build, uint32_t a,
                              uint32_t b)
{
    uint8_t first[KEY_FINGERPRINT_SIZE_MAX], second[KEY_FINGERPRINT_SIZE_MAX];

    if (slice_equal(key_at(build, a), key_at(build, b)))
        return false;
    write_fingerprint(build, a, first);
    write_fingerprint(build, b, second);
    return !memcmp(first, second, build->input.fingerprint_size);
}

static bool are_alike(const struct exact_build *build, uint32_t a, uint32_t b)
{
    if (build->hashes[a] == build->hashes[b])
        return !slice_equal(key_at(build, a), key_at(build, b));
    return exact_hash_tag(build->hashes[a]) ==
               exact_hash_tag(build->hashes[b]) &&
           share_fingerprint(build, a, b);
}

/* Keys of a home and of the one before it may meet in one line. Digests may:
 * a lookup tells both, since nobody but their maker is concerned. */
static bool meet_in_lines(const struct exact_build *build)
{
    uint32_t begin = 0;

    for (uint32_t place = 1; place < build->slots.count; place++) {
        uint32_t home =
            exact_hash_home(build->hashes[place], build->home_count);

        while (exact_hash_home(build->hashes[begin], build->home_count) + 1 <
               home)
            begin++;
        if (place - begin >= NEAR_KEYS_MAX)
            return true;
        for (uint32_t other = begin; other < place; other++)
            if (are_alike(build, other, place))
                return true;
    }
    return false;
}

/* More keys under one hash than a lookup would tell. */
static bool crowd_hash(const struct exact_build *build)
{
    for (uint32_t place = SAME_HASH_MAX; place < build->slots.count; place++)
        if (build->hashes[place] == build->hashes[place - SAME_HASH_MAX])
            return true;
    return false;
}

bool exact_table_has_alike(const struct exact_build *build)
{
    switch (build->input.form) {
    case KEY_FORM_PREFIX:
        return crowd_hash(build);
    case KEY_FORM_HASHED:
        return meet_in_lines(build);
    case KEY_FORM_WHOLE:
        break;
    }
    return false;
}
