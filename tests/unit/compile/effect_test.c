/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Leaving out what is allowed, and allow and warn records that meet nothing,
 * changes no answer: the same world is compiled a second time so that nothing
 * can be left out, and both are asked.
 */
#include "support/random.h"
#include "unit/compile/compile_case.h"

#include <criterion/criterion.h>
#include <tamis/match.h>

#include <stdio.h>
#include <string.h>

#define STATEMENT_COUNT 60u
#define QUESTION_COUNT  60u
#define ANSWER_SIZE     65536u

enum feed_number { LISTED, LISTED_RED, ALLOWS, WARNS, BALLAST, FEED_COUNT };

struct made {
    tamis_statement statement;
    char value[64];
    uint32_t feed;
};

static void make_value(struct random *random, char value[64])
{
    static const char *const names[] = {"evil.com",   "a.evil.com",
                                        "b.evil.com", "c.b.evil.com",
                                        "evil.org",   "x.evil.org"};
    const char *name = names[random_below(random, 6)];
    unsigned number = (unsigned)random_below(random, 8);

    switch (random_below(random, 7)) {
    case 0:
        snprintf(value, 64, "192.0.2.%u", number);
        break;
    case 1:
        snprintf(value, 64, "192.0.2.0/%u", 24 + number);
        break;
    case 2:
        snprintf(value, 64, "192.0.2.%u:%u", number,
                 80 + (unsigned)random_below(random, 2));
        break;
    case 3:
        snprintf(value, 64, "http://%s/%u", name, number % 3);
        break;
    case 4:
        snprintf(value, 64, "http://192.0.2.%u/%u", number, number % 2);
        break;
    case 5:
        snprintf(value, 64, "%c@%s", 'a' + (char)random_below(random, 2), name);
        break;
    default:
        snprintf(value, 64, "%s", name);
        break;
    }
}

static void make_statement(struct random *random, struct made *made)
{
    static const tamis_mode modes[] = {TAMIS_MODE_EXACT, TAMIS_MODE_SUFFIX,
                                       TAMIS_MODE_SUBDOMAINS};

    make_value(random, made->value);
    made->statement = case_statement(made->value);
    if (!strpbrk(made->value, "/@:"))
        made->statement.mode = modes[random_below(random, 3)];
    made->feed = (uint32_t)random_below(random, BALLAST);
    if (made->feed == LISTED && random_one_in(random, 6))
        made->statement.action = TAMIS_ACTION_ALLOW;
}

/* With ballast, every allow and warn is listed as well, for everyone, so that
 * all are kept as they are; and allows are GREEN, so that none drops a thing.
 */
static tamis_database *compile_world(const struct made *made, bool is_ballasted)
{
    static const char *const names[FEED_COUNT] = {"listed", "red", "allow",
                                                  "warn", "ballast"};
    tamis_compiler_options options = TAMIS_COMPILER_OPTIONS_INIT;
    tamis_compiler *compiler;

    options.flags = TAMIS_COMPILER_KEEP_GOING;
    compiler = case_create(&options);
    for (uint32_t n = 0; n < FEED_COUNT; n++) {
        tamis_feed_info info = TAMIS_FEED_INFO_INIT;

        info.name = case_slice(names[n]);
        info.tlp = n == LISTED_RED ? TAMIS_TLP_RED : TAMIS_TLP_CLEAR;
        if (n == ALLOWS && is_ballasted)
            info.tlp = TAMIS_TLP_GREEN;
        if (n == ALLOWS)
            info.action = TAMIS_ACTION_ALLOW;
        if (n == WARNS)
            info.action = TAMIS_ACTION_WARN;
        case_add_feed(compiler, &info);
    }
    for (size_t i = 0; i < STATEMENT_COUNT; i++) {
        tamis_statement ballast = made[i].statement;

        case_add_statement(compiler, made[i].feed, &made[i].statement);
        ballast.action = TAMIS_ACTION_LIST;
        if (is_ballasted)
            case_add_statement(compiler, BALLAST, &ballast);
    }
    return case_write(compiler);
}

struct answer {
    char text[ANSWER_SIZE];
    size_t size;
};

static int take_hits(void *context, const tamis_hit *hits, size_t hit_count)
{
    struct answer *answer = context;

    for (size_t i = 0; i < hit_count; i++) {
        const tamis_hit *hit = &hits[i];
        char value[256];

        if (hit->entry.feed.size == 7) /* ballast */
            continue;
        tamis_key_format(hit->kind, hit->key.data, hit->key.size, value,
                         sizeof value);
        answer->size += (size_t)snprintf(
            answer->text + answer->size, ANSWER_SIZE - answer->size,
            "%.*s: %s %u %.*s %u\n", (int)hit->observed.size,
            hit->observed.data, value, hit->mode, (int)hit->entry.feed.size,
            hit->entry.feed.data, hit->warning_count);
        cr_assert_lt(answer->size, ANSWER_SIZE);
    }
    return 0;
}

static struct answer answers[2];

static void ask(tamis_database *database, tamis_tlp tlp, uint32_t flags,
                const struct made *questions, struct answer *answer)
{
    tamis_matcher_options options = TAMIS_MATCHER_OPTIONS_INIT;
    tamis_matcher *matcher;

    options.clearance.tlp = tlp;
    options.flags = flags;
    answer->size = 0;
    answer->text[0] = '\0';
    cr_assert_eq(tamis_matcher_create(&matcher, database, &options, NULL),
                 TAMIS_OK);
    for (size_t i = 0; i < QUESTION_COUNT; i++)
        tamis_matcher_find_all(matcher, TAMIS_KIND_AUTO, questions[i].value,
                               strlen(questions[i].value), take_hits, answer,
                               NULL);
    tamis_matcher_destroy(matcher);
}

TestSuite(effect, .fini = case_end);

Test(effect, leaving_out_changes_no_answer)
{
    static struct made made[STATEMENT_COUNT], questions[QUESTION_COUNT];
    struct random random;
    size_t bytes = 0;

    random_begin(&random, "effect");
    for (size_t round = 0; round < 60; round++) {
        tamis_tlp tlp =
            random_one_in(&random, 2) ? TAMIS_TLP_RED : TAMIS_TLP_GREEN;
        uint32_t flags =
            random_one_in(&random, 2) ? TAMIS_MATCHER_URL_EXPRESSIONS : 0;

        for (size_t i = 0; i < STATEMENT_COUNT; i++)
            make_statement(&random, &made[i]);
        for (size_t i = 0; i < QUESTION_COUNT; i++)
            make_value(&random, questions[i].value);
        ask(compile_world(made, false), tlp, flags, questions, &answers[0]);
        ask(compile_world(made, true), tlp, flags, questions, &answers[1]);
        cr_assert_str_eq(answers[0].text, answers[1].text, "round %zu", round);
        bytes += answers[0].size;
    }
    cr_assert_gt(bytes, 0); /* it did answer */
}
