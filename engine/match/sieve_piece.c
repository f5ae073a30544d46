/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A piece of text is asked for class by class: all names, all addresses, all
 * hosts of what may be a URL, all digests. Nothing is done for a word that
 * holds none of them, and nothing for a word as such: what a filter knows sets
 * a bit, and only words with a bit are looked at one by one.
 */
#include "match/sieve_piece.h"

#include "base/slice.h"
#include "database/database.h"
#include "indicator/digest.h"
#include "indicator/encoding.h"
#include "indicator/kind.h"
#include "indicator/parse.h"
#include "indicator/plain.h"

static void mark_worth(struct outline *outline, size_t place)
{
    outline->worth[place / 64] |= UINT64_C(1) << place % 64;
}

static void mark_known(struct sieve *sieve, uint64_t known,
                       const uint16_t *places)
{
    for (; known; known &= known - 1)
        mark_worth(&sieve->outline, places[__builtin_ctzll(known)]);
}

static bool has_class(const struct sieve *sieve, enum key_class number)
{
    return sieve->database->classes[number].count > 0;
}

/* Last labels such as "0x7f" make an address of what looks like a name. */
static bool has_hex_label(const struct outline *outline, tamis_slice host,
                          size_t place)
{
    uint64_t joints = outline_before(outline->joint, place);
    size_t size = joints ? (size_t)__builtin_clzll(joints) : host.size;

    return host.size >= 64 ||
           (size < host.size && host.data[host.size - size] == '0' &&
            !outline_is_set(outline->numbers, place));
}

/* Expressions leave labels out in front, but for the last two. */
static void ask_hosts(struct sieve *sieve)
{
    const struct member_filter *filter = &sieve->database->host_filter;
    struct sieve_names *hosts = &sieve->hosts;
    uint64_t known =
        sieve->asks_expressions
            ? host_filter_test_parents(filter, hosts->names, hosts->count)
            : host_filter_test(filter, hosts->names, hosts->count);

    mark_known(sieve, known, hosts->words);
    for (size_t i = 0; i < hosts->count; i++)
        if (has_hex_label(&sieve->outline, hosts->names[i], hosts->words[i]))
            mark_worth(&sieve->outline, hosts->words[i]);
    hosts->count = 0;
}

static void ask_host(struct sieve *sieve, tamis_slice host, uint16_t place)
{
    struct sieve_names *hosts = &sieve->hosts;

    hosts->names[hosts->count] = host;
    hosts->words[hosts->count++] = place;
    if (hosts->count == KERNELS_BATCH_MAX)
        ask_hosts(sieve);
}

static size_t list(struct sieve *sieve, const uint64_t *bits)
{
    return sieve->kernels->list(bits, sieve->outline.end, sieve->places);
}

static size_t step_of(size_t left)
{
    return left < KERNELS_BATCH_MAX ? left : KERNELS_BATCH_MAX;
}

/* At the places that are listed: this and those that follow. */
static void ask_names(struct sieve *sieve, size_t count)
{
    const struct database_class *domains =
        &sieve->database->classes[KEY_CLASS_DOMAIN];

    for (size_t at = 0; at < count; at += KERNELS_BATCH_MAX) {
        const uint16_t *places = sieve->places + at;
        size_t step = step_of(count - at);
        tamis_slice names[KERNELS_BATCH_MAX];
        uint64_t paths =
            sieve->kernels->cut_names(&sieve->outline, places, step, names);

        if (domains->count > 0)
            mark_known(sieve,
                       suffix_table_filter(&domains->suffix, names, step),
                       places);
        if (!has_class(sieve, KEY_CLASS_URL))
            continue;
        for (; paths; paths &= paths - 1) {
            unsigned n = (unsigned)__builtin_ctzll(paths);

            ask_host(sieve, names[n], places[n]);
        }
    }
}

static void ask_addresses(struct sieve *sieve, const uint16_t *places)
{
    const struct outline_addresses *found = &sieve->found;
    const struct database_class *addresses =
        &sieve->database->classes[KEY_CLASS_IPV4];
    uint32_t slots[KERNELS_BATCH_MAX];

    if (addresses->count == 0)
        return;
    prefix_table_find_batch(&addresses->prefix, found->count,
                            found->addresses[0], 4, slots);
    for (size_t i = 0; i < found->count; i++)
        if (slots[i] != SLOT_NONE)
            mark_worth(&sieve->outline, places[found->numbers[i]]);
}

