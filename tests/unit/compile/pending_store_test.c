/* SPDX-License-Identifier: BSD-2-Clause */
/* What writers put into the store comes back from its partitions. */
#include "compile/pending_store.h"

#include "base/memory.h"
#include "compile/pending_order.h"
#include "support/failing_allocator.h"
#include "support/random.h"

#include <criterion/criterion.h>

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>

#define KEY_MAX 40u

/* A statement, with its key in place of a pointer to it. */
struct known {
    struct pending pending;
    uint8_t key[KEY_MAX];
    enum key_class key_class;
};

static const enum key_class classes[] = {KEY_CLASS_IPV4, KEY_CLASS_IPV6,
                                         KEY_CLASS_DOMAIN, KEY_CLASS_DIGEST32,
                                         KEY_CLASS_PATTERN};

/* Few keys differ in their first bytes, as addresses do. */
static void make_known(struct random *random, struct known *known)
{
    memset(known, 0, sizeof *known);
    known->key_class = classes[random_below(random, 5)];
    known->pending = (struct pending){
        .profile = (uint32_t)random_below(random, 10),
        .validity =
            random_one_in(random, 3) ? (uint32_t)random_next(random) : 0,
        .reference = random_one_in(random, 3) ? 7 : 0,
        .context = random_one_in(random, 3) ? UINT32_MAX : 0,
        .key_size = (uint16_t)random_between(random, 1, KEY_MAX),
        .kind = (uint8_t)random_below(random, 64),
        .mode = (uint8_t)random_below(random, 4),
        .flags = (uint8_t)random_below(random, 4),
    };
    random_bytes(random, known->key, known->pending.key_size);
    known->key[0] = (uint8_t)(32 + random_below(random, 4));
}

static int compare_known(const void *a, const void *b)
{
    return memcmp(a, b, sizeof(struct known));
}

/* As made: what is compared byte by byte. */
static struct known read_known(enum key_class key_class, const uint8_t *code)
{
    struct known known;
    struct pending pending;

    pending_decode(code, &pending);
    memset(&known, 0, sizeof known);
    memcpy(known.key, pending.key, pending.key_size);
    known.key_class = key_class;
    /* Field by field: padding is zero in both. */
    known.pending.profile = pending.profile;
    known.pending.validity = pending.validity;
    known.pending.reference = pending.reference;
    known.pending.context = pending.context;
    known.pending.key_size = pending.key_size;
    known.pending.kind = pending.kind;
    known.pending.mode = pending.mode;
    known.pending.flags = pending.flags;
    return known;
}

struct seen {
    struct known *items;
    size_t count, other_count, part_count;
};

static tamis_status see_part(struct pending_store *store,
                             enum key_class key_class,
                             const struct pending_part *part, struct seen *seen,
                             uint64_t orders[2])
{
    struct buffer room;
    struct pending_cursor cursor;
    const uint8_t *code;
    tamis_status status;

    orders[0] = UINT64_MAX;
    orders[1] = 0;
    buffer_init(&room, store->memory.allocator);
    status = pending_part_fetch(part, &store->memory, &room, NULL);
    cursor = pending_cursor_begin(part, &room);
    while (status == TAMIS_OK && (code = pending_cursor_next(&cursor))) {
        uint64_t order = pending_get_order(code);

        orders[0] = order < orders[0] ? order : orders[0];
        orders[1] = order > orders[1] ? order : orders[1];
        seen->items[seen->count++] = read_known(key_class, code);
        cr_assert_eq(order, pending_order(key_class, pending_get_key(code),
                                          pending_get_key_size(code)));
    }
    buffer_release(&room);
    return status;
}

static void see_others(const struct pending_store *store, struct seen *seen)
{
    for (int i = 0; i < KEY_CLASS_COUNT; i++) {
        struct pending_cursor cursor =
            pending_cursor_begin(&store->classes[i].others, NULL);

        for (const uint8_t *code; (code = pending_cursor_next(&cursor));) {
            cr_assert(pending_is_other(code));
            seen->other_count++;
        }
    }
}

