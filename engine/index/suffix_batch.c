/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Names in batches: which are worth asking for one by one?
 *
 * Every round asks for the cache lines of all its names before it looks at the
 * first of them: the filter's blocks for the last two labels of all names, then
 * for the last three of those that passed, then for more of those that passed
 * again; then the table's lines for what the filter takes for listed. An equal
 * tag there is as good as a listed name, and tells its slot.
 */
#include "index/suffix_table.h"

#include "base/slice.h"
#include "index/exact_table_read.h"
#include "index/name_hash.h"
#include "index/suffix_table_layout.h"

#include <tamis/indicator.h>

/* Keys of a line that are not in it. */
#define EXACT_LINE_ELSEWHERE (EXACT_LINE_SPILLED | EXACT_LINE_OVERFLOW)

/* Hashes that wait for their lines, and whose they are. */
struct queue {
    uint64_t hashes[KERNELS_BATCH_MAX];
    uint8_t places[KERNELS_BATCH_MAX];
    size_t count;
};

/* Names are told by their place; one bit each, where bits are. */
struct batch {
    const struct suffix_table *table;
    const tamis_slice *names;
    bool is_wire;
    struct suffix_step *step;
    struct queue keys;  /* of the filter */
    struct queue homes; /* of the table */
};

/* Some names of a batch, asked for their last labels. */
struct round {
    const tamis_slice *names;
    const uint8_t *places; /* NULL: all names, each at its place */
    size_t count;
    struct kernels_names hashed;
    uint64_t listed; /* the labels may be listed themselves */
    uint64_t deeper; /* something under them may be, and the name is longer */
};

/* One line, for one of the names above a name or itself. */
static void ask_home(const struct suffix_table *table, struct suffix_step *step,
                     unsigned place, uint64_t hash)
{
    const struct exact_table *names = &table->names;
    const uint8_t *line = exact_home_line(names, hash);
    uint32_t head = load_le32(line);
    uint32_t tags = exact_match_tags(names, line, exact_hash_tag(hash));
    uint64_t bit = UINT64_C(1) << place;

    if (!tags &&
        !(head & EXACT_LINE_ELSEWHERE && exact_table_has_tag(names, hash)))
        return;
    if (head & EXACT_LINE_ELSEWHERE || tags & (tags - 1))
        step->several |= bit;
    step->several |= step->worth & bit;
    step->worth |= bit;
    if (!tags)
        return;
    step->slots[place] =
        (head & EXACT_LINE_SLOT) + (uint32_t)__builtin_ctz(tags);
    key_store_prefetch(&names->keys, step->slots[place]);
    number_column_prefetch(&table->modes, step->slots[place]);
}

static void ask_homes(struct batch *batch)
{
    const struct queue *homes = &batch->homes;

    for (size_t i = 0; i < homes->count; i++)
        ask_home(batch->table, batch->step, homes->places[i], homes->hashes[i]);
    batch->homes.count = 0;
}

/* There is no telling which of the table's lines these need. */
static void leave_odd(struct suffix_step *step, unsigned place)
{
    step->worth |= UINT64_C(1) << place;
    step->several |= UINT64_C(1) << place;
}

static void queue_home(struct batch *batch, uint8_t place, uint64_t hash)
{
    struct queue *homes = &batch->homes;

    if (homes->count == KERNELS_BATCH_MAX)
        ask_homes(batch);
    __builtin_prefetch(exact_home_line(&batch->table->names, hash));
    homes->hashes[homes->count] = hash;
    homes->places[homes->count++] = place;
}

static void ask_keys(struct batch *batch)
{
    const struct queue *keys = &batch->keys;
    uint64_t passed =
        member_filter_test(&batch->table->filter, keys->hashes, keys->count);

    for (; passed; passed &= passed - 1) {
        unsigned n = (unsigned)__builtin_ctzll(passed);

        queue_home(batch, keys->places[n], keys->hashes[n]);
    }
    batch->keys.count = 0;
}

