/* SPDX-License-Identifier: BSD-2-Clause */
#include "compile/compiler.h"

#include "base/crew.h"
#include "base/error.h"
#include "base/memory.h"
#include "base/slice.h"
#include "compile/memory_budget.h"

#include <stdlib.h>
#include <sys/random.h>

void tamis_compiler_options_init(tamis_compiler_options *options)
{
    *options = (tamis_compiler_options)TAMIS_COMPILER_OPTIONS_INIT;
}

void tamis_feed_info_init(tamis_feed_info *info)
{
    *info = (tamis_feed_info)TAMIS_FEED_INFO_INIT;
}

tamis_status compiler_break(tamis_compiler *compiler, tamis_status status,
                            tamis_error *error)
{
    compiler->broken = status;
    if (status == TAMIS_ERROR_SYSTEM) {
        if (error && compiler->pending.error.status == status)
            *error = compiler->pending.error;
        return status;
    }
    if (status == TAMIS_ERROR_LIMIT)
        return error_set(error, status,
                         "more statements, labels or audiences than one "
                         "database can hold; compile the feeds in parts");
    return error_set(error, status,
                     "out of memory while compiling; nothing was written");
}

tamis_status compiler_settle(tamis_compiler *compiler, tamis_error *error)
{
    tamis_status status = adder_settle(compiler->adder);

    return status < 0 ? compiler_break(compiler, status, error) : TAMIS_OK;
}

tamis_status compiler_check(const tamis_compiler *compiler, tamis_error *error)
{
    if (compiler->broken != TAMIS_OK)
        return error_set(error, compiler->broken,
                         "the compiler failed before (%s) and takes nothing "
                         "more; start again",
                         tamis_status_name(compiler->broken));
    if (compiler->is_written)
        return error_set(error, TAMIS_ERROR_ARGUMENT,
                         "the database was written already; make a new "
                         "compiler for another one");
    return TAMIS_OK;
}

/* Guards hash tables against crafted strings. No byte of the output depends on
 * it. */
static uint64_t choose_seed(void)
{
    uint64_t seed = 0;

    if (getrandom(&seed, sizeof seed, GRND_NONBLOCK) != sizeof seed)
        seed = 0;
    return seed;
}

/* A copy in the compiler's arena; NULL when memory is out. */
static const char *copy_text(tamis_compiler *made, const char *text)
{
    return arena_copy(&made->arena, slice_make(text, strlen(text) + 1)).data;
}

/* Where spills go when nobody says it: not to /tmp, which is often memory. */
static const char *choose_folder(const tamis_compiler_options *options)
{
    const char *folder = options->spill_folder;

    if (!folder)
        folder = secure_getenv("TMPDIR");
    return folder && folder[0] ? folder : "/var/tmp";
}

/* What waits for the merge has half of the memory: the rest is for what is
 * made of it. */
static tamis_status open_store(tamis_compiler *made,
                               const tamis_compiler_options *options)
{
    struct pending_store_options pending = {.memory_max =
                                                options->memory_limit};

    if (pending.memory_max == 0)
        pending.memory_max = memory_budget();
    pending.memory_max /= 2;
    pending.folder = copy_text(made, choose_folder(options));
    if (!pending.folder)
        return TAMIS_ERROR_MEMORY;
    pending_store_init(&made->pending, &made->allocator, &pending);
    return TAMIS_OK;
}

static bool copy_options(tamis_compiler *made,
                         const tamis_compiler_options *options)
{
    size_t count = options->audience_count;

    made->flags = options->flags;
    /* The caller's allocator is asked from the caller's thread alone. */
    made->threads = options->allocator ? 1 : crew_size(options->threads);
    made->adds_alone = made->threads == 1;
    made->time_ns = options->time_ns;
    made->fingerprint_size = options->fingerprint_bits / 8;
    made->clock_ns = options->clock_ns;
    made->tlp_max = options->tlp_max;
    made->audience_count = count;
    if (count > 0) {
        made->audience =
            arena_allocate(&made->arena, count * sizeof *made->audience);
        if (!made->audience)
            return false;
    }
    for (size_t i = 0; i < count; i++) {
        made->audience[i] = arena_copy(&made->arena, options->audience[i]);
        if (options->audience[i].size > 0 && !made->audience[i].data)
            return false;
    }
    if (options->previous)
        made->previous = copy_text(made, options->previous);
    return made->previous || !options->previous;
}

