/* SPDX-License-Identifier: BSD-2-Clause */
/* The manifest: which feeds there are, whose they are, and who may know. */
#ifndef TAMIS_MANIFEST_H
#define TAMIS_MANIFEST_H

#include <tamis/compile.h>
#include <tamis/feed.h>

#ifdef __cplusplus
extern "C" {
#endif

/* A parsed manifest. Immutable; any thread. */
typedef struct tamis_manifest tamis_manifest;

/* One feed of a manifest; strings live as long as the manifest. path is
 * resolved against the manifest's own folder. */
typedef struct tamis_manifest_feed {
    tamis_feed_info info;       /* what the compiler wants */
    tamis_feed_options options; /* what the reader wants */
    const char *path;
    tamis_slice sha256; /* hex; empty: not checked */
} tamis_manifest_feed;

/*
 * tamis_manifest_open() reads and checks a manifest (docs/FEEDS.md gives its
 * keys). Unknown and repeated keys are errors, so that a typing mistake never
 * loosens a label. On failure *manifest is NULL.
 * Errors: SYSTEM; with line and offset SYNTAX, LABEL (no TLP, an audience that
 * is not defined), UNSUPPORTED (another version), LIMIT; MEMORY.
 */
TAMIS_API tamis_status tamis_manifest_open(tamis_manifest **manifest,
                                           const char *path,
                                           tamis_error *error);
TAMIS_API void tamis_manifest_release(tamis_manifest *manifest);

TAMIS_API tamis_slice
tamis_manifest_organisation(const tamis_manifest *manifest);
/* The n-th feed, allow path, warn path: 1, or 0 past the last. */
TAMIS_API int tamis_manifest_feed_get(const tamis_manifest *manifest, size_t n,
                                      tamis_manifest_feed *feed);
TAMIS_API const char *tamis_manifest_allow(const tamis_manifest *manifest,
                                           size_t n);
TAMIS_API const char *tamis_manifest_warn(const tamis_manifest *manifest,
                                          size_t n);
/*
 * tamis_manifest_check_digest() compares a feed's file with its sha256; OK
 * when the manifest gives none. Whoever reads feeds calls it first.
 * Cost: reads the file. Errors: CORRUPT when it differs, SYSTEM, MEMORY.
 */
TAMIS_API tamis_status tamis_manifest_check_digest(
    const tamis_manifest_feed *feed, tamis_error *error);
/* The n-th audience: its name and members. 1, or 0 past the last. */
TAMIS_API int tamis_manifest_audience(const tamis_manifest *manifest, size_t n,
                                      tamis_slice *name,
                                      const tamis_slice **members,
                                      size_t *member_count);

#ifdef __cplusplus
}
#endif

#endif /* TAMIS_MANIFEST_H */
