/* SPDX-License-Identifier: BSD-2-Clause */
/* The verbs. Each takes its own arguments, argv[0] being the verb. */
#ifndef TAMIS_CLI_COMMAND_H
#define TAMIS_CLI_COMMAND_H

int command_compile(int argc, char **argv);
int command_lookup(int argc, char **argv);
int command_scan(int argc, char **argv);
int command_extract(int argc, char **argv);
int command_inspect(int argc, char **argv);
int command_verify(int argc, char **argv);
int command_diff(int argc, char **argv);

#endif
