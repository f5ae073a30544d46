/* SPDX-License-Identifier: BSD-2-Clause */
#include "event/event_id.h"

#include "base/bytes.h"
#include "base/slice.h"

#include <openssl/evp.h>

#include <stdbool.h>
#include <string.h>

/* 8e0c3a52-6f0e-5d0b-9a57-7a6d61747332: random, ours alone. */
static const uint8_t name_space[16] = {0x8e, 0x0c, 0x3a, 0x52, 0x6f, 0x0e,
                                       0x5d, 0x0b, 0x9a, 0x57, 0x7a, 0x6d,
                                       0x61, 0x74, 0x73, 0x32};

/* Each part goes in behind its size, so that no two lists of parts are the
 * same bytes. */
static bool add_part(EVP_MD_CTX *digest, tamis_slice part)
{
    uint8_t size[8];

    store_le64(size, part.size);
    return EVP_DigestUpdate(digest, size, sizeof size) == 1 &&
           (part.size == 0 ||
            EVP_DigestUpdate(digest, part.data, part.size) == 1);
}

static bool add_number(EVP_MD_CTX *digest, uint64_t number)
{
    uint8_t bytes[8];

    store_le64(bytes, number);
    return EVP_DigestUpdate(digest, bytes, sizeof bytes) == 1;
}

static bool digest_parts(EVP_MD_CTX *digest, const tamis_hit *hit,
                         const tamis_event_source *source, tamis_slice value,
                         uint8_t out[EVP_MAX_MD_SIZE])
{
    unsigned size = 0;

    return EVP_DigestInit_ex(digest, EVP_sha1(), NULL) == 1 &&
           EVP_DigestUpdate(digest, name_space, sizeof name_space) == 1 &&
           add_part(digest, hit->entry.feed) &&
           add_part(digest, hit->entry.reference) &&
           add_number(digest, hit->kind) && add_part(digest, value) &&
           add_number(digest, hit->mode) && add_part(digest, source->sensor) &&
           add_part(digest, source->file) && add_part(digest, source->where) &&
           add_number(digest, source->line) &&
           add_number(digest, source->offset) &&
           add_number(digest, hit->length) &&
           add_number(digest, source->flags & TAMIS_EVENT_TIME_OF_RECORD
                                  ? (uint64_t)source->time_ns
                                  : 0) &&
           EVP_DigestFinal_ex(digest, out, &size) == 1 && size >= 16;
}

static void format_uuid(const uint8_t bytes[16], char id[EVENT_ID_SIZE])
{
    static const char digits[] = "0123456789abcdef";
    size_t at = 0;

    for (size_t i = 0; i < 16; i++) {
        if (i == 4 || i == 6 || i == 8 || i == 10)
            id[at++] = '-';
        id[at++] = digits[bytes[i] >> 4];
        id[at++] = digits[bytes[i] & 15];
    }
}

void event_id(const tamis_hit *hit, const tamis_event_source *source,
              tamis_slice value, char id[EVENT_ID_SIZE])
{
    uint8_t out[EVP_MAX_MD_SIZE];
    EVP_MD_CTX *digest = EVP_MD_CTX_new();

    if (!digest || !digest_parts(digest, hit, source, value, out))
        memset(out, 0, sizeof out);
    EVP_MD_CTX_free(digest);
    out[6] = (uint8_t)((out[6] & 0x0F) | 0x50);
    out[8] = (uint8_t)((out[8] & 0x3F) | 0x80);
    format_uuid(out, id);
}
