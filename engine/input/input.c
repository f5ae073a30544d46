/* SPDX-License-Identifier: BSD-2-Clause */
#include "input/input.h"

#include "base/error.h"
#include "base/memory.h"
#include "input/input_source.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* A read of fewer bytes goes through the window. */
#define READ_SIZE_MIN 65536u

struct tamis_input {
    struct input_source source;
    struct input_decoder decoder; /* read is NULL for plain files */
    char *name;
    uint64_t total; /* 0 when unknown */
    /* What input_peek() has taken and tamis_input_read() has not given yet. */
    uint8_t *head;
    size_t head_begin, head_end;
    /* An error met after good bytes waits for the next read, and stays. */
    tamis_status status;
    tamis_error failure;
};

/* Reads on from where the window ends, which is empty. */
static tamis_status read_stored(struct input_source *source, uint8_t *buffer,
                                size_t capacity, size_t *size,
                                tamis_error *error)
{
    ssize_t got;

    do
        got = read(source->descriptor, buffer, capacity);
    while (got < 0 && errno == EINTR);
    if (got < 0)
        return error_set_system(error, errno, "%s: cannot be read",
                                source->name);
    *size = (size_t)got;
    source->offset += (uint64_t)got;
    source->at_end = got == 0;
    return TAMIS_OK;
}

tamis_status input_source_fill(struct input_source *source, tamis_error *error)
{
    size_t size = 0;

    if (source->begin < source->end || source->at_end)
        return TAMIS_OK;
    TRY(read_stored(source, source->bytes, INPUT_SOURCE_SIZE, &size, error));
    source->begin = 0;
    source->end = size;
    return TAMIS_OK;
}

uint64_t input_source_offset(const struct input_source *source)
{
    return source->offset - (source->end - source->begin);
}

tamis_status input_source_cut_short(const struct input_source *source,
                                    const char *format_name, tamis_error *error)
{
    uint64_t offset = input_source_offset(source);

    error_set(error, TAMIS_ERROR_CORRUPT,
              "%s: the %s data ends in the middle, after %llu bytes; fetch the "
              "file again",
              source->name, format_name, (unsigned long long)offset);
    error_set_place(error, 0, offset);
    return TAMIS_ERROR_CORRUPT;
}

tamis_status input_source_damaged(const struct input_source *source,
                                  const char *format_name, const char *reason,
                                  tamis_error *error)
{
    uint64_t offset = input_source_offset(source);

    error_set(error, TAMIS_ERROR_CORRUPT,
              "%s: the %s data is damaged near byte %llu (%s); fetch the file "
              "again",
              source->name, format_name, (unsigned long long)offset, reason);
    error_set_place(error, 0, offset);
    return TAMIS_ERROR_CORRUPT;
}

static tamis_status open_descriptor(tamis_input *input, const char *path,
                                    tamis_error *error)
{
    struct stat status;

    if (!strcmp(path, "-"))
        input->source.descriptor = STDIN_FILENO;
    else
        input->source.descriptor = open(path, O_RDONLY | O_CLOEXEC);
    if (input->source.descriptor < 0)
        return error_set_system(error, errno, "%s: cannot be opened",
                                input->name);
    if (fstat(input->source.descriptor, &status) < 0)
        return error_set_system(error, errno, "%s: cannot be opened",
                                input->name);
    if (S_ISDIR(status.st_mode))
        return error_set_system(error, EISDIR, "%s: cannot be read as a file",
                                input->name);
    if (S_ISREG(status.st_mode))
        input->total = (uint64_t)status.st_size;
    return TAMIS_OK;
}

static tamis_status open_decoder(tamis_input *input, tamis_error *error)
{
    struct input_source *source = &input->source;
    const uint8_t *bytes = source->bytes;

    /* A pipe may hand over the magic in pieces. */
    while (source->end < INPUT_MAGIC_SIZE && !source->at_end) {
        ssize_t size = read(source->descriptor, source->bytes + source->end,
                            INPUT_SOURCE_SIZE - source->end);

        if (size < 0 && errno == EINTR)
            continue;
        if (size < 0)
            return error_set_system(error, errno, "%s: cannot be read",
                                    source->name);
        source->end += (size_t)size;
        source->offset += (uint64_t)size;
        source->at_end = size == 0;
    }
    if (input_gzip_matches(bytes, source->end))
        return input_gzip_open(&input->decoder, error);
    if (input_zstd_matches(bytes, source->end))
        return input_zstd_open(&input->decoder, error);
    if (input_xz_matches(bytes, source->end))
        return input_xz_open(&input->decoder, error);
    return TAMIS_OK;
}

