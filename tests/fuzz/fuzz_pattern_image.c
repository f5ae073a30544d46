/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Compiled patterns, as a cache gives them. The input begins with a mode:
 *
 *   0  the rest is an image
 *   1  the rest is changes to a good one, four bytes each: where (three) and
 *      which byte; it keeps its checksum
 *   2  the same, with the checksum made right: no damage, but malice, against
 *      which all that is not Hyperscan's own is checked all the same
 *   3  the rest is a regex: its required literal is a run of its bytes
 *
 * A changed image is CORRUPT, a good one can be scanned with. One of somebody's
 * making is only opened (docs/decisions/0013).
 */
#include "base/hash.h"
#include "base/memory.h"
#include "base/slice.h"
#include "index/pattern_required.h"
#include "index/pattern_set_compile.h"
#include "index/pattern_set_work.h"

#include <stdlib.h>
#include <string.h>

#define REQUIRE(condition)                                                     \
    do {                                                                       \
        if (!(condition))                                                      \
            abort();                                                           \
    } while (0)

#define S(text)                                                                \
    {                                                                          \
        text, sizeof(text) - 1                                                 \
    }

static struct pattern_source sources[] = {
    {S("two words"), PATTERN_LITERAL, 1, 1},
    {S("needle[0-9]+"), 0, 1, 2},
    {S("b[aeiou]d"), PATTERN_CASELESS | PATTERN_SINGLE, 1, 3},
    {S("never"), 0, 1, 4},
    {S("other words"), PATTERN_LITERAL, 1, 5},
    {S("re(fused"), 0, 1, 6},
};
#define COUNT (sizeof sources / sizeof *sources)

static uint32_t places[COUNT] = {0, 1, 2, 3, 4, 5};
static struct pattern_selection selection = {
    .sources = sources, .places = places, .count = COUNT};

/* What a hostile size asks for is refused, not given. */
static void *allocate(void *context, size_t size)
{
    (void)context;
    return size > (size_t)64 << 20 ? NULL : malloc(size);
}

static void *reallocate(void *context, void *pointer, size_t size)
{
    (void)context;
    return size > (size_t)64 << 20 ? NULL : realloc(pointer, size);
}

static void release(void *context, void *pointer)
{
    (void)context;
    free(pointer);
}

static const tamis_allocator cautious = {allocate, reallocate, release, NULL};
/* Small enough limits that every kind of part is in the image. */
static const struct pattern_set_options options = {
    .allocator = &cautious,
    .mode = PATTERN_MODE_BLOCK,
    .field = 1,
    .literals_together_max = 1,
    .regexes_together_max = 1,
};

static void do_work(struct pattern_work *work)
{
    static const uint64_t no_key[2];
    struct pattern_compiled compiled;
    struct pattern_span span;
    struct pattern_unit unit;

    while (pattern_work_take(work, &span)) {
        pattern_work_unit(work, &span, &unit);
        REQUIRE(!pattern_unit_compile(&unit, work->mode, &compiled));
        REQUIRE(!pattern_work_give(work, &span, &compiled));
        free(compiled.bytes);
    }
    REQUIRE(!pattern_work_finish(work, no_key));
}

/* Made once; stays until the end. */
static tamis_slice good_image(void)
{
    static struct pattern_work work;

    if (!work.image.bytes.bytes) {
        selection.allocator = memory_default;
        REQUIRE(!pattern_work_begin(&work, &memory_default, &selection,
                                    &options, false));
        do_work(&work);
    }
    return slice_make(work.image.bytes.bytes, work.image.bytes.size);
}

static int count_reports(void *context, uint32_t id, uint64_t from, uint64_t to)
{
    (void)from;
    REQUIRE(id >= 1 && id <= COUNT);
    REQUIRE(to <= *(const size_t *)context);
    return 0;
}

static void scan(const struct pattern_set *set)
{
    static const char text[] = "two words needle7\nBAD never two words\n";
    struct pattern_scratch *scratch;
    size_t size = sizeof text - 1;

    if (pattern_scratch_create(&scratch, set, NULL) != TAMIS_OK)
        return;
    REQUIRE(pattern_set_scan_lines(set, scratch, slice_make(text, size),
                                   count_reports, &size) == TAMIS_OK);
    pattern_scratch_destroy(scratch);
}

static bool try_image(tamis_slice image, bool is_trusted)
{
    struct pattern_set *set;
    tamis_error error;
    tamis_status status =
        pattern_set_open(&set, image, &selection, &options, &error);

    if (status != TAMIS_OK) {
        REQUIRE(status == TAMIS_ERROR_CORRUPT || status == TAMIS_ERROR_MEMORY);
        REQUIRE(!set);
        return false;
    }
    if (is_trusted)
        scan(set);
    pattern_set_destroy(set);
    return true;
}

static void mend_checksum(uint8_t *image, size_t size)
{
    struct pattern_image_header header;

    memcpy(&header, image, sizeof header);
    header.checksum = 0;
    memcpy(image, &header, sizeof header);
    header.checksum = XXH3_64bits(image, size);
    memcpy(image, &header, sizeof header);
}

static void try_changed(tamis_slice changes, bool is_mended)
{
    tamis_slice good = good_image();
    uint8_t *image = malloc(good.size);
    bool is_changed, is_open;

    REQUIRE(image);
    memcpy(image, good.data, good.size);
    for (size_t i = 0; i + 4 <= changes.size; i += 4) {
        const uint8_t *change = (const uint8_t *)changes.data + i;
        size_t place = (size_t)change[0] | (size_t)change[1] << 8 |
                       (size_t)change[2] << 16;

        image[place % good.size] = change[3];
    }
    is_changed = memcmp(image, good.data, good.size) != 0;
    if (is_mended)
        mend_checksum(image, good.size);
    is_open = try_image(slice_make(image, good.size), !is_mended);
    REQUIRE(is_mended || is_open == !is_changed);
    free(image);
}

static void try_required(tamis_slice regex)
{
    const struct pattern_source source = {.bytes = regex, .fields = 1};
    struct pattern_literal literal;

    if (!pattern_required_find(&source, &literal))
        return;
    REQUIRE(literal.bytes.size >= PATTERN_LITERAL_SIZE_MIN);
    REQUIRE(literal.bytes.data >= regex.data);
    REQUIRE(literal.bytes.data + literal.bytes.size <= regex.data + regex.size);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    tamis_slice rest;

    if (size == 0 || pattern_set_supported(NULL) != TAMIS_OK)
        return 0;
    rest = slice_make(data + 1, size - 1);
    switch (data[0] % 4) {
    case 0:
        try_image(rest, false);
        break;
    case 1:
        try_changed(rest, false);
        break;
    case 2:
        try_changed(rest, true);
        break;
    default:
        try_required(rest);
    }
    return 0;
}
