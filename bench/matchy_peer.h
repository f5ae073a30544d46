/* SPDX-License-Identifier: BSD-2-Clause */
/* What matchy/src/lib.rs exports: matchy's own builder, and lookups in the
 * file that it makes. Found keys are told as 32-bit numbers, UINT32_MAX: not
 * listed. */
#ifndef TAMIS_BENCH_MATCHY_PEER_H
#define TAMIS_BENCH_MATCHY_PEER_H

#include <tamis/match.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct matchy_maker;
struct matchy_store;

enum matchy_peer_key {
    MATCHY_LITERAL,
    MATCHY_GLOB,
    MATCHY_ANY /* as matchy itself takes it */
};

struct matchy_maker *matchy_peer_create(void);
bool matchy_peer_add(struct matchy_maker *maker, uint32_t kind,
                     tamis_slice key);
/* matchy_peer_finish() writes the file at path and maps it; the maker is gone
 * after it. matchy_peer_finish_addresses() makes one of prefixes, whose
 * addresses have 4 (mapped) or 16 bytes. NULL after they said why. */
struct matchy_store *matchy_peer_finish(struct matchy_maker *maker,
                                        const char *path);
struct matchy_store *
matchy_peer_finish_addresses(const tamis_address *addresses,
                             const uint8_t *lengths, size_t address_size,
                             size_t count, const char *path);
void matchy_peer_close(struct matchy_store *store);
uint64_t matchy_peer_size(const struct matchy_store *store);

/* Keys are found by their number in the order of adding; globs count on behind
 * the literals. */
size_t matchy_peer_find_digests(const struct matchy_store *store,
                                const uint8_t *digests, size_t count,
                                uint32_t *values);
size_t matchy_peer_find_names(const struct matchy_store *store,
                              const tamis_slice *names, size_t count,
                              uint32_t *values);
size_t matchy_peer_find_addresses(const struct matchy_store *store,
                                  const tamis_address *addresses,
                                  size_t address_size, size_t count,
                                  uint32_t *values);

/*
 * Scanning (matchy/src/scan.rs): of a text the number of lines in which one of
 * the lines of a feed was found, as a literal anywhere, or as a candidate that
 * matchy takes out of it. NULL after they said why. Nothing closes them: they
 * live as long as the process.
 */
struct matchy_scanner;

void *matchy_peer_literals(const tamis_slice *lines, size_t count);
uint64_t matchy_peer_scan_literals(const void *store, const char *text,
                                   size_t size);
struct matchy_scanner *matchy_peer_scanner(const tamis_slice *lines,
                                           size_t count, const char *path);
uint64_t matchy_peer_scan_tokens(const struct matchy_scanner *scanner,
                                 const char *text, size_t size);

#endif
