/* SPDX-License-Identifier: BSD-2-Clause */
#include "measure.h"
#include "activity.h"
#include "machine.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

/* Keys that are read before the clock starts: few enough for the second level
 * of any cache. */
#define GROUP 1024u
/* Seconds for which a peer is asked once, at most, before it is measured. */
#define CHECK_SECONDS 10.0

/* One thread's part of a pass. */
struct pass {
    const struct measure *measure;
    void *reader;
    pthread_t thread;
    pthread_barrier_t *barrier;
    size_t first_block, block_step;
    double limit; /* seconds */
    /* results */
    size_t blocks_done;
    uint64_t key_count;
    double seconds;
    uint64_t noise; /* keeps what was read from being optimised away */
};

struct answer {
    uint64_t hits, sum;
    double seconds;
};

static void *open_reader(const struct measure *measure)
{
    void *reader = measure->store;

    if (measure->peer->reader_open)
        reader = measure->peer->reader_open(measure->store);
    if (!reader)
        exit(2);
    return reader;
}

static void close_reader(const struct measure *measure, void *reader)
{
    if (measure->peer->reader_close)
        measure->peer->reader_close(reader);
}

static void fail(const struct measure *measure, size_t block,
                 const struct answer *answer, uint64_t sum)
{
    activity_clear();
    fprintf(stderr,
            "tamis bench: wrong answers by %s for %s: of queries %zu to %zu "
            "%llu hit, sum %llu; expected %llu, sum %llu\n",
            measure->peer->name, key_kind_name(measure->queries->keys.kind),
            block * KEY_BLOCK, (block + 1) * KEY_BLOCK - 1,
            (unsigned long long)answer->hits, (unsigned long long)answer->sum,
            (unsigned long long)measure->queries->block_hits[block],
            (unsigned long long)sum);
    exit(2);
}

static size_t block_size(const struct query_list *queries, size_t block)
{
    size_t left = queries->keys.count - block * KEY_BLOCK;

    return left < KEY_BLOCK ? left : KEY_BLOCK;
}

/* Reads the lines of some keys, so that they are in the cache. */
static uint64_t read_keys(const struct key_list *keys, size_t first,
                          size_t count)
{
    uint64_t sum = 0;

    for (size_t i = first; i < first + count; i++) {
        if (keys->kind == KEY_SHA256)
            sum += keys->digests[i * KEY_DIGEST_SIZE];
        else if (keys->kind == KEY_DOMAIN)
            sum += (uint8_t)keys->names[i].data[0] +
                   (uint8_t)keys->names[i].data[keys->names[i].size - 1];
        else
            sum +=
                keys->addresses[i].bytes[15] + (keys->ipv4 ? keys->ipv4[i] : 0);
    }
    return sum;
}

/* Asks `count` keys in batches. */
static void ask(const struct pass *pass, size_t first, size_t count,
                struct answer *answer)
{
    const struct measure *measure = pass->measure;
    const struct key_list *keys = &measure->queries->keys;
    uint32_t values[PEER_BATCH_MAX];

    for (size_t done = 0; done < count;) {
        size_t step = count - done < measure->plan->batch
                          ? count - done
                          : measure->plan->batch;

        answer->hits +=
            measure->peer->find(pass->reader, keys, first + done, step, values);
        for (size_t i = 0; i < step; i++)
            answer->sum += values[i];
        done += step;
    }
}

static void ask_streamed(struct pass *pass, size_t first, size_t count,
                         struct answer *answer)
{
    double begin = machine_seconds();

    ask(pass, first, count, answer);
    answer->seconds = machine_seconds() - begin;
}

static void ask_cached(struct pass *pass, size_t first, size_t count,
                       struct answer *answer)
{
    const struct key_list *keys = &pass->measure->queries->keys;

    for (size_t done = 0; done < count; done += GROUP) {
        size_t step = count - done < GROUP ? count - done : GROUP;
        double begin;

        pass->noise += read_keys(keys, first + done, step);
        begin = machine_seconds();
        ask(pass, first + done, step, answer);
        answer->seconds += machine_seconds() - begin;
    }
}

/* One key at a time, the place of the next computed from the answer. */
static void ask_dependent(struct pass *pass, size_t first, size_t count,
                          struct answer *answer)
{
    const struct measure *measure = pass->measure;
    const struct key_list *keys = &measure->queries->keys;
    volatile uint32_t zero_store = 0;
    uint32_t zero = zero_store; /* not known to the compiler */
    uint32_t value = 0;
    double begin = machine_seconds();

    for (size_t i = first; i < first + count; i++) {
        answer->hits += measure->peer->find(pass->reader, keys,
                                            i + (value & zero), 1, &value);
        answer->sum += value;
    }
    answer->seconds = machine_seconds() - begin;
}

