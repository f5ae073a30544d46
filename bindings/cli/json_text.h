/* SPDX-License-Identifier: BSD-2-Clause */
/* Strings in the JSON that verbs print about databases and compiles. */
#ifndef TAMIS_CLI_JSON_TEXT_H
#define TAMIS_CLI_JSON_TEXT_H

#include <tamis/status.h>

#include <stdio.h>

/* json_text_write() writes a JSON string with its quotes; bytes that are not
 * ASCII go out as they are (values in databases are UTF-8). */
void json_text_write(FILE *file, tamis_slice text);
/* For a terminal: control bytes as \xNN. */
void plain_text_write(FILE *file, tamis_slice text);

#endif
