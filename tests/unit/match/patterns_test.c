/* SPDX-License-Identifier: BSD-2-Clause */
/* Literals and regexes, from statements to hits. */
#include "support/failing_allocator.h"
#include "unit/match/small_database.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#ifndef TAMIS_PATTERN_PROGRAM
#define TAMIS_PATTERN_PROGRAM NULL
#endif

#define COUNT(array) (sizeof(array) / sizeof *(array))
#define PATTERN(feed, value)                                                   \
    {                                                                          \
        feed, TAMIS_TLP_CLEAR, TAMIS_KIND_PATTERN, TAMIS_MODE_AUTO, value      \
    }
#define LITERAL(feed, value)                                                   \
    {                                                                          \
        feed, TAMIS_TLP_CLEAR, TAMIS_KIND_LITERAL, TAMIS_MODE_AUTO, value      \
    }

struct fixture {
    tamis_database *database;
    tamis_patterns *patterns;
    tamis_matcher *matcher;
    void *bytes;
    size_t size;
    char text[8192];
};

static struct fixture fixture;

static void open_fixture(const struct small_statement *statements, size_t count)
{
    tamis_patterns_options options = TAMIS_PATTERNS_OPTIONS_INIT;
    tamis_matcher_options asking = TAMIS_MATCHER_OPTIONS_INIT;
    tamis_error error = {.message = ""};
    tamis_status status;

    fixture.database = small_database(statements, count, &fixture.bytes);
    options.flags = TAMIS_PATTERNS_NO_CACHE;
    options.program = TAMIS_PATTERN_PROGRAM;
    status = tamis_patterns_prepare(&fixture.patterns, fixture.database,
                                    &options, &error);
    if (status == TAMIS_ERROR_UNSUPPORTED)
        cr_skip_test("%s", error.message);
    cr_assert_eq(status, TAMIS_OK, "%s", error.message);
    asking.patterns = fixture.patterns;
    cr_assert_eq(tamis_matcher_create(&fixture.matcher, fixture.database,
                                      &asking, &error),
                 TAMIS_OK, "%s", error.message);
}

static void close_fixture(void)
{
    tamis_matcher_destroy(fixture.matcher);
    tamis_patterns_release(fixture.patterns);
    tamis_database_release(fixture.database);
    free(fixture.bytes);
}

/* "offset+length KEY [observed]" a hit. */
static int write_hits(void *context, const tamis_hit *hits, size_t count)
{
    (void)context;
    for (size_t i = 0; i < count; i++) {
        int size = snprintf(
            fixture.text + fixture.size, sizeof fixture.text - fixture.size,
            "%llu+%u %s %.*s [%.*s]\n", (unsigned long long)hits[i].offset,
            hits[i].length, tamis_kind_name(hits[i].kind),
            (int)hits[i].key.size, hits[i].key.data, (int)hits[i].observed.size,
            hits[i].observed.data);

        fixture.size += (size_t)size;
        cr_assert_lt(fixture.size, sizeof fixture.text);
    }
    return 0;
}

static const char *scan(const char *text, size_t size)
{
    fixture.size = 0;
    fixture.text[0] = 0;
    cr_assert_eq(
        tamis_matcher_scan(fixture.matcher, text, size, write_hits, NULL),
        TAMIS_OK);
    return fixture.text;
}

static const char *find(tamis_kind kind, const char *value)
{
    tamis_error error = {.message = ""};

    fixture.size = 0;
    fixture.text[0] = 0;
    cr_assert_eq(tamis_matcher_find_all(fixture.matcher, kind, value,
                                        strlen(value), write_hits, NULL,
                                        &error),
                 TAMIS_OK, "%s", error.message);
    return fixture.text;
}

static bool finds_first(tamis_kind kind, const char *value)
{
    tamis_slice slice = {value, strlen(value)};
    tamis_record_id record;
    size_t found;

    if (kind == TAMIS_KIND_DOMAIN)
        found = tamis_matcher_find_domains(fixture.matcher, 1, &slice, &record);
    else if (kind == TAMIS_KIND_URL)
        found = tamis_matcher_find_urls(fixture.matcher, 1, &slice, &record);
    else if (kind == TAMIS_KIND_EMAIL)
        found = tamis_matcher_find_emails(fixture.matcher, 1, &slice, &record);
    else
        found =
            tamis_matcher_find_texts(fixture.matcher, 1, kind, &slice, &record);
    cr_assert_eq(found, record != TAMIS_RECORD_NONE);
    return found == 1;
}