/* What is behind an address may make it a URL, or be a port. */
static void ask_behind(struct sieve *sieve, const uint16_t *places)
{
    const struct outline *outline = &sieve->outline;
    uint64_t rest = sieve->found.usual & sieve->found.paths;

    for (; rest; rest &= rest - 1) {
        uint16_t place = places[__builtin_ctzll(rest)];
        tamis_slice text;

        if (has_class(sieve, KEY_CLASS_IP_PORT) &&
            outline_is_set(outline->colon, place))
            mark_worth(&sieve->outline, place);
        if (!has_class(sieve, KEY_CLASS_URL))
            continue;
        (void)sieve->kernels->cut_names(outline, &place, 1, &text);
        ask_host(sieve, text, place);
    }
}

/* Places in front of which an address can be read; others are worth it. */
static size_t skip_first(struct sieve *sieve, size_t count)
{
    size_t from = 0;

    while (from < count &&
           sieve->base + sieve->places[from] < OUTLINE_FIRST + OUTLINE_READABLE)
        mark_worth(&sieve->outline, sieve->places[from++]);
    return from;
}

static void ask_numbers(struct sieve *sieve, size_t count)
{
    struct outline_addresses *found = &sieve->found;

    for (size_t at = skip_first(sieve, count); at < count;
         at += KERNELS_BATCH_MAX) {
        const uint16_t *places = sieve->places + at;

        sieve->kernels->read_addresses(&sieve->outline, places,
                                       step_of(count - at), found);
        ask_addresses(sieve, places);
        ask_behind(sieve, places);
        mark_known(sieve,
                   found->odd | (found->quads & ~found->usual & found->paths),
                   places);
    }
}

/* Is it the whole of a host, of a kind that only one way of writing has? */
static bool is_plain_host(struct sieve *sieve, uint16_t place, tamis_slice host)
{
    const struct outline *outline = &sieve->outline;

    if (!outline_is_set(outline->path, place) &&
        !outline_is_set(outline->gap, place) &&
        !outline_is_set(outline->stop, place))
        return false;
    if (outline_is_set(outline->names, place))
        return true;
    if (!outline_is_set(outline->numbers, place))
        return !encoding_is_digit(host.data[0]) &&
               slice_find(host, '.') == SIZE_MAX;
    if (sieve->base + place < OUTLINE_FIRST + OUTLINE_READABLE)
        return false;
    sieve->kernels->read_addresses(outline, &place, 1, &sieve->found);
    return sieve->found.usual & 1;
}

/* A host behind "://", unless it is a name with a path, which is asked for
 * with the names. A percent sign behind it goes on with the host as it stands;
 * in the reading of the "://" it may part. */
static void ask_other_host(struct sieve *sieve, uint16_t place, bool is_percent)
{
    struct outline *outline = &sieve->outline;
    bool goes_on = !is_percent && outline_is_set(outline->special, place) &&
                   outline->bytes[place - OUTLINE_FIRST] == '%';
    tamis_slice host;

    if (outline_is_set(outline->names, place) &&
        outline_is_set(outline->path, place) && !goes_on)
        return;
    (void)sieve->kernels->cut_names(outline, &place, 1, &host);
    if (goes_on || !is_plain_host(sieve, place, host))
        mark_worth(outline, place);
    else if (has_class(sieve, KEY_CLASS_URL))
        ask_host(sieve, host, place);
}

static void ask_other_hosts(struct sieve *sieve)
{
    struct outline *outline = &sieve->outline;
    uint64_t any = 0;
    size_t count;

    for (size_t number = 1; number <= outline->end / 64; number++) {
        outline->hosts[number] &=
            ~(outline->names[number] & outline->path[number]) |
            outline->escape[number];
        any |= outline->hosts[number];
    }
    count = any ? list(sieve, outline->hosts) : 0;
    for (size_t i = 0; i < count; i++)
        ask_other_host(sieve, sieve->places[i], false);
}

static void ask_hashes(struct sieve *sieve, enum key_class number)
{
    struct sieve_hashes *hashes = &sieve->hashes[number];

    mark_known(
        sieve,
        member_filter_test(&sieve->database->classes[number].exact.filter,
                           hashes->hashes, hashes->count),
        hashes->words);
    hashes->count = 0;
}

