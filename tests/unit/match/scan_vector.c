/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The vectors of free text (unit/indicator/extract_vector.h) once more: not
 * what a walk gives, but what the scan reports when all of a vector is listed.
 * With every table of kernels, and as UTF-16 in both byte orders.
 */
#include "unit/indicator/extract_vector.h"

#include "simd/cpu.h"

#include <tamis/compile.h>
#include <tamis/tamis.h>

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#define HITS_MAX      256
#define TEXT_SIZE_MAX 16384
#define AVX2_LIMIT    3

static const uint32_t cpu_limits[] = {CPU_SCALAR, AVX2_LIMIT, 0};

struct seen {
    size_t count;
    struct {
        uint64_t offset;
        uint32_t length;
        tamis_kind kind;
        char value[TAMIS_KEY_SIZE_MAX + 64];
    } hits[HITS_MAX];
};

static struct seen seen;

static tamis_slice slice(const char *text)
{
    tamis_slice made = {text, strlen(text)};

    return made;
}

static const char *value_of(const struct found *found)
{
    return found->value ? found->value : found->where;
}

/* What looks defanged in its normal form is listed as something else. */
static bool can_be_listed(const struct found *found)
{
    static tamis_indicator plain, refanged;
    tamis_slice value = slice(value_of(found));

    return tamis_indicator_parse(&plain, found->kind, value.data, value.size, 0,
                                 NULL) == TAMIS_OK &&
           tamis_indicator_parse(&refanged, found->kind, value.data, value.size,
                                 TAMIS_PARSE_REFANG, NULL) == TAMIS_OK &&
           plain.key_size == refanged.key_size &&
           !memcmp(plain.key, refanged.key, plain.key_size);
}

/* All that is found in the vector, and one thing that is not. */
static void *compile(const struct vector *vector, size_t *size)
{
    tamis_compiler_options options = TAMIS_COMPILER_OPTIONS_INIT;
    tamis_feed_info info = TAMIS_FEED_INFO_INIT;
    tamis_statement statement = TAMIS_STATEMENT_INIT;
    tamis_compiler *compiler;
    uint32_t feed;
    void *made, *bytes;

    options.flags = TAMIS_COMPILER_ALLOW_SPECIAL | TAMIS_COMPILER_ALLOW_SHORT;
    info.name = slice("feed");
    info.tlp = TAMIS_TLP_GREEN;
    info.url_nopath = TAMIS_URL_NOPATH_EXACT;
    cr_assert_eq(tamis_compiler_create(&compiler, &options, NULL), TAMIS_OK);
    cr_assert_eq(tamis_compiler_add_feed(compiler, &info, &feed, NULL),
                 TAMIS_OK);
    statement.kind = TAMIS_KIND_FILENAME;
    statement.value = slice("x.y");
    cr_assert_eq(tamis_compiler_add(compiler, feed, &statement, NULL),
                 TAMIS_OK);
    for (size_t n = 0; n < FOUND_MAX && vector->found[n].where; n++) {
        statement.kind = vector->found[n].kind;
        statement.mode = statement.kind == TAMIS_KIND_DOMAIN ? TAMIS_MODE_EXACT
                                                             : TAMIS_MODE_AUTO;
        statement.value = slice(value_of(&vector->found[n]));
        if (can_be_listed(&vector->found[n]))
            cr_assert_eq(tamis_compiler_add(compiler, feed, &statement, NULL),
                         TAMIS_OK);
    }
    cr_assert_eq(tamis_compiler_write_memory(compiler, &made, size, NULL),
                 TAMIS_OK);
    bytes = aligned_alloc(64, (*size + 63) / 64 * 64);
    memcpy(bytes, made, *size);
    tamis_compiler_free_memory(compiler, made, *size);
    tamis_compiler_destroy(compiler);
    return bytes;
}

static int note_hits(void *context, const tamis_hit *hits, size_t hit_count)
{
    struct seen *to = context;

    for (size_t i = 0; i < hit_count; i++) {
        cr_assert_lt(to->count, HITS_MAX);
        to->hits[to->count].offset = hits[i].offset;
        to->hits[to->count].length = hits[i].length;
        to->hits[to->count].kind = hits[i].kind;
        tamis_key_format(hits[i].kind, (const uint8_t *)hits[i].key.data,
                         hits[i].key.size, to->hits[to->count].value,
                         sizeof to->hits[to->count].value);
        to->count++;
    }
    return 0;
}

/* --- the same text as UTF-16 ---------------------------------------------- */

/* Units of a text up to `size` bytes of it; SIZE_MAX: it is no UTF-8 that
 * UTF-16 could hold. Writes them when there is a place for them. */
