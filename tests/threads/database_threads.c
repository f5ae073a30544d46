/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Many threads ask one database, each with a matcher and a clearance of its
 * own, while references come and go. Each must get the answers that one thread
 * alone got before.
 */
#include <tamis/compile.h>
#include <tamis/tamis.h>

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define THREADS 4
#define ROUNDS  40
#define NAMES   256

struct answers {
    size_t domains, addresses, hits;
};

struct task {
    tamis_database *database;
    struct answers expected[2]; /* by clearance: RED, GREEN */
    uint32_t part;              /* of THREADS, that it walks */
    size_t records;             /* met there, in each round */
    int failed;
};

static const tamis_tlp ranks[2] = {TAMIS_TLP_RED, TAMIS_TLP_GREEN};

static void stop_at(tamis_status status, const tamis_error *error)
{
    if (status < 0) {
        fprintf(stderr, "%s: %s\n", tamis_status_name(status), error->message);
        exit(1);
    }
}

static tamis_slice text(const char *words)
{
    tamis_slice slice = {words, strlen(words)};

    return slice;
}

static uint32_t add_feed(tamis_compiler *compiler, const char *name,
                         tamis_tlp tlp)
{
    tamis_feed_info info = TAMIS_FEED_INFO_INIT;
    tamis_error error;
    uint32_t feed_id = 0;

    info.name = text(name);
    info.tlp = tlp;
    stop_at(tamis_compiler_add_feed(compiler, &info, &feed_id, &error), &error);
    return feed_id;
}

static void add_values(tamis_compiler *compiler, uint32_t feed_id,
                       int is_address, int first)
{
    for (int i = first; i < NAMES; i += 2) {
        tamis_statement statement = TAMIS_STATEMENT_INIT;
        tamis_error error;
        char value[64];

        if (is_address)
            snprintf(value, sizeof value, "203.0.113.%d", i);
        else
            snprintf(value, sizeof value, "evil-%d.example", i);
        statement.value = text(value);
        stop_at(tamis_compiler_add(compiler, feed_id, &statement, &error),
                &error);
    }
}

static tamis_database *make_database(tamis_compiler *compiler, void **bytes,
                                     size_t *size)
{
    uint32_t green = add_feed(compiler, "green", TAMIS_TLP_GREEN);
    uint32_t red = add_feed(compiler, "red", TAMIS_TLP_RED);
    tamis_database *database;
    tamis_error error;

    add_values(compiler, green, 0, 0);
    add_values(compiler, red, 0, 1);
    add_values(compiler, green, 1, 0);
    add_values(compiler, red, 1, 1);
    stop_at(tamis_compiler_write_memory(compiler, bytes, size, &error), &error);
    stop_at(tamis_database_open_memory(&database, *bytes, *size, NULL, &error),
            &error);
    return database;
}

static int count_hits(void *context, const tamis_hit *hits, size_t hit_count)
{
    (void)hits;
    *(size_t *)context += hit_count;
    return 0;
}

static void ask_batches(tamis_matcher *matcher, struct answers *answers)
{
    static const uint8_t mapped[12] = {[10] = 0xff, [11] = 0xff};
    char names[NAMES][32];
    tamis_slice slices[NAMES];
    tamis_address addresses[NAMES];
    tamis_record_id records[NAMES];

    for (int i = 0; i < NAMES; i++) {
        snprintf(names[i], sizeof names[i], "www.evil-%d.example", i);
        slices[i] = text(names[i]);
        memcpy(addresses[i].bytes, mapped, sizeof mapped);
        memcpy(addresses[i].bytes + 12, (uint8_t[]){203, 0, 113, (uint8_t)i},
               4);
    }
    answers->domains =
        tamis_matcher_find_domains(matcher, NAMES, slices, records);
    answers->addresses =
        tamis_matcher_find_addresses(matcher, NAMES, addresses, records);
}

