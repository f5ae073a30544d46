/* SPDX-License-Identifier: BSD-2-Clause */
#include "result.h"
#include "activity.h"
#include "machine.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

struct result result_open(const char *bench, const char *subject,
                          const char *kind, size_t indicators)
{
    struct result result;

    memset(&result, 0, sizeof result);
    snprintf(result.bench, sizeof result.bench, "%s", bench);
    snprintf(result.subject, sizeof result.subject, "%s", subject);
    snprintf(result.kind, sizeof result.kind, "%s", kind);
    result.indicators = indicators;
    result.hit_share = RESULT_NO_HITS;
    result.threads = 1;
    result.repeats = 1;
    return result;
}

void result_name(struct result *result, const char *metric, const char *unit)
{
    snprintf(result->metric, sizeof result->metric, "%s", metric);
    snprintf(result->unit, sizeof result->unit, "%s", unit);
}

static int compare_samples(const void *a, const void *b)
{
    double left = *(const double *)a, right = *(const double *)b;

    return left < right ? -1 : left > right;
}

void result_take(struct result *result, double *samples, unsigned count)
{
    qsort(samples, count, sizeof *samples, compare_samples);
    result->min = samples[0];
    result->max = samples[count - 1];
    result->value = (samples[(count - 1) / 2] + samples[count / 2]) / 2;
    result->repeats = count;
}

void result_log_add(struct result_log *log, const struct result *result)
{
    if (log->count == log->capacity) {
        size_t capacity = log->capacity * 2 + 256;
        struct result *rows = memory_get(capacity, sizeof *rows);

        if (log->count)
            memcpy(rows, log->rows, log->count * sizeof *rows);
        free(log->rows);
        log->rows = rows;
        log->capacity = capacity;
    }
    log->rows[log->count++] = *result;
}

void result_log_close(struct result_log *log)
{
    free(log->rows);
    memset(log, 0, sizeof *log);
}

static bool is_same_share(double a, double b)
{
    return a > b - 1e-9 && a < b + 1e-9;
}

const struct result *result_find(const struct result_log *log,
                                 const struct result *like, const char *subject)
{
    for (size_t i = 0; i < log->count; i++) {
        const struct result *row = &log->rows[i];

        if (!strcmp(row->subject, subject) &&
            !strcmp(row->bench, like->bench) &&
            !strcmp(row->kind, like->kind) &&
            !strcmp(row->metric, like->metric) &&
            !strcmp(row->keys, like->keys) &&
            (!like->pages[0] || !strcmp(row->pages, like->pages)) &&
            row->indicators == like->indicators && row->batch == like->batch &&
            row->threads == like->threads &&
            is_same_share(row->hit_share, like->hit_share))
            return row;
    }
    return NULL;
}

/* Words here are our own, so nothing needs escaping but what machine_cpu()
 * already left out. */
void result_write_json(FILE *file, const struct bench_plan *plan,
                       const struct result *result)
{
    fprintf(file,
            "{\"bench\":\"%s\",\"subject\":\"%s\",\"kind\":\"%s\","
            "\"metric\":\"%s\",\"unit\":\"%s\",\"value\":%.6g,"
            "\"min\":%.6g,\"max\":%.6g,\"repeats\":%u,"
            "\"indicators\":%zu,\"hit_share\":",
            result->bench, result->subject, result->kind, result->metric,
            result->unit, result->value, result->min, result->max,
            result->repeats, result->indicators);
    if (result->hit_share < 0)
        fputs("null", file);
    else
        fprintf(file, "%g", result->hit_share);
    fprintf(file,
            ",\"threads\":%u,\"batch\":%zu,\"queries\":%zu,\"keys\":\"%s\","
            "\"pages\":\"%s\",\"ratio\":%.4g,",
            result->threads, result->batch, result->queries, result->keys,
            result->pages, result->ratio);
    if (plan->cpu_limit)
        fprintf(file, "\"kernels\":\"limit-%" PRIu32 "\",", plan->cpu_limit);
    else
        fputs("\"kernels\":\"best\",", file);
    fprintf(file,
            "\"seed\":%" PRIu64 ",\"commit\":\"%s\",\"cpu\":\"%s\","
            "\"cpus\":%u,\"compiler\":\"%s\"}\n",
            plan->seed, machine_commit, machine_cpu(), machine_cpu_count(),
            machine_compiler());
    fflush(file);
}

/* The head of what belongs together: a kind and a size. */
static void write_head(const struct bench_plan *plan,
                       const struct result *before, const struct result *result)
{
    if (!before)
        fprintf(plan->results, "%s, %u processors, %s, commit %s\n",
                machine_cpu(), machine_cpu_count(), machine_compiler(),
                machine_commit);
    if (!before || strcmp(before->kind, result->kind) != 0 ||
        before->indicators != result->indicators)
        fprintf(plan->results,
                "\n%s, %zu listed\n"
                "  %-11s %-14s %-5s %-8s %6s %7s %5s %9s %-12s %18s %7s\n",
                result->kind, result->indicators, "subject", "metric", "pages",
                "keys", "hits", "threads", "batch", "median", "unit",
                "least-largest", "x tamis");
}