static size_t transcode(const char *text, size_t size, bool is_big_endian,
                        uint8_t *to)
{
    size_t units = 0;

    for (size_t at = 0; at < size; units++) {
        uint8_t byte = (uint8_t)text[at++];
        size_t more = byte < 0x80 ? 0 : byte < 0xe0 ? 1 : 2;
        unsigned point = byte & (more == 0 ? 0x7fu : more == 1 ? 0x1fu : 0x0fu);

        if ((byte >= 0x80 && byte < 0xc2) || byte >= 0xf0 || at + more > size)
            return SIZE_MAX;
        for (; more > 0; more--) {
            if (((uint8_t)text[at] & 0xc0) != 0x80)
                return SIZE_MAX;
            point = point << 6 | ((uint8_t)text[at++] & 0x3fu);
        }
        if (to) {
            to[units * 2 + is_big_endian] = (uint8_t)point;
            to[units * 2 + !is_big_endian] = (uint8_t)(point >> 8);
        }
    }
    return units;
}

/* A text and where bytes of the vector are in it. */
enum form { FORM_UTF8, FORM_LITTLE, FORM_BIG, FORM_COUNT };

static size_t write_text(const struct vector *vector, enum form form,
                         uint8_t *text)
{
    size_t size = strlen(vector->text);
    size_t units;

    cr_assert_lt(size, TEXT_SIZE_MAX / 4);
    if (form == FORM_UTF8) {
        memcpy(text, vector->text, size);
        return size;
    }
    units = transcode(vector->text, size, form == FORM_BIG, text + 2);
    text[0] = form == FORM_BIG ? 0xfe : 0xff;
    text[1] = form == FORM_BIG ? 0xff : 0xfe;
    return units == SIZE_MAX ? SIZE_MAX : units * 2 + 2;
}

static size_t place_of(const struct vector *vector, enum form form, size_t at)
{
    return form == FORM_UTF8 ? at
                             : 2 + 2 * transcode(vector->text, at, false, NULL);
}

/* --- the check ------------------------------------------------------------ */

static bool is_hit(const struct vector *vector, enum form form,
                   const struct found *found, size_t n, bool by_value)
{
    size_t start = place_of(vector, form, found->offset);
    size_t end = place_of(vector, form, found->offset + strlen(found->where));

    return seen.hits[n].offset == start &&
           seen.hits[n].offset + seen.hits[n].length == end &&
           (!by_value || (seen.hits[n].kind == found->kind &&
                          !strcmp(seen.hits[n].value, value_of(found))));
}

static void check_hits(const struct vector *vector, enum form form)
{
    for (size_t n = 0; n < FOUND_MAX && vector->found[n].where; n++) {
        const struct found *found = &vector->found[n];
        bool is_seen = !can_be_listed(found);

        for (size_t i = 0; i < seen.count; i++)
            is_seen |= is_hit(vector, form, found, i, true);
        cr_assert(is_seen, "\"%s\": %s is not reported", vector->text,
                  value_of(found));
    }
    /* A prefix that is listed covers other candidates: the place will do. */
    for (size_t i = 0; i < seen.count; i++) {
        bool is_expected = false;

        for (size_t n = 0; n < FOUND_MAX && vector->found[n].where; n++)
            is_expected |= is_hit(vector, form, &vector->found[n], i, false);
        cr_assert(is_expected, "\"%s\": %s at %zu is not expected",
                  vector->text, seen.hits[i].value,
                  (size_t)seen.hits[i].offset);
    }
}

static void check_form(const struct vector *vector, enum form form,
                       tamis_matcher *matcher)
{
    static uint8_t text[TEXT_SIZE_MAX];
    size_t size = write_text(vector, form, text);
    bool has_mark = size >= 2 && (text[0] ^ text[1]) == 1 && text[0] >= 0xfe;

    /* A vector of bytes that would be taken for UTF-16, or cannot be it. */
    if (size == SIZE_MAX || (form == FORM_UTF8 && has_mark))
        return;
    seen.count = 0;
    cr_assert_eq(tamis_matcher_scan(matcher, text, size, note_hits, &seen),
                 TAMIS_OK);
    check_hits(vector, form);
}

static void check_vector(const struct vector *vector)
{
    tamis_database_options options = TAMIS_DATABASE_OPTIONS_INIT;
    tamis_database *database;
    tamis_matcher *matcher;
    size_t size;
    void *bytes = compile(vector, &size);

    for (size_t i = 0; i < sizeof cpu_limits / sizeof *cpu_limits; i++) {
        options.cpu_limit = cpu_limits[i];
        cr_assert_eq(
            tamis_database_open_memory(&database, bytes, size, &options, NULL),
            TAMIS_OK);
        cr_assert_eq(tamis_matcher_create(&matcher, database, NULL, NULL),
                     TAMIS_OK);
        for (unsigned form = 0; form < FORM_COUNT; form++)
            check_form(vector, (enum form)form, matcher);
        tamis_matcher_destroy(matcher);
        tamis_database_release(database);
    }
    free(bytes);
}

void check_vectors(const struct vector *vectors, size_t count)
{
    for (size_t i = 0; i < count; i++)
        check_vector(&vectors[i]);
}
