/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A file is known by a hash of all that its content depends on: the sources in
 * their order, limits, versions, CPU. Not by ids, which the caller's next
 * database may number otherwise.
 */
#include "index/pattern_cache.h"

#include "base/error.h"
#include "base/hash.h"
#include "base/memory.h"
#include "index/pattern_cache_folder.h"
#include "index/pattern_image.h"
#include "index/pattern_request.h"
#include "index/pattern_spawn.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

/* Where limits are 0, what 0 stands for. */
static struct pattern_cache_options
complete_options(const struct pattern_cache_options *given)
{
    struct pattern_cache_options options = *given;

    if (!options.memory_max)
        options.memory_max = PATTERN_CACHE_MEMORY_MAX;
    if (!options.pattern_ms_max)
        options.pattern_ms_max = PATTERN_CACHE_PATTERN_MS_MAX;
    if (!options.total_ms_max)
        options.total_ms_max = PATTERN_CACHE_TOTAL_MS_MAX;
    if (!options.share_ms)
        options.share_ms = options.total_ms_max;
    return options;
}

static void make_key(struct pattern_question *question)
{
    const struct pattern_selection *selection = question->selection;
    const struct pattern_cache_options *options = question->options;
    uint64_t words[] = {PATTERN_IMAGE_VERSION, options->set.mode,
                        options->memory_max, options->pattern_ms_max,
                        pattern_set_machine()};
    XXH3_state_t state;
    XXH128_hash_t hash;

    XXH3_INITSTATE(&state);
    XXH3_128bits_reset(&state);
    XXH3_128bits_update(&state, words, sizeof words);
    for (size_t i = 0; i < selection->count; i++) {
        const struct pattern_source *source = &selection->sources[i];
        uint64_t head[2] = {source->flags, source->bytes.size};

        XXH3_128bits_update(&state, head, sizeof head);
        if (source->bytes.size)
            XXH3_128bits_update(&state, source->bytes.data, source->bytes.size);
    }
    hash = XXH3_128bits_digest(&state);
    question->key[0] = hash.low64;
    question->key[1] = hash.high64;
}

/* Whether it lacks what there is time for now. The checksum is looked at by
 * what opens it. */
static bool lacks_some(const void *image,
                       const struct pattern_question *question)
{
    struct pattern_image_header header;

    memcpy(&header, image, sizeof header);
    return header.unfinished_ms &&
           header.unfinished_ms < question->options->total_ms_max;
}

/* An image that is mapped is copied by what opens it, and then let go. */
static tamis_status open_mapped(struct pattern_set **set, int descriptor,
                                const struct pattern_question *question,
                                tamis_error *error)
{
    struct stat about;
    tamis_status status;
    void *bytes;

    if (fstat(descriptor, &about))
        return error_set_system(error, errno, "cannot read compiled patterns");
    if (about.st_size < (off_t)sizeof(struct pattern_image_header))
        return error_set(error, TAMIS_ERROR_CORRUPT,
                         "compiled patterns: shorter than their header");
    bytes = mmap(NULL, (size_t)about.st_size, PROT_READ, MAP_PRIVATE,
                 descriptor, 0);
    if (bytes == MAP_FAILED)
        return error_set_system(error, errno, "cannot map compiled patterns");
    madvise(bytes, (size_t)about.st_size, MADV_DONTDUMP);
    if (memcmp((const char *)bytes + offsetof(struct pattern_image_header, key),
               question->key, sizeof question->key))
        status = error_set(error, TAMIS_ERROR_CORRUPT,
                           "compiled patterns: of other patterns");
    else if (lacks_some(bytes, question))
        status = error_set(error, TAMIS_ERROR_CORRUPT,
                           "compiled patterns: not all of them");
    else
        status = pattern_set_open(
            set, (tamis_slice){bytes, (size_t)about.st_size},
            question->selection, &question->options->set, error);
    munmap(bytes, (size_t)about.st_size);
    return status;
}

static tamis_status open_uncached(struct pattern_set **set,
                                  struct pattern_question *question,
                                  tamis_error *error)
{
    tamis_status status;

    question->descriptor = memfd_create("tamis-patterns", MFD_CLOEXEC);
    if (question->descriptor < 0)
        return error_set_system(error, errno, "cannot make a file in memory");
    status = pattern_spawn_ask(question, error);
    if (!status)
        status = open_mapped(set, question->descriptor, question, error);
    close(question->descriptor);
    return status;
}

