/* SPDX-License-Identifier: BSD-2-Clause */
/* Talk on standard error: "tamis xdp VERB: sentence". */
#ifndef TAMIS_XDP_PROGRAM_SPEECH_H
#define TAMIS_XDP_PROGRAM_SPEECH_H

#include <tamis/status.h>

#include <stdbool.h>

#define EXIT_MATCHED 0
#define EXIT_NOTHING 1
#define EXIT_ERROR   2

/* speech_begin() names the verb that talks from now on. */
void speech_begin(const char *verb);
void speech_quiet(void);
/* speech_note() is left out with --quiet, speech_error() never. Control bytes
 * are written as \xNN: names of files and feeds are made by others too. */
void speech_note(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* Both return EXIT_ERROR; the second points to --help. */
int speech_error(const char *format, ...) __attribute__((format(printf, 1, 2)));
int speech_usage(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* The library's sentence; subject may be NULL. Returns EXIT_ERROR. */
int speech_failure(const char *subject, const tamis_error *error);

/* Whether all of standard output could be written; says so where not. */
bool speech_output_is_whole(void);

#endif
