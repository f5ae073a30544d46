/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * libmaxminddb: the binary trie that address databases come in.
 *
 * The library only reads, so the file is written here as its specification
 * (MaxMind DB 2.0) says: a tree of nodes of two 32-bit records, sixteen zero
 * bytes, a number a prefix, and a map of metadata.
 */
#include "peer.h"

#include <maxminddb.h>

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* A record while the tree grows: 0 is empty, a number a node, and with this
 * bit the number of a listed prefix. */
#define IS_DATA 0x80000000u
/* Bytes of one number in the data section: type and size, then the value. */
#define DATA_SIZE 5u

struct tree {
    uint32_t (*nodes)[2];
    uint32_t count, capacity;
};

struct store {
    MMDB_s database;
    bool is_open;
    char *path;
};

static uint32_t add_node(struct tree *tree, uint32_t both)
{
    if (tree->count == tree->capacity) {
        uint32_t capacity = tree->capacity + tree->capacity / 2 + 1024;
        void *larger = realloc(tree->nodes, capacity * sizeof *tree->nodes);

        if (!larger) {
            fputs("tamis bench: out of memory for a MaxMind tree\n", stderr);
            exit(2);
        }
        tree->nodes = larger;
        tree->capacity = capacity;
    }
    tree->nodes[tree->count][0] = both;
    tree->nodes[tree->count][1] = both;
    return tree->count++;
}

/* Sorted prefixes come after those that cover them, so a walk meets a shorter
 * one as data at most once, and hands it down to both sides. */
static void add_prefix(struct tree *tree, const uint8_t *address,
                       unsigned length, uint32_t data)
{
    uint32_t node = 0;

    for (unsigned bit = 0;; bit++) {
        unsigned side = (unsigned)address[bit / 8] >> (7 - bit % 8) & 1u;
        uint32_t record = tree->nodes[node][side];

        if (bit + 1 == length) {
            tree->nodes[node][side] = data | IS_DATA;
            return;
        }
        if (record == 0 || record & IS_DATA) {
            record = add_node(tree, record);
            tree->nodes[node][side] = record;
        }
        node = record;
    }
}

static void write_tree(FILE *file, const struct tree *tree)
{
    static const uint8_t zeros[16];

    for (uint32_t i = 0; i < tree->count; i++) {
        uint32_t records[2];

        for (unsigned side = 0; side < 2; side++) {
            uint32_t record = tree->nodes[i][side];

            if (record == 0)
                record = tree->count;
            else if (record & IS_DATA)
                record = tree->count + (uint32_t)sizeof zeros +
                         (record & ~IS_DATA) * DATA_SIZE;
            records[side] = htonl(record);
        }
        fwrite(records, sizeof records, 1, file);
    }
    fwrite(zeros, sizeof zeros, 1, file);
}

static void write_number(FILE *file, unsigned type, unsigned size,
                         uint64_t number)
{
    if (type > 7) { /* types past 7 are told in a byte of their own */
        fputc((int)size, file);
        fputc((int)(type - 7), file);
    } else {
        fputc((int)(type << 5 | size), file);
    }
    for (unsigned i = size; i-- > 0;)
        fputc((int)(number >> (8 * i) & 0xff), file);
}

static void write_string(FILE *file, const char *text)
{
    fputc((int)(2u << 5 | strlen(text)), file);
    fputs(text, file);
}

static void write_metadata(FILE *file, const struct tree *tree, unsigned family)
{
    fputs("\xab\xcd\xef"
          "MaxMind.com",
          file);
    fputc(7 << 5 | 9, file); /* a map of nine */
    write_string(file, "node_count");
    write_number(file, 6, 4, tree->count);
    write_string(file, "record_size");
    write_number(file, 5, 2, 32);
    write_string(file, "ip_version");
    write_number(file, 5, 2, family);
    write_string(file, "database_type");
    write_string(file, "bench");
    write_string(file, "languages");
    write_number(file, 11, 0, 0); /* an empty array */
    write_string(file, "binary_format_major_version");
    write_number(file, 5, 2, 2);
    write_string(file, "binary_format_minor_version");
    write_number(file, 5, 2, 0);
    write_string(file, "build_epoch");
    write_number(file, 9, 8, 1);
    write_string(file, "description");
    fputc(7 << 5, file); /* an empty map */
}

