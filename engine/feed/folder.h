/* SPDX-License-Identifier: BSD-2-Clause */
/* Feeds that are folders. */
#ifndef TAMIS_FEED_FOLDER_H
#define TAMIS_FEED_FOLDER_H

#include "feed/reader.h"

/* folder_read() reads every file in a folder and the folders in it. */
tamis_status folder_read(const char *path, struct feed_reader *reader,
                         tamis_error *error);
/*
 * folder_note_file() tells of a file that is left alone, or is not there: a
 * rejection of its own, which names it, but no statement; a folder with
 * nothing else is still an empty feed.
 */
tamis_status folder_note_file(struct feed_reader *reader, const char *path,
                              tamis_slice text, tamis_reason reason,
                              tamis_error *error);
/* feed_read_file() opens, reads and closes one file of any format; */
tamis_status feed_read_file(struct feed_reader *reader, const char *path,
                            tamis_error *error);
/* feed_read_open() reads the one that is open. */
tamis_status feed_read_open(struct feed_reader *reader, tamis_error *error);

#endif
