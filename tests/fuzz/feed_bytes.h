/* SPDX-License-Identifier: BSD-2-Clause */
/* Bytes as a file that has a path, for targets whose surface is a file. */
#ifndef TAMIS_TESTS_FUZZ_FEED_BYTES_H
#define TAMIS_TESTS_FUZZ_FEED_BYTES_H

#include <tamis/feed.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define REQUIRE(condition)                                                     \
    do {                                                                       \
        if (!(condition))                                                      \
            abort();                                                           \
    } while (0)

/* The path of a file in memory; descriptor is to be closed. */
static inline void feed_bytes_make(const uint8_t *data, size_t size,
                                   int *descriptor, char path[64])
{
    *descriptor = memfd_create("fuzz", MFD_CLOEXEC);
    REQUIRE(*descriptor >= 0);
    REQUIRE(size == 0 || write(*descriptor, data, size) == (ssize_t)size);
    snprintf(path, 64, "/proc/self/fd/%d", *descriptor);
}

/* What any statement must be, whatever the bytes were. */
static inline void feed_bytes_check(const tamis_statement *statement)
{
    REQUIRE(statement->struct_size == sizeof *statement);
    REQUIRE(statement->kind < TAMIS_KIND_COUNT);
    REQUIRE(statement->tlp <= TAMIS_TLP_RED ||
            statement->tlp == TAMIS_TLP_UNMARKED);
    REQUIRE(statement->confidence <= 100 ||
            statement->confidence == TAMIS_CONFIDENCE_UNSET);
    REQUIRE(statement->value.size == 0 || statement->value.data);
    REQUIRE(statement->reference.size == 0 || statement->reference.data);
    REQUIRE(statement->context.size == 0 || statement->context.data);
    for (size_t i = 0; i < statement->tag_count; i++)
        REQUIRE(statement->tags[i].data);
    for (size_t i = 0; i < statement->audience_count; i++)
        REQUIRE(statement->audience[i].data);
}

static inline tamis_status feed_bytes_add(void *context,
                                          const tamis_statement *statement,
                                          tamis_error *error)
{
    (void)context;
    (void)error;
    feed_bytes_check(statement);
    return TAMIS_OK;
}

static inline tamis_status feed_bytes_reject(void *context,
                                             const tamis_statement *statement,
                                             tamis_reason reason,
                                             tamis_error *error)
{
    REQUIRE(reason > TAMIS_REASON_NONE && reason < TAMIS_REASON_COUNT);
    return feed_bytes_add(context, statement, error);
}

/* Reads the bytes as a feed of that format. */
static inline void feed_bytes_read(tamis_format format, uint32_t flags,
                                   const uint8_t *data, size_t size)
{
    const tamis_feed_sink sink = {feed_bytes_add, feed_bytes_reject, NULL, NULL,
                                  NULL};
    tamis_feed_options options = TAMIS_FEED_OPTIONS_INIT;
    tamis_error error;
    tamis_status status;
    char path[64];
    int descriptor;

    options.format = format;
    options.flags = flags;
    feed_bytes_make(data, size, &descriptor, path);
    status = tamis_feed_read(path, &options, &sink, NULL, &error);
    REQUIRE(status == TAMIS_OK || status == error.status);
    REQUIRE(status == TAMIS_OK ||
            memchr(error.message, 0, sizeof error.message));
    close(descriptor);
}

#endif
