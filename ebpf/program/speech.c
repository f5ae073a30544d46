/* SPDX-License-Identifier: BSD-2-Clause */
#include "program/speech.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define SENTENCE_MAX 8192

static const char *current_verb = "";
static bool quiet;

void speech_begin(const char *verb)
{
    current_verb = verb;
}

void speech_quiet(void)
{
    quiet = true;
}

static void __attribute__((format(printf, 1, 0)))
say(const char *format, va_list arguments)
{
    char sentence[SENTENCE_MAX];

    vsnprintf(sentence, sizeof sentence, format, arguments);
    flockfile(stderr); /* a line is of one thread */
    fprintf(stderr, "tamis xdp%s%s: ", *current_verb ? " " : "", current_verb);
    for (const char *at = sentence; *at; at++) {
        unsigned char byte = (unsigned char)*at;

        if (byte < ' ' || byte == 0x7f)
            fprintf(stderr, "\\x%02x", byte);
        else
            putc(byte, stderr);
    }
    putc('\n', stderr);
    funlockfile(stderr);
}

void speech_note(const char *format, ...)
{
    va_list arguments;

    if (quiet)
        return;
    va_start(arguments, format);
    say(format, arguments);
    va_end(arguments);
}

int speech_error(const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    say(format, arguments);
    va_end(arguments);
    return EXIT_ERROR;
}

int speech_usage(const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    say(format, arguments);
    va_end(arguments);
    fprintf(stderr, "Try 'tamis xdp%s%s --help'.\n", *current_verb ? " " : "",
            current_verb);
    return EXIT_ERROR;
}

int speech_failure(const char *subject, const tamis_error *error)
{
    if (!subject || strstr(error->message, subject))
        return speech_error("%s", error->message);
    return speech_error("%s: %s", subject, error->message);
}

bool speech_output_is_whole(void)
{
    if (fflush(stdout) == 0 && !ferror(stdout))
        return true;
    /* A reader that goes away (head) is an ordinary end of writing. */
    if (errno != EPIPE)
        speech_error("cannot write to standard output: %s", strerror(errno));
    return false;
}