Test(patterns, each_line_has_each_pattern_once_in_the_order_of_all_hits)
{
    static const struct small_statement statements[] = {
        PATTERN("f", "/evil[0-9]+/"),
        PATTERN("f", "/^GET .*9$/i"),
        LITERAL("f", "two words"),
        PATTERN("f", "/never\\n/"),
        {"f", TAMIS_TLP_CLEAR, TAMIS_KIND_DOMAIN, TAMIS_MODE_EXACT,
         "a.example"},
    };
    static const char text[] = "evil1 a.example evil2\n"
                               "two words two words a.example\r\n"
                               "get x9\r\n"
                               "\n"
                               "never\n"
                               "a.example evil3";

    open_fixture(statements, COUNT(statements));
    cr_assert_str_eq(scan(text, sizeof text - 1),
                     "4+1 pattern /evil[0-9]+/ [evil1]\n"
                     "6+9 domain a.example [a.example]\n"
                     "22+9 literal two words [two words]\n"
                     "42+9 domain a.example [a.example]\n"
                     "58+1 pattern /^GET .*9$/i [get x9]\n"
                     "68+9 domain a.example [a.example]\n"
                     "82+1 pattern /evil[0-9]+/ [a.example evil3]\n");
    cr_assert_str_eq(scan("", 0), "");
    cr_assert_str_eq(scan("a.example", 9),
                     "0+9 domain a.example [a.example]\n");
    cr_assert_eq(tamis_matcher_unmatched_patterns(fixture.matcher), 0);
    close_fixture();
}

Test(patterns, what_a_pattern_does_not_mean_takes_it_back)
{
    static const struct small_statement statements[] = {
        PATTERN("f", "/evil/ !/known good/i"),
        PATTERN("f", "/evil2/"),
        PATTERN("f", "filename:/\\\\tool\\.exe$/i !/(?i)sysinternals\\\\/"),
    };

    open_fixture(statements, COUNT(statements));
    cr_assert_str_eq(scan("evil2 KNOWN GOOD\nevil2\n", 23),
                     "4+1 pattern /evil2/ [evil2]\n"
                     "20+1 pattern /evil/ !/known good/i [evil]\n"
                     "21+1 pattern /evil2/ [evil2]\n");
    cr_assert_str_eq(find(TAMIS_KIND_FILENAME, "C:\\SysInternals\\tool.exe"),
                     "");
    cr_assert_not(
        finds_first(TAMIS_KIND_FILENAME, "C:\\SysInternals\\tool.exe"));
    cr_assert(finds_first(TAMIS_KIND_FILENAME, "C:\\x\\tool.exe"));
    close_fixture();
}

Test(patterns, an_allowed_pattern_covers_its_line_and_a_warned_one_says_so)
{
    static const struct small_statement statements[] = {
        PATTERN("f", "/evil/"),
        PATTERN("f", "/bad/"),
        PATTERN("allow", "/drill/"),
        PATTERN("allow", "/bad/"),
        PATTERN("f", "user-agent:/^Bad/"),
        PATTERN("allow", "user-agent:/our scanner/"),
    };

    open_fixture(statements, COUNT(statements));
    cr_assert_str_eq(scan("evil drill\nevil\nbad\nevil bad\n", 29),
                     "14+1 pattern /evil/ [evil]\n");
    cr_assert(finds_first(TAMIS_KIND_USER_AGENT, "Bad/1"));
    cr_assert_not(finds_first(TAMIS_KIND_USER_AGENT, "Bad/1 our scanner"));
    cr_assert_str_eq(find(TAMIS_KIND_USER_AGENT, "Bad/1 our scanner"), "");
    close_fixture();
}