static tamis_status fill_compiler(tamis_compiler *made,
                                  const tamis_compiler_options *options,
                                  tamis_error *error)
{
    const tamis_allocator *allocator = &made->allocator;
    uint64_t seed = choose_seed();

    arena_init(&made->arena, allocator);
    accounting_init(&made->accounting, allocator, seed);
    rejection_list_init(&made->rejections, allocator);
    if (!copy_options(made, options) || open_store(made, options) != TAMIS_OK ||
        adder_create(&made->adder, made) != TAMIS_OK ||
        profile_table_init(&made->profiles, allocator, seed) != TAMIS_OK)
        return error_set(error, TAMIS_ERROR_MEMORY,
                         "out of memory while making a compiler");
    TRY(audience_book_create(&made->book, allocator, options->organisation,
                             error));
    label_table_init(&made->labels, allocator, made->book, seed);
    feed_table_init(&made->feeds, allocator, &made->labels, seed);
    return public_suffix_open(&made->suffixes, allocator,
                              options->public_suffixes, seed, error);
}

static bool is_fingerprint(uint32_t bits)
{
    return bits == 0 || (bits >= TAMIS_FINGERPRINT_BITS_MIN &&
                         bits <= TAMIS_FINGERPRINT_BITS_MAX && bits % 8 == 0);
}

tamis_status tamis_compiler_create(tamis_compiler **compiler,
                                   const tamis_compiler_options *options,
                                   tamis_error *error)
{
    const tamis_compiler_options defaults = TAMIS_COMPILER_OPTIONS_INIT;
    tamis_allocator allocator;
    tamis_compiler *made;
    tamis_status status;

    *compiler = NULL;
    if (!options)
        options = &defaults;
    if (options->struct_size < sizeof *options)
        return error_set(error, TAMIS_ERROR_ARGUMENT,
                         "compiler options of %zu bytes; begin with "
                         "TAMIS_COMPILER_OPTIONS_INIT",
                         options->struct_size);
    if (options->tlp_max > TAMIS_TLP_RED)
        return error_set(error, TAMIS_ERROR_LABEL,
                         "the highest TLP to keep is no rank; say clear, "
                         "green, amber, amber+strict or red");
    if (!is_fingerprint(options->fingerprint_bits))
        return error_set(error, TAMIS_ERROR_ARGUMENT,
                         "fingerprints of %u bits; give 0 for values, or a "
                         "multiple of 8 from %u to %u",
                         options->fingerprint_bits, TAMIS_FINGERPRINT_BITS_MIN,
                         TAMIS_FINGERPRINT_BITS_MAX);
    allocator = memory_choose(options->allocator);
    made = memory_allocate_array(&allocator, 1, sizeof *made);
    if (!made)
        return error_set(error, TAMIS_ERROR_MEMORY,
                         "out of memory while making a compiler");
    made->allocator = allocator;
    status = fill_compiler(made, options, error);
    if (status != TAMIS_OK) {
        tamis_compiler_destroy(made);
        return status;
    }
    *compiler = made;
    return TAMIS_OK;
}

void tamis_compiler_destroy(tamis_compiler *compiler)
{
    tamis_allocator allocator;

    if (!compiler)
        return;
    allocator = compiler->allocator;
    adder_destroy(compiler->adder);
    pending_store_release(&compiler->pending);
    rejection_list_release(&compiler->rejections);
    accounting_release(&compiler->accounting);
    profile_table_release(&compiler->profiles);
    feed_table_release(&compiler->feeds);
    label_table_release(&compiler->labels);
    public_suffix_close(compiler->suffixes);
    audience_book_destroy(compiler->book);
    arena_release(&compiler->arena);
    memory_release(&allocator, compiler);
}