static void write_text(const struct bench_plan *plan,
                       const struct result_log *log,
                       const struct result *result)
{
    char hits[16] = "", ratio[24] = "", batch[24] = "", threads[16] = "";

    write_head(plan, log->count > 1 ? &log->rows[log->count - 2] : NULL,
               result);
    if (result->hit_share >= 0)
        snprintf(hits, sizeof hits, "%.3g %%", result->hit_share * 100);
    if (result->ratio > 0)
        snprintf(ratio, sizeof ratio, "%.2f", result->ratio);
    if (result->batch > 0)
        snprintf(batch, sizeof batch, "%zu", result->batch);
    if (result->batch > 0 || result->threads > 1 ||
        (result->threads > 0 && !strcmp(result->bench, "compile")))
        snprintf(threads, sizeof threads, "%u", result->threads);
    fprintf(plan->results,
            "  %-11s %-14s %-5s %-8s %6s %7s %5s %9.4g %-12s %8.4g-%-9.4g "
            "%7s\n",
            result->subject, result->metric, result->pages, result->keys, hits,
            threads, batch, result->value, result->unit, result->min,
            result->max, ratio);
    fflush(plan->results);
}

void result_write(const struct bench_plan *plan, struct result_log *log,
                  const struct result *result)
{
    struct result row = *result;
    const struct result *tamis = result_find(log, &row, "tamis");

    activity_clear();
    if (tamis && tamis->value > 0 && strcmp(row.subject, "tamis") != 0)
        row.ratio = row.value / tamis->value;
    result_log_add(log, &row);
    if (plan->format == PLAN_JSON)
        result_write_json(plan->results, plan, &row);
    else
        write_text(plan, log, &row);
}

/* --- reading back what result_write_json() wrote ------------------------- */

/* What stands behind "key": in a line; NULL when the key is not there. */
static const char *find_key(const char *line, const char *key)
{
    char quoted[40];
    const char *at;

    snprintf(quoted, sizeof quoted, "\"%s\":", key);
    at = strstr(line, quoted);
    return at ? at + strlen(quoted) : NULL;
}

static bool read_word(const char *line, const char *key, char *word,
                      size_t capacity)
{
    const char *at = find_key(line, key);
    size_t size = at && *at == '"' ? strcspn(at + 1, "\"\n") : capacity;

    if (size >= capacity)
        return false;
    memcpy(word, at + 1, size);
    word[size] = '\0';
    return true;
}

static bool read_number(const char *line, const char *key, double *number)
{
    const char *at = find_key(line, key);
    char *end;

    if (!at)
        return false;
    if (!strncmp(at, "null", 4)) {
        *number = RESULT_NO_HITS;
        return true;
    }
    *number = strtod(at, &end);
    return end != at && *number >= -1 && *number < 1e18;
}

static bool read_row(const char *line, struct result *row)
{
    double indicators, batch, threads, repeats;

    memset(row, 0, sizeof *row);
    if (!read_word(line, "bench", row->bench, sizeof row->bench) ||
        !read_word(line, "subject", row->subject, sizeof row->subject) ||
        !read_word(line, "kind", row->kind, sizeof row->kind) ||
        !read_word(line, "metric", row->metric, sizeof row->metric) ||
        !read_word(line, "unit", row->unit, sizeof row->unit) ||
        !read_word(line, "keys", row->keys, sizeof row->keys) ||
        !read_word(line, "pages", row->pages, sizeof row->pages) ||
        !read_number(line, "value", &row->value) ||
        !read_number(line, "min", &row->min) ||
        !read_number(line, "max", &row->max) ||
        !read_number(line, "hit_share", &row->hit_share) ||
        !read_number(line, "indicators", &indicators) || indicators < 0 ||
        !read_number(line, "batch", &batch) || batch < 0 ||
        !read_number(line, "threads", &threads) || threads < 0 ||
        threads > 1e6 || !read_number(line, "repeats", &repeats) ||
        repeats < 0 || repeats > 1e6)
        return false;
    row->indicators = (size_t)indicators;
    row->batch = (size_t)batch;
    row->threads = (unsigned)threads;
    row->repeats = (unsigned)repeats;
    return true;
}

bool result_log_read(struct result_log *log, const char *path)
{
    FILE *file = fopen(path, "r");
    char line[2048];
    unsigned number = 0;
    struct result row;

    if (!file) {
        fprintf(stderr, "tamis bench: cannot read %s: %s\n", path,
                strerror(errno));
        return false;
    }
    while (fgets(line, sizeof line, file)) {
        number++;
        if (!read_row(line, &row)) {
            fprintf(stderr,
                    "tamis bench: %s:%u is no line of a benchmark's results\n",
                    path, number);
            fclose(file);
            return false;
        }
        if (number == 1 && !read_word(line, "cpu", log->cpu, sizeof log->cpu))
            log->cpu[0] = '\0';
        result_log_add(log, &row);
    }
    fclose(file);
    return true;
}