static tamis_status open_input(tamis_input *input, const char *path,
                               tamis_error *error)
{
    const char *name = strcmp(path, "-") ? path : "standard input";
    size_t name_size = strlen(name) + 1;

    input->name = memory_allocate(&memory_default, name_size);
    input->source.bytes = memory_allocate(&memory_default, INPUT_SOURCE_SIZE);
    if (!input->name || !input->source.bytes)
        return error_set(error, TAMIS_ERROR_MEMORY,
                         "%s: no memory to read it with", name);
    memcpy(input->name, name, name_size);
    input->source.name = input->name;
    TRY(open_descriptor(input, path, error));
    return open_decoder(input, error);
}

tamis_status tamis_input_open(tamis_input **input, const char *path,
                              tamis_error *error)
{
    tamis_status status;

    if (!input)
        return error_set(error, TAMIS_ERROR_ARGUMENT,
                         "tamis_input_open() needs a place for the input");
    *input = NULL;
    if (!path)
        return error_set(error, TAMIS_ERROR_ARGUMENT,
                         "tamis_input_open() needs a path");
    *input = memory_allocate_array(&memory_default, 1, sizeof **input);
    if (!*input)
        return error_set(error, TAMIS_ERROR_MEMORY,
                         "%s: no memory to read it with", path);
    (*input)->source.descriptor = -1;
    status = open_input(*input, path, error);
    if (status < 0) {
        tamis_input_close(*input);
        *input = NULL;
    }
    return status;
}

static tamis_status read_plain(struct input_source *source, uint8_t *buffer,
                               size_t capacity, size_t *size,
                               tamis_error *error)
{
    size_t available;

    /* Large pieces go where they are wanted at once. */
    if (source->begin == source->end && !source->at_end &&
        capacity >= READ_SIZE_MIN)
        return read_stored(source, buffer, capacity, size, error);
    TRY(input_source_fill(source, error));
    available = source->end - source->begin;
    *size = available < capacity ? available : capacity;
    if (*size)
        memcpy(buffer, source->bytes + source->begin, *size);
    source->begin += *size;
    return TAMIS_OK;
}

/* One step of decompression. An error is remembered; good bytes go first. */
static tamis_status read_decoded(tamis_input *input, uint8_t *buffer,
                                 size_t capacity, size_t *size,
                                 tamis_error *error)
{
    *size = 0;
    if (input->status == TAMIS_OK) {
        if (input->decoder.read)
            input->status =
                input->decoder.read(input->decoder.state, &input->source,
                                    buffer, capacity, size, &input->failure);
        else
            input->status = read_plain(&input->source, buffer, capacity, size,
                                       &input->failure);
    }
    if (input->status == TAMIS_OK || *size)
        return TAMIS_OK;
    if (error)
        *error = input->failure;
    return input->status;
}

tamis_status input_peek(tamis_input *input, tamis_slice *head,
                        tamis_error *error)
{
    head->data = NULL;
    head->size = 0;
    if (!input->head) {
        input->head = memory_allocate(&memory_default, INPUT_PEEK_SIZE);
        if (!input->head)
            return error_set(error, TAMIS_ERROR_MEMORY,
                             "%s: no memory to read it with", input->name);
    }
    while (input->head_end < INPUT_PEEK_SIZE) {
        size_t size;
        tamis_status status =
            read_decoded(input, input->head + input->head_end,
                         INPUT_PEEK_SIZE - input->head_end, &size, error);

        if (status < 0 && input->head_end == 0)
            return status;
        if (status < 0 || size == 0)
            break;
        input->head_end += size;
    }
    head->data = (const char *)input->head + input->head_begin;
    head->size = input->head_end - input->head_begin;
    return TAMIS_OK;
}

const char *input_name(const tamis_input *input)
{
    return input->name;
}

tamis_status tamis_input_read(tamis_input *input, void *buffer, size_t capacity,
                              size_t *size, tamis_error *error)
{
    size_t available = input->head_end - input->head_begin;

    *size = 0;
    if (capacity == 0)
        return TAMIS_OK;
    if (available == 0)
        return read_decoded(input, buffer, capacity, size, error);
    *size = available < capacity ? available : capacity;
    memcpy(buffer, input->head + input->head_begin, *size);
    input->head_begin += *size;
    return TAMIS_OK;
}

void tamis_input_progress(const tamis_input *input, uint64_t *consumed,
                          uint64_t *total)
{
    *consumed = input_source_offset(&input->source);
    *total = input->total;
}

void tamis_input_close(tamis_input *input)
{
    if (!input)
        return;
    if (input->decoder.close)
        input->decoder.close(input->decoder.state);
    if (input->source.descriptor > STDIN_FILENO)
        close(input->source.descriptor);
    memory_release(&memory_default, input->source.bytes);
    memory_release(&memory_default, input->head);
    memory_release(&memory_default, input->name);
    memory_release(&memory_default, input);
}
