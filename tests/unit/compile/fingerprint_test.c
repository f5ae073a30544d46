/* SPDX-License-Identifier: BSD-2-Clause */
/* Databases of fingerprints: what is listed is found and told as it was asked
 * for, strangers are not, and keys that were made to meet do no harm. */
#include "base/bytes.h"
#include "base/mix_hash.h"
#include "database/database.h"
#include "index/exact_table_build.h"
#include "support/random.h"
#include "unit/compile/compile_case.h"

#include <criterion/criterion.h>
#include <tamis/fingerprint.h>
#include <tamis/match.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

TestSuite(fingerprint, .fini = case_end);

static const uint32_t all_bits[] = {64, 72, 96, 120, 128};
#define BITS_COUNT (sizeof all_bits / sizeof *all_bits)

static tamis_compiler *begin(uint32_t bits)
{
    tamis_compiler_options options = TAMIS_COMPILER_OPTIONS_INIT;

    options.fingerprint_bits = bits;
    options.flags = TAMIS_COMPILER_ALLOW_SPECIAL;
    return case_create(&options);
}

static tamis_matcher *make_matcher(tamis_database *database)
{
    tamis_matcher_options options = TAMIS_MATCHER_OPTIONS_INIT;
    tamis_matcher *matcher;
    tamis_error error;

    options.flags = TAMIS_MATCHER_URL_EXPRESSIONS;
    options.clearance.flags = TAMIS_CLEARANCE_ANY_TIME;
    cr_assert_eq(tamis_matcher_create(&matcher, database, &options, &error),
                 TAMIS_OK, "%s", error.message);
    return matcher;
}

/* "kind value feed" of every hit, one after the other. */
static int write_hits(void *context, const tamis_hit *hits, size_t hit_count)
{
    char *text = context, value[300];

    for (size_t i = 0; i < hit_count; i++) {
        tamis_key_format(hits[i].kind, hits[i].key.data, hits[i].key.size,
                         value, sizeof value);
        snprintf(text + strlen(text), 1000 - strlen(text), "%s %s %.*s; ",
                 tamis_kind_name(hits[i].kind), value,
                 (int)hits[i].entry.feed.size, hits[i].entry.feed.data);
    }
    return 0;
}

static const char *ask(tamis_matcher *matcher, tamis_kind kind,
                       const char *value)
{
    static char text[1000];
    tamis_error error;

    text[0] = 0;
    cr_assert_eq(tamis_matcher_find_all(matcher, kind, value, strlen(value),
                                        write_hits, text, &error),
                 TAMIS_OK, "%s: %s", value, error.message);
    return text;
}

#define MD5  "0123456789abcdef0123456789abcdef"
#define SHA1 MD5 "01234567"
#define SHA2 MD5 MD5
#define SHA5 SHA2 SHA2

static const struct {
    tamis_kind kind;
    const char *listed, *asked, *told;
} questions[] = {
    {TAMIS_KIND_DOMAIN, "evil.com", "www.evil.com", "domain evil.com f; "},
    {TAMIS_KIND_DOMAIN, "deep.evil.org", "deep.evil.org",
     "domain deep.evil.org f; "},
    {TAMIS_KIND_DOMAIN, "evil.com", "notevil.com", ""},
    {TAMIS_KIND_URL, "http://bad.com/a", "http://bad.com/a?b",
     "url bad.com/a f; "},
    {TAMIS_KIND_URL, "http://host.net/a/", "http://x.y.host.net/a/b/c?d",
     "url host.net/a/ f; "},
    {TAMIS_KIND_URL, "http://port.net/a/", "http://x.port.net:8080/a/b?d",
     "url port.net/a/ f; "},
    {TAMIS_KIND_URL, "http://port.net:81/a", "http://port.net:81/a",
     "url port.net:81/a f; "},
    {TAMIS_KIND_EMAIL, "u@mail.example", "u@mail.example",
     "email u@mail.example f; "},
    {TAMIS_KIND_EMAIL, "@spam.example", "any@spam.example",
     "email @spam.example f; "},
    {TAMIS_KIND_IP_PORT, "192.0.2.1:443", "192.0.2.1:443",
     "ip-port 192.0.2.1:443 f; "},
    {TAMIS_KIND_IP, "198.51.100.0/24", "198.51.100.7",
     "ip 198.51.100.0/24 f; "},
    {TAMIS_KIND_MD5, MD5, MD5, "md5 " MD5 " f; "},
    {TAMIS_KIND_SHA1, SHA1, SHA1, "sha1 " SHA1 " f; "},
    {TAMIS_KIND_SHA256, SHA2, SHA2, "sha256 " SHA2 " f; "},
    {TAMIS_KIND_SHA512, SHA5, SHA5, "sha512 " SHA5 " f; "},
    {TAMIS_KIND_MUTEX, "Global\\one", "Global\\one", "mutex Global\\one f; "},
    {TAMIS_KIND_MUTEX, "Global\\one", "Global\\two", ""},
    {TAMIS_KIND_FILENAME, "bad.exe", "bad.exe", "filename bad.exe f; "},
};
#define QUESTION_COUNT (sizeof questions / sizeof *questions)

