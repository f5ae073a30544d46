/* SPDX-License-Identifier: BSD-2-Clause */
#include "feed/json_source.h"

#include "base/error.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define BLOCK_SIZE ((size_t)64 << 10)

/* Reads until the head is full or the input ends. */
static tamis_status fill_head(struct json_source *source, tamis_error *error)
{
    struct buffer *head = &source->head;

    while (!source->is_whole && head->size < source->head_max) {
        size_t size = 0;

        if (buffer_reserve(head, BLOCK_SIZE) < 0)
            return reader_error(source->reader, error, TAMIS_ERROR_MEMORY,
                                "there is no memory to read it");
        TRY(tamis_input_read(source->reader->input, head->bytes + head->size,
                             BLOCK_SIZE, &size, error));
        head->size += size;
        source->is_whole = size == 0;
    }
    return TAMIS_OK;
}

static tamis_status write_all(int descriptor, const uint8_t *bytes, size_t size,
                              tamis_error *error)
{
    while (size > 0) {
        ssize_t written = write(descriptor, bytes, size);

        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0)
            return error_set_system(
                error, errno,
                "cannot write the temporary copy of a JSON stream; set TMPDIR "
                "to a folder with more room");
        bytes += written;
        size -= (size_t)written;
    }
    return TAMIS_OK;
}

/* A file without a name that nobody else can open. */
static int open_nameless(void)
{
    const char *folder = getenv("TMPDIR");
    char path[4096];
    int descriptor;

    if (!folder || !*folder)
        folder = "/tmp";
    descriptor = open(folder, O_TMPFILE | O_RDWR | O_CLOEXEC | O_EXCL, 0600);
    if (descriptor >= 0 || strlen(folder) > sizeof path - 32)
        return descriptor;
    strcpy(path, folder);
    strcat(path, "/tamis-json-XXXXXX");
    descriptor = mkostemp(path, O_CLOEXEC);
    if (descriptor >= 0)
        unlink(path);
    return descriptor;
}

static tamis_status spool(struct json_source *source, tamis_error *error)
{
    uint8_t *block = source->head.bytes;
    size_t size = source->head.size;

    source->spool = open_nameless();
    if (source->spool < 0)
        return error_set_system(
            error, errno, "%s: cannot make a temporary file for a JSON stream",
            source->reader->path);
    while (size > 0) {
        TRY(write_all(source->spool, block, size, error));
        source->spool_size += size;
        TRY(tamis_input_read(source->reader->input, block, source->head.size,
                             &size, error));
    }
    return TAMIS_OK;
}

static bool can_open_again(const struct feed_reader *reader)
{
    struct stat status;

    return strcmp(reader->path, "-") != 0 && stat(reader->path, &status) == 0 &&
           S_ISREG(status.st_mode);
}

tamis_status json_source_open(struct json_source *source,
                              struct feed_reader *reader, size_t head_max,
                              tamis_error *error)
{
    memset(source, 0, sizeof *source);
    source->reader = reader;
    source->head_max = head_max ? head_max : JSON_HEAD_SIZE;
    source->spool = -1;
    buffer_init(&source->head, reader->allocator);
    TRY(fill_head(source, error));
    if (!source->is_whole && !can_open_again(reader))
        TRY(spool(source, error));
    return TAMIS_OK;
}

void json_source_close(struct json_source *source)
{
    buffer_release(&source->head);
    if (source->spool >= 0)
        close(source->spool);
    source->spool = -1;
}

void json_pass_begin(struct json_pass *pass, struct json_source *source)
{
    memset(pass, 0, sizeof *pass);
    pass->source = source;
    /* The first pass goes on where the head ends. */
    if (!source->is_whole && source->spool < 0 && !source->is_taken) {
        source->is_taken = true;
        pass->input = source->reader->input;
    }
}

static tamis_status read_spool(struct json_pass *pass, void *buffer,
                               size_t capacity, size_t *size,
                               tamis_error *error)
{
    ssize_t got;

    do
        got = pread(pass->source->spool, buffer, capacity, (off_t)pass->offset);
    while (got < 0 && errno == EINTR);
    if (got < 0)
        return error_set_system(error, errno,
                                "%s: cannot read its temporary copy",
                                pass->source->reader->path);
    *size = (size_t)got;
    pass->offset += *size;
    return TAMIS_OK;
}

static void read_head(struct json_pass *pass, void *buffer, size_t capacity,
                      size_t *size)
{
    const struct buffer *head = &pass->source->head;
    size_t left = head->size - (size_t)pass->offset;

    *size = left < capacity ? left : capacity;
    if (*size > 0)
        memcpy(buffer, head->bytes + pass->offset, *size);
    pass->offset += *size;
}

tamis_status json_pass_read(void *context, void *buffer, size_t capacity,
                            size_t *size, tamis_error *error)
{
    struct json_pass *pass = context;
    const struct json_source *source = pass->source;

    *size = 0;
    if (source->spool >= 0)
        return read_spool(pass, buffer, capacity, size, error);
    if (!source->is_whole && !pass->input) {
        TRY(tamis_input_open(&pass->input, source->reader->path, error));
        pass->owns_input = true;
    }
    if (!pass->owns_input && pass->offset < source->head.size) {
        read_head(pass, buffer, capacity, size);
        return TAMIS_OK;
    }
    if (!pass->input)
        return TAMIS_OK;
    return tamis_input_read(pass->input, buffer, capacity, size, error);
}

void json_pass_end(struct json_pass *pass)
{
    if (pass->owns_input)
        tamis_input_close(pass->input);
    memset(pass, 0, sizeof *pass);
}