static const struct {
    tamis_kind kind;
    const char *value;
    bool is_found;
} fields[] = {
    {TAMIS_KIND_FILENAME, "evil.exe", true},
    {TAMIS_KIND_FILENAME, "EVIL.EXE", true},
    {TAMIS_KIND_FILENAME, "C:\\Temp\\Evil.exe", true},
    {TAMIS_KIND_FILENAME, "/tmp/evil.exe", true},
    {TAMIS_KIND_FILENAME, "/tmp/evil.exe/", false},
    /* Relative to a drive, which is a letter. */
    {TAMIS_KIND_FILENAME, "C:evil.exe", true},
    {TAMIS_KIND_FILENAME, "c:temp\\Evil.exe", true},
    {TAMIS_KIND_FILENAME, "C:notevil.exe", false},
    {TAMIS_KIND_FILENAME, "1:evil.exe", false},
    {TAMIS_KIND_FILENAME, "CC:evil.exe", false},
    {TAMIS_KIND_FILENAME, "C:", false},
    {TAMIS_KIND_FILENAME, "c:users\\a\\drop.dll", false},
    {TAMIS_KIND_FILENAME, "/tmp/notevil.exe", false},
    {TAMIS_KIND_FILENAME, "C:/Users/A/drop.dll", true},
    {TAMIS_KIND_FILENAME, "c:\\users\\a\\drop.dll", true},
    {TAMIS_KIND_FILENAME, "c:\\users/a\\drop.dll", true},
    {TAMIS_KIND_FILENAME, "drop.dll", false},
    {TAMIS_KIND_FILENAME, "d:\\users\\a\\drop.dll", false},
    /* A pattern sees the path, the name, and the path with either separator. */
    {TAMIS_KIND_FILENAME, "/srv/tool.exe", true},
    {TAMIS_KIND_FILENAME, "tool.exe", true},
    {TAMIS_KIND_FILENAME, "srv/tool.exe", true},
    {TAMIS_KIND_FILENAME, "mytool.exe", false},
    {TAMIS_KIND_FILENAME, "c:tool.exe", true},
    {TAMIS_KIND_FILENAME, "c:mytool.exe", false},
    {TAMIS_KIND_FILENAME, "c:srv/tool.exe", true},
    {TAMIS_KIND_FILENAME, "C:start.js", true},
    {TAMIS_KIND_FILENAME, "C:restart.js", false},
    {TAMIS_KIND_FILENAME, "/a/b/start.js", true},
    {TAMIS_KIND_FILENAME, "/a/start/b.js", false},
    {TAMIS_KIND_FILENAME, "\xff\xfe\\tool.exe", true},
    {TAMIS_KIND_FILENAME, "\xff\xfe\\other.exe", false},
    {TAMIS_KIND_USER_AGENT, "BadBot/7 (x)", true},
    {TAMIS_KIND_USER_AGENT, "A BadBot/7", false},
    {TAMIS_KIND_USER_AGENT, "tool.exe", false},
    {TAMIS_KIND_URL, "http://h.example/gate.php?id=1", true},
    {TAMIS_KIND_URL, "h.example/gate.php?id=1", false},
    {TAMIS_KIND_URL, "https://x.dga.example/", true},
    {TAMIS_KIND_DOMAIN, "X.DGA.example.", true},
    {TAMIS_KIND_DOMAIN, "_x.dga.example", true},
    {TAMIS_KIND_DOMAIN, "dga.example", false},
    {TAMIS_KIND_EMAIL, "someone@x.dga.example", true},
    {TAMIS_KIND_EMAIL, "someone@example.org", false},
};

Test(patterns, typed_ones_are_asked_by_the_kind_of_the_value_alone)
{
    static const struct small_statement statements[] = {
        {"f", TAMIS_TLP_CLEAR, TAMIS_KIND_FILENAME, TAMIS_MODE_AUTO,
         "evil.exe"},
        {"f", TAMIS_TLP_CLEAR, TAMIS_KIND_FILENAME, TAMIS_MODE_AUTO,
         "C:\\Users\\A\\drop.dll"},
        PATTERN("f", "filename:/\\\\tool\\.exe$/"),
        PATTERN("f", "filename:/^start/"),
        PATTERN("f", "user-agent:/^BadBot\\/[0-9]/"),
        PATTERN("f", "url:/^http:\\/\\/[^\\/]*\\/gate\\.php/"),
        PATTERN("f", "domain:/\\.DGA\\.example$/"),
    };

    open_fixture(statements, COUNT(statements));
    for (size_t i = 0; i < COUNT(fields); i++) {
        const char *all = find(fields[i].kind, fields[i].value);

        cr_expect_eq(*all != 0, fields[i].is_found, "%s: %s", fields[i].value,
                     all);
        cr_expect_eq(finds_first(fields[i].kind, fields[i].value),
                     fields[i].is_found, "%s", fields[i].value);
    }
    cr_assert_str_eq(find(TAMIS_KIND_FILENAME, "/X/Evil.exe"),
                     "0+11 filename evil.exe [/x/evil.exe]\n");
    cr_assert_str_eq(scan("BadBot/7 tool.exe\n", 18), "");
    close_fixture();
}

Test(patterns, what_does_not_compile_is_told_and_the_rest_is_matched)
{
    /* What is not told by their text alone: those are in no database. */
    static const struct small_statement statements[] = {
        PATTERN("f", "/good/"),
        PATTERN("f", "/ba\\z*d/"),
        PATTERN("f", "/^*ahead/"),
        PATTERN("f", "/evil/ !/b\\z*ad/"),
    };
    tamis_patterns_refusal refusal;
    tamis_patterns_info info;
    tamis_matcher *bare;
    size_t n = 0;

    open_fixture(statements, COUNT(statements));
    cr_assert_str_eq(scan("good evil bad lookahead", 23),
                     "3+1 pattern /good/ [good]\n");
    tamis_patterns_info_get(fixture.patterns, &info);
    cr_assert_eq(info.count, 4);
    cr_assert_eq(info.compiled, 1);
    while (tamis_patterns_refused(fixture.patterns, n, &refusal)) {
        cr_assert_gt(refusal.message.size, 0);
        cr_assert_gt(refusal.key.size, 0);
        n++;
    }
    cr_assert_eq(n, 3);
    cr_assert_eq(tamis_matcher_unmatched_patterns(fixture.matcher), 3);
    cr_assert_eq(tamis_matcher_create(&bare, fixture.database, NULL, NULL),
                 TAMIS_OK);
    cr_assert_eq(tamis_matcher_unmatched_patterns(bare), 4);
    tamis_matcher_destroy(bare);
    close_fixture();
}

