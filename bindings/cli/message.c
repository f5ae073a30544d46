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
    flockfile(stderr); /* a line is of one thread */
    fprintf(stderr, "tamis %s: ", current_verb);
    vfprintf(stderr, format, arguments);
    fputc('\n', stderr);
    funlockfile(stderr);
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

/* Control bytes as \xNN, as the library writes them in its sentences: file
 * names are made by others too. */
static void escape_path(const char *path, char *text, size_t capacity)
{
    size_t size = 0;

    for (; *path && size + 5 < capacity; path++) {
        unsigned char byte = (unsigned char)*path;

        if (byte < ' ' || byte == 0x7F)
            size +=
                (size_t)snprintf(text + size, capacity - size, "\\x%02x", byte);
        else
            text[size++] = (char)byte;
    }
    text[size] = '\0';
}

/* Does the sentence name the path, as a word of its own? Nearly all of the
 * library's do. */
static bool names_path(const char *sentence, const char *path)
{
    size_t size = strlen(path);
    const char *from = sentence;

    while ((from = strstr(from, path))) {
        if ((from == sentence || from[-1] == ' ') &&
            (from[size] == ':' || from[size] == ' '))
            return true;
        from++;
    }
    return false;
}

void message_note_path(const char *path, const char *sentence)
{
    char text[4096];

    escape_path(path, text, sizeof text);
    message_note("%s: %s", text, sentence);
}

void message_error_path(const char *path, const char *sentence)
{
    char text[4096];

    escape_path(path, text, sizeof text);
    message_error("%s: %s", text, sentence);
}

int message_failure(const char *path, const tamis_error *error)
{
    char text[4096] = "";

    if (path)
        escape_path(path, text, sizeof text);
    if (path && !*path)
        message_error("'': %s", error->message);
    else if (!path || names_path(error->message, text))
        message_error("%s", error->message);
    else if (error->line > 0)
        message_error("%s:%" PRIu64 ": %s", text, error->line, error->message);
    else
        message_error("%s: %s", text, error->message);
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
    /* It may stand in a cluster of letters, which getopt_long() is still in. */
    if (optopt > ' ' && optopt < 0x7F)
        return message_usage("-%c is no option here; values that begin with a "
                             "'-' go behind '--'",
                             optopt);
    return message_usage("%s is no option, or lacks or has an argument",
                         argv[optind - 1]);
}
