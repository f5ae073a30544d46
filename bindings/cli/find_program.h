/* SPDX-License-Identifier: BSD-2-Clause */
/* Verbs that are programs of their own: tamis-VERB, found as git finds its. */
#ifndef TAMIS_CLI_FIND_PROGRAM_H
#define TAMIS_CLI_FIND_PROGRAM_H

#include <stdbool.h>
#include <stddef.h>

/* program_locate() is where a program is that came with this one: in libexec,
 * when this one is in an installation's folder of programs, even a moved one,
 * and both have one owner; in a build tree, where the build put it. False: in
 * neither, or the path has no room. */
bool program_locate(const char *name, char *path, size_t capacity);

/* program_run() becomes the program `name` with argv, if it is beside the
 * running program, in ../libexec/tamis or ../libexec from there, or on the
 * PATH, in this order. Returns only when it did not: errno says why, ENOENT
 * when there is none. */
void program_run(const char *name, char **argv);

#endif