Test(patterns, those_of_another_database_are_refused)
{
    static const struct small_statement statements[] = {PATTERN("f", "/x/")};
    tamis_matcher_options options = TAMIS_MATCHER_OPTIONS_INIT;
    tamis_database *other;
    tamis_matcher *matcher;
    void *bytes;

    open_fixture(statements, COUNT(statements));
    other = small_database(statements, COUNT(statements), &bytes);
    options.patterns = fixture.patterns;
    cr_assert_eq(tamis_matcher_create(&matcher, other, &options, NULL),
                 TAMIS_ERROR_ARGUMENT);
    tamis_database_release(other);
    free(bytes);
    close_fixture();
}

static int check_order(void *context, const tamis_hit *hits, size_t count)
{
    uint64_t *last = context;

    for (size_t i = 0; i < count; i++) {
        cr_assert_geq(hits[i].offset, *last);
        *last = hits[i].offset;
    }
    return 0;
}

/* More lines than one piece, and more hits than there is room for at once. */
Test(patterns, no_number_of_hits_is_too_many)
{
    static const struct small_statement statements[] = {
        PATTERN("f", "/a/"), PATTERN("f", "/b/"), PATTERN("f", "/ab/")};
    const size_t line_count = 50000;
    char *text = malloc(line_count * 3);
    tamis_matcher_counts counts;
    uint64_t last;

    open_fixture(statements, COUNT(statements));
    for (size_t i = 0; i < line_count; i++)
        memcpy(text + i * 3, "ab\n", 3);
    last = 0;
    cr_assert_eq(tamis_matcher_scan(fixture.matcher, text, line_count * 3,
                                    check_order, &last),
                 TAMIS_OK);
    tamis_matcher_counts_get(fixture.matcher, &counts);
    cr_assert_eq(counts.hits, line_count * 3);
    free(text);
    close_fixture();
}

Test(patterns, utf16_text_has_lines_too)
{
    static const struct small_statement statements[] = {
        PATTERN("f", "/^evil$/")};
    static const char text[] = "\xff\xfe"
                               "x\0\n\0e\0v\0i\0l\0\r\0\n\0";

    open_fixture(statements, COUNT(statements));
    cr_assert_str_eq(scan(text, sizeof text - 1),
                     "12+2 pattern /^evil$/ [evil]\n");
    close_fixture();
}

/* Those refused are told from memory too. The folder keeps what was compiled,
 * so that only this process is asked again and again. */
Test(patterns, preparing_survives_every_failing_allocation)
{
    static const struct small_statement statements[] = {
        PATTERN("f", "/evil/ !/b[ad/"),
        PATTERN("f", "filename:/^start/"),
        LITERAL("f", "two words"),
    };
    tamis_patterns_options options = TAMIS_PATTERNS_OPTIONS_INIT;
    char folder[] = "/tmp/tamis-patterns-XXXXXX", command[64];
    struct failing_allocator failing = {.has_failed = true};

    open_fixture(statements, COUNT(statements));
    cr_assert(mkdtemp(folder));
    options.folder = folder;
    options.program = TAMIS_PATTERN_PROGRAM;
    options.allocator = &failing.allocator;
    for (uint64_t n = 1; failing.has_failed; n++) {
        tamis_patterns *patterns;
        tamis_status status;
        tamis_error error = {.message = ""};

        cr_assert_lt(n, 1000);
        failing_allocator_begin(&failing, n);
        status = tamis_patterns_prepare(&patterns, fixture.database, &options,
                                        &error);
        if (failing.has_failed) {
            cr_assert_eq(status, TAMIS_ERROR_MEMORY, "%d: %s", (int)n,
                         error.message);
            cr_assert_null(patterns);
            cr_assert_gt(strlen(error.message), 0);
        } else {
            cr_assert_eq(status, TAMIS_OK, "%s", error.message);
            cr_assert_gt(n, 10);
        }
        tamis_patterns_release(patterns);
        cr_assert_eq(failing.live_count, 0, "allocation %d", (int)n);
    }
    snprintf(command, sizeof command, "rm -rf %s", folder);
    cr_assert_eq(system(command), 0);
    close_fixture();
}
