/* SPDX-License-Identifier: BSD-2-Clause */
/* What the files that read a manifest share: the manifest itself, the text
 * being read, and where in it the reading stands. */
#ifndef TAMIS_FEED_MANIFEST_READ_H
#define TAMIS_FEED_MANIFEST_READ_H

#include "base/arena.h"
#include "feed/json.h"

#include <tamis/manifest.h>

#include <stdbool.h>

#define MANIFEST_SIZE_MAX  ((size_t)16 << 20)
#define MANIFEST_DEPTH_MAX 5u

struct manifest_audience {
    tamis_slice name;
    const tamis_slice *members;
    size_t member_count;
};

struct manifest_feeds {
    tamis_manifest_feed *items;
    size_t count, capacity;
};

struct manifest_paths {
    const char **items;
    size_t count, capacity;
};

struct manifest_audiences {
    struct manifest_audience *items;
    size_t count, capacity;
};

struct tamis_manifest {
    tamis_allocator allocator;
    struct arena arena; /* every string, and arrays of strings */
    tamis_slice organisation;
    struct manifest_feeds feeds;
    struct manifest_paths allow, warn;
    struct manifest_audiences audiences;
};

struct manifest_reading {
    tamis_manifest *manifest;
    const char *path;
    tamis_slice folder; /* of path, with its slash; may be empty */
    tamis_slice text;
    /* The ordinals that lead to the value being read. */
    size_t place[MANIFEST_DEPTH_MAX];
    size_t depth;
    tamis_error *error;
};

/* A failure at the present place, with the manifest's name in front. */
tamis_status manifest_fail(const struct manifest_reading *reading,
                           tamis_status status, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
tamis_status manifest_fail_memory(const struct manifest_reading *reading);

/* One key of an object; target is what the object's reader fills. */
struct manifest_key {
    const char *name;
    tamis_status (*read)(struct manifest_reading *reading,
                         struct json_value value, void *target);
};

/* manifest_read_object() gives each member to its key's function; unknown and
 * repeated names are failures. what: "a feed". At most 32 keys. */
tamis_status manifest_read_object(struct manifest_reading *reading,
                                  struct json_value object, const char *what,
                                  const struct manifest_key *keys,
                                  size_t key_count, void *target);

/* Values of one type, else a failure that names what was wanted. Strings are
 * copied into the manifest; they may not be empty or hold a zero byte. */
tamis_status manifest_read_string(struct manifest_reading *reading,
                                  struct json_value value, const char *what,
                                  tamis_slice *text);
tamis_status manifest_read_strings(struct manifest_reading *reading,
                                   struct json_value value, const char *what,
                                   const tamis_slice **items, size_t *count);
tamis_status manifest_read_flag(struct manifest_reading *reading,
                                struct json_value value, uint32_t bit,
                                uint32_t *flags);
tamis_status manifest_read_number(struct manifest_reading *reading,
                                  struct json_value value, double min,
                                  double max, double *number);
/* A path, zero-terminated, against the manifest's folder. */
tamis_status manifest_read_path(struct manifest_reading *reading,
                                struct json_value value, const char **path);
/* A circle or sector must be one that is defined. */
tamis_status manifest_check_audience(struct manifest_reading *reading,
                                     tamis_slice name);

/* manifest_feed.c: adds one feed. */
tamis_status manifest_read_feed(struct manifest_reading *reading,
                                struct json_value value);

#endif
