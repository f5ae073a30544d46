/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Images of one database, built by many threads each, two at a time. Each must
 * answer as the one that a single thread built before.
 */
#include <tamis/compile.h>
#include <tamis/tamis.h>
#include <tamis/xdp_image.h>

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BUILDERS 2
#define ROUNDS   2
#define THREADS  4      /* of each builder */
#define VALUES   120000 /* the names of which are several threads' work */
#define KINDS    6
#define STRIDE   7 /* of those that are asked for; prime to KINDS */

struct task {
    tamis_database *database;
    const tamis_xdp_image *expected;
    int failed;
};

static void stop_at(tamis_status status, const tamis_error *error)
{
    if (status < 0) {
        fprintf(stderr, "%s: %s\n", tamis_status_name(status), error->message);
        exit(1);
    }
}

/* Value number n, spread over all shards; a sixth of each kind. */
static tamis_slice write_value(unsigned n, char *text, size_t size)
{
    unsigned spread = n * 2654435761u;
    unsigned high = spread >> 24, low = spread >> 16 & 255;
    int length;

    switch (n % KINDS) {
    case 0:
        length = snprintf(text, size, "11.%u.%u.%u", low, high, n & 255);
        break;
    case 1:
        length = snprintf(text, size, "12.%u.%u.0/24", low, high);
        break;
    case 2:
        length = snprintf(text, size, "2a01:db8:%x::/64", spread >> 16);
        break;
    case 3:
        length = snprintf(text, size, "13.%u.%u.1:443", low, high);
        break;
    case 4:
        length = snprintf(text, size, "[2a01:db8:1:%x::1]:53", spread >> 16);
        break;
    default:
        length = snprintf(text, size, "evil-%u.example", n);
    }
    return (tamis_slice){text, (size_t)length};
}

static tamis_database *make_database(tamis_compiler *compiler, void **bytes,
                                     size_t *size)
{
    static const char *const names[] = {"one", "two", "three"};
    tamis_database *database;
    uint32_t feeds[3];
    tamis_error error;

    for (size_t n = 0; n < 3; n++) {
        tamis_feed_info info = TAMIS_FEED_INFO_INIT;

        info.name = (tamis_slice){names[n], strlen(names[n])};
        info.tlp = TAMIS_TLP_GREEN;
        stop_at(tamis_compiler_add_feed(compiler, &info, &feeds[n], &error),
                &error);
    }
    for (unsigned n = 0; n < VALUES; n++) {
        tamis_statement statement = TAMIS_STATEMENT_INIT;
        char value[64];

        statement.value = write_value(n, value, sizeof value);
        for (unsigned feed = 0; feed <= n % 3; feed++)
            stop_at(
                tamis_compiler_add(compiler, feeds[feed], &statement, &error),
                &error);
    }
    stop_at(tamis_compiler_write_memory(compiler, bytes, size, &error), &error);
    stop_at(tamis_database_open_memory(&database, *bytes, *size, NULL, &error),
            &error);
    return database;
}

static tamis_xdp_image *build(tamis_database *database, uint32_t thread_count)
{
    tamis_xdp_image_options options = TAMIS_XDP_IMAGE_OPTIONS_INIT;
    tamis_xdp_image *image;
    tamis_error error;

    options.thread_count = thread_count;
    stop_at(tamis_xdp_image_build(&image, database, &options, &error), &error);
    return image;
}

static tamis_xdp_answer ask(const tamis_xdp_image *image, unsigned n)
{
    tamis_xdp_answer answer = {.struct_size = sizeof answer};
    char value[64];
    tamis_slice slice = write_value(n, value, sizeof value);
    char *slash = memchr(value, '/', slice.size);
    tamis_error error;

    /* A prefix is asked for by its first address. */
    if (slash)
        slice.size = (size_t)(slash - value);
    stop_at(tamis_xdp_image_ask(image, TAMIS_KIND_AUTO, slice.data, slice.size,
                                &answer, &error),
            &error);
    return answer;
}

/* Behind those that are listed are as many that are not, or are by chance. */
static int is_alike(const tamis_xdp_image *image,
                    const tamis_xdp_image *expected)
{
    for (unsigned n = 0; n < 2 * VALUES; n += STRIDE) {
        tamis_xdp_answer one = ask(image, n), other = ask(expected, n);

        if (!one.number != !other.number || one.flags != other.flags ||
            one.record != other.record ||
            memcmp(one.actions, other.actions, sizeof one.actions) != 0 ||
            (n < VALUES && !one.number)) {
            fprintf(stderr, "value %u: answer %u, and %u of one thread's\n", n,
                    one.number, other.number);
            return 0;
        }
    }
    return 1;
}

static void *run(void *context)
{
    struct task *task = context;

    for (int round = 0; round < ROUNDS; round++) {
        tamis_xdp_image *image = build(task->database, THREADS);

        task->failed |= !is_alike(image, task->expected);
        tamis_xdp_image_destroy(image);
    }
    return NULL;
}

int main(void)
{
    pthread_t threads[BUILDERS];
    struct task tasks[BUILDERS];
    tamis_compiler *compiler;
    tamis_database *database;
    tamis_xdp_image *expected;
    tamis_error error;
    void *bytes;
    size_t size;
    int failed = 0;

    stop_at(tamis_compiler_create(&compiler, NULL, &error), &error);
    database = make_database(compiler, &bytes, &size);
    expected = build(database, 1);
    failed |= !is_alike(expected, expected);
    for (int n = 0; n < BUILDERS; n++) {
        tasks[n] = (struct task){database, expected, 0};
        if (pthread_create(&threads[n], NULL, run, &tasks[n]) != 0) {
            perror("pthread_create");
            return 1;
        }
    }
    for (int n = 0; n < BUILDERS; n++) {
        pthread_join(threads[n], NULL);
        failed |= tasks[n].failed;
    }
    tamis_xdp_image_destroy(expected);
    tamis_database_release(database);
    tamis_compiler_free_memory(compiler, bytes, size);
    tamis_compiler_destroy(compiler);
    puts(failed ? "images differ" : "all images answer alike");
    return failed;
}