static tamis_database *compile_questions(uint32_t bits)
{
    tamis_compiler *compiler = begin(bits);
    uint32_t feed = case_feed(compiler, "f", TAMIS_TLP_GREEN);

    for (size_t i = 0; i < QUESTION_COUNT; i++) {
        tamis_statement statement = case_statement(questions[i].listed);

        statement.kind = questions[i].kind;
        case_add_statement(compiler, feed, &statement);
    }
    return case_write(compiler);
}

Test(fingerprint, every_kind_is_told_as_it_was_asked_for)
{
    for (size_t b = 0; b < BITS_COUNT; b++) {
        tamis_database *database = compile_questions(all_bits[b]);
        tamis_matcher *matcher = make_matcher(database);
        tamis_error error;

        cr_expect_eq(tamis_database_verify(database, &error), TAMIS_OK, "%s",
                     error.message);
        for (size_t i = 0; i < QUESTION_COUNT; i++)
            cr_expect_str_eq(
                ask(matcher, questions[i].kind, questions[i].asked),
                questions[i].told, "%s at %u bits", questions[i].asked,
                all_bits[b]);
        tamis_matcher_destroy(matcher);
    }
}

static bool is_kept_whole(tamis_kind kind, uint32_t bits)
{
    return kind == TAMIS_KIND_IP || (kind == TAMIS_KIND_MD5 && bits == 128);
}

Test(fingerprint, records_say_what_they_keep)
{
    for (size_t b = 0; b < BITS_COUNT; b++) {
        tamis_database *database = compile_questions(all_bits[b]);
        tamis_database_info info = {.struct_size = sizeof info};
        tamis_cursor *cursor;
        tamis_record record;
        tamis_error error;
        size_t count = 0;

        tamis_database_info_get(database, &info);
        cr_expect_eq(info.fingerprint_bits, all_bits[b]);
        cr_expect_eq(info.index_count, 10);
        cr_expect_eq(info.fingerprint_index_count, all_bits[b] == 128 ? 8 : 9);
        cr_assert_eq(tamis_cursor_create(&cursor, database, NULL, &error),
                     TAMIS_OK);
        for (; tamis_cursor_next(cursor, &record); count++) {
            bool is_whole = is_kept_whole(record.kind, all_bits[b]);

            cr_expect_eq(tamis_record_is_fingerprint(database, &record),
                         !is_whole, "%s", tamis_kind_name(record.kind));
            cr_expect(is_whole || record.key.size == all_bits[b] / 8);
        }
        cr_expect_eq(count, QUESTION_COUNT - 2);
        tamis_cursor_destroy(cursor);
    }
}

