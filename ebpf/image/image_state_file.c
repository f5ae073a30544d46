/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A state in a file: a header of fixed size, then the arrays that it counts,
 * one behind the other, then a checksum of it all. The file belongs to the
 * programs of one host and one boot; another version of it is refused, never
 * converted.
 */
#include "image/image_state.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/checksum.h"
#include "base/failure.h"
#include "base/heap.h"
#include "kernel/xdp_shared.h"

#define STATE_MAGIC   0x5453495358544d54ull /* "TMTXSIST" */
#define STATE_VERSION 3u

/* Names (of feeds, of organisations) are sizes, then all bytes. */
struct state_header {
    __u64 magic;
    __u32 version, header_size;
    __u64 generation, base_ns;
    int64_t time_ns;
    __u32 answer_count, set_count, statement_count, feed_count;
    __u32 audience_count, path_size;
    __u64 feed_bytes, audience_bytes, policy_size;
    __u32 policy_number, tlp, clearance_flags, reserved;
    int64_t clearance_time_ns;
    __u64 device, inode, size;
    int64_t changed_ns;
    __u8 origin_header[IMAGE_ORIGIN_HEADER_SIZE];
    tamis_xdp_image_info info;
};

/* The arrays of a file, in their order. */
enum {
    RECORDS,
    SETS,
    SPANS,
    STATEMENTS,
    FEED_SIZES,
    FEED_BYTES,
    AUDIENCE_SIZES,
    AUDIENCE_BYTES,
    POLICY,
    PATH,
    ARRAYS
};

static void array_sizes(const struct state_header *header, __u64 sizes[ARRAYS])
{
    sizes[RECORDS] =
        ((__u64)header->answer_count + 1) * sizeof(tamis_record_id);
    sizes[SETS] = (__u64)header->set_count * sizeof(struct image_set);
    sizes[SPANS] = (__u64)header->set_count * sizeof(struct image_set_span);
    sizes[STATEMENTS] =
        (__u64)header->statement_count * sizeof(struct image_statement);
    sizes[FEED_SIZES] = (__u64)header->feed_count * sizeof(__u32);
    sizes[FEED_BYTES] = header->feed_bytes;
    sizes[AUDIENCE_SIZES] = (__u64)header->audience_count * sizeof(__u32);
    sizes[AUDIENCE_BYTES] = header->audience_bytes;
    sizes[POLICY] = header->policy_size;
    sizes[PATH] = header->path_size;
}

static __u64 names_size(const tamis_slice *names, size_t count)
{
    __u64 size = 0;

    for (size_t i = 0; i < count; i++)
        size += names[i].size;
    return size;
}

static void fill_header(struct state_header *header,
                        const struct image_state *state)
{
    const struct image_nodes *nodes = &state->nodes;
    const struct image_origin *origin = &state->origin;

    memset(header, 0, sizeof *header);
    header->magic = STATE_MAGIC;
    header->version = STATE_VERSION;
    header->header_size = sizeof *header;
    header->generation = state->generation;
    header->base_ns = nodes->base_ns;
    header->time_ns = state->time_ns;
    header->answer_count = nodes->answer_count;
    header->set_count = nodes->set_count;
    header->statement_count = nodes->statement_count;
    header->feed_count = nodes->feed_count;
    header->audience_count = (__u32)state->clearance.audience_count;
    header->path_size = (__u32)strlen(origin->path);
    header->feed_bytes = names_size(nodes->feeds, nodes->feed_count);
    header->audience_bytes =
        names_size(state->clearance.audience, state->clearance.audience_count);
    header->policy_size = state->policy_size;
    header->policy_number = state->policy_number;
    header->tlp = state->clearance.tlp;
    header->clearance_flags = state->clearance.flags;
    header->clearance_time_ns = state->clearance.time_ns;
    header->device = origin->device;
    header->inode = origin->inode;
    header->size = origin->size;
    header->changed_ns = origin->changed_ns;
    memcpy(header->origin_header, origin->header, sizeof origin->header);
    header->info = nodes->info;
}

