/* SPDX-License-Identifier: BSD-2-Clause */
#include "compile_report.h"

#include "json_text.h"
#include "progress.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static tamis_slice name_of(const struct compile_feeds *feeds, size_t n)
{
    tamis_slice name = {feeds->items[n].name, strlen(feeds->items[n].name)};

    return name;
}

static void print_counts(const tamis_compile_report *report)
{
    fprintf(stderr, "read %" PRIu64, report->read);
    for (tamis_outcome i = 0; i < TAMIS_OUTCOME_COUNT; i++)
        if (report->outcomes[i] > 0 || i == TAMIS_OUTCOME_KEPT)
            fprintf(stderr, ", %s %" PRIu64, tamis_outcome_name(i),
                    report->outcomes[i]);
    fputc('\n', stderr);
}

static void print_reasons(const tamis_compile_report *report)
{
    for (tamis_reason i = 1; i < TAMIS_REASON_COUNT; i++)
        if (report->reasons[i] > 0)
            fprintf(stderr, "  rejected %s %" PRIu64 ": %s\n",
                    tamis_reason_name(i), report->reasons[i],
                    tamis_reason_description(i));
}

static void print_modes(const tamis_compile_report *report)
{
    if (report->auto_modes[TAMIS_MODE_EXACT] +
            report->auto_modes[TAMIS_MODE_SUFFIX] >
        0)
        fprintf(stderr,
                "  domain_match auto chose exact %" PRIu64 ", suffix %" PRIu64
                "\n",
                report->auto_modes[TAMIS_MODE_EXACT],
                report->auto_modes[TAMIS_MODE_SUFFIX]);
    if (report->host_bits_cleared > 0)
        fprintf(stderr, "  host bits below a prefix cleared %" PRIu64 "\n",
                report->host_bits_cleared);
    if (report->pattern_count > 0)
        fprintf(stderr, "  literals and patterns kept %" PRIu64 "\n",
                report->pattern_count);
}

/* Does its message say more than its reason does? */
static bool has_message(const tamis_rejection *rejection)
{
    const char *description = tamis_reason_description(rejection->reason);

    return rejection->message.size != strlen(description) ||
           memcmp(rejection->message.data, description,
                  rejection->message.size) != 0;
}

/* What a reason means stands above, with its count. */
static void print_examples(const tamis_compiler *compiler)
{
    tamis_rejection rejection;

    for (size_t n = 0; tamis_compiler_rejection(compiler, n, &rejection); n++) {
        fputs("  ", stderr);
        plain_text_write(stderr, rejection.file);
        if (rejection.line > 0)
            fprintf(stderr, ":%" PRIu64, rejection.line);
        fprintf(stderr, ": %s: ", tamis_reason_name(rejection.reason));
        plain_text_write(stderr, rejection.value);
        if (has_message(&rejection)) {
            fputs(": ", stderr);
            plain_text_write(stderr, rejection.message);
        }
        fputc('\n', stderr);
    }
}

void compile_report_text(const tamis_compiler *compiler,
                         const struct compile_feeds *feeds)
{
    tamis_compile_report report = {.struct_size = sizeof report};

    progress_clear();
    for (size_t i = 0; i < feeds->count; i++) {
        tamis_compiler_report(compiler, (uint32_t)i, &report);
        fputs("feed ", stderr);
        plain_text_write(stderr, name_of(feeds, i));
        fprintf(stderr, " TLP:%s: ", tamis_tlp_name(feeds->items[i].tlp));
        print_counts(&report);
        print_reasons(&report);
        print_modes(&report);
    }
    print_examples(compiler);
    tamis_compiler_report(compiler, UINT32_MAX, &report);
    fputs("all feeds: ", stderr);
    print_counts(&report);
}

static const struct {
    uint64_t bit;
    const char *name, *sentence;
} warnings[] = {
    {TAMIS_COMPILE_WARNING_FAILED, "failed",
     "could not be read to its end and was left out"},
    {TAMIS_COMPILE_WARNING_EMPTY, "empty",
     "brought nothing that could be kept, and the compile went on"},
    {TAMIS_COMPILE_WARNING_EXPIRED, "expired",
     "is a snapshot that has expired and was kept"},
    {TAMIS_COMPILE_WARNING_SHRUNK, "shrunk", "and was kept"},
};

