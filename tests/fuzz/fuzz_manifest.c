/* SPDX-License-Identifier: BSD-2-Clause */
/* Manifests: an error with its place, or answers that hold together. */
#include "fuzz/feed_bytes.h"

#include <tamis/manifest.h>

static void check_slice(tamis_slice slice)
{
    REQUIRE(slice.size == 0 || memchr(slice.data, 0, slice.size) == NULL);
}

static void check_feed(const tamis_manifest_feed *feed)
{
    REQUIRE(feed->info.name.size > 0 && feed->path && *feed->path);
    REQUIRE(feed->info.tlp <= TAMIS_TLP_RED);
    REQUIRE(feed->info.max_shrink_pct <= 100);
    REQUIRE(feed->options.format < TAMIS_FORMAT_COUNT);
    REQUIRE(feed->options.kind < TAMIS_KIND_COUNT);
    check_slice(feed->info.name);
    check_slice(feed->info.producer);
    for (size_t i = 0; i < feed->info.audience_count; i++)
        check_slice(feed->info.audience[i]);
}

static void check_manifest(const tamis_manifest *manifest)
{
    const tamis_slice *members;
    tamis_manifest_feed feed;
    size_t count;
    tamis_slice name;

    REQUIRE(tamis_manifest_feed_get(manifest, 0, &feed));
    for (size_t n = 0; tamis_manifest_feed_get(manifest, n, &feed); n++)
        check_feed(&feed);
    for (size_t n = 0;
         tamis_manifest_audience(manifest, n, &name, &members, &count); n++)
        for (size_t i = 0; i < count; i++)
            check_slice(members[i]);
    for (size_t n = 0; tamis_manifest_allow(manifest, n); n++)
        REQUIRE(*tamis_manifest_allow(manifest, n));
    check_slice(tamis_manifest_organisation(manifest));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    tamis_manifest *manifest;
    tamis_error error;
    tamis_status status;
    char path[64];
    int descriptor;

    feed_bytes_make(data, size, &descriptor, path);
    status = tamis_manifest_open(&manifest, path, &error);
    if (status == TAMIS_OK) {
        check_manifest(manifest);
    } else {
        REQUIRE(status == error.status && manifest == NULL);
        REQUIRE(error.offset == UINT64_MAX || error.offset <= size);
    }
    tamis_manifest_release(manifest);
    close(descriptor);
    return 0;
}