/* Everything, and that no partition reaches into the next. */
static tamis_status see_all(struct pending_store *store, struct seen *seen)
{
    enum key_class key_class = KEY_CLASS_COUNT;
    uint64_t last = 0;

    *seen = (struct seen){malloc((store->count + 1) * sizeof *seen->items), 0,
                          0, store->task_count};
    for (size_t i = 0; i < store->task_count; i++) {
        const struct pending_task *task = &store->tasks[i];
        size_t before = seen->count;
        uint64_t orders[2];
        tamis_status status =
            see_part(store, task->key_class, task->part, seen, orders);

        if (status != TAMIS_OK)
            return status;
        cr_assert_gt(seen->count, before);
        cr_assert_eq(seen->count - before, task->part->count);
        cr_assert(task->key_class != key_class || orders[0] >= last);
        key_class = task->key_class;
        last = orders[1];
    }
    see_others(store, seen);
    return TAMIS_OK;
}

static void check_seen(struct seen *seen, struct known *known, size_t count)
{
    size_t others = 0;

    cr_assert_eq(seen->count, count);
    for (size_t i = 0; i < count; i++)
        others += (known[i].pending.flags & PENDING_OTHER) != 0;
    cr_assert_eq(seen->other_count, others);
    qsort(known, count, sizeof *known, compare_known);
    qsort(seen->items, count, sizeof *known, compare_known);
    for (size_t i = 0; i < count; i++)
        cr_assert_eq(memcmp(&known[i], &seen->items[i], sizeof *known), 0,
                     "statement %zu", i);
}

#define WRITER_COUNT 3u

/* Statements come through several writers; one of them gets most. */
static tamis_status fill(struct pending_store *store, struct random *random,
                         const struct known *known, size_t count)
{
    struct pending_writer *writers[WRITER_COUNT] = {NULL};
    tamis_status status = TAMIS_OK;

    for (size_t i = 0; i < WRITER_COUNT && status == TAMIS_OK; i++)
        status = pending_writer_open(&writers[i], store);
    for (size_t i = 0; i < count && status == TAMIS_OK; i++) {
        size_t n = random_one_in(random, 20) ? random_below(random, 3) : 0;
        struct pending pending = known[i].pending;

        pending.key = known[i].key;
        status = pending_writer_add(writers[n], known[i].key_class, &pending);
    }
    for (size_t i = 0; i < WRITER_COUNT; i++)
        pending_writer_close(writers[i]);
    return status == TAMIS_OK ? pending_store_seal(store) : status;
}

static void check_store(const struct pending_store_options *options,
                        size_t count, bool is_cut, bool is_spilled)
{
    struct known *known = malloc((count + 1) * sizeof *known);
    struct pending_store store;
    struct random random;
    struct seen seen;

    random_begin(&random, "pending store");
    for (size_t i = 0; i < count; i++)
        make_known(&random, &known[i]);
    pending_store_init(&store, &memory_default, options);
    cr_assert_eq(fill(&store, &random, known, count), TAMIS_OK);
    cr_assert_eq(store.count, count);
    cr_assert_eq(see_all(&store, &seen), TAMIS_OK);
    check_seen(&seen, known, count);
    cr_expect_eq(seen.part_count > 5, is_cut);
    cr_expect_eq(atomic_load(&store.memory.spilled) > 0, is_spilled);
    pending_store_release(&store);
    free(seen.items);
    free(known);
}

Test(pending_store, everything_comes_back_whatever_is_cut_or_spilled)
{
    static const struct pending_store_options whole = {UINT64_MAX, "/tmp", 0};
    static const struct pending_store_options cut = {UINT64_MAX, "/tmp", 4096};
    static const struct pending_store_options spilled = {1, "/tmp", 4096};

    check_store(&whole, 0, false, false);
    check_store(&whole, 5000, false, false);
    check_store(&cut, 50, false, false);
    check_store(&cut, 20000, true, false);
    check_store(&spilled, 50, false, false);
    check_store(&spilled, 100000, true, true);
}