static bool write_file(const char *path, const struct key_list *listed)
{
    bool is_ipv4 = listed->kind == KEY_IPV4;
    struct tree tree = {NULL, 0, 0};
    FILE *file = fopen(path, "wb");
    bool is_good = file != NULL;

    if (!file)
        return false;
    add_node(&tree, 0);
    for (size_t i = 0; i < listed->count; i++)
        add_prefix(&tree, listed->addresses[i].bytes + (is_ipv4 ? 12 : 0),
                   listed->lengths[i], (uint32_t)i);
    /* Records point past the tree with 32 bits. */
    if (tree.count + listed->count * DATA_SIZE + 16 > UINT32_MAX) {
        errno = EFBIG;
        is_good = false;
    }
    if (is_good) {
        write_tree(file, &tree);
        for (size_t i = 0; i < listed->count; i++)
            write_number(file, 6, 4, listed->values[i]);
        write_metadata(file, &tree, is_ipv4 ? 4 : 6);
    }
    free(tree.nodes);
    return fclose(file) == 0 && is_good;
}

static void close_store(void *pointer)
{
    struct store *store = pointer;

    if (store->is_open)
        MMDB_close(&store->database);
    if (store->path)
        unlink(store->path);
    free(store->path);
    free(store);
}

static void *build(const struct key_list *listed, const struct bench_plan *plan)
{
    struct store *store = memory_get(1, sizeof *store);
    int code;

    store->path = strdup(plan_temporary(plan, ".mmdb"));
    if (!store->path || !write_file(store->path, listed)) {
        fprintf(stderr, "tamis bench: cannot write a MaxMind database: %s\n",
                strerror(errno));
        close_store(store);
        return NULL;
    }
    code = MMDB_open(store->path, MMDB_MODE_MMAP, &store->database);
    store->is_open = code == MMDB_SUCCESS;
    if (!store->is_open) {
        fprintf(stderr, "tamis bench: libmaxminddb: %s\n", MMDB_strerror(code));
        close_store(store);
        return NULL;
    }
    unlink(store->path); /* it lives as long as it is mapped */
    return store;
}

static uint64_t size(const void *pointer)
{
    const struct store *store = pointer;

    return (uint64_t)store->database.file_size;
}

static uint32_t find_one(MMDB_s *database, const struct sockaddr *address)
{
    const char *const path[] = {NULL}; /* the value itself */
    MMDB_lookup_result_s found;
    MMDB_entry_data_s data;
    int code;

    found = MMDB_lookup_sockaddr(database, address, &code);
    if (code != MMDB_SUCCESS || !found.found_entry ||
        MMDB_aget_value(&found.entry, &data, path) != MMDB_SUCCESS)
        return KEY_ABSENT;
    return data.uint32;
}

static size_t find(void *pointer, const struct key_list *queries, size_t first,
                   size_t count, uint32_t *values)
{
    struct store *store = pointer;
    struct sockaddr_in in = {.sin_family = AF_INET};
    struct sockaddr_in6 in6 = {.sin6_family = AF_INET6};
    const void *address = queries->kind == KEY_IPV4 ? (void *)&in : &in6;
    size_t hits = 0;

    for (size_t i = 0; i < count; i++) {
        if (queries->kind == KEY_IPV4)
            in.sin_addr.s_addr = htonl(queries->ipv4[first + i]);
        else
            memcpy(&in6.sin6_addr, queries->addresses[first + i].bytes, 16);
        values[i] = find_one(&store->database, address);
        hits += values[i] != KEY_ABSENT;
    }
    return hits;
}

const struct peer peer_maxminddb = {
    .name = "maxminddb",
    .kinds = 1u << KEY_IPV4 | 1u << KEY_IPV6,
    .build_bytes = {[KEY_IPV4] = 200, [KEY_IPV6] = 700},
    .build = build,
    .size = size,
    .close = close_store,
    .find = find,
};