struct state_writer {
    FILE *file;
    struct checksum sum; /* of what was written */
};

static int write_all(struct state_writer *writer, const void *bytes, __u64 size)
{
    checksum_add(&writer->sum, bytes, (size_t)size);
    return size == 0 || fwrite(bytes, (size_t)size, 1, writer->file) == 1;
}

static int write_sum(const struct state_writer *writer)
{
    __u64 sum = checksum_value(&writer->sum);

    return fwrite(&sum, sizeof sum, 1, writer->file) == 1;
}

static int write_names(struct state_writer *writer, const tamis_slice *names,
                       size_t count)
{
    for (size_t i = 0; i < count; i++) {
        __u32 size = (__u32)names[i].size;

        if (!write_all(writer, &size, sizeof size))
            return 0;
    }
    for (size_t i = 0; i < count; i++)
        if (!write_all(writer, names[i].data, names[i].size))
            return 0;
    return 1;
}

static int write_state(FILE *file, const struct image_state *state)
{
    struct state_writer all = {.file = file}, *writer = &all;
    const struct image_nodes *nodes = &state->nodes;
    struct state_header header;
    __u64 sizes[ARRAYS];

    fill_header(&header, state);
    array_sizes(&header, sizes);
    return write_all(writer, &header, sizeof header) &&
           write_all(writer, nodes->records, sizes[RECORDS]) &&
           write_all(writer, nodes->sets, sizes[SETS]) &&
           write_all(writer, nodes->spans, sizes[SPANS]) &&
           write_all(writer, nodes->statements, sizes[STATEMENTS]) &&
           write_names(writer, nodes->feeds, nodes->feed_count) &&
           write_names(writer, state->clearance.audience,
                       state->clearance.audience_count) &&
           write_all(writer, state->policy_text, sizes[POLICY]) &&
           write_all(writer, state->origin.path, sizes[PATH]) &&
           write_sum(writer);
}

tamis_status image_state_save(const struct image_state *state, const char *path,
                              tamis_error *error)
{
    char temporary[PATH_MAX];
    int number = 0, handle;
    FILE *file;

    if (snprintf(temporary, sizeof temporary, "%s.XXXXXX", path) >=
        (int)sizeof temporary)
        return failure_system(error, ENAMETOOLONG, "%s", path);
    handle = mkostemp(temporary, O_CLOEXEC); /* mode 0600 */
    if (handle < 0)
        return failure_system(error, errno, "%s", temporary);
    file = fdopen(handle, "w");
    if (!file || !write_state(file, state))
        number = errno ? errno : EIO;
    if (file ? fclose(file) != 0 : close(handle) != 0)
        number = number ? number : errno;
    if (!number && rename(temporary, path) != 0)
        number = errno;
    if (!number)
        return TAMIS_OK;
    unlink(temporary);
    return failure_system(error, number, "%s", path);
}

/* A file that is being read. */
struct state_reader {
    struct image_state *state;
    const char *path;
    tamis_error *error;
    int file;
    struct checksum *sum; /* of what was read */
    struct state_header header;
    __u64 sizes[ARRAYS];
};

static tamis_status corrupt(const struct state_reader *reader, const char *what)
{
    return failure(reader->error, TAMIS_ERROR_CORRUPT,
                   "%s: %s; publish the image again", reader->path, what);
}

static tamis_status read_some(const struct state_reader *reader, void *bytes,
                              __u64 size)
{
    char *at = bytes;

    while (size > 0) {
        ssize_t got = read(reader->file, at, (size_t)size);

        if (got < 0 && errno != EINTR)
            return failure_system(reader->error, errno, "%s", reader->path);
        if (got == 0)
            return corrupt(reader, "the file ends too early");
        at += got > 0 ? got : 0;
        size -= got > 0 ? (__u64)got : 0;
    }
    return TAMIS_OK;
}

static tamis_status read_all(const struct state_reader *reader, void *bytes,
                             __u64 size)
{
    XDP_TRY(read_some(reader, bytes, size));
    checksum_add(reader->sum, bytes, (size_t)size);
    return TAMIS_OK;
}

