/* SPDX-License-Identifier: BSD-2-Clause */
/* Talk on standard error: "tamis VERB: sentence". */
#ifndef TAMIS_CLI_MESSAGE_H
#define TAMIS_CLI_MESSAGE_H

#include <tamis/status.h>

#include <stdbool.h>

#define EXIT_MATCHED 0
#define EXIT_NOTHING 1
#define EXIT_ERROR   2

/* message_begin() names the verb that talks from now on. */
void message_begin(const char *verb, bool is_quiet);
/* message_note() is left out with --quiet; message_error() never. Progress on
 * the terminal is cleared first. */
void message_note(const char *format, ...)
    __attribute__((format(printf, 1, 2)));
void message_error(const char *format, ...)
    __attribute__((format(printf, 1, 2)));
/* "PATH:LINE: sentence"; path may be NULL. Returns EXIT_ERROR. */
int message_failure(const char *path, const tamis_error *error);
/* A note about a path: "PATH: sentence". */
void message_note_path(const char *path, const char *sentence);
/* The same for an error. */
void message_error_path(const char *path, const char *sentence);
/* A usage error with a pointer to --help. Returns EXIT_ERROR. */
int message_usage(const char *format, ...)
    __attribute__((format(printf, 1, 2)));
/* After getopt_long() gave '?' on these arguments (message_begin() has made it
 * silent). Returns EXIT_ERROR. */
int message_bad_option(char **argv);

#endif