Test(fingerprint, sizes_that_there_are_not_are_refused)
{
    static const uint32_t wrong[] = {1, 8, 56, 63, 65, 100, 136, UINT32_MAX};

    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        tamis_compiler_options options = TAMIS_COMPILER_OPTIONS_INIT;
        tamis_compiler *compiler;
        tamis_error error = {0};

        options.fingerprint_bits = wrong[i];
        cr_expect_eq(tamis_compiler_create(&compiler, &options, &error),
                     TAMIS_ERROR_ARGUMENT, "%u", wrong[i]);
        cr_expect_not_null(strstr(error.message, "multiple of 8"));
    }
}

static void write_hex(const uint8_t *bytes, size_t size, char *text)
{
    for (size_t i = 0; i < size; i++)
        snprintf(text + 2 * i, 3, "%02x", bytes[i]);
}

#define MANY 20000u

static void make_digest(struct random *random, uint8_t digest[32])
{
    for (size_t i = 0; i < 32; i += 8)
        store_le64(digest + i, random_next(random));
}

static void make_name(unsigned number, bool is_listed, char name[64])
{
    snprintf(name, 64, "%c%u.host%u.%s.com", is_listed ? 'l' : 's', number,
             number % 97, number % 3 ? "some" : "other");
}

static void *compile_many(const uint8_t *digests, uint32_t bits,
                          uint32_t threads, size_t *size)
{
    tamis_compiler_options options = TAMIS_COMPILER_OPTIONS_INIT;
    tamis_compiler *compiler;
    uint32_t feed;
    void *bytes;

    options.fingerprint_bits = bits;
    options.threads = threads;
    compiler = case_create(&options);
    feed = case_feed(compiler, "f", TAMIS_TLP_GREEN);
    for (unsigned n = 0; n < MANY; n++) {
        char text[65];

        write_hex(digests + (size_t)n * 32, 32, text);
        case_add(compiler, feed, text);
        make_name(n, true, text);
        case_add(compiler, feed, text);
    }
    case_write_bytes(compiler, &bytes, size);
    return bytes;
}

static void check_many(tamis_matcher *matcher, const uint8_t *listed,
                       const uint8_t *strangers)
{
    static tamis_record_id records[MANY];
    static char names[MANY][64];
    static tamis_slice slices[MANY];

    cr_expect_eq(tamis_matcher_find_digests(matcher, MANY, 32, listed, records),
                 MANY);
    cr_expect_eq(
        tamis_matcher_find_digests(matcher, MANY, 32, strangers, records), 0);
    for (int is_listed = 0; is_listed < 2; is_listed++) {
        for (unsigned n = 0; n < MANY; n++) {
            make_name(n, is_listed, names[n]);
            slices[n] = case_slice(names[n]);
        }
        cr_expect_eq(tamis_matcher_find_domains(matcher, MANY, slices, records),
                     is_listed ? MANY : 0);
    }
}

Test(fingerprint, thousands_are_found_and_strangers_are_not)
{
    static uint8_t listed[MANY * 32], strangers[MANY * 32];
    struct random random;

    random_begin(&random, "fingerprints of thousands");
    for (size_t n = 0; n < MANY; n++) {
        make_digest(&random, listed + n * 32);
        make_digest(&random, strangers + n * 32);
    }
    for (uint32_t bits = 64; bits <= 128; bits += 64) {
        size_t size, other_size;
        void *bytes = compile_many(listed, bits, 1, &size);
        void *other = compile_many(listed, bits, 3, &other_size);
        tamis_database *database;
        tamis_matcher *matcher;
        tamis_error error;

        cr_assert_eq(size, other_size);
        cr_assert_arr_eq(bytes, other, size, "threads change the file");
        cr_assert_eq(
            tamis_database_open_memory(&database, bytes, size, NULL, &error),
            TAMIS_OK, "%s", error.message);
        cr_assert_eq(tamis_database_verify(database, &error), TAMIS_OK, "%s",
                     error.message);
        matcher = make_matcher(database);
        check_many(matcher, listed, strangers);
        tamis_matcher_destroy(matcher);
        tamis_database_release(database);
    }
}

static const uint64_t secrets[8] = MIX_HASH_SECRETS;

/*
 * A digest with the first half of another and the same hash under the tables'
 * first seed: a lane whose one factor is 1 gives the other factor.
 */
