/* SPDX-License-Identifier: BSD-2-Clause */
/* Which differences between two runs are told, as lines and as their number. */
#include "activity.h"
#include "machine.h"
#include "scale_compare.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

/* What the log asks of the rest of the program. */
const char machine_commit[] = "commit";

const char *machine_cpu(void)
{
    return "this one";
}

const char *machine_compiler(void)
{
    return "a compiler";
}

unsigned machine_cpu_count(void)
{
    return 1;
}

void activity_clear(void)
{
}

void *memory_get(size_t count, size_t size)
{
    void *memory = calloc(count + 1, size);

    cr_assert(memory);
    return memory;
}

static void add(struct result_log *log, const char *metric, const char *unit,
                double value, unsigned repeats)
{
    struct result row = result_open("compile", "tamis", "mixed", 1000000);
    double samples[2] = {value, value};

    result_name(&row, metric, unit);
    result_take(&row, samples, repeats);
    result_log_add(log, &row);
}

static size_t lines_with(const char *text, const char *word)
{
    size_t count = 0;

    for (const char *line = text; line; line = strchr(line, '\n')) {
        line += *line == '\n';
        count += !strncmp(line, word, strlen(word));
    }
    return count;
}

static const struct {
    const char *metric, *unit;
    double before, now;
    unsigned repeats_before, repeats;
    int verdict; /* 1: worse, -1: better */
} cases[] = {
    /* One process's memory, and one pass of anything. */
    {"peak-memory", "MiB", 17.4, 21.3, 1, 1, 0},
    {"peak-memory", "MiB", 21.3, 17.4, 1, 1, 0},
    {"peak-memory", "MiB", 17.4, 900, 1, 2, 0},
    {"peak-memory", "MiB", 17.4, 900, 2, 1, 0},
    {"compile", "s", 1, 3, 1, 2, 0},
    {"file-size", "MiB", 1, 3, 1, 1, 0},
    /* Memory below and above the floor, also per indicator (of a million). */
    {"peak-memory", "MiB", 17.4, 21.3, 2, 2, 0},
    {"peak-memory", "MiB", 21.3, 17.4, 2, 2, 0},
    {"peak-memory", "MiB", 17.4, 21.5, 2, 2, 1},
    {"peak-memory", "MiB", 21.5, 17.4, 2, 2, -1},
    {"resident", "MiB", 1, 4.9, 2, 2, 0},
    {"resident", "MiB", 1, 5.1, 2, 2, 1},
    {"touched", "B/indicator", 1, 5.1, 2, 2, 0},
    {"touched", "B/indicator", 1, 5.3, 2, 2, 1},
    {"memory", "B/indicator", 5.3, 1, 2, 2, -1},
    /* A tenth of much is above the floor, and less than a tenth is nothing. */
    {"peak-memory", "MiB", 1000, 1090, 2, 2, 0},
    {"peak-memory", "MiB", 1000, 1110, 2, 2, 1},
    /* What is no memory has no floor. */
    {"file-size", "MiB", 1, 1.2, 2, 2, 1},
    {"throughput", "ns/key", 10, 8, 2, 2, -1},
};

Test(scale_compare, every_worse_figure_is_counted_and_has_a_line)
{
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct result_log now = {.count = 0}, before = {.count = 0};
        char *text;
        size_t size, worse;
        FILE *file = open_memstream(&text, &size);

        cr_assert(file);
        add(&before, cases[i].metric, cases[i].unit, cases[i].before,
            cases[i].repeats_before);
        add(&now, cases[i].metric, cases[i].unit, cases[i].now,
            cases[i].repeats);
        worse = scale_compare_text(file, &now, &before);
        fclose(file);
        cr_expect_eq(worse, cases[i].verdict > 0, "case %zu: %s", i, text);
        cr_expect_eq(lines_with(text, "worse "), worse, "case %zu: %s", i,
                     text);
        cr_expect_eq(lines_with(text, "better "), cases[i].verdict < 0,
                     "case %zu: %s", i, text);
        free(text);
        result_log_close(&now);
        result_log_close(&before);
    }
}