/* Of what was read before only what says how much there is to read was looked
 * at, within limits; nobody is given a state that does not fit. */
static tamis_status check_sum(const struct state_reader *reader)
{
    __u64 sum;

    XDP_TRY(read_some(reader, &sum, sizeof sum));
    return sum == checksum_value(reader->sum)
               ? TAMIS_OK
               : corrupt(reader, "it is not as it was written");
}

/* An array of the file, in memory of its own with a zero at its end. */
static tamis_status read_array(const struct state_reader *reader, int array,
                               void *pointer)
{
    const tamis_allocator *heap = &reader->state->heap;
    __u64 size = reader->sizes[array];
    void *bytes = heap_take(heap, (size_t)size + 1, 1);

    if (!bytes)
        return failure(reader->error, TAMIS_ERROR_MEMORY,
                       "no memory for %llu bytes of %s",
                       (unsigned long long)size, reader->path);
    memcpy(pointer, &bytes, sizeof bytes); /* whoever holds it gives it back */
    return read_all(reader, bytes, size);
}

/* count names, whose sizes and bytes come next, in one block. */
static tamis_status read_names(const struct state_reader *reader, __u32 count,
                               __u64 size, tamis_slice **names)
{
    size_t room = count * (sizeof(tamis_slice) + sizeof(__u32)) + (size_t)size;
    const __u32 *sizes;
    const char *at;

    *names = heap_take(&reader->state->heap, room, 1);
    if (!*names)
        return failure(reader->error, TAMIS_ERROR_MEMORY,
                       "no memory for the names in %s", reader->path);
    sizes = (const __u32 *)&(*names)[count];
    at = (const char *)&sizes[count];
    XDP_TRY(read_some(reader, &(*names)[count], count * sizeof *sizes + size));
    for (__u32 i = 0; i < count; i++) {
        if (sizes[i] > size)
            return corrupt(reader, "a name is longer than the file says");
        (*names)[i] = (tamis_slice){at, sizes[i]};
        at += sizes[i];
        size -= sizes[i];
    }
    if (size)
        return corrupt(reader, "names are shorter than the file says");
    /* In the pieces that they were written in. */
    for (__u32 i = 0; i < count; i++)
        checksum_add(reader->sum, &sizes[i], sizeof *sizes);
    for (__u32 i = 0; i < count; i++)
        checksum_add(reader->sum, (*names)[i].data, (*names)[i].size);
    return TAMIS_OK;
}

/* The file must have exactly the size that its counts give. */
static tamis_status check_header(struct state_reader *reader)
{
    const struct state_header *header = &reader->header;
    struct stat facts;
    __u64 left;

    if (header->magic == __builtin_bswap64(STATE_MAGIC))
        return failure(reader->error, TAMIS_ERROR_UNSUPPORTED,
                       "%s: written by a machine of another byte order; "
                       "publish the image again",
                       reader->path);
    if (header->magic != STATE_MAGIC)
        return corrupt(reader, "not the state of a filter");
    if (header->version != STATE_VERSION ||
        header->header_size != sizeof *header)
        return failure(reader->error, TAMIS_ERROR_UNSUPPORTED,
                       "%s: written by another version; publish the image "
                       "again",
                       reader->path);
    if (fstat(reader->file, &facts) != 0)
        return failure_system(reader->error, errno, "%s", reader->path);
    if (header->answer_count >= IMAGE_ANSWER_LIMIT ||
        header->set_count > IMAGE_SET_LIMIT ||
        header->policy_number > XDP_NUMBER_MAX || header->path_size >= PATH_MAX)
        return corrupt(reader, "a count is past its limit");
    array_sizes(header, reader->sizes);
    left = (__u64)facts.st_size - sizeof *header;
    if (left < sizeof(__u64)) /* the checksum */
        return corrupt(reader, "the file is shorter than it says");
    left -= sizeof(__u64);
    for (int i = 0; i < ARRAYS; i++) {
        if (reader->sizes[i] > left)
            return corrupt(reader, "the file is shorter than it says");
        left -= reader->sizes[i];
    }
    return left ? corrupt(reader, "the file is longer than it says") : TAMIS_OK;
}