static void make_twin(const uint8_t natural[32], uint8_t twin[32])
{
    uint64_t sized = mix_hash_seed(EXACT_TABLE_FIRST_SEED, 32);
    uint64_t lane = mix_hash_lane(1, load_le64(natural + 16),
                                  load_le64(natural + 24), sized);

    memcpy(twin, natural, 16);
    store_le64(twin + 16, secrets[2] ^ 1);
    store_le64(twin + 24, lane ^ secrets[3] ^ sized);
    cr_assert_eq(exact_table_first_hash(twin, 32),
                 exact_table_first_hash(natural, 32));
}

static void add_digest(tamis_compiler *compiler, uint32_t feed,
                       const uint8_t digest[32])
{
    char text[65];

    write_hex(digest, 32, text);
    case_add(compiler, feed, text);
}

static const struct exact_table *digest_table(const tamis_database *database)
{
    return &database->classes[KEY_CLASS_DIGEST32].exact;
}

/* Feeds that list the digest, in the order of hits. */
static void expect_feeds(tamis_matcher *matcher, const uint8_t digest[32],
                         const char *first, const char *second)
{
    char text[65], expected[400] = "";
    const char *const feeds[] = {first, second};
    tamis_record_id record;

    write_hex(digest, 32, text);
    for (size_t i = 0; i < 2; i++)
        if (feeds[i])
            snprintf(expected + strlen(expected),
                     sizeof expected - strlen(expected), "sha256 %s %s; ", text,
                     feeds[i]);
    cr_expect_str_eq(ask(matcher, TAMIS_KIND_SHA256, text), expected);
    cr_expect_eq(tamis_matcher_find_digests(matcher, 1, 32, digest, &record),
                 first != NULL);
}

/* Both of one hash and one fingerprint: the file cannot part them, and neither
 * hides the other, even for who may not see one of them. */
Test(fingerprint, digests_that_were_made_alike_do_not_hide_each_other)
{
    struct random random;
    uint8_t natural[32], twin[32];
    tamis_compiler *compiler = begin(64);
    uint32_t a = case_feed(compiler, "a", TAMIS_TLP_GREEN);
    uint32_t b = case_feed(compiler, "b", TAMIS_TLP_RED);
    tamis_matcher_options options = TAMIS_MATCHER_OPTIONS_INIT;
    tamis_database *database;
    tamis_matcher *matcher;
    tamis_error error;

    random_begin(&random, "twins");
    make_digest(&random, natural);
    make_twin(natural, twin);
    add_digest(compiler, a, natural);
    add_digest(compiler, b, twin);
    database = case_write(compiler);
    matcher = make_matcher(database);
    expect_feeds(matcher, natural, "a", "b");
    expect_feeds(matcher, twin, "a", "b");
    tamis_matcher_destroy(matcher);
    options.clearance.tlp = TAMIS_TLP_GREEN;
    options.clearance.flags = TAMIS_CLEARANCE_ANY_TIME;
    cr_assert_eq(tamis_matcher_create(&matcher, database, &options, &error),
                 TAMIS_OK);
    expect_feeds(matcher, natural, "a", NULL);
    tamis_matcher_destroy(matcher);
}

/* Feeds of the two by turns, and then by turns from the other one: in the file
 * one of the two lies first, and no event may tell which. */
Test(fingerprint, alike_digests_are_told_in_the_order_of_feeds)
{
    static const char *const names[] = {"a", "b", "c", "d", "e"};
    struct random random;
    uint8_t twins[2][32];
    char text[65], expected[1000] = "";

    random_begin(&random, "feeds by turns");
    make_digest(&random, twins[0]);
    make_twin(twins[0], twins[1]);
    write_hex(twins[0], 32, text);
    for (size_t n = 0; n < 5; n++)
        snprintf(expected + strlen(expected),
                 sizeof expected - strlen(expected), "sha256 %s %s; ", text,
                 names[n]);
    for (size_t first = 0; first < 2; first++) {
        tamis_compiler *compiler = begin(64);
        tamis_matcher *matcher;

        for (size_t n = 0; n < 5; n++)
            add_digest(compiler, case_feed(compiler, names[n], TAMIS_TLP_GREEN),
                       twins[(first + n) % 2]);
        matcher = make_matcher(case_write(compiler));
        cr_expect_str_eq(ask(matcher, TAMIS_KIND_SHA256, text), expected);
        tamis_matcher_destroy(matcher);
    }
}