static void ask_digest(struct sieve *sieve, tamis_kind kind, tamis_slice text,
                       uint16_t place)
{
    tamis_indicator *asked = &sieve->asked;
    enum key_class number = kind_key_class(kind, text.size / 2);
    const struct exact_table *table = &sieve->database->classes[number].exact;
    struct sieve_hashes *hashes = &sieve->hashes[number];
    uint64_t hash;

    asked->notes = 0;
    if (!has_class(sieve, number) || !plain_parse(asked, kind, text))
        return;
    hash = exact_table_hash(asked->key, asked->key_size, table->seed);
    member_filter_prefetch(&table->filter, hash);
    hashes->hashes[hashes->count] = hash;
    hashes->words[hashes->count++] = place;
    if (hashes->count == KERNELS_BATCH_MAX)
        ask_hashes(sieve, number);
}

static void ask_digests(struct sieve *sieve, size_t count)
{
    const struct outline *outline = &sieve->outline;

    for (size_t i = 0; i < count; i++) {
        uint16_t place = sieve->places[i];
        size_t start = outline_last_clear(outline->name, place) + 1;
        tamis_kind kind = digest_kind(place - start);

        if (kind != TAMIS_KIND_AUTO)
            ask_digest(sieve, kind,
                       slice_make(outline->bytes + (start - OUTLINE_FIRST),
                                  place - start),
                       place);
    }
    for (int number = 0; number < KEY_CLASS_COUNT; number++)
        if (sieve->hashes[number].count > 0)
            ask_hashes(sieve, (enum key_class)number);
}

/* E-mail addresses, and user names in URLs. */
static void ask_users(struct sieve *sieve)
{
    struct outline *outline = &sieve->outline;

    for (size_t number = 1; number <= outline->end / 64; number++) {
        uint64_t left = outline->at[number];

        if (has_class(sieve, KEY_CLASS_EMAIL)) {
            outline->worth[number] |= left;
            continue;
        }
        for (; left; left &= left - 1) {
            size_t place = number * 64 + (size_t)__builtin_ctzll(left);
            size_t start = outline_last(outline->gap, place) + 1;

            if (outline_has(outline->scheme, start, place))
                mark_worth(outline, place);
        }
    }
}

/* The ends of those runs in which a token starts behind an escape. */
static size_t list_behind(struct sieve *sieve, const uint64_t *runs,
                          const uint64_t *ends)
{
    const struct outline *outline = &sieve->outline;
    size_t count = 0;

    for (size_t i = 0; i < outline->start_count; i++) {
        size_t end = outline_next_clear(runs, outline->starts[i]);

        if (outline_is_set(ends, end))
            sieve->places[count++] = (uint16_t)end;
    }
    return count;
}

static void ask_separated(struct sieve *sieve)
{
    struct outline *outline = &sieve->outline;

    for (size_t i = 0; i < outline->separator_count; i++) {
        struct outline_separator separator = outline->separators[i];
        size_t place = separator.place;

        /* Of the next piece. */
        if (place > outline->end)
            break;
        if (outline_is_set(outline->run, place))
            ask_other_host(sieve,
                           (uint16_t)outline_next_clear(outline->run, place),
                           separator.is_percent);
        else
            mark_worth(outline, place);
    }
}

/* The same in the other reading: what begins behind escapes, and what "://"
 * with escapes in it makes a host. */
static void ask_behind_escapes(struct sieve *sieve)
{
    struct outline *outline = &sieve->outline;

    if (outline->start_count > 0) {
        outline_cut_escapes(outline);
        ask_names(sieve, list_behind(sieve, outline->run, outline->names));
        ask_numbers(sieve, list_behind(sieve, outline->run, outline->numbers));
        ask_digests(sieve, list_behind(sieve, outline->name, outline->digests));
    }
    ask_separated(sieve);
}

void sieve_ask_piece(struct sieve *sieve)
{
    const struct outline *outline = &sieve->outline;

    if (outline->any.names)
        ask_names(sieve, list(sieve, outline->names));
    if (outline->any.numbers)
        ask_numbers(sieve, list(sieve, outline->numbers));
    if (outline->any.hosts)
        ask_other_hosts(sieve);
    if (outline->any.digests)
        ask_digests(sieve, list(sieve, outline->digests));
    ask_behind_escapes(sieve);
    if (sieve->hosts.count > 0)
        ask_hosts(sieve);
    if (outline->any.users)
        ask_users(sieve);
    outline_find_odd(&sieve->outline);
}
