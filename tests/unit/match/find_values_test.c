/* SPDX-License-Identifier: BSD-2-Clause */
/* URLs, e-mails and texts: batches answer as find_all() does, one by one. */
#include "small_database.h"
#include "support/random.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COUNT      200
#define VALUE_SIZE 6100

static const struct small_statement statements[] = {
    {"a", TAMIS_TLP_GREEN, TAMIS_KIND_URL, TAMIS_MODE_AUTO,
     "http://u.example-a.com/x?y=1"},
    {"a", TAMIS_TLP_GREEN, TAMIS_KIND_URL, TAMIS_MODE_AUTO,
     "http://ok.example-b.com/listed"},
    {"a", TAMIS_TLP_GREEN, TAMIS_KIND_URL, TAMIS_MODE_AUTO,
     "http://8.8.4.4/listed"},
    {"b", TAMIS_TLP_RED, TAMIS_KIND_URL, TAMIS_MODE_AUTO,
     "http://hidden.example-a.com/"},
    {"a", TAMIS_TLP_GREEN, TAMIS_KIND_DOMAIN, TAMIS_MODE_SUFFIX,
     "example-c.com"},
    {"a", TAMIS_TLP_GREEN, TAMIS_KIND_DOMAIN, TAMIS_MODE_EXACT,
     "h.example-a.com"},
    {"a", TAMIS_TLP_GREEN, TAMIS_KIND_IP, TAMIS_MODE_AUTO, "9.9.9.0/24"},
    {"a", TAMIS_TLP_GREEN, TAMIS_KIND_IP, TAMIS_MODE_AUTO, "2a00:1::/32"},
    {"a", TAMIS_TLP_GREEN, TAMIS_KIND_EMAIL, TAMIS_MODE_AUTO,
     "x@example-d.com"},
    {"a", TAMIS_TLP_GREEN, TAMIS_KIND_EMAIL, TAMIS_MODE_AUTO, "@example-e.com"},
    {"a", TAMIS_TLP_GREEN, TAMIS_KIND_MUTEX, TAMIS_MODE_AUTO, "Global\\x"},
    {"allow", TAMIS_TLP_CLEAR, TAMIS_KIND_DOMAIN, TAMIS_MODE_SUFFIX,
     "ok.example-b.com"},
    {"allow", TAMIS_TLP_CLEAR, TAMIS_KIND_DOMAIN, TAMIS_MODE_EXACT,
     "good.example-c.com"},
};

static const char *const hosts[] = {
    "u.example-a.com",     "hidden.example-a.com",
    "ok.example-b.com",    "w.example-c.com",
    "good.example-c.com",  "h.example-a.com",
    "clean.example-f.com", "9.9.9.9",
    "[2a00:1::5]",         "8.8.4.4",
    "127.0.0.1",           "",
};
static const char *const paths[] = {"/",      "/x?y=1", "/listed",
                                    "/other", "",       "/%41"};
static const char *const names[] = {
    "x@example-d.com",   "y@example-d.com", "Y@Example-E.com",
    "a@h.example-a.com", "a@example-c.com", "a@good.example-c.com",
    "no address",        "@example-e.com",  "",
};
static const char *const mutexes[] = {"Global\\x", "Global\\y", "global\\x",
                                      ""};

/* Some are as long as a key can be, and some longer. */
static size_t make_value(struct random *random, tamis_kind kind, char *value)
{
    size_t size;

    if (kind == TAMIS_KIND_EMAIL)
        return (size_t)sprintf(
            value, "%s",
            names[random_below(random, sizeof names / sizeof *names)]);
    if (kind == TAMIS_KIND_MUTEX)
        size = (size_t)sprintf(value, "%s", mutexes[random_below(random, 4)]);
    else
        size = (size_t)sprintf(
            value, "http://%s%s",
            hosts[random_below(random, sizeof hosts / sizeof *hosts)],
            paths[random_below(random, sizeof paths / sizeof *paths)]);
    while (random_one_in(random, 4) && size < 5000) {
        memset(value + size, 'z', 900);
        size += 900;
    }
    return size;
}