/* Alike at different places of a line, with others between them: each is told
 * with its own feed. */
Test(fingerprint, digests_of_one_tag_are_found_though_not_neighbours)
{
    enum { FAMILY = 8, OTHERS = 200 };
    struct random random;
    uint8_t family[FAMILY][32], other[32];
    tamis_compiler *compiler = begin(128);
    char text[65], name[16];
    tamis_matcher *matcher;

    random_begin(&random, "families");
    make_digest(&random, family[0]);
    for (uint8_t n = 0; n < FAMILY; n++) {
        memcpy(family[n], family[0], 32);
        store_le64(family[n] + 16, secrets[2] ^ 1);
        /* This is XORed into the hash: its high half, so that tags are one. */
        store_le64(family[n] + 24, (uint64_t)n << 55);
        snprintf(name, sizeof name, "f%u", n);
        add_digest(compiler, case_feed(compiler, name, TAMIS_TLP_GREEN),
                   family[n]);
    }
    for (unsigned n = 0; n < OTHERS; n++) {
        make_digest(&random, other);
        add_digest(compiler, 0, other);
    }
    matcher = make_matcher(case_write(compiler));
    for (uint8_t n = 0; n < FAMILY; n++) {
        write_hex(family[n], 32, text);
        snprintf(name, sizeof name, " f%u; ", n);
        cr_expect_not_null(strstr(ask(matcher, TAMIS_KIND_SHA256, text), name),
                           "the digest of%s is told as %s", name,
                           ask(matcher, TAMIS_KIND_SHA256, text));
    }
    tamis_matcher_destroy(matcher);
}

/* More than a lookup tells, all with the hash of a real one. */
Test(fingerprint, a_flood_of_twins_does_not_drown_the_digest_it_aims_at)
{
    enum { TWINS = 70, OTHERS = 4000 };
    struct random random;
    uint8_t natural[32], other[32], twin[32];
    tamis_compiler *compiler = begin(64);
    uint32_t a = case_feed(compiler, "a", TAMIS_TLP_GREEN);
    uint32_t b = case_feed(compiler, "b", TAMIS_TLP_GREEN);
    tamis_database *database;
    tamis_matcher *matcher;

    random_begin(&random, "flood");
    make_digest(&random, natural);
    add_digest(compiler, a, natural);
    for (unsigned n = 0; n < TWINS; n++) {
        uint64_t sized = mix_hash_seed(EXACT_TABLE_FIRST_SEED, 32);

        memcpy(twin, natural, 8);
        store_le64(twin + 8, random_next(&random));
        store_le64(twin + 16, secrets[2] ^ 1);
        store_le64(twin + 24, exact_table_first_hash(natural, 32) ^ secrets[3] ^
                                  sized ^
                                  mix_hash_lane(0, load_le64(twin),
                                                load_le64(twin + 8), sized));
        cr_assert_eq(exact_table_first_hash(twin, 32),
                     exact_table_first_hash(natural, 32));
        add_digest(compiler, b, twin);
    }
    for (unsigned n = 0; n < OTHERS; n++) {
        make_digest(&random, other);
        add_digest(compiler, b, other);
    }
    database = case_write(compiler);
    cr_expect_eq(digest_table(database)->keys.form, KEY_FORM_PREFIX);
    cr_expect_neq(digest_table(database)->seed, EXACT_TABLE_FIRST_SEED);
    matcher = make_matcher(database);
    expect_feeds(matcher, natural, "a", NULL);
    expect_feeds(matcher, twin, "b", NULL);
    tamis_matcher_destroy(matcher);
}
