/* SPDX-License-Identifier: BSD-2-Clause */
/* The manifest: its file, its outer keys, and what it answers. */
#include "feed/manifest_read.h"

#include "base/error.h"
#include "base/file_map.h"
#include "base/memory.h"
#include "base/slice.h"
#include "feed/file_digest.h"
#include "feed/json_splitter.h"

#include <string.h>
#include <sys/stat.h>

static tamis_status read_version(struct manifest_reading *reading,
                                 struct json_value value, void *target)
{
    int64_t version;

    (void)target;
    if (json_integer(value, &version) && version == 1)
        return TAMIS_OK;
    return manifest_fail(reading, TAMIS_ERROR_UNSUPPORTED,
                         "\"v\" is to be 1: this tamis reads manifests of "
                         "version 1");
}

static tamis_status read_organisation(struct manifest_reading *reading,
                                      struct json_value value, void *target)
{
    (void)target;
    return manifest_read_string(reading, value, "\"organisation\"",
                                &reading->manifest->organisation);
}

static tamis_status add_audience(struct manifest_reading *reading,
                                 tamis_slice name, struct json_value value)
{
    struct manifest_audiences *audiences = &reading->manifest->audiences;
    struct manifest_audience audience = {.name = name};

    for (size_t i = 0; i < audiences->count; i++)
        if (slice_equal(audiences->items[i].name, name))
            return manifest_fail(reading, TAMIS_ERROR_LABEL,
                                 "the audience \"%.*s\" is defined twice",
                                 (int)slice_first(name, 100).size, name.data);
    TRY(manifest_read_strings(reading, value, "an audience", &audience.members,
                              &audience.member_count));
    for (size_t i = 0; i < audience.member_count; i++)
        TRY(manifest_check_audience(reading, audience.members[i]));
    if (memory_grow(&reading->manifest->allocator, (void **)&audiences->items,
                    &audiences->capacity, audiences->count + 1,
                    sizeof *audiences->items) < 0)
        return manifest_fail_memory(reading);
    audience.name = arena_copy(&reading->manifest->arena, name);
    if (!audience.name.data)
        return manifest_fail_memory(reading);
    audiences->items[audiences->count++] = audience;
    return TAMIS_OK;
}

static tamis_status read_audiences(struct manifest_reading *reading,
                                   struct json_value value, void *target)
{
    size_t *ordinal = &reading->place[reading->depth];
    struct json_value members;
    struct json_walk walk;
    tamis_slice name;

    (void)target;
    if (json_type(value) != JSON_OBJECT)
        return manifest_fail(reading, TAMIS_ERROR_SYNTAX,
                             "\"audiences\" is to be an object of lists");
    *ordinal = 0;
    reading->depth++;
    for (json_walk_begin(&walk, value); json_walk_next(&walk, &name, &members);
         ++*ordinal) {
        if (name.size == 0 || slice_is(name, TAMIS_AUDIENCE_SELF) ||
            slice_is(name, TAMIS_AUDIENCE_EVERYONE))
            return manifest_fail(reading, TAMIS_ERROR_LABEL,
                                 "\"%.*s\" cannot be defined as an audience",
                                 (int)name.size, name.data);
        TRY(add_audience(reading, name, members));
    }
    reading->depth--;
    return TAMIS_OK;
}

static tamis_status read_feeds(struct manifest_reading *reading,
                               struct json_value value, void *target)
{
    size_t *ordinal = &reading->place[reading->depth];
    struct json_value feed;
    struct json_walk walk;

    (void)target;
    if (json_type(value) != JSON_ARRAY)
        return manifest_fail(reading, TAMIS_ERROR_SYNTAX,
                             "\"feeds\" is to be a list of feeds, [{...}]");
    *ordinal = 0;
    reading->depth++;
    for (json_walk_begin(&walk, value); json_walk_next(&walk, NULL, &feed);
         ++*ordinal)
        TRY(manifest_read_feed(reading, feed));
    reading->depth--;
    return TAMIS_OK;
}

static tamis_status read_paths(struct manifest_reading *reading,
                               struct json_value value,
                               struct manifest_paths *paths)
{
    size_t *ordinal = &reading->place[reading->depth];
    struct json_value item;
    struct json_walk walk;