/* The store, filled and read, and everything given back. */
static tamis_status run_once(const tamis_allocator *allocator,
                             const struct known *known, size_t count)
{
    static const struct pending_store_options options = {1, "/tmp", 1024};
    struct pending_store store;
    struct random random;
    struct seen seen = {NULL, 0, 0, 0};
    tamis_status status;

    random_seed(&random, 1);
    pending_store_init(&store, allocator, &options);
    status = fill(&store, &random, known, count);
    if (status == TAMIS_OK)
        status = see_all(&store, &seen);
    free(seen.items);
    pending_store_release(&store);
    return status;
}

Test(pending_store, every_allocation_may_fail)
{
    enum { COUNT = 4000 };
    struct known *known = malloc(COUNT * sizeof *known);
    struct failing_allocator failing;
    struct random random;
    uint64_t n;

    random_seed(&random, 3);
    for (size_t i = 0; i < COUNT; i++)
        make_known(&random, &known[i]);
    for (n = 1;; n += 1 + n / 50) {
        tamis_status status;

        failing_allocator_begin(&failing, n);
        status = run_once(&failing.allocator, known, COUNT);
        cr_assert_eq(failing.live_count, 0, "allocation %llu",
                     (unsigned long long)n);
        if (!failing.has_failed) {
            cr_assert_eq(status, TAMIS_OK);
            break;
        }
        cr_assert_eq(status, TAMIS_ERROR_MEMORY, "allocation %llu",
                     (unsigned long long)n);
    }
    cr_assert_gt(n, 50);
    free(known);
}

Test(pending_store, few_statements_take_little_memory)
{
    static const struct pending_store_options options = {UINT64_MAX, "/tmp", 0};
    struct failing_allocator failing;
    struct pending_store store;
    struct known known[10];
    struct random random;

    random_begin(&random, "small store");
    for (size_t i = 0; i < 10; i++)
        make_known(&random, &known[i]);
    failing_allocator_begin(&failing, 0);
    pending_store_init(&store, &failing.allocator, &options);
    cr_assert_eq(fill(&store, &random, known, 10), TAMIS_OK);
    cr_expect_lt(failing.live_size_max, 65536);
    pending_store_release(&store);
    cr_expect_eq(failing.live_count, 0);
}

Test(pending_store, a_full_disk_is_told_with_its_folder)
{
    static const struct pending_store_options options = {1, "/tmp", 1024};
    const struct rlimit limit = {100000, 100000};
    enum { COUNT = 100000 };
    struct known *known = malloc(COUNT * sizeof *known);
    struct pending_store store;
    struct random random;

    random_begin(&random, "full disk");
    for (size_t i = 0; i < COUNT; i++)
        make_known(&random, &known[i]);
    signal(SIGXFSZ, SIG_IGN);
    cr_assert_eq(setrlimit(RLIMIT_FSIZE, &limit), 0);
    pending_store_init(&store, &memory_default, &options);
    cr_expect_eq(fill(&store, &random, known, COUNT), TAMIS_ERROR_SYSTEM);
    cr_expect_eq(store.error.status, TAMIS_ERROR_SYSTEM);
    cr_expect_eq(store.error.system_errno, EFBIG);
    cr_expect_not_null(strstr(store.error.message, "/tmp"), "%s",
                       store.error.message);
    pending_store_release(&store);
    free(known);
}

Test(pending_store, a_folder_that_is_not_there_is_told)
{
    static const struct pending_store_options options = {1, "/nowhere", 1024};
    enum { COUNT = 20000 };
    struct known *known = malloc(COUNT * sizeof *known);
    struct pending_store store;
    struct random random;

    random_begin(&random, "no folder");
    for (size_t i = 0; i < COUNT; i++)
        make_known(&random, &known[i]);
    pending_store_init(&store, &memory_default, &options);
    cr_expect_eq(fill(&store, &random, known, COUNT), TAMIS_ERROR_SYSTEM);
    cr_expect_not_null(strstr(store.error.message, "/nowhere"));
    pending_store_release(&store);
    free(known);
}
