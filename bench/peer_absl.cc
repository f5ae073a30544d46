// SPDX-License-Identifier: BSD-2-Clause
// absl::flat_hash_map: the hash table that most C++ programs would take. For
// names it is asked for the whole name and then for every parent, which is
// what a program without a structure of its own does.
#include "peer.h"

#include <absl/container/flat_hash_map.h>
#include <absl/strings/string_view.h>

#include <array>
#include <cstring>
#include <new>

namespace
{

using digest = std::array<uint8_t, KEY_DIGEST_SIZE>;

struct named {
    uint32_t value;
    bool is_suffix;
};

struct store {
    absl::flat_hash_map<digest, uint32_t> digests;
    absl::flat_hash_map<absl::string_view, named> names;
};

digest digest_of(const uint8_t *bytes)
{
    digest key;

    std::memcpy(key.data(), bytes, key.size());
    return key;
}

void *build(const key_list *listed, const bench_plan *)
{
    auto *made = new (std::nothrow) store;

    if (!made)
        return nullptr;
    key_view view{};
    if (listed->kind == KEY_SHA256) {
        made->digests.reserve(listed->count);
        for (size_t i = 0; i < listed->count; i++) {
            key_list_get(listed, i, &view);
            made->digests.emplace(digest_of(view.digest), view.value);
        }
        return made;
    }
    made->names.reserve(listed->count);
    for (size_t i = 0; i < listed->count; i++) {
        key_list_get(listed, i, &view);
        made->names.emplace(absl::string_view(view.name.data, view.name.size),
                            named{view.value, view.mode == TAMIS_MODE_SUFFIX});
    }
    return made;
}

/* Slots and control bytes; the names' text is in the list, as a program would
 * have it somewhere. */
uint64_t size(const void *pointer)
{
    const auto *made = static_cast<const store *>(pointer);
    uint64_t text = 0;

    for (const auto &[name, value] : made->names)
        text += name.size();
    return made->digests.capacity() * (sizeof(digest) + 4 + 1) +
           made->names.capacity() *
               (sizeof(absl::string_view) + sizeof(named) + 1) +
           text;
}

void close(void *pointer)
{
    delete static_cast<store *>(pointer);
}

uint32_t find_name(const store &made, absl::string_view name)
{
    bool is_whole = true;

    for (;;) {
        auto found = made.names.find(name);
        auto dot = name.find('.');

        if (found != made.names.end() && (is_whole || found->second.is_suffix))
            return found->second.value;
        if (dot == absl::string_view::npos)
            return KEY_ABSENT;
        name.remove_prefix(dot + 1);
        is_whole = false;
    }
}

size_t find(void *reader, const key_list *queries, size_t first, size_t count,
            uint32_t *values)
{
    const auto *made = static_cast<const store *>(reader);
    size_t hits = 0;

    for (size_t i = 0; i < count; i++) {
        if (queries->kind == KEY_SHA256) {
            auto found = made->digests.find(
                digest_of(queries->digests + (first + i) * KEY_DIGEST_SIZE));

            values[i] =
                found == made->digests.end() ? KEY_ABSENT : found->second;
        } else {
            const tamis_slice &name = queries->names[first + i];

            values[i] =
                find_name(*made, absl::string_view(name.data, name.size));
        }
        hits += values[i] != KEY_ABSENT;
    }
    return hits;
}

peer describe()
{
    peer made{};

    made.name = "absl";
    made.kinds = 1u << KEY_SHA256 | 1u << KEY_DOMAIN | 1u << KEY_MIXED;
    made.kept_kinds = 1u << KEY_DOMAIN;
    made.build_bytes[KEY_SHA256] = 90;
    made.build_bytes[KEY_DOMAIN] = 70;
    made.build_bytes[KEY_MIXED] = 70;
    made.build = build;
    made.size = size;
    made.close = close;
    made.find = find;
    return made;
}

} // namespace

extern "C" {
extern const peer peer_absl;
const peer peer_absl = describe();
}