    if (json_type(value) != JSON_ARRAY)
        return manifest_fail(reading, TAMIS_ERROR_SYNTAX,
                             "the value is to be a list of paths, [\"...\"]");
    *ordinal = 0;
    reading->depth++;
    for (json_walk_begin(&walk, value); json_walk_next(&walk, NULL, &item);
         ++*ordinal) {
        if (memory_grow(&reading->manifest->allocator, (void **)&paths->items,
                        &paths->capacity, paths->count + 1,
                        sizeof *paths->items) < 0)
            return manifest_fail_memory(reading);
        TRY(manifest_read_path(reading, item, &paths->items[paths->count]));
        paths->count++;
    }
    reading->depth--;
    return TAMIS_OK;
}

static tamis_status read_allow(struct manifest_reading *reading,
                               struct json_value value, void *target)
{
    (void)target;
    return read_paths(reading, value, &reading->manifest->allow);
}

static tamis_status read_warn(struct manifest_reading *reading,
                              struct json_value value, void *target)
{
    (void)target;
    return read_paths(reading, value, &reading->manifest->warn);
}

static tamis_status skip(struct manifest_reading *reading,
                         struct json_value value, void *target)
{
    (void)reading;
    (void)value;
    (void)target;
    return TAMIS_OK;
}

/* Audiences first, wherever they stand, because feeds refer to them. */
static tamis_status read_document(struct manifest_reading *reading,
                                  struct json_value root)
{
    static const struct manifest_key first[] = {
        {"v", read_version},
        {"organisation", read_organisation},
        {"audiences", read_audiences},
        {"feeds", skip},
        {"allow", skip},
        {"warn", skip},
    };
    static const struct manifest_key second[] = {
        {"v", skip},           {"organisation", skip}, {"audiences", skip},
        {"feeds", read_feeds}, {"allow", read_allow},  {"warn", read_warn},
    };

    TRY(manifest_read_object(reading, root, "a manifest", first,
                             sizeof first / sizeof *first, NULL));
    TRY(manifest_read_object(reading, root, "a manifest", second,
                             sizeof second / sizeof *second, NULL));
    if (reading->manifest->feeds.count == 0)
        return manifest_fail(reading, TAMIS_ERROR_SYNTAX,
                             "a manifest needs \"feeds\", with a feed in it");
    return TAMIS_OK;
}

/* The splitter's view of bytes in memory. */
struct text_source {
    tamis_slice rest;
};

static tamis_status read_text(void *context, void *buffer, size_t capacity,
                              size_t *size, tamis_error *error)
{
    struct text_source *source = context;

    (void)error;
    *size = source->rest.size < capacity ? source->rest.size : capacity;
    if (*size > 0)
        memcpy(buffer, source->rest.data, *size);
    source->rest = slice_from(source->rest, *size);
    return TAMIS_OK;
}

/* One object, and what is wrong with the grammar with its place, which a
 * parser of whole documents does not tell. */
static tamis_status check_grammar(const struct manifest_reading *reading)
{
    static const struct json_rule rule = {"", JSON_FRAME};
    struct text_source source = {reading->text};
    struct json_splitter_options options = {
        .rules = &rule,
        .rule_count = 1,
        .name = reading->path,
        .allocator = &reading->manifest->allocator,
        .read = read_text,
        .context = &source,
    };
    struct json_splitter *splitter;
    struct json_item item;
    tamis_status status;
    unsigned frames = 0;

    TRY(json_splitter_create(&splitter, &options, reading->error));
    do {
        status = json_splitter_next(splitter, &item, reading->error);
        frames += status == TAMIS_OK && item.kind == JSON_ITEM_FRAME;
    } while (status == TAMIS_OK && item.kind != JSON_ITEM_END);
    json_splitter_destroy(splitter);
    if (status == TAMIS_OK && frames != 1)
        return manifest_fail(reading, TAMIS_ERROR_SYNTAX,
                             "a manifest is to be one JSON object, {...}");
    return status;
}

/* bytes are followed by JSON_PADDING more. */
static tamis_status read_bytes(struct manifest_reading *reading,
                               struct json_parser *parser)
{
    tamis_slice text = reading->text;
    struct json_value root;
    enum json_fault fault;

    TRY(check_grammar(reading));
    /* A byte order mark is no JSON. */
    if (slice_starts(text, "\xef\xbb\xbf"))
        text = slice_from(text, 3);
    fault = json_parse(parser, (const uint8_t *)text.data, text.size, &root);
    if (fault == JSON_FAULT_MEMORY)
        return manifest_fail_memory(reading);
    if (fault != JSON_FAULT_NONE)
        return manifest_fail(reading, TAMIS_ERROR_SYNTAX, "the manifest is %s",
                             json_fault_text(fault));
    return read_document(reading, root);
}