/* What is there and well; NOT_FOUND when it is not. */
static tamis_status open_kept(struct pattern_set **set,
                              const struct pattern_question *question,
                              const struct pattern_cache_folder *folder,
                              const char *name, tamis_error *error)
{
    int descriptor = pattern_cache_folder_open(folder, name);
    tamis_status status;

    if (descriptor < 0)
        return TAMIS_ERROR_NOT_FOUND;
    status = open_mapped(set, descriptor, question, error);
    close(descriptor);
    return status == TAMIS_OK || status == TAMIS_ERROR_MEMORY
               ? status
               : TAMIS_ERROR_NOT_FOUND;
}

/* Has it made in a file of the folder. What cannot be kept there is still
 * used, and options->uncached told why it is not. */
static tamis_status open_new(struct pattern_set **set,
                             struct pattern_question *question,
                             const struct pattern_cache_folder *folder,
                             const char *name, tamis_error *error)
{
    tamis_error *uncached = question->options->uncached;
    tamis_error failure = {0};
    struct pattern_cache_file file;
    tamis_status status;

    if (pattern_cache_file_make(&file, folder, uncached))
        return open_uncached(set, question, error);
    question->descriptor = file.descriptor;
    status = pattern_spawn_ask(question, &failure);
    if (status && error)
        *error = failure;
    if (status && question->is_unwritten) {
        if (uncached)
            *uncached = failure;
        pattern_cache_file_close(&file, folder);
        return open_uncached(set, question, error);
    }
    if (!status)
        status = open_mapped(set, file.descriptor, question, error);
    if (!status)
        pattern_cache_file_keep(&file, folder, name, uncached);
    pattern_cache_file_close(&file, folder);
    return status;
}

static tamis_status open_selection(struct pattern_set **set,
                                   struct pattern_question *question,
                                   tamis_error *error)
{
    struct pattern_cache_folder folder;
    char name[64];
    tamis_status status;

    make_key(question);
    if (question->options->is_cacheless)
        return open_uncached(set, question, error);
    if (pattern_cache_folder_find(&folder, question->options->folder,
                                  question->options->uncached)) {
        pattern_cache_folder_release(&folder);
        return open_uncached(set, question, error);
    }
    snprintf(name, sizeof name, "patterns-%016" PRIx64 "%016" PRIx64,
             question->key[1], question->key[0]);
    status = open_kept(set, question, &folder, name, error);
    if (status == TAMIS_ERROR_NOT_FOUND)
        status = open_new(set, question, &folder, name, error);
    pattern_cache_folder_release(&folder);
    return status;
}

tamis_status pattern_cache_open(struct pattern_set **set,
                                const struct pattern_source *sources,
                                size_t count,
                                const struct pattern_cache_options *given,
                                tamis_error *error)
{
    struct pattern_cache_options options = complete_options(given);
    tamis_allocator allocator = memory_choose(given->set.allocator);
    struct pattern_selection selection;
    struct pattern_question question = {.options = &options,
                                        .selection = &selection};
    tamis_status status;

    *set = NULL;
    TRY(pattern_set_supported(error));
    status = pattern_selection_make(&selection, &allocator, sources, count,
                                    options.set.field, error);
    if (!status)
        status = open_selection(set, &question, error);
    pattern_selection_release(&selection);
    return status;
}

tamis_status pattern_cache_check(const struct pattern_source *sources,
                                 size_t count,
                                 const struct pattern_cache_options *given,
                                 tamis_error *error)
{
    struct pattern_cache_options options = complete_options(given);
    tamis_allocator allocator = memory_choose(given->set.allocator);
    struct pattern_selection selection;
    struct pattern_question question = {
        .options = &options, .selection = &selection, .is_check = true};
    tamis_status status;

    TRY(pattern_set_supported(error));
    status = pattern_selection_make(&selection, &allocator, sources, count,
                                    options.set.field, error);
    if (!status && selection.count)
        status = pattern_spawn_ask(&question, error);
    pattern_selection_release(&selection);
    return status;
}