tamis_status tamis_compiler_define_audience(tamis_compiler *compiler,
                                            tamis_slice name,
                                            const tamis_slice *members,
                                            size_t member_count,
                                            tamis_error *error)
{
    tamis_status status;

    TRY(compiler_check(compiler, error));
    if (compiler->feeds.count > 0)
        return error_set(error, TAMIS_ERROR_ARGUMENT,
                         "audience \"%.*s\" is defined after the first feed; "
                         "define audiences first",
                         (int)slice_first(name, 100).size, name.data);
    status = audience_book_define(compiler->book, name, members, member_count,
                                  error);
    if (status == TAMIS_ERROR_MEMORY)
        compiler->broken = status;
    return status;
}

/* --for is expanded once all audiences are known. */
static tamis_status limit_labels(tamis_compiler *compiler, tamis_error *error)
{
    if (compiler->is_limited)
        return TAMIS_OK;
    TRY(label_table_limit(&compiler->labels, compiler->tlp_max,
                          compiler->audience, compiler->audience_count, error));
    compiler->is_limited = true;
    return TAMIS_OK;
}

tamis_status tamis_compiler_add_feed(tamis_compiler *compiler,
                                     const tamis_feed_info *info,
                                     uint32_t *feed_id, tamis_error *error)
{
    tamis_status status;

    TRY(compiler_check(compiler, error));
    TRY(compiler_settle(compiler, error));
    if (info->struct_size < sizeof *info)
        return error_set(error, TAMIS_ERROR_ARGUMENT,
                         "feed info of %zu bytes; begin with "
                         "TAMIS_FEED_INFO_INIT",
                         info->struct_size);
    status = limit_labels(compiler, error);
    if (status == TAMIS_OK)
        status = feed_table_add(&compiler->feeds, info, feed_id, error);
    if (status == TAMIS_ERROR_MEMORY)
        compiler->broken = status;
    return status;
}

tamis_status tamis_compiler_feed_failed(tamis_compiler *compiler,
                                        uint32_t feed_id,
                                        const tamis_error *reason)
{
    struct feed *feed;

    TRY(compiler_check(compiler, NULL));
    TRY(compiler_settle(compiler, NULL));
    if (feed_id >= compiler->feeds.count)
        return TAMIS_ERROR_ARGUMENT;
    feed = &compiler->feeds.feeds[feed_id];
    if (feed->failure) /* the first failure says the most */
        return TAMIS_OK;
    feed->failure =
        memory_allocate(&compiler->allocator, sizeof *feed->failure);
    if (!feed->failure)
        return compiler_break(compiler, TAMIS_ERROR_MEMORY, NULL);
    if (reason && reason->status < 0)
        *feed->failure = *reason;
    else
        error_set(feed->failure, TAMIS_ERROR_SYSTEM,
                  "feed \"%.*s\" could not be read",
                  (int)slice_first(feed->info.name, 100).size,
                  feed->info.name.data);
    return TAMIS_OK;
}

void tamis_compiler_report(const tamis_compiler *compiler, uint32_t feed_id,
                           tamis_compile_report *report)
{
    size_t size = report->struct_size;
    tamis_compile_report sum = {.struct_size = size};

    adder_settle(compiler->adder); /* an error of it is told later */
    for (uint32_t n = 0; n < compiler->feeds.count; n++)
        if (feed_id == UINT32_MAX || feed_id == n)
            accounting_sum(&sum, &compiler->feeds.feeds[n].report);
    memcpy(report, &sum, size < sizeof sum ? size : sizeof sum);
}

int tamis_compiler_rejection(const tamis_compiler *compiler, size_t n,
                             tamis_rejection *rejection)
{
    adder_settle(compiler->adder);
    if (n >= compiler->rejections.count)
        return 0;
    *rejection = compiler->rejections.items[n];
    return 1;
}
