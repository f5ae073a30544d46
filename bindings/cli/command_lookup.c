/* SPDX-License-Identifier: BSD-2-Clause */
/* tamis lookup: values from the command line or standard input. */
#include "command.h"
#include "message.h"
#include "preparing.h"
#include "reading.h"

#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char help[] =
    "usage: tamis lookup [OPTION...] DB [VALUE...]\n"
    "\n"
    "Asks a database for each VALUE, or for each line of standard input, and\n"
    "writes one event per statement about it. A URL also asks for its host,\n"
    "address:port for its address, an e-mail address for its domain.\n"
    "\n"
    "  --kind K          the values are of kind K (default: found per value)\n"
    "  --format F        ndjson or text (default: text on a terminal)\n"
    "  --clearance L     show up to this TLP label (default: red)\n"
    "  --audience A,...  who will see the answer (default: self)\n"
    "  --at T            now, any or a time at which statements must be valid\n"
    "                    (default: now)\n"
    "  --sensor NAME     the sensor that events name (default: this "
    "host)\n" PREPARING_HELP "  --quiet           no notes on standard error\n"
    "\n"
    "Exit codes: 0 something is listed, 1 nothing is, 2 error.\n";

/* Longer than any value, as in feeds. */
#define LINE_SIZE_MAX 65536

struct lookup {
    struct reading reading;
    struct asking asking;
    tamis_kind kind;
    const char *format, *sensor;
    uint64_t line;     /* of standard input, 0 for arguments */
    uint64_t position; /* of the value among all that were asked */
    bool is_failed;
};

enum { OPTION_KIND = OPTION_LAST_SHARED, OPTION_SENSOR };

static const struct option options[] = {
    ASKING_OPTIONS,
    PREPARING_OPTIONS,
    {"format", required_argument, NULL, OPTION_FORMAT},
    {"kind", required_argument, NULL, OPTION_KIND},
    {"sensor", required_argument, NULL, OPTION_SENSOR},
    {NULL, 0, NULL, 0},
};

/* -1 to go on, else an exit code. */
static int take_option(struct lookup *lookup, int option, char **argv)
{
    int result;

    switch (option) {
    case OPTION_HELP:
        fputs(help, stdout);
        return EXIT_MATCHED;
    case OPTION_QUIET:
        message_begin("lookup", true);
        lookup->asking.preparing.is_quiet = true;
        return -1;
    case OPTION_FORMAT:
        lookup->format = optarg;
        return -1;
    case OPTION_SENSOR:
        lookup->sensor = optarg;
        return -1;
    case OPTION_KIND:
        lookup->kind = tamis_kind_find(optarg, strlen(optarg));
        if (lookup->kind == TAMIS_KIND_AUTO)
            return message_usage("--kind %s is no kind of indicator; "
                                 "docs/KINDS.md lists them",
                                 optarg);
        return -1;
    case '?':
        return message_bad_option(argv);
    default:
        result = preparing_take(&lookup->asking.preparing, option, optarg);
        if (result < 0)
            result = asking_take(&lookup->asking, option, optarg);
        return result ? EXIT_ERROR : -1;
    }
}

static int write_hits(void *context, const tamis_hit *hits, size_t hit_count)
{
    struct lookup *lookup = context;
    struct reading *reading = &lookup->reading;

    for (size_t i = 0; i < hit_count; i++) {
        tamis_event_source source = reading->source;

        source.line = lookup->position;
        source.has_line = lookup->line > 0;
        source.offset = hits[i].offset;
        if (!output_event(&reading->output, reading->database, &hits[i],
                          &source))
            return 1;
    }
    return 0;
}

static bool ask(struct lookup *lookup, const char *value, size_t size)
{
    tamis_error error;
    tamis_status status;

    lookup->position = lookup->line > 0 ? lookup->line : lookup->position + 1;
    status = tamis_matcher_find_all(lookup->reading.matcher, lookup->kind,
                                    value, size, write_hits, lookup, &error);

    if (status == TAMIS_ERROR_STOPPED)
        return false;
    if (status < 0) {
        lookup->is_failed = true;
        if (lookup->line > 0)
            message_error("standard input:%" PRIu64 ": %s", lookup->line,
                          error.message);
        else
            message_error("%s", error.message);
    }
    return true;
}

/* The rest of a line that is longer than any value, thrown away. */
static void skip_line(void)
{
    int byte;

    do
        byte = getc(stdin);
    while (byte != '\n' && byte != EOF);
}

/* One line into the buffer, without its end. False at the end of the input. */
static bool read_line(struct lookup *lookup, char *line, size_t *size)
{
    int byte;

    *size = 0;
    while ((byte = getc(stdin)) != EOF && byte != '\n') {
        if (*size == LINE_SIZE_MAX) {
            message_error("standard input:%" PRIu64
                          ": a line of more than %d bytes is no value",
                          lookup->line + 1, LINE_SIZE_MAX);
            lookup->is_failed = true;
            *size = 0;
            skip_line();
            break;
        }
        line[(*size)++] = (char)byte;
    }
    return byte != EOF || *size > 0;
}

static void ask_lines(struct lookup *lookup)
{
    static char line[LINE_SIZE_MAX];
    size_t size;

    while (read_line(lookup, line, &size)) {
        lookup->line++;
        while (size > 0 && strchr(" \t\r", line[size - 1]))
            size--;
        if (size > 0 && !ask(lookup, line, size))
            break;
    }
    if (ferror(stdin)) {
        message_error("cannot read standard input");
        lookup->is_failed = true;
    }
}

int command_lookup(int argc, char **argv)
{
    struct lookup lookup;
    int option, result;

    memset(&lookup, 0, sizeof lookup);
    message_begin("lookup", false);
    asking_begin(&lookup.asking);
    while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
        result = take_option(&lookup, option, argv);
        if (result >= 0)
            return result;
    }
    if (optind == argc)
        return message_usage("which database? Give its file first");
    result = reading_open(&lookup.reading, argv[optind++], &lookup.asking,
                          lookup.format, lookup.sensor);
    if (result)
        return result;
    if (optind == argc)
        ask_lines(&lookup);
    for (; optind < argc; optind++)
        if (!ask(&lookup, argv[optind], strlen(argv[optind])))
            break;
    return reading_close(&lookup.reading, lookup.is_failed);
}