static void queue_key(struct batch *batch, uint8_t place, uint64_t hash)
{
    struct queue *keys = &batch->keys;

    if (keys->count == KERNELS_BATCH_MAX)
        ask_keys(batch);
    member_filter_prefetch(&batch->table->filter, hash);
    keys->hashes[keys->count] = hash;
    keys->places[keys->count++] = place;
}

static void ask_round(const struct batch *batch, struct round *round,
                      unsigned depth)
{
    const struct suffix_table *table = batch->table;
    const struct kernels *kernels = table->names.kernels;
    const struct kernels_table asked = {table->names.seed, table->filter.blocks,
                                        table->filter.block_count};
    uint64_t gates;

    if (batch->is_wire)
        kernels->hash_wire_names(&asked, depth, round->names, round->count,
                                 &round->hashed);
    else
        kernels->hash_names(&asked, depth, round->names, round->count,
                            &round->hashed);
    round->listed = member_filter_test_gates(
        &table->filter, round->hashed.hashes, round->count, &gates);
    round->listed &= ~round->hashed.odd;
    round->deeper = gates & ~round->hashed.odd & ~round->hashed.whole;
}

static tamis_slice cut_end_dot(tamis_slice name)
{
    if (name.size && name.data[name.size - 1] == '.')
        name.size--;
    return name;
}

/* Where the label begins that ends at `end`. */
static size_t find_label(tamis_slice name, size_t end)
{
    while (end && name.data[end - 1] != '.')
        end--;
    return end;
}

static size_t find_labels(tamis_slice name, unsigned depth)
{
    size_t start = find_label(name, name.size);

    while (--depth && start)
        start = find_label(name, start - 1);
    return start;
}

/* The table's hash of the last labels: the filter's is of 32 bytes at most. */
static uint64_t home_hash(const struct batch *batch, tamis_slice name,
                          unsigned depth, uint64_t hash)
{
    struct name_hash walk;
    size_t start;

    if (batch->is_wire)
        return hash; /* longer labels are odd */
    name = cut_end_dot(name);
    if (name.size <= NAME_HASH_BLOCK)
        return hash;
    start = find_labels(name, depth);
    if (name.size - start <= NAME_HASH_BLOCK)
        return hash;
    name_hash_begin(&walk, name.data, name.size, batch->table->names.seed);
    return name_hash_from(&walk, start);
}

/* Whose bits are set goes on to the table. */
static void queue_listed(struct batch *batch, const struct round *round,
                         unsigned depth)
{
    for (uint64_t rest = round->listed; rest; rest &= rest - 1) {
        unsigned n = (unsigned)__builtin_ctzll(rest);

        queue_home(
            batch, round->places ? round->places[n] : (uint8_t)n,
            home_hash(batch, round->names[n], depth, round->hashed.hashes[n]));
    }
}

/* A name of more labels than gates have: all depths that occur. */
static void queue_deeper(struct batch *batch, uint8_t place, tamis_slice name)
{
    const struct suffix_table *table = batch->table;
    size_t start;
    struct name_hash walk;

    name = cut_end_dot(name);
    start = find_labels(name, SUFFIX_GATE_LAST);
    name_hash_begin(&walk, name.data, name.size, table->names.seed);
    for (uint32_t depth = SUFFIX_GATE_LAST + 1;
         start && depth <= SUFFIX_DEPTH_MAX; depth++) {
        start = find_label(name, start - 1);
        if (suffix_table_has_depth(table, depth))
            queue_key(batch, place, name_hash_from(&walk, start));
    }
}