static struct answers ask(tamis_database *database, tamis_tlp tlp)
{
    static const char log[] = "GET http://a.evil-1.example/ from 203.0.113.2\n"
                              "evil-2.example said 203.0.113.3 and no more\n";
    tamis_matcher_options options = TAMIS_MATCHER_OPTIONS_INIT;
    struct answers answers = {0, 0, 0};
    tamis_matcher *matcher;
    tamis_error error;

    options.clearance.tlp = tlp;
    stop_at(tamis_matcher_create(&matcher, database, &options, &error), &error);
    ask_batches(matcher, &answers);
    tamis_matcher_scan(matcher, log, sizeof log - 1, count_hits, &answers.hits);
    tamis_matcher_destroy(matcher);
    return answers;
}

static size_t walk(tamis_database *database, uint32_t part, uint32_t part_count)
{
    tamis_cursor_options options = TAMIS_CURSOR_OPTIONS_INIT;
    size_t count, records = 0;
    tamis_record batch[16];
    tamis_entry_brief entries[16];
    tamis_cursor *cursor;
    tamis_error error;

    options.flags = TAMIS_CURSOR_UNORDERED;
    options.part = part;
    options.part_count = part_count;
    stop_at(tamis_cursor_create_with(&cursor, database, &options, &error),
            &error);
    while ((count = tamis_cursor_read(cursor, 16, batch, 16, entries)) > 0)
        records += count;
    tamis_cursor_destroy(cursor);
    return records;
}

static void *run(void *context)
{
    struct task *task = context;

    for (int round = 0; round < ROUNDS; round++) {
        tamis_database *mine = tamis_database_retain(task->database);
        int which = round & 1;
        struct answers found = ask(mine, ranks[which]);

        if (memcmp(&found, &task->expected[which], sizeof found) != 0)
            task->failed = 1;
        task->records += walk(mine, task->part, THREADS);
        tamis_database_release(mine);
    }
    tamis_database_release(task->database);
    return NULL;
}

static int run_threads(tamis_database *database,
                       const struct answers expected[2])
{
    pthread_t threads[THREADS];
    struct task tasks[THREADS];
    size_t records = 0, all = walk(database, 0, 1);
    int failed = 0;

    for (int i = 0; i < THREADS; i++) {
        tasks[i] = (struct task){.database = tamis_database_retain(database),
                                 .part = (uint32_t)i};
        memcpy(tasks[i].expected, expected, sizeof tasks[i].expected);
        if (pthread_create(&threads[i], NULL, run, &tasks[i]) != 0) {
            perror("pthread_create");
            exit(1);
        }
    }
    /* The threads hold the last references from here on. */
    tamis_database_release(database);
    for (int i = 0; i < THREADS; i++) {
        pthread_join(threads[i], NULL);
        failed |= tasks[i].failed;
        records += tasks[i].records;
    }
    return failed || all == 0 || records != ROUNDS * all;
}

int main(void)
{
    struct answers expected[2];
    tamis_compiler *compiler;
    tamis_database *database;
    tamis_error error;
    void *bytes;
    size_t size;
    int failed;

    stop_at(tamis_compiler_create(&compiler, NULL, &error), &error);
    database = make_database(compiler, &bytes, &size);
    for (int i = 0; i < 2; i++)
        expected[i] = ask(database, ranks[i]);
    failed = expected[0].domains != NAMES || expected[0].addresses != NAMES ||
             expected[0].hits != 4 || expected[1].domains != NAMES / 2 ||
             expected[1].addresses != NAMES / 2 || expected[1].hits != 2;
    if (failed)
        fprintf(stderr, "one thread alone gets wrong answers already\n");
    failed |= run_threads(database, expected);
    tamis_compiler_free_memory(compiler, bytes, size);
    tamis_compiler_destroy(compiler);
    puts(failed ? "answers differ between threads" : "all answers are equal");
    return failed;
}