static void ask_block(struct pass *pass, size_t block, struct answer *answer)
{
    const struct measure *measure = pass->measure;
    size_t count = block_size(measure->queries, block);

    memset(answer, 0, sizeof *answer);
    if (measure->metric == MEASURE_LATENCY)
        ask_dependent(pass, block * KEY_BLOCK, count, answer);
    else if (measure->metric == MEASURE_CACHED)
        ask_cached(pass, block * KEY_BLOCK, count, answer);
    else
        ask_streamed(pass, block * KEY_BLOCK, count, answer);
    pass->seconds += answer->seconds;
    pass->key_count += count;
    if (!measure->peer->is_key_stream &&
        (answer->hits != measure->queries->block_hits[block] ||
         answer->sum != measure->sums[block]))
        fail(measure, block, answer, measure->sums[block]);
}

static void *run_pass(void *context)
{
    struct pass *pass = context;
    size_t block_count = pass->measure->block_count;
    size_t block = pass->first_block % block_count;
    struct answer answer;

    pass->reader = open_reader(pass->measure);
    pthread_barrier_wait(pass->barrier);
    do {
        ask_block(pass, block, &answer);
        block = (block + pass->block_step) % block_count;
        pass->blocks_done++;
    } while (pass->seconds < pass->limit &&
             pass->blocks_done * pass->block_step < block_count);
    close_reader(pass->measure, pass->reader);
    return NULL;
}

/* One pass on all threads: nanoseconds a key of one thread, their mean. */
static double run_threads(const struct measure *measure, size_t *first_block)
{
    struct pass passes[64];
    pthread_barrier_t barrier;
    double sum = 0;
    size_t done = 0;

    memset(passes, 0, sizeof passes);
    pthread_barrier_init(&barrier, NULL, measure->threads);
    for (unsigned i = 0; i < measure->threads; i++) {
        passes[i].measure = measure;
        passes[i].barrier = &barrier;
        passes[i].first_block = *first_block + i;
        passes[i].block_step = measure->threads;
        passes[i].limit = measure->plan->seconds;
        if (i > 0 &&
            pthread_create(&passes[i].thread, NULL, run_pass, &passes[i])) {
            fputs("tamis bench: cannot start a thread\n", stderr);
            exit(2);
        }
    }
    run_pass(&passes[0]);
    for (unsigned i = 0; i < measure->threads; i++) {
        if (i > 0)
            pthread_join(passes[i].thread, NULL);
        sum += passes[i].seconds * 1e9 / (double)passes[i].key_count;
        done += passes[i].blocks_done;
    }
    pthread_barrier_destroy(&barrier);
    *first_block += done;
    return sum / measure->threads;
}

static void check_block(struct measure *measure, void *reader, size_t block)
{
    const struct query_list *queries = measure->queries;
    size_t first = block * KEY_BLOCK, count = block_size(queries, block);
    size_t batch = measure->plan->batch;
    struct answer answer = {0, 0, 0};
    uint32_t values[PEER_BATCH_MAX];

    for (size_t done = 0; done < count; done += batch) {
        size_t step = count - done < batch ? count - done : batch;

        answer.hits += measure->peer->find(reader, &queries->keys, first + done,
                                           step, values);
        for (size_t i = 0; i < step; i++) {
            measure->sums[block] += values[i];
            answer.sum += measure->peer->value
                              ? measure->peer->value(reader, values[i])
                              : values[i];
        }
    }
    if (answer.hits != queries->block_hits[block] ||
        answer.sum != queries->block_sums[block])
        fail(measure, block, &answer, queries->block_sums[block]);
}

void measure_check(struct measure *measure)
{
    const struct query_list *queries = measure->queries;
    bool is_tamis = !strcmp(measure->peer->name, "tamis");
    void *reader = open_reader(measure);
    double begin = machine_seconds();
    size_t block = 0;

    measure->sums = memory_get(queries->block_count, sizeof *measure->sums);
    while (!measure->peer->is_key_stream && block < queries->block_count &&
           (is_tamis || machine_seconds() - begin < CHECK_SECONDS)) {
        check_block(measure, reader, block++);
        activity_part("checking answers, blocks", block, queries->block_count);
    }
    measure->block_count =
        measure->peer->is_key_stream ? queries->block_count : block;
    close_reader(measure, reader);
}

static size_t count_queries(const struct measure *measure)
{
    size_t count = measure->block_count * KEY_BLOCK;

    return count < measure->queries->keys.count ? count
                                                : measure->queries->keys.count;
}

void measure_run(const struct measure *measure, struct result *result)
{
    double samples[1000];
    size_t first_block = 0;

    run_threads(measure, &first_block); /* warm-up */
    for (unsigned i = 0; i < measure->plan->repeats; i++)
        samples[i] = run_threads(measure, &first_block);
    result_take(result, samples, measure->plan->repeats);
    result->threads = measure->threads;
    result->hit_share = measure->queries->hit_share;
    result->queries = count_queries(measure);
    result->batch =
        measure->metric == MEASURE_LATENCY ? 1 : measure->plan->batch;
    result_name(result,
                measure->metric == MEASURE_LATENCY ? "latency" : "throughput",
                "ns/key");
    snprintf(result->keys, sizeof result->keys, "%s",
             measure->metric == MEASURE_CACHED ? "cached" : "streamed");
}
