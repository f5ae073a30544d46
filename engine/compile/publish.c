/* SPDX-License-Identifier: BSD-2-Clause */
/* Merging, building and putting the database in its place. */
#include "base/error.h"
#include "base/file_replace.h"
#include "base/memory.h"
#include "base/number.h"
#include "base/slice.h"
#include "compile/assembly.h"
#include "compile/outcome.h"

#include <stdio.h>

/* How a file starts in memory: tamis_database_open_memory() wants this. */
#define MEMORY_ALIGNMENT 64u

struct build {
    tamis_compiler *compiler;
    tamis_progress_callback progress;
    void *context;
    struct outcome_judge judge;
    struct relevance relevance;
    struct merged merged;
    struct assembly assembly;
};

static tamis_status merge_all(struct build *build, tamis_error *error)
{
    tamis_compiler *compiler = build->compiler;
    const struct merge_question question = {compiler, &build->judge,
                                            &build->relevance, build->progress,
                                            build->context};

    TRY(pending_store_seal(&compiler->pending));
    TRY(outcome_judge_begin(&build->judge, compiler));
    TRY(relevance_begin(&build->relevance, compiler, &build->judge, error));
    return merge_run(&build->merged, &question, error);
}

/* From the pending statements to what is to be written. */
static tamis_status build_begin(struct build *build, tamis_compiler *compiler,
                                tamis_error *error)
{
    tamis_status status;

    build->compiler = compiler;
    TRY(outcome_check_feeds(compiler, error));
    status = merge_all(build, error);
    relevance_end(&build->relevance);
    outcome_judge_end(&build->judge);
    pending_store_release(&compiler->pending);
    if (status < 0)
        return compiler_break(compiler, status, error);
    TRY(outcome_check_shrinking(compiler, error));
    status = assembly_begin(&build->assembly, compiler, &build->merged);
    return status < 0 ? compiler_break(compiler, status, error) : TAMIS_OK;
}

static void build_end(struct build *build)
{
    assembly_end(&build->assembly);
    merge_release(&build->merged);
}

/*
 * The process's umask, which can only be asked for by changing it for every
 * thread; so it is read where the kernel tells it. Where it does not, the
 * strictest one is assumed.
 */
static unsigned read_umask(void)
{
    FILE *status = fopen("/proc/self/status", "re");
    unsigned mask = 077;
    char line[256];

    if (!status)
        return mask;
    while (fgets(line, sizeof line, status))
        if (sscanf(line, "Umask: %o", &mask) == 1)
            break;
    fclose(status);
    return mask & 0777;
}

static unsigned choose_mode(const struct build *build)
{
    return build->assembly.is_above_green ? 0600 : 0644 & ~read_umask();
}

static tamis_status size_file(void *context, uint64_t size, tamis_error *error)
{
    return file_replace_set_size(context, size, error);
}

static tamis_status put_in_file(void *context, uint64_t offset,
                                const void *bytes, size_t size,
                                tamis_error *error)
{
    return file_replace_write_at(context, offset, bytes, size, error);
}

static tamis_status write_file(struct build *build, const char *path,
                               tamis_error *error)
{
    const tamis_compiler *compiler = build->compiler;
    struct file_replace file;
    const struct database_output output = {size_file, put_in_file, &file};
    tamis_status status;

    TRY(file_replace_open(&file, path, error));
    status = database_write(&compiler->allocator, &build->assembly.input,
                            &output, build->progress, build->context, error);
    if (status == TAMIS_OK)
        status = file_replace_commit(
            &file, choose_mode(build),
            !(compiler->flags & TAMIS_COMPILER_NO_SYNC), error);
    file_replace_abandon(&file);
    return status;
}

/* Nothing is added from here on. */
static tamis_status begin_write(tamis_compiler *compiler, tamis_error *error)
{
    TRY(compiler_check(compiler, error));
    compiler->is_written = true;
    TRY(compiler_settle(compiler, error));
    adder_close(compiler->adder);
    return TAMIS_OK;
}

tamis_status tamis_compiler_write(tamis_compiler *compiler, const char *path,
                                  tamis_progress_callback progress,
                                  void *context, tamis_error *error)
{
    struct build build = {.progress = progress, .context = context};
    tamis_status status;

    TRY(begin_write(compiler, error));
    status = build_begin(&build, compiler, error);
    if (status == TAMIS_OK)
        status = write_file(&build, path, error);
    build_end(&build);
    return status;
}

/* A database in memory; where its piece of memory begins stands right before
 * it. */
struct memory_file {
    const tamis_allocator *allocator;
    uint8_t *bytes;
    uint64_t size;
};

static tamis_status size_memory(void *context, uint64_t size,
                                tamis_error *error)
{
    struct memory_file *file = context;
    size_t extra = MEMORY_ALIGNMENT + sizeof(void *);
    uint8_t *piece = NULL, *bytes;

    if (size <= SIZE_MAX - extra)
        piece = memory_allocate(file->allocator, (size_t)size + extra);
    if (!piece)
        return error_set(error, TAMIS_ERROR_MEMORY,
                         "out of memory while writing a database into it");
    bytes = piece + extra;
    bytes -= (uintptr_t)bytes % MEMORY_ALIGNMENT;
    memcpy(bytes - sizeof piece, &piece, sizeof piece);
    file->bytes = bytes;
    file->size = size;
    return TAMIS_OK;
}

static tamis_status put_in_memory(void *context, uint64_t offset,
                                  const void *bytes, size_t size,
                                  tamis_error *error)
{
    const struct memory_file *file = context;

    if (offset > file->size || size > file->size - offset)
        return error_set(error, TAMIS_ERROR_ARGUMENT,
                         "bytes were put behind the end of a database");
    memcpy(file->bytes + offset, bytes, size);
    return TAMIS_OK;
}

static tamis_status write_memory(struct build *build, void **bytes,
                                 size_t *size, tamis_error *error)
{
    const tamis_allocator *allocator = &build->compiler->allocator;
    struct memory_file file = {.allocator = allocator};
    const struct database_output output = {size_memory, put_in_memory, &file};
    tamis_status status =
        database_write(allocator, &build->assembly.input, &output,
                       build->progress, build->context, error);

    if (status < 0) {
        tamis_compiler_free_memory(build->compiler, file.bytes,
                                   (size_t)file.size);
        return status;
    }
    *bytes = file.bytes;
    *size = (size_t)file.size;
    return TAMIS_OK;
}

tamis_status tamis_compiler_write_memory(tamis_compiler *compiler, void **bytes,
                                         size_t *size, tamis_error *error)
{
    struct build build = {.progress = NULL};
    tamis_status status;

    *bytes = NULL;
    *size = 0;
    TRY(begin_write(compiler, error));
    status = build_begin(&build, compiler, error);
    if (status == TAMIS_OK)
        status = write_memory(&build, bytes, size, error);
    build_end(&build);
    return status;
}

void tamis_compiler_free_memory(tamis_compiler *compiler, void *bytes,
                                size_t size)
{
    void *piece;

    (void)size;
    if (!bytes)
        return;
    memcpy(&piece, (uint8_t *)bytes - sizeof piece, sizeof piece);
    memory_release(&compiler->allocator, piece);
}