static tamis_status read_copy(struct manifest_reading *reading,
                              const struct file_map *map)
{
    const tamis_allocator *allocator = &reading->manifest->allocator;
    char *copy = memory_allocate_array(allocator, map->size + JSON_PADDING, 1);
    struct json_parser *parser = json_parser_create();
    tamis_status status;

    if (copy && parser) {
        if (map->size > 0)
            memcpy(copy, map->bytes, map->size);
        reading->text = slice_make(copy, map->size);
        status = read_bytes(reading, parser);
    } else {
        status = manifest_fail_memory(reading);
    }
    json_parser_destroy(parser);
    memory_release(allocator, copy);
    return status;
}

static tamis_status read_file(tamis_manifest *manifest, const char *path,
                              tamis_error *error)
{
    struct manifest_reading reading = {
        .manifest = manifest, .path = path, .error = error};
    size_t slash = slice_find_last(slice_text(path), '/');
    struct file_map map;
    tamis_status status;

    if (slash != SIZE_MAX)
        reading.folder = slice_first(slice_text(path), slash + 1);
    TRY(file_map_open(&map, path, true, error));
    if (map.size > MANIFEST_SIZE_MAX)
        status = error_set(error, TAMIS_ERROR_LIMIT,
                           "%s: a manifest of more than 16 MiB", path);
    else
        status = read_copy(&reading, &map);
    file_map_close(&map);
    return status;
}

tamis_status tamis_manifest_open(tamis_manifest **manifest, const char *path,
                                 tamis_error *error)
{
    tamis_allocator allocator = memory_default;
    tamis_manifest *made;
    tamis_status status;

    if (!manifest || !path)
        return error_set(error, TAMIS_ERROR_ARGUMENT,
                         "tamis_manifest_open() needs a path and a place for "
                         "the manifest");
    *manifest = NULL;
    made = memory_allocate_array(&allocator, 1, sizeof *made);
    if (!made)
        return error_set(error, TAMIS_ERROR_MEMORY,
                         "%s: there is no memory for the manifest", path);
    made->allocator = allocator;
    arena_init(&made->arena, &made->allocator);
    status = read_file(made, path, error);
    if (status < 0)
        tamis_manifest_release(made);
    else
        *manifest = made;
    return status;
}

void tamis_manifest_release(tamis_manifest *manifest)
{
    tamis_allocator allocator;

    if (!manifest)
        return;
    allocator = manifest->allocator;
    memory_release(&allocator, manifest->feeds.items);
    memory_release(&allocator, manifest->allow.items);
    memory_release(&allocator, manifest->warn.items);
    memory_release(&allocator, manifest->audiences.items);
    arena_release(&manifest->arena);
    memory_release(&allocator, manifest);
}

tamis_slice tamis_manifest_organisation(const tamis_manifest *manifest)
{
    return manifest->organisation;
}

int tamis_manifest_feed_get(const tamis_manifest *manifest, size_t n,
                            tamis_manifest_feed *feed)
{
    if (n >= manifest->feeds.count)
        return 0;
    *feed = manifest->feeds.items[n];
    return 1;
}

const char *tamis_manifest_allow(const tamis_manifest *manifest, size_t n)
{
    return n < manifest->allow.count ? manifest->allow.items[n] : NULL;
}

const char *tamis_manifest_warn(const tamis_manifest *manifest, size_t n)
{
    return n < manifest->warn.count ? manifest->warn.items[n] : NULL;
}

int tamis_manifest_audience(const tamis_manifest *manifest, size_t n,
                            tamis_slice *name, const tamis_slice **members,
                            size_t *member_count)
{
    const struct manifest_audience *audience;

    if (n >= manifest->audiences.count)
        return 0;
    audience = &manifest->audiences.items[n];
    *name = audience->name;
    *members = audience->members;
    *member_count = audience->member_count;
    return 1;
}

tamis_status tamis_manifest_check_digest(const tamis_manifest_feed *feed,
                                         tamis_error *error)
{
    struct stat status;

    if (feed->sha256.size == 0)
        return TAMIS_OK;
    if (stat(feed->path, &status) == 0 && S_ISDIR(status.st_mode))
        return error_set(error, TAMIS_ERROR_UNSUPPORTED,
                         "%s: a folder has no sha256; give that of one file, "
                         "or leave it out",
                         feed->path);
    return file_digest_check(feed->path, feed->sha256, error);
}
