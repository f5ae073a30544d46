/* SPDX-License-Identifier: BSD-2-Clause */
#include "report/tally.h"
#include "base/failure.h"
#include "base/heap.h"
#include "image/image_find_name.h"
#include "image/image_name_hash.h"
#include "report/visible_statement.h"

#include <stdio.h>
#include <string.h>
#include <sys/random.h>

#define SECOND_NS 1000000000ll

/* A label that stands for any under a listed name. Nobody lists it: whoever
 * writes a feed cannot know it. */
static void draw_label(char label[TALLY_LABEL_SIZE + 1])
{
    unsigned char bytes[TALLY_LABEL_SIZE] = {0};

    if (getrandom(bytes, sizeof bytes, 0) < 0)
        memset(bytes, 0, sizeof bytes);
    for (int i = 0; i < TALLY_LABEL_SIZE; i++)
        label[i] = "abcdefghijklmnopqrstuvwxyz234567"[bytes[i] & 31];
    label[TALLY_LABEL_SIZE] = '.';
}

void tally_begin(struct tally *tally, const tamis_allocator *heap)
{
    memset(tally, 0, sizeof *tally);
    tally->heap = heap_from(heap);
    draw_label(tally->label);
    sums_begin(&tally->records, &tally->heap);
    sums_begin(&tally->feeds, &tally->heap);
}

void tally_end(struct tally *tally)
{
    sums_end(&tally->records);
    sums_end(&tally->feeds);
}

/* One answer being counted: its records and feeds, each once. */
#define ONCE_MAX 256
struct answer_sum {
    struct tally *tally;
    const tamis_xdp_policy *policy;
    __u64 hits;
    __s64 last_seen_ns;
    __s64 time_ns;   /* of the image that counted */
    tamis_kind kind; /* of the first, most precise indicator */
    tamis_record_id last_record;
    __u32 feeds[ONCE_MAX];
    size_t feed_count;
    bool has_no_memory;
};

static bool is_new_feed(struct answer_sum *sum, __u32 feed)
{
    for (size_t i = 0; i < sum->feed_count; i++)
        if (sum->feeds[i] == feed)
            return false;
    if (sum->feed_count < ONCE_MAX)
        sum->feeds[sum->feed_count++] = feed;
    return true;
}

/* Hits of one record come one after the other: their order says so. */
static bool add_hit(struct answer_sum *sum, const tamis_hit *hit)
{
    struct tally *tally = sum->tally;

    if (sum->kind == TAMIS_KIND_AUTO)
        sum->kind = hit->kind;
    if (hit->record != sum->last_record) {
        sum->last_record = hit->record;
        if (!sums_add(&tally->records, hit->record, sum->hits,
                      sum->last_seen_ns))
            return false;
    }
    return !is_new_feed(sum, hit->entry.feed_id) ||
           sums_add(&tally->feeds, hit->entry.feed_id, sum->hits,
                    sum->last_seen_ns);
}

static int add_hits(void *context, const tamis_hit *hits, size_t hit_count)
{
    struct answer_sum *sum = context;

    for (size_t i = 0; i < hit_count; i++) {
        if (hits[i].entry.valid_from_ns > sum->time_ns ||
            !statement_word(sum->policy, &hits[i]))
            continue;
        if (!add_hit(sum, &hits[i])) {
            sum->has_no_memory = true;
            return 1;
        }
    }
    return 0;
}

/* Is the answer that of the name itself? Names under it may have another. */
static bool is_of_itself(const struct tally_answers *answers, __u32 answer,
                         tamis_slice name)
{
    __u64 hash = name_hash(answers->image.secret, name.data, name.size);

    return image_name_answer(image_keyed_find(&answers->image, hash), 1) ==
           answer;
}

/* A value that was met: a record's own, or one under its name. */
struct met {
    tamis_record_id record;
    bool is_under;
};

static struct met answer_met(const struct reader *reader,
                             const struct tally_answers *answers, __u32 answer)
{
    struct met met = {answers->records[answer], false};
    tamis_record record;

    if (tamis_matcher_record(reader->all, met.record, &record) &&
        record.kind == TAMIS_KIND_DOMAIN)
        met.is_under = !is_of_itself(answers, answer, record.key);
    return met;
}

/* Writes the label, or the end of it that a name has room for. */
static size_t write_label(const struct tally *tally, size_t name_size,
                          char *text)
{
    size_t size = sizeof tally->label;

    if (name_size + size > TAMIS_DOMAIN_SIZE_MAX)
        size = name_size + 2 <= TAMIS_DOMAIN_SIZE_MAX
                   ? TAMIS_DOMAIN_SIZE_MAX - name_size
                   : 0;
    memcpy(text, tally->label + sizeof tally->label - size, size);
    return size;
}