static void take_header(const struct state_header *header,
                        struct image_state *state)
{
    const tamis_clearance everything = TAMIS_CLEARANCE_INIT;
    struct image_nodes *nodes = &state->nodes;
    struct image_origin *origin = &state->origin;

    state->generation = header->generation;
    state->time_ns = header->time_ns;
    state->clearance = everything;
    state->clearance.tlp = header->tlp;
    state->clearance.flags = header->clearance_flags;
    state->clearance.time_ns = header->clearance_time_ns;
    state->policy_size = (size_t)header->policy_size;
    state->policy_number = header->policy_number;
    nodes->base_ns = header->base_ns;
    nodes->answer_count = header->answer_count;
    nodes->set_count = header->set_count;
    nodes->statement_count = header->statement_count;
    nodes->feed_count = header->feed_count;
    nodes->info = header->info;
    nodes->info.struct_size = sizeof nodes->info;
    origin->device = header->device;
    origin->inode = header->inode;
    origin->size = header->size;
    origin->changed_ns = header->changed_ns;
    memcpy(origin->header, header->origin_header, sizeof origin->header);
}

static tamis_status check_sets(const struct state_reader *reader)
{
    const struct image_nodes *nodes = &reader->state->nodes;

    for (__u32 i = 0; i < nodes->set_count; i++)
        if (nodes->spans[i].first > nodes->statement_count ||
            nodes->spans[i].count >
                nodes->statement_count - nodes->spans[i].first)
            return corrupt(reader, "a set has statements past the last");
    for (__u32 i = 0; i < nodes->statement_count; i++)
        if (nodes->statements[i].feed >= nodes->feed_count)
            return corrupt(reader, "a statement is of no feed");
    return TAMIS_OK;
}

static tamis_status read_state(struct state_reader *reader)
{
    const struct state_header *header = &reader->header;
    struct image_state *state = reader->state;
    struct image_nodes *nodes = &state->nodes;

    XDP_TRY(read_all(reader, &reader->header, sizeof reader->header));
    XDP_TRY(check_header(reader));
    take_header(header, state);
    XDP_TRY(read_array(reader, RECORDS, &nodes->records));
    XDP_TRY(read_array(reader, SETS, &nodes->sets));
    XDP_TRY(read_array(reader, SPANS, &nodes->spans));
    XDP_TRY(read_array(reader, STATEMENTS, &nodes->statements));
    XDP_TRY(read_names(reader, header->feed_count, header->feed_bytes,
                       &nodes->feeds));
    XDP_TRY(read_names(reader, header->audience_count, header->audience_bytes,
                       &state->audience));
    state->clearance.audience = state->audience;
    state->clearance.audience_count = header->audience_count;
    XDP_TRY(read_array(reader, POLICY, &state->policy_text));
    XDP_TRY(read_all(reader, state->origin.path, header->path_size));
    XDP_TRY(check_sum(reader));
    return check_sets(reader);
}

static tamis_status no_file(const char *path, int number, tamis_error *error)
{
    tamis_status status = failure_system(error, number, "%s", path);

    if (number == ENOENT)
        status = TAMIS_ERROR_NOT_FOUND;
    if (error)
        error->status = status;
    return status;
}

tamis_status image_state_load(struct image_state *state, const char *path,
                              const tamis_allocator *heap, tamis_error *error)
{
    struct checksum sum = {{0}};
    struct state_reader reader = {
        .state = state, .path = path, .error = error, .sum = &sum};
    tamis_status status;

    memset(state, 0, sizeof *state);
    state->heap = state->nodes.heap = heap_from(heap);
    reader.file = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    if (reader.file < 0)
        return no_file(path, errno, error);
    status = read_state(&reader);
    close(reader.file);
    if (status != TAMIS_OK)
        image_state_release(state);
    return status;
}
