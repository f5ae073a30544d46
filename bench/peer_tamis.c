/* SPDX-License-Identifier: BSD-2-Clause */
/* tamis through its public interface, as anybody links it. */
#include "listed_database.h"
#include "peer.h"

#include <tamis/database.h>

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct store {
    tamis_database *database;
    int file; /* of no name any more */
};

static bool said(tamis_status status, const tamis_error *error)
{
    if (status < 0)
        fprintf(stderr, "tamis bench: %s\n", error->message);
    return status < 0;
}

static void close_store(void *pointer)
{
    struct store *store = pointer;

    tamis_database_release(store->database);
    if (store->file > 0)
        close(store->file);
    free(store);
}

static bool reopen(void *pointer, const struct bench_plan *plan,
                   enum pages pages)
{
    tamis_database_options options = TAMIS_DATABASE_OPTIONS_INIT;
    struct store *store = pointer;
    tamis_error error;
    char path[64];

    tamis_database_release(store->database);
    store->database = NULL;
    options.flags = pages_flags(pages);
    options.cpu_limit = plan->cpu_limit;
    snprintf(path, sizeof path, "/proc/self/fd/%d", store->file);
    return !said(tamis_database_open(&store->database, path, &options, &error),
                 &error);
}

static void *build(const struct key_list *listed, const struct bench_plan *plan)
{
    struct store *store = memory_get(1, sizeof *store);
    const char *path = plan_temporary(plan, ".tamis");
    tamis_error error;

    if (!said(listed_database_write(plan, listed, 1, path, &error), &error))
        store->file = open(path, O_RDONLY | O_CLOEXEC);
    unlink(path); /* it lives as long as it is open */
    if (store->file <= 0 || !reopen(store, plan, plan->pages[0])) {
        close_store(store);
        return NULL;
    }
    return store;
}

static uint64_t size(const void *pointer)
{
    const struct store *store = pointer;
    tamis_database_info info = {.struct_size = sizeof info};

    tamis_database_info_get(store->database, &info);
    return info.file_size;
}

static void *reader_open(void *pointer)
{
    struct store *store = pointer;
    tamis_matcher *matcher;
    tamis_error error;

    if (said(tamis_matcher_create(&matcher, store->database, NULL, &error),
             &error))
        return NULL;
    return matcher;
}

static void reader_close(void *reader)
{
    tamis_matcher_destroy(reader);
}

static size_t find(void *reader, const struct key_list *queries, size_t first,
                   size_t count, uint32_t *values)
{
    switch (queries->kind) {
    case KEY_SHA256:
        return tamis_matcher_find_digests(
            reader, count, KEY_DIGEST_SIZE,
            queries->digests + first * KEY_DIGEST_SIZE, values);
    case KEY_DOMAIN:
        return tamis_matcher_find_domains(reader, count, queries->names + first,
                                          values);
    case KEY_IPV4:
    case KEY_IPV6:
    case KEY_KIND_COUNT:
    default:
        return tamis_matcher_find_addresses(reader, count,
                                            queries->addresses + first, values);
    }
}

static uint32_t value(void *reader, uint32_t found)
{
    tamis_address address;
    tamis_record record;

    if (found == TAMIS_RECORD_NONE ||
        !tamis_matcher_record(reader, found, &record))
        return KEY_ABSENT;
    if (record.kind != TAMIS_KIND_IP)
        return key_value(record.key.data, record.key.size);
    memset(&address, 0, sizeof address);
    if (record.key.size == 17) {
        memcpy(address.bytes, record.key.data, 16);
        return key_value_of_address(&address, (uint8_t)record.key.data[16]);
    }
    memset(address.bytes + 10, 0xff, 2);
    memcpy(address.bytes + 12, record.key.data, 4);
    return key_value_of_address(&address, (uint8_t)record.key.data[4] + 96u);
}

const struct peer peer_tamis = {
    .name = "tamis",
    .kinds = ~0u,
    .build = build,
    .size = size,
    .close = close_store,
    .reopen = reopen,
    .reader_open = reader_open,
    .reader_close = reader_close,
    .find = find,
    .value = value,
};
