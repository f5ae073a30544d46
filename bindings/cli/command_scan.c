/* SPDX-License-Identifier: BSD-2-Clause */
/* tamis scan: logs and any other text. */
#include "command.h"
#include "message.h"
#include "progress.h"
#include "scan_file.h"

#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static const char help[] =
    "usage: tamis scan [OPTION...] DB [FILE|FOLDER...]\n"
    "\n"
    "Finds every address, domain, URL, e-mail address and digest in text,\n"
    "defanged ones too, and writes one event per match and statement. Without\n"
    "FILE reads standard input. Files may be plain, gzip, zstd or xz; folders\n"
    "are read whole, dot-files left out.\n"
    "\n"
    "  --format F        ndjson or text (default: text on a terminal)\n"
    "  --clearance L     show up to this TLP label (default: red)\n"
    "  --audience A,...  who will see the answer (default: self)\n"
    "  --at T            now, any or a time at which statements must be valid\n"
    "                    (default: now)\n"
    "  --sensor NAME     the sensor that events name (default: this host)\n"
    "  --count           print only the number of events\n"
    "  --stats           bytes, lines, events and rate on standard error\n"
    "  --quiet           no notes and no progress on standard error\n"
    "\n"
    "Exit codes: 0 something matched, 1 nothing did, 2 some input could not "
    "be\n"
    "read to its end (what could be read was scanned).\n";

enum {
    OPTION_SENSOR = OPTION_LAST_SHARED,
    OPTION_COUNT,
    OPTION_STATS,
};

static const struct option options[] = {
    ASKING_OPTIONS,
    {"format", required_argument, NULL, OPTION_FORMAT},
    {"sensor", required_argument, NULL, OPTION_SENSOR},
    {"count", no_argument, NULL, OPTION_COUNT},
    {"stats", no_argument, NULL, OPTION_STATS},
    {NULL, 0, NULL, 0},
};

struct arguments {
    struct asking asking;
    const char *format, *sensor;
    bool wants_count, wants_stats, is_quiet;
};

/* -1 to go on, else an exit code. */
static int take_option(struct arguments *arguments, int option, char **argv)
{
    switch (option) {
    case OPTION_HELP:
        fputs(help, stdout);
        return EXIT_MATCHED;
    case OPTION_QUIET:
        arguments->is_quiet = true;
        message_begin("scan", true);
        return -1;
    case OPTION_FORMAT:
        arguments->format = optarg;
        return -1;
    case OPTION_SENSOR:
        arguments->sensor = optarg;
        return -1;
    case OPTION_COUNT:
        arguments->wants_count = true;
        return -1;
    case OPTION_STATS:
        arguments->wants_stats = true;
        return -1;
    case '?':
        return message_bad_option(argv);
    default:
        return asking_take(&arguments->asking, option, optarg) ? EXIT_ERROR
                                                               : -1;
    }
}

static double seconds_now(void)
{
    struct timespec time;

    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec * 1e-9;
}

static void say_stats(const struct scan *scan, double seconds)
{
    message_error("%" PRIu64 " files, %" PRIu64 " lines, %" PRIu64
                  " bytes, %" PRIu64 " events in %.3f s, %.1f MB/s",
                  scan->files, scan->lines, scan->size,
                  scan->reading.output.event_count, seconds,
                  (double)scan->size / 1e6 / (seconds > 0 ? seconds : 1e-9));
}

static int scan_all(struct scan *scan, const struct arguments *arguments,
                    int count, char **paths)
{
    double began = seconds_now();
    int result;

    progress_begin(!arguments->is_quiet);
    scan->reading.output.counts_only = arguments->wants_count;
    if (count == 0)
        scan_file(scan, "-");
    for (int i = 0; i < count && !scan->is_stopped; i++)
        scan_path(scan, paths[i]);
    progress_clear();
    if (arguments->wants_count)
        printf("%" PRIu64 "\n", scan->reading.output.event_count);
    if (arguments->wants_stats)
        say_stats(scan, seconds_now() - began);
    result = reading_close(&scan->reading, scan->is_failed);
    free(scan->bytes);
    return result;
}

int command_scan(int argc, char **argv)
{
    struct arguments arguments;
    struct scan scan;
    int option, result;

    memset(&arguments, 0, sizeof arguments);
    memset(&scan, 0, sizeof scan);
    message_begin("scan", false);
    asking_begin(&arguments.asking);
    while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
        result = take_option(&arguments, option, argv);
        if (result >= 0)
            return result;
    }
    if (optind == argc)
        return message_usage("which database? Give its file first");
    result = reading_open(&scan.reading, argv[optind], &arguments.asking,
                          arguments.format, arguments.sensor);
    if (result)
        return result;
    return scan_all(&scan, &arguments, argc - optind - 1, argv + optind + 1);
}
