/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A compiler adds, merges and builds on threads of its own: the bytes must be
 * those of one thread, whatever the caller does between two statements, and
 * whether or not statements were spilled.
 */
#include <tamis/compile.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define STATEMENTS 60000u

struct file {
    void *bytes;
    size_t size;
    tamis_compiler *compiler;
};

static void stop_at(tamis_status status, const tamis_error *error)
{
    if (status < 0) {
        fprintf(stderr, "%s: %s\n", tamis_status_name(status), error->message);
        exit(1);
    }
}

static uint32_t add_feed(tamis_compiler *compiler, const char *name,
                         tamis_action action)
{
    tamis_feed_info info = TAMIS_FEED_INFO_INIT;
    tamis_error error;
    uint32_t feed = 0;

    info.name = (tamis_slice){name, strlen(name)};
    info.tlp = action == TAMIS_ACTION_LIST ? TAMIS_TLP_GREEN : TAMIS_TLP_CLEAR;
    info.action = action;
    stop_at(tamis_compiler_add_feed(compiler, &info, &feed, &error), &error);
    return feed;
}

static void add_statements(tamis_compiler *compiler, uint32_t feed)
{
    char value[80], reference[32];
    tamis_error error;

    for (unsigned i = 0; i < STATEMENTS; i++) {
        tamis_statement statement = TAMIS_STATEMENT_INIT;

        if (i % 3 == 0)
            snprintf(value, sizeof value, "%064x", i * 2654435761u);
        else
            snprintf(value, sizeof value, i % 3 == 1 ? "e%u.evil.com" : "#%u",
                     i);
        snprintf(reference, sizeof reference, "report %u", i % 100);
        statement.value = (tamis_slice){value, strlen(value)};
        statement.reference = (tamis_slice){reference, strlen(reference)};
        stop_at(tamis_compiler_add(compiler, feed, &statement, &error), &error);
    }
}

/* What all threads ask of every statement. */
static void add_others(tamis_compiler *compiler)
{
    static const char *const values[] = {"e7.evil.com", "e8.evil.com"};
    static const tamis_action actions[] = {TAMIS_ACTION_ALLOW,
                                           TAMIS_ACTION_WARN};

    for (int i = 0; i < 2; i++) {
        uint32_t feed = add_feed(compiler, i ? "warn" : "allow", actions[i]);
        tamis_statement statement = TAMIS_STATEMENT_INIT;
        tamis_error error;

        statement.value = (tamis_slice){values[i], strlen(values[i])};
        stop_at(tamis_compiler_add(compiler, feed, &statement, &error), &error);
    }
}

static uint64_t count_read(const tamis_compiler *compiler)
{
    tamis_compile_report report = {.struct_size = sizeof report};

    tamis_compiler_report(compiler, UINT32_MAX, &report);
    return report.read;
}

static void compile(uint32_t threads, uint64_t memory_limit, struct file *file)
{
    tamis_compiler_options options = TAMIS_COMPILER_OPTIONS_INIT;
    tamis_error error;

    options.threads = threads;
    options.memory_limit = memory_limit;
    stop_at(tamis_compiler_create(&file->compiler, &options, &error), &error);
    add_statements(file->compiler,
                   add_feed(file->compiler, "first", TAMIS_ACTION_LIST));
    if (count_read(file->compiler) != STATEMENTS)
        exit(1);
    add_statements(file->compiler,
                   add_feed(file->compiler, "second", TAMIS_ACTION_LIST));
    add_others(file->compiler);
    stop_at(tamis_compiler_write_memory(file->compiler, &file->bytes,
                                        &file->size, &error),
            &error);
}

static void release(struct file *file)
{
    tamis_compiler_free_memory(file->compiler, file->bytes, file->size);
    tamis_compiler_destroy(file->compiler);
}

int main(void)
{
    struct file alone, together;
    int failed = 0;

    compile(1, 0, &alone);
    for (uint32_t threads = 2; threads <= 5; threads++) {
        /* A limit of one byte spills all that can be spilled. */
        compile(threads, threads % 2, &together);
        if (alone.size != together.size ||
            memcmp(alone.bytes, together.bytes, alone.size) != 0) {
            fprintf(stderr, "%u threads: other bytes\n", threads);
            failed = 1;
        }
        release(&together);
    }
    release(&alone);
    return failed;
}
