/* SPDX-License-Identifier: BSD-2-Clause */
#include "message.h"

#include "progress.h"

#include <getopt.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static const char *current_verb = "";
static bool quiet;

void message_begin(const char *verb, bool is_quiet)
{
    current_verb = verb;
    quiet = is_quiet;
    opterr = 0; /* message_bad_option() says it in our words */
}

static void __attribute__((format(printf, 1, 0)))
write_message(const char *format, va_list arguments)
{
    progress_clear();
    fprintf(stderr, "tamis %s: ", current_verb);
    vfprintf(stderr, format, arguments);
    fputc('\n', stderr);
}

void message_note(const char *format, ...)
{
    va_list arguments;

    if (quiet)
        return;
    va_start(arguments, format);
    write_message(format, arguments);
    va_end(arguments);
}

void message_error(const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    write_message(format, arguments);
    va_end(arguments);
}

int message_failure(const char *path, const tamis_error *error)
{
    bool names_path = path && strstr(error->message, path);

    if (path && !names_path && error->line > 0)
        message_error("%s:%" PRIu64 ": %s", path, error->line, error->message);
    else if (path && !names_path)
        message_error("%s: %s", path, error->message);
    else
        message_error("%s", error->message);
    return EXIT_ERROR;
}

int message_usage(const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    write_message(format, arguments);
    va_end(arguments);
    fprintf(stderr, "Try 'tamis %s --help'.\n", current_verb);
    return EXIT_ERROR;
}

int message_bad_option(char **argv)
{
    const char *option = argv[optind - 1];

    if (optopt >= ' ' && optopt < 0x7F && option[0] == '-' && option[1] != '-')
        return message_usage("-%c is no option, or lacks its argument", optopt);
    return message_usage("%s is no option, or lacks or has an argument",
                         option);
}