/* Its text. */
static size_t met_value(const struct tally *tally, const struct reader *reader,
                        struct met met, tamis_kind *kind,
                        char text[TAMIS_KEY_SIZE_MAX])
{
    tamis_record record;
    size_t size = 0;

    if (!tamis_matcher_record(reader->all, met.record, &record))
        return 0;
    *kind = record.kind;
    if (record.kind == TAMIS_KIND_DOMAIN && met.is_under)
        size = write_label(tally, record.key.size, text);
    size += tamis_key_format(record.kind, record.key.data, record.key.size,
                             text + size, TAMIS_KEY_SIZE_MAX - size);
    return size < TAMIS_KEY_SIZE_MAX ? size : 0;
}

/* The hit's second is known modulo 2^24. */
static __s64 last_seen(__u64 hit, struct tally_clock clock)
{
    __s64 now = clock.boot_ns / SECOND_NS;
    __s64 age =
        (now - (__s64)(hit & IMAGE_HIT_SECOND_MASK)) & IMAGE_HIT_SECOND_MASK;
    /* Both clocks tick together: what lies between them is rounded, so that
     * the same second is told the same way each time. */
    __s64 apart = (clock.unix_ns - clock.boot_ns + SECOND_NS / 2) / SECOND_NS;

    return (now - age + apart) * SECOND_NS;
}

static bool tally_met(struct answer_sum *sum, const struct reader *reader,
                      struct met met)
{
    char text[TAMIS_KEY_SIZE_MAX];
    tamis_kind kind;
    size_t size = met_value(sum->tally, reader, met, &kind, text);

    sum->kind = TAMIS_KIND_AUTO;
    sum->last_record = TAMIS_RECORD_NONE;
    sum->feed_count = 0;
    if (size)
        tamis_matcher_find_all(reader->matcher, kind, text, size, add_hits, sum,
                               NULL);
    if (sum->kind != TAMIS_KIND_AUTO) {
        struct sum *of_kind = &sum->tally->kinds[sum->kind];

        sum->tally->hits += sum->hits;
        of_kind->hits += sum->hits;
        if (sum->last_seen_ns > of_kind->last_seen_ns)
            of_kind->last_seen_ns = sum->last_seen_ns;
    }
    return !sum->has_no_memory;
}

/* What was met in generations before, of the same database. */
static bool tally_earlier(struct answer_sum *sum, const struct reader *reader,
                          const struct hits_carried *before,
                          struct tally_clock clock)
{
    for (size_t n = 0; n < before->earlier_count; n++) {
        const struct hits_earlier *earlier = &before->earlier[n];
        struct met met = {(tamis_record_id)earlier->record,
                          earlier->is_under != 0};

        sum->time_ns = earlier->time_ns;
        sum->hits = earlier->hit / IMAGE_HIT_ONE;
        sum->last_seen_ns = last_seen(earlier->hit, clock);
        if (!tally_met(sum, reader, met))
            return false;
    }
    return true;
}

static bool tally_now(struct answer_sum *sum, const struct reader *reader,
                      const struct tally_answers *answers,
                      struct tally_clock clock)
{
    sum->time_ns = answers->time_ns;
    for (__u32 answer = 1; answer <= answers->count; answer++) {
        __u64 hit = *(const volatile __u64 *)&answers->hits[answer];
        __u64 before = answers->before ? answers->before->counts[answer] : 0;

        if (hit / IMAGE_HIT_ONE <= before)
            continue;
        sum->hits = hit / IMAGE_HIT_ONE - before;
        sum->last_seen_ns = last_seen(hit, clock);
        if (!tally_met(sum, reader, answer_met(reader, answers, answer)))
            return false;
    }
    return true;
}

tamis_status tally_answers(struct tally *tally, const struct reader *reader,
                           const tamis_xdp_policy *policy,
                           const struct tally_answers *answers,
                           struct tally_clock clock, tamis_error *error)
{
    struct answer_sum sum = {.tally = tally, .policy = policy};

    tamis_matcher_set_time(reader->matcher, clock.unix_ns, 0);
    if (tally_now(&sum, reader, answers, clock) &&
        (!answers->before ||
         tally_earlier(&sum, reader, answers->before, clock)))
        return TAMIS_OK;
    return failure(error, TAMIS_ERROR_MEMORY,
                   "no memory to add up the hits of %u answers",
                   answers->count);
}