/* Those beyond the first gate. */
static void ask_deeper(struct batch *batch, uint64_t which)
{
    tamis_slice names[KERNELS_BATCH_MAX];
    uint8_t places[KERNELS_BATCH_MAX];
    struct round round = {.names = names, .places = places};
    uint64_t worth;

    for (; which; which &= which - 1) {
        places[round.count] = (uint8_t)__builtin_ctzll(which);
        names[round.count] = batch->names[places[round.count]];
        round.count++;
    }
    ask_round(batch, &round, SUFFIX_GATE_LAST);
    queue_listed(batch, &round, SUFFIX_GATE_LAST);
    worth = round.hashed.odd | (batch->is_wire ? round.deeper : 0);
    for (uint64_t rest = worth; rest; rest &= rest - 1)
        leave_odd(batch->step, places[__builtin_ctzll(rest)]);
    for (uint64_t rest = round.deeper & ~worth; rest; rest &= rest - 1) {
        unsigned n = (unsigned)__builtin_ctzll(rest);

        queue_deeper(batch, places[n], names[n]);
    }
}

static void ask_batch(struct batch *batch, size_t count)
{
    const struct suffix_table *table = batch->table;
    struct round round = {.names = batch->names, .count = count};

    if (!table->names.home_count)
        return;
    if (suffix_table_has_depth(table, 1)) {
        ask_round(batch, &round, 1);
        queue_listed(batch, &round, 1);
    }
    ask_round(batch, &round, SUFFIX_GATE_FIRST);
    queue_listed(batch, &round, SUFFIX_GATE_FIRST);
    batch->step->worth |= round.hashed.odd;
    batch->step->several |= round.hashed.odd;
    if (round.deeper)
        ask_deeper(batch, round.deeper);
    if (batch->keys.count)
        ask_keys(batch);
    ask_homes(batch);
}

static void begin_step(const struct suffix_table *table,
                       const tamis_slice *names, size_t count, bool is_wire,
                       struct suffix_step *step)
{
    struct batch batch;

    batch.table = table;
    batch.names = names;
    batch.is_wire = is_wire;
    batch.step = step;
    batch.keys.count = batch.homes.count = 0;
    step->worth = step->several = 0;
    for (size_t n = 0; n < count; n++)
        step->slots[n] = SLOT_NONE;
    ask_batch(&batch, count);
    /* A fingerprint does not tell how much of the name it is of. */
    if (table->names.keys.form != KEY_FORM_WHOLE)
        step->several = step->worth;
}

void suffix_step_begin(const struct suffix_table *table,
                       const tamis_slice *names, size_t count,
                       struct suffix_step *step)
{
    begin_step(table, names, count, false, step);
}

void suffix_step_fetch(const struct suffix_table *table,
                       const struct suffix_step *step)
{
    for (uint64_t rest = step->worth; rest; rest &= rest - 1)
        key_store_prefetch_bytes(&table->names.keys,
                                 step->slots[__builtin_ctzll(rest)]);
}

uint32_t suffix_step_find(const struct suffix_table *table, uint32_t slot,
                          tamis_slice name)
{
    tamis_slice key = key_store_get(&table->names.keys, slot);
    size_t start = name.size - key.size;

    if (!key.size || key.size > name.size ||
        memcmp(name.data + start, key.data, key.size) != 0 ||
        (start && name.data[start - 1] != '.') ||
        !suffix_name_depth(name.data, name.size))
        return SLOT_NONE;
    switch (number_column_get(&table->modes, slot)) {
    case TAMIS_MODE_EXACT:
        return start ? SLOT_NONE : slot;
    case TAMIS_MODE_SUFFIX:
        return slot;
    case TAMIS_MODE_SUBDOMAINS:
        return start ? slot : SLOT_NONE;
    default:
        return SLOT_NONE;
    }
}

uint64_t suffix_table_filter(const struct suffix_table *table,
                             const tamis_slice *names, size_t count)
{
    struct suffix_step step;

    begin_step(table, names, count, false, &step);
    return step.worth;
}

uint64_t suffix_table_filter_wire(const struct suffix_table *table,
                                  const tamis_slice *names, size_t count)
{
    struct suffix_step step;

    begin_step(table, names, count, true, &step);
    return step.worth;
}
