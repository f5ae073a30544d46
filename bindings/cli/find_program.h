/* SPDX-License-Identifier: BSD-2-Clause */
/* Verbs that are programs of their own: tamis-VERB, found as git finds its. */
#ifndef TAMIS_CLI_FIND_PROGRAM_H
#define TAMIS_CLI_FIND_PROGRAM_H

/* program_run() becomes the program `name` with argv, if it is beside the
 * running program, in ../libexec/tamis or ../libexec from there, or on the
 * PATH, in this order. Returns only when it did not: errno says why, ENOENT
 * when there is none. */
void program_run(const char *name, char **argv);

#endif