static void print_warnings(const struct compile_feeds *feeds, size_t n,
                           const tamis_compile_report *report)
{
    for (size_t i = 0; i < sizeof warnings / sizeof *warnings; i++) {
        if (!(report->warnings & warnings[i].bit))
            continue;
        fputs("tamis compile: feed ", stderr);
        plain_text_write(stderr, name_of(feeds, n));
        if (warnings[i].bit == TAMIS_COMPILE_WARNING_SHRUNK)
            fprintf(stderr, " shrank from %" PRIu64 " to %" PRIu64,
                    report->previous_kept,
                    report->outcomes[TAMIS_OUTCOME_KEPT]);
        fprintf(stderr, " %s because of --keep-going\n", warnings[i].sentence);
    }
}

void compile_report_warnings(const tamis_compiler *compiler,
                             const struct compile_feeds *feeds)
{
    tamis_compile_report report = {.struct_size = sizeof report};

    progress_clear();
    for (size_t n = 0; n < feeds->count; n++) {
        tamis_compiler_report(compiler, (uint32_t)n, &report);
        print_warnings(feeds, n, &report);
    }
}

static void print_warnings_json(const tamis_compile_report *report)
{
    const char *comma = "";

    fputs(",\"warnings\":[", stdout);
    for (size_t i = 0; i < sizeof warnings / sizeof *warnings; i++)
        if (report->warnings & warnings[i].bit) {
            printf("%s\"%s\"", comma, warnings[i].name);
            comma = ",";
        }
    putchar(']');
}

static void print_report_json(const tamis_compile_report *report)
{
    const char *comma = "";

    printf("\"read\":%" PRIu64, report->read);
    for (tamis_outcome i = 0; i < TAMIS_OUTCOME_COUNT; i++)
        printf(",\"%s\":%" PRIu64, tamis_outcome_name(i), report->outcomes[i]);
    fputs(",\"reasons\":{", stdout);
    for (tamis_reason i = 1; i < TAMIS_REASON_COUNT; i++)
        if (report->reasons[i] > 0) {
            printf("%s\"%s\":%" PRIu64, comma, tamis_reason_name(i),
                   report->reasons[i]);
            comma = ",";
        }
    fputs("},\"modes\":{", stdout);
    for (tamis_mode i = 0; i < 4; i++)
        printf("%s\"%s\":%" PRIu64, i > 0 ? "," : "", tamis_mode_name(i),
               report->modes[i]);
    fputs("},\"auto_modes\":{", stdout);
    for (tamis_mode i = 0; i < 4; i++)
        printf("%s\"%s\":%" PRIu64, i > 0 ? "," : "", tamis_mode_name(i),
               report->auto_modes[i]);
    printf("},\"literals_and_patterns\":%" PRIu64
           ",\"host_bits_cleared\":%" PRIu64 ",\"defanged\":%" PRIu64,
           report->pattern_count, report->host_bits_cleared, report->defanged);
    print_warnings_json(report);
}

static void print_examples_json(const tamis_compiler *compiler)
{
    tamis_rejection rejection;

    for (size_t n = 0; tamis_compiler_rejection(compiler, n, &rejection); n++) {
        printf("%s{\"reason\":\"%s\",\"feed\":%u,\"file\":", n > 0 ? "," : "",
               tamis_reason_name(rejection.reason), rejection.feed_id);
        json_text_write(stdout, rejection.file);
        printf(",\"line\":%" PRIu64 ",\"value\":", rejection.line);
        json_text_write(stdout, rejection.value);
        if (has_message(&rejection)) {
            fputs(",\"message\":", stdout);
            json_text_write(stdout, rejection.message);
        }
        putchar('}');
    }
}

void compile_report_json(const tamis_compiler *compiler,
                         const struct compile_feeds *feeds)
{
    tamis_compile_report report = {.struct_size = sizeof report};

    fputs("{\"feeds\":[", stdout);
    for (size_t i = 0; i < feeds->count; i++) {
        tamis_compiler_report(compiler, (uint32_t)i, &report);
        fputs(i > 0 ? ",{\"name\":" : "{\"name\":", stdout);
        json_text_write(stdout, name_of(feeds, i));
        printf(",\"tlp\":\"%s\",", tamis_tlp_name(feeds->items[i].tlp));
        print_report_json(&report);
        putchar('}');
    }
    tamis_compiler_report(compiler, UINT32_MAX, &report);
    fputs("],\"all\":{", stdout);
    print_report_json(&report);
    fputs("},\"rejections\":[", stdout);
    print_examples_json(compiler);
    puts("]}");
}
