/* SPDX-License-Identifier: BSD-2-Clause */
#include "report/report_reader.h"
#include "base/failure.h"
#include "base/heap.h"

#include <string.h>

static bool is_self(tamis_slice name)
{
    return name.size == strlen(TAMIS_AUDIENCE_SELF) &&
           memcmp(name.data, TAMIS_AUDIENCE_SELF, name.size) == 0;
}

static bool holds(const tamis_clearance *clearance, tamis_slice name)
{
    for (size_t i = 0; i < clearance->audience_count; i++) {
        tamis_slice other = clearance->audience[i];

        if (other.size == name.size &&
            (name.size == 0 || memcmp(other.data, name.data, name.size) == 0))
            return true;
    }
    return false;
}

bool reader_sees_all(const tamis_clearance *image, const tamis_clearance *asked)
{
    if (asked->tlp < image->tlp)
        return false;
    for (size_t i = 0; i < asked->audience_count; i++)
        if (!is_self(asked->audience[i]) && !holds(image, asked->audience[i]))
            return false;
    return true;
}

/* Sees what both see: the lower rank, and the organisations of both. */
static tamis_status make_matcher(struct reader *reader,
                                 tamis_database *database,
                                 const tamis_clearance *image,
                                 const tamis_clearance *asked,
                                 tamis_error *error)
{
    size_t count = image->audience_count + asked->audience_count;
    tamis_slice *audience = heap_take(&reader->heap, count, sizeof *audience);
    tamis_matcher_options options = TAMIS_MATCHER_OPTIONS_INIT;
    tamis_status status;

    if (!audience)
        return failure(error, TAMIS_ERROR_MEMORY,
                       "no memory for an audience of %zu", count);
    for (size_t i = 0; i < image->audience_count; i++)
        audience[i] = image->audience[i];
    for (size_t i = 0; i < asked->audience_count; i++)
        audience[image->audience_count + i] = asked->audience[i];
    options.allocator = &reader->heap;
    options.clearance.tlp = asked->tlp < image->tlp ? asked->tlp : image->tlp;
    options.clearance.audience = audience;
    options.clearance.audience_count = count;
    status = tamis_matcher_create(&reader->matcher, database, &options, error);
    heap_give(&reader->heap, audience);
    return status;
}

tamis_status reader_begin(struct reader *reader, tamis_database *database,
                          const tamis_clearance *image,
                          const tamis_clearance *asked,
                          const tamis_allocator *heap, tamis_error *error)
{
    tamis_matcher_options options = TAMIS_MATCHER_OPTIONS_INIT;
    tamis_status status;

    memset(reader, 0, sizeof *reader);
    reader->heap = heap_from(heap);
    reader->is_whole = reader_sees_all(image, asked);
    options.allocator = &reader->heap;
    options.clearance = *image;
    options.clearance.struct_size = sizeof options.clearance;
    options.clearance.flags = TAMIS_CLEARANCE_ANY_TIME;
    status = tamis_matcher_create(&reader->all, database, &options, error);
    if (status == TAMIS_OK)
        status = make_matcher(reader, database, image, asked, error);
    if (status < 0)
        reader_end(reader);
    return status;
}

void reader_end(struct reader *reader)
{
    tamis_matcher_destroy(reader->matcher);
    tamis_matcher_destroy(reader->all);
    reader->matcher = reader->all = NULL;
}
