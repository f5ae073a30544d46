/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Hyperscan's compiler. What it says of a pattern ("... at index 3.") becomes
 * a reason and a place. It takes its memory from the C heap.
 */
#include "index/pattern_set_compile.h"

#include "base/error.h"
#include "base/hash.h"
#include "base/memory.h"

#include <hs/hs.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Its arguments, as arrays of `count`. */
struct arguments {
    const char **expressions;
    size_t *sizes;
    unsigned *flags;
    unsigned *ids;
    char *text; /* regexes, each with a zero behind it */
};

tamis_status pattern_set_supported(tamis_error *error)
{
    if (hs_valid_platform() != HS_SUCCESS)
        return error_set(error, TAMIS_ERROR_UNSUPPORTED,
                         "patterns need Hyperscan, and Hyperscan needs a CPU "
                         "with SSSE3; this one has none");
    return TAMIS_OK;
}

uint64_t pattern_set_machine(void)
{
    hs_platform_info_t platform = {0};
    const char *version = hs_version();

    hs_populate_platform(&platform);
    return hash_bytes(&platform, sizeof platform,
                      hash_bytes(version, strlen(version), 0));
}

/* Which report of a literal is the first is for pattern_set_scan.c to say, who
 * looks at many lines at once; in a stream Hyperscan remembers it. */
static unsigned flags_of(uint32_t flags, uint32_t mode)
{
    static const struct {
        uint32_t ours;
        unsigned theirs;
        bool is_of_literals;
    } table[] = {
        {PATTERN_CASELESS, HS_FLAG_CASELESS, true},
        {PATTERN_SINGLE, HS_FLAG_SINGLEMATCH, true},
        {PATTERN_DOTALL, HS_FLAG_DOTALL, false},
        {PATTERN_MULTILINE, HS_FLAG_MULTILINE, false},
        {PATTERN_UTF8, HS_FLAG_UTF8, false},
    };
    bool is_literal = (flags & PATTERN_LITERAL) != 0;
    unsigned result = 0;

    if (is_literal && mode == PATTERN_MODE_BLOCK)
        flags &= ~PATTERN_SINGLE;
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        if (flags & table[i].ours && (!is_literal || table[i].is_of_literals))
            result |= table[i].theirs;
    return result;
}

static void arguments_release(struct arguments *arguments)
{
    memory_release(&memory_default, arguments->expressions);
    memory_release(&memory_default, arguments->sizes);
    memory_release(&memory_default, arguments->flags);
    memory_release(&memory_default, arguments->ids);
    memory_release(&memory_default, arguments->text);
}

static tamis_status arguments_make(const struct pattern_unit *unit,
                                   uint32_t mode, struct arguments *arguments)
{
    const tamis_allocator *heap = &memory_default;
    size_t size = 0;
    char *text;

    for (size_t i = 0; i < unit->count; i++)
        size += unit->sources[unit->members[i]].bytes.size + 1;
    *arguments = (struct arguments){
        memory_allocate_array(heap, unit->count, sizeof(char *)),
        memory_allocate_array(heap, unit->count, sizeof(size_t)),
        memory_allocate_array(heap, unit->count, sizeof(unsigned)),
        memory_allocate_array(heap, unit->count, sizeof(unsigned)),
        memory_allocate(heap, size)};
    if (!arguments->expressions || !arguments->sizes || !arguments->flags ||
        !arguments->ids || !arguments->text)
        return TAMIS_ERROR_MEMORY;
    text = arguments->text;
    for (size_t i = 0; i < unit->count; i++) {
        const struct pattern_source *source = &unit->sources[unit->members[i]];

        memcpy(text, source->bytes.data, source->bytes.size);
        text[source->bytes.size] = '\0';
        arguments->expressions[i] = text;
        arguments->sizes[i] = source->bytes.size;
        arguments->flags[i] = flags_of(source->flags, mode);
        arguments->ids[i] = unit->members[i];
        text += source->bytes.size + 1;
    }
    return TAMIS_OK;
}

/* Its sentence without the dot, with what to do where it says what to set. */
static void write_refusal(struct pattern_refusal *refusal, const char *message)
{
    const char *place = strstr(message, "index ");
    size_t size = strlen(message);

    refusal->offset = UINT64_MAX;
    if (strstr(message, "ALLOWEMPTY")) {
        snprintf(refusal->reason, sizeof refusal->reason,
                 "it matches nothing at all, and so everywhere");
        return;
    }
    if (place && place[6] >= '0' && place[6] <= '9')
        refusal->offset = strtoull(place + 6, NULL, 10);
    if (size && message[size - 1] == '.')
        size--;
    snprintf(refusal->reason, sizeof refusal->reason, "%.*s",
             (int)(size < 190 ? size : 190), message);
}

/* It tells want of memory as if it were the patterns' fault. */
static bool is_want_of_memory(const hs_compile_error_t *why)
{
    return why && why->message && strstr(why->message, "allocate memory");
}

static hs_error_t compile_arguments(const struct pattern_unit *unit,
                                    uint32_t mode,
                                    const struct arguments *arguments,
                                    hs_database_t **database,
                                    hs_compile_error_t **why)
{
    unsigned hs_mode =
        mode == PATTERN_MODE_STREAM ? HS_MODE_STREAM : HS_MODE_BLOCK;

    if (unit->sources[unit->members[0]].flags & PATTERN_LITERAL)
        return hs_compile_lit_multi(arguments->expressions, arguments->flags,
                                    arguments->ids, arguments->sizes,
                                    (unsigned)unit->count, hs_mode, NULL,
                                    database, why);
    return hs_compile_multi(arguments->expressions, arguments->flags,
                            arguments->ids, (unsigned)unit->count, hs_mode,
                            NULL, database, why);
}

tamis_status pattern_unit_compile(const struct pattern_unit *unit,
                                  uint32_t mode,
                                  struct pattern_compiled *compiled)
{
    struct arguments arguments;
    hs_database_t *database = NULL;
    hs_compile_error_t *why = NULL;
    tamis_status status = arguments_make(unit, mode, &arguments);

    *compiled = (struct pattern_compiled){.culprit = SIZE_MAX};
    compiled->refusal.offset = UINT64_MAX;
    if (!status && compile_arguments(unit, mode, &arguments, &database, &why) !=
                       HS_SUCCESS) {
        if (why && why->expression >= 0)
            compiled->culprit = (size_t)why->expression;
        write_refusal(&compiled->refusal,
                      why && why->message ? why->message : "no reason given");
        if (is_want_of_memory(why))
            status = TAMIS_ERROR_MEMORY;
        hs_free_compile_error(why);
    }
    arguments_release(&arguments);
    if (database && hs_serialize_database(database, &compiled->bytes,
                                          &compiled->size) != HS_SUCCESS)
        status = TAMIS_ERROR_MEMORY;
    hs_free_database(database);
    return status;
}