struct answer {
    tamis_record_id record; /* asked about */
    bool is_among, is_any;
};

static int collect(void *context, const tamis_hit *hits, size_t hit_count)
{
    struct answer *answer = context;

    answer->is_any |= hit_count > 0;
    for (size_t i = 0; i < hit_count; i++)
        answer->is_among |= hits[i].record == answer->record;
    return 0;
}

/* find_first() and find_all() are different ways to the same records. */
static void check_value(tamis_matcher *matcher, tamis_kind kind,
                        tamis_slice value, tamis_record_id record)
{
    struct answer answer = {.record = record};

    (void)tamis_matcher_find_all(matcher, kind, value.data, value.size, collect,
                                 &answer, NULL);
    cr_assert_eq(record != TAMIS_RECORD_NONE, answer.is_any, "%.*s",
                 (int)value.size, value.data);
    cr_assert_eq(answer.is_any, answer.is_among, "%.*s", (int)value.size,
                 value.data);
}

static size_t find_batch(tamis_matcher *matcher, size_t count, tamis_kind kind,
                         const tamis_slice *values, tamis_record_id *records)
{
    if (kind == TAMIS_KIND_URL)
        return tamis_matcher_find_urls(matcher, count, values, records);
    if (kind == TAMIS_KIND_EMAIL)
        return tamis_matcher_find_emails(matcher, count, values, records);
    return tamis_matcher_find_texts(matcher, count, kind, values, records);
}

/* Any number of values, and what is behind the answers stays as it was. */
static size_t check_batch(tamis_matcher *matcher, struct random *random,
                          tamis_kind kind, char (*texts)[VALUE_SIZE])
{
    tamis_slice values[COUNT];
    tamis_record_id records[COUNT + 1], alone;
    size_t count = random_between(random, 0, COUNT), hits = 0, found;

    for (size_t n = 0; n < count; n++) {
        values[n].data = texts[n];
        values[n].size = make_value(random, kind, texts[n]);
    }
    records[count] = 12345;
    found = find_batch(matcher, count, kind, values, records);
    cr_assert_eq(records[count], 12345);
    for (size_t n = 0; n < count; n++) {
        check_value(matcher, kind, values[n], records[n]);
        find_batch(matcher, 1, kind, &values[n], &alone);
        cr_assert_eq(alone, records[n]);
        hits += records[n] != TAMIS_RECORD_NONE;
    }
    cr_assert_eq(found, hits);
    return hits;
}

static void check_matcher(tamis_database *database, struct random *random,
                          tamis_tlp tlp, uint32_t flags)
{
    static const tamis_kind kinds[] = {TAMIS_KIND_URL, TAMIS_KIND_EMAIL,
                                       TAMIS_KIND_MUTEX};
    static char texts[COUNT][VALUE_SIZE];
    tamis_matcher_options options = TAMIS_MATCHER_OPTIONS_INIT;
    tamis_matcher *matcher;

    options.clearance.tlp = tlp;
    options.flags = flags;
    cr_assert_eq(tamis_matcher_create(&matcher, database, &options, NULL),
                 TAMIS_OK);
    for (size_t n = 0; n < sizeof kinds / sizeof *kinds; n++) {
        size_t hits = 0;

        for (unsigned round = 0; round < 10; round++)
            hits += check_batch(matcher, random, kinds[n], texts);
        cr_expect_neq(hits, 0, "kind %u", (unsigned)kinds[n]);
    }
    tamis_matcher_destroy(matcher);
}

Test(find_values, batches_of_any_count_answer_as_their_values_one_by_one)
{
    struct random random;
    void *bytes;
    tamis_database *database = small_database(
        statements, sizeof statements / sizeof *statements, &bytes);

    random_begin(&random, "find_values");
    check_matcher(database, &random, TAMIS_TLP_GREEN, 0);
    check_matcher(database, &random, TAMIS_TLP_RED, 0);
    check_matcher(database, &random, TAMIS_TLP_RED,
                  TAMIS_MATCHER_URL_EXPRESSIONS);
    tamis_database_release(database);
    free(bytes);
}
