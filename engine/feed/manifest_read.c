/* SPDX-License-Identifier: BSD-2-Clause */
/* Reading a manifest's values, and saying where one is wrong. */
#include "feed/manifest_read.h"

#include "base/error.h"
#include "base/slice.h"
#include "feed/json_place.h"

#include <stdarg.h>
#include <stdio.h>

tamis_status manifest_fail(const struct manifest_reading *reading,
                           tamis_status status, const char *format, ...)
{
    char message[TAMIS_ERROR_MESSAGE_SIZE];
    uint64_t line, offset;
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    json_place_find(reading->text, reading->place, reading->depth, &line,
                    &offset);
    error_set(reading->error, status, "%s: line %llu: %s", reading->path,
              (unsigned long long)line, message);
    error_set_place(reading->error, line, offset);
    return status;
}

tamis_status manifest_fail_memory(const struct manifest_reading *reading)
{
    return error_set(reading->error, TAMIS_ERROR_MEMORY,
                     "%s: there is no memory for the manifest", reading->path);
}

static size_t find_key(const struct manifest_key *keys, size_t count,
                       tamis_slice name)
{
    size_t i = 0;

    while (i < count && !slice_is(name, keys[i].name))
        i++;
    return i;
}

static tamis_status fail_unknown(const struct manifest_reading *reading,
                                 tamis_slice name, const char *what,
                                 const struct manifest_key *keys, size_t count)
{
    char known[320] = "";
    size_t size = 0;

    for (size_t i = 0; i < count && size < sizeof known - 1; i++) {
        int added = snprintf(known + size, sizeof known - size, "%s%s",
                             i ? ", " : "", keys[i].name);

        size += added > 0 ? (size_t)added : 0;
    }
    name = slice_first(name, 60);
    return manifest_fail(reading, TAMIS_ERROR_SYNTAX,
                         "%s has no key \"%.*s\"; its keys are: %s", what,
                         (int)name.size, name.data, known);
}

tamis_status manifest_read_object(struct manifest_reading *reading,
                                  struct json_value object, const char *what,
                                  const struct manifest_key *keys,
                                  size_t key_count, void *target)
{
    size_t *ordinal = &reading->place[reading->depth];
    struct json_value value;
    struct json_walk walk;
    uint32_t seen = 0;
    tamis_slice name;

    if (json_type(object) != JSON_OBJECT)
        return manifest_fail(reading, TAMIS_ERROR_SYNTAX,
                             "%s is to be an object, {...}", what);
    *ordinal = 0;
    reading->depth++;
    for (json_walk_begin(&walk, object); json_walk_next(&walk, &name, &value);
         ++*ordinal) {
        size_t i = find_key(keys, key_count, name);

        if (i == key_count)
            return fail_unknown(reading, name, what, keys, key_count);
        if (seen & UINT32_C(1) << i)
            return manifest_fail(reading, TAMIS_ERROR_SYNTAX,
                                 "%s has the key \"%s\" twice", what,
                                 keys[i].name);
        seen |= UINT32_C(1) << i;
        TRY(keys[i].read(reading, value, target));
    }
    reading->depth--;
    return TAMIS_OK;
}

tamis_status manifest_read_string(struct manifest_reading *reading,
                                  struct json_value value, const char *what,
                                  tamis_slice *text)
{
    tamis_slice found;

    if (!json_string(value, &found) || found.size == 0 ||
        slice_find(found, '\0') != SIZE_MAX)
        return manifest_fail(reading, TAMIS_ERROR_SYNTAX,
                             "%s is to be a text in quotes, and not empty",
                             what);
    *text = arena_copy(&reading->manifest->arena, found);
    return text->data ? TAMIS_OK : manifest_fail_memory(reading);
}

static size_t count_items(struct json_value array)
{
    struct json_value item;
    struct json_walk walk;
    size_t count = 0;

    json_walk_begin(&walk, array);
    while (json_walk_next(&walk, NULL, &item))
        count++;
    return count;
}

tamis_status manifest_read_strings(struct manifest_reading *reading,
                                   struct json_value value, const char *what,
                                   const tamis_slice **items, size_t *count)
{
    size_t *ordinal = &reading->place[reading->depth];
    struct json_value item;
    struct json_walk walk;
    tamis_slice *copies;

    *count = count_items(value);
    if (json_type(value) != JSON_ARRAY)
        return manifest_fail(reading, TAMIS_ERROR_SYNTAX,
                             "%s is to be a list of texts, [\"...\"]", what);
    copies = arena_allocate(&reading->manifest->arena,
                            (*count + 1) * sizeof *copies);
    if (!copies)
        return manifest_fail_memory(reading);
    *ordinal = 0;
    reading->depth++;
    for (json_walk_begin(&walk, value); json_walk_next(&walk, NULL, &item);
         ++*ordinal)
        TRY(manifest_read_string(reading, item, what, &copies[*ordinal]));
    reading->depth--;
    *items = copies;
    return TAMIS_OK;
}

tamis_status manifest_read_flag(struct manifest_reading *reading,
                                struct json_value value, uint32_t bit,
                                uint32_t *flags)
{
    bool flag;

    if (!json_bool(value, &flag))
        return manifest_fail(reading, TAMIS_ERROR_SYNTAX,
                             "the value is to be true or false");
    *flags = flag ? *flags | bit : *flags & ~bit;
    return TAMIS_OK;
}

tamis_status manifest_read_number(struct manifest_reading *reading,
                                  struct json_value value, double min,
                                  double max, double *number)
{
    if (!json_double(value, number) || !(*number >= min && *number <= max))
        return manifest_fail(reading, TAMIS_ERROR_SYNTAX,
                             "the value is to be a number from %g to %g", min,
                             max);
    return TAMIS_OK;
}

tamis_status manifest_read_path(struct manifest_reading *reading,
                                struct json_value value, const char **path)
{
    tamis_slice text, folder = reading->folder;
    char *joined;

    TRY(manifest_read_string(reading, value, "a path", &text));
    if (text.data[0] == '/')
        folder.size = 0;
    joined =
        arena_allocate(&reading->manifest->arena, folder.size + text.size + 1);
    if (!joined)
        return manifest_fail_memory(reading);
    if (folder.size > 0)
        memcpy(joined, folder.data, folder.size);
    memcpy(joined + folder.size, text.data, text.size);
    joined[folder.size + text.size] = 0;
    *path = joined;
    return TAMIS_OK;
}

tamis_status manifest_check_audience(struct manifest_reading *reading,
                                     tamis_slice name)
{
    const struct manifest_audiences *audiences = &reading->manifest->audiences;

    if (!slice_starts(name, "circle:") && !slice_starts(name, "sector:"))
        return TAMIS_OK; /* an organisation */
    for (size_t i = 0; i < audiences->count; i++)
        if (slice_equal(audiences->items[i].name, name))
            return TAMIS_OK;
    name = slice_first(name, 100);
    return manifest_fail(reading, TAMIS_ERROR_LABEL,
                         "\"%.*s\" is not defined (yet); say in \"audiences\" "
                         "which organisations it stands for",
                         (int)name.size, name.data);
}
