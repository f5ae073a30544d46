/* SPDX-License-Identifier: BSD-2-Clause */
/* Who sees what: the gate against a model of sets of names. */
#include "base/memory.h"
#include "base/slice.h"
#include "built_database.h"
#include "database/view.h"

#include <criterion/criterion.h>

#include <stdio.h>

static tamis_clearance make_clearance(tamis_tlp tlp, const tamis_slice *names,
                                      size_t count)
{
    tamis_clearance clearance = TAMIS_CLEARANCE_INIT;

    clearance.tlp = tlp;
    clearance.audience = names;
    clearance.audience_count = count;
    return clearance;
}

static bool sees(tamis_database *database, tamis_tlp tlp, const char *audience,
                 uint32_t label)
{
    tamis_slice name = slice_text(audience);
    tamis_clearance clearance = make_clearance(tlp, &name, audience[0] ? 1 : 0);
    tamis_error error = {0};
    struct view view;
    bool is_visible;

    cr_assert_eq(
        view_open(&view, database, &memory_default, &clearance, &error),
        TAMIS_OK, "%s", error.message);
    is_visible = (view.labels[label / 64] >> (label % 64) & 1) != 0;
    view_close(&view, &memory_default);
    return is_visible;
}

static const struct {
    tamis_tlp tlp;
    const char *audience; /* "": self */
    const char *visible;  /* a '1' for each label in the order of LABEL_* */
} clearances[] = {
    /* clear, amber self, red a, red b, strict a1 */
    {TAMIS_TLP_CLEAR, "", "10000"},
    {TAMIS_TLP_AMBER, "", "11000"},
    {TAMIS_TLP_AMBER_STRICT, "", "11001"},
    {TAMIS_TLP_RED, "", "11111"},
    {TAMIS_TLP_RED, "self", "11111"},
    {TAMIS_TLP_RED, "hospital-x", "11111"},
    {TAMIS_TLP_RED, "*", "10000"},
    {TAMIS_TLP_RED, "circle:all", "10000"},
    {TAMIS_TLP_RED, "circle:a", "10100"},
    {TAMIS_TLP_RED, "circle:b", "10010"},
    {TAMIS_TLP_RED, "a1", "10101"},
    {TAMIS_TLP_RED, "a2", "10100"},
    {TAMIS_TLP_RED, "b1", "10010"},
    {TAMIS_TLP_RED, "nobody", "10000"},
    {TAMIS_TLP_RED, "circle:unknown", "10000"},
    {TAMIS_TLP_AMBER, "a1", "10000"},
    {TAMIS_TLP_AMBER_STRICT, "a1", "10001"},
};

Test(view, rank_and_audience_decide_together)
{
    struct built built;
    tamis_database *database;

    built_begin(&built);
    database = built_open(&built);
    for (size_t n = 0; n < sizeof clearances / sizeof *clearances; n++)
        for (uint32_t label = 0; label < LABEL_COUNT; label++)
            cr_expect_eq(sees(database, clearances[n].tlp,
                              clearances[n].audience, label),
                         clearances[n].visible[label] == '1',
                         "tlp %u audience %s label %u",
                         (unsigned)clearances[n].tlp, clearances[n].audience,
                         (unsigned)label);
    tamis_database_release(database);
    built_end(&built);
}

Test(view, an_audience_of_several_needs_all_of_them)
{
    const tamis_slice both[] = {{"a1", 2}, {"b1", 2}};
    const tamis_slice circle[] = {{"a1", 2}, {"a2", 2}};
    tamis_clearance clearance = make_clearance(TAMIS_TLP_RED, both, 2);
    struct built built;
    tamis_database *database;
    struct view view;

    built_begin(&built);
    database = built_open(&built);
    cr_assert_eq(view_open(&view, database, &memory_default, &clearance, NULL),
                 TAMIS_OK);
    cr_expect_eq(view.labels[0], 1u << LABEL_CLEAR);
    view_close(&view, &memory_default);
    clearance.audience = circle;
    cr_assert_eq(view_open(&view, database, &memory_default, &clearance, NULL),
                 TAMIS_OK);
    cr_expect_eq(view.labels[0], 1u << LABEL_CLEAR | 1u << LABEL_RED_A);
    view_close(&view, &memory_default);
    tamis_database_release(database);
    built_end(&built);
}

/* The record of a name, by walking all of them. */
static tamis_record_id find_record(const tamis_database *database,
                                   const char *key, tamis_mode mode)
{
    tamis_record record;

    for (tamis_record_id id = 0; id < database->info.record_count; id++)
        if (database_record(database, id, &record) && record.mode == mode &&
            slice_is(record.key, key))
            return id;
    return TAMIS_RECORD_NONE;
}

/* "feed/reference " of all answers, those out of time in brackets. */
static void list_answers(const struct view *view, tamis_record_id id,
                         char *text, size_t capacity)
{
    struct view_walk walk;
    enum view_answer answer;
    tamis_entry entry;
    size_t used = 0;

    text[0] = '\0';
    view_walk_begin(&walk, view, id);
    while ((answer = view_walk_next(&walk, &entry)) != VIEW_END) {
        bool is_late = answer == VIEW_OUT_OF_TIME;

        used += (size_t)snprintf(
            text + used, capacity - used, "%s%.*s/%.*s%s ", is_late ? "(" : "",
            (int)entry.feed.size, entry.feed.data, (int)entry.reference.size,
            entry.reference.size ? entry.reference.data : "",
            is_late ? ")" : "");
    }
}

static const struct {
    tamis_tlp tlp;
    const char *audience;
    int64_t time_ns; /* -1: any */
    const char *answers;
} two_circles[] = {
    {TAMIS_TLP_RED, "self", -1,
     "alpha/r0 bravo/report-1 bravo/report-2 charlie/report-1 operator/ "
     "warn/ "},
    {TAMIS_TLP_RED, "circle:a", -1, "bravo/report-1 operator/ warn/ "},
    {TAMIS_TLP_RED, "circle:b", -1, "charlie/report-1 operator/ warn/ "},
    {TAMIS_TLP_RED, "a1", -1, "bravo/report-1 bravo/report-2 operator/ warn/ "},
    {TAMIS_TLP_CLEAR, "*", -1, "operator/ warn/ "},
    {TAMIS_TLP_RED, "circle:a", 9, "(bravo/report-1) operator/ warn/ "},
    {TAMIS_TLP_RED, "circle:a", 10, "bravo/report-1 operator/ warn/ "},
    {TAMIS_TLP_RED, "circle:a", 19, "bravo/report-1 operator/ warn/ "},
    {TAMIS_TLP_RED, "circle:a", 20, "(bravo/report-1) operator/ warn/ "},
    {TAMIS_TLP_RED, "circle:b", 20, "(charlie/report-1) operator/ warn/ "},
    {TAMIS_TLP_RED, "circle:b", -5, "charlie/report-1 operator/ warn/ "},
};

Test(view, two_red_circles_never_see_each_other)
{
    struct built built;
    tamis_database *database;
    tamis_record_id id;

    built_begin(&built);
    built_add_samples(&built);
    database = built_open(&built);
    id = find_record(database, "two.circles.net", TAMIS_MODE_EXACT);
    cr_assert_neq(id, TAMIS_RECORD_NONE);
    for (size_t n = 0; n < sizeof two_circles / sizeof *two_circles; n++) {
        tamis_slice name = slice_text(two_circles[n].audience);
        tamis_clearance clearance =
            make_clearance(two_circles[n].tlp, &name, 1);
        struct view view;
        char answers[400];

        clearance.time_ns = two_circles[n].time_ns;
        if (clearance.time_ns != -1)
            clearance.flags = 0;
        cr_assert_eq(
            view_open(&view, database, &memory_default, &clearance, NULL),
            TAMIS_OK);
        list_answers(&view, id, answers, sizeof answers);
        cr_expect_str_eq(answers, two_circles[n].answers, "row %zu", n);
        view_close(&view, &memory_default);
    }
    tamis_database_release(database);
    built_end(&built);
}

Test(view, the_cheap_tests_agree_with_the_walk)
{
    struct random random;

    random_begin(&random, "view_has");
    for (int round = 0; round < 10; round++) {
        static const char *const names[] = {"self", "*", "circle:a", "b1"};
        tamis_slice name = slice_text(names[random_below(&random, 4)]);
        tamis_clearance clearance =
            make_clearance((tamis_tlp)random_below(&random, 5), &name, 1);
        struct built built;
        tamis_database *database;
        struct view view;

        clearance.flags =
            random_one_in(&random, 2) ? TAMIS_CLEARANCE_ANY_TIME : 0;
        clearance.time_ns = (int64_t)random_below(&random, 100);
        built_begin(&built);
        built_add_random(&built, &random, 300);
        database = built_open(&built);
        cr_assert_eq(
            view_open(&view, database, &memory_default, &clearance, NULL),
            TAMIS_OK);
        for (uint32_t id = 0; id < built.record_count; id++) {
            bool has[3] = {false, false, false};
            struct view_walk walk;
            enum view_answer answer;
            enum key_class key_class;
            tamis_entry entry;
            uint32_t slot;

            view_walk_begin(&walk, &view, id);
            while ((answer = view_walk_next(&walk, &entry)) != VIEW_END)
                has[entry.action] |= answer == VIEW_VISIBLE;
            cr_assert(database_locate(database, id, &key_class, &slot));
            cr_assert_eq(
                view_actions(&view, &database->classes[key_class], slot),
                (uint32_t)(has[0] * VIEW_LISTS + has[1] * VIEW_ALLOWS +
                           has[2] * VIEW_WARNS));
            cr_assert_eq(view_has_any(&view, id), has[0] || has[1] || has[2]);
        }
        cr_expect_not(view_has_any(&view, (uint32_t)built.record_count));
        cr_expect_not(view_has_any(&view, TAMIS_RECORD_NONE));
        view_close(&view, &memory_default);
        tamis_database_release(database);
        built_end(&built);
    }
}

/* Names of organisations as bits: 0 is self, 31 is everyone. */
enum { ORGANISATIONS = 8, LABELS = 40 };

static const char *const organisations[ORGANISATIONS] = {
    "self", "o1", "o2", "o3", "o4", "o5", "o6", "o7"};

static size_t list_organisations(uint32_t set, tamis_slice *names)
{
    size_t count = 0;

    for (uint32_t n = 0; n < ORGANISATIONS; n++)
        if (set >> n & 1)
            names[count++] = slice_text(organisations[n]);
    return count;
}

Test(view, visibility_agrees_with_sets_of_bits)
{
    static tamis_slice members[LABELS][ORGANISATIONS];
    struct database_input_label labels[LABELS];
    struct database_input_profile profile = built_tables.profiles[0];
    struct database_input_feed feed = built_tables.feeds[0];
    uint32_t sets[LABELS];
    struct random random;

    random_begin(&random, "view visibility");
    for (int round = 0; round < 100; round++) {
        struct built built;
        tamis_database *database;

        built_begin(&built);
        memset(labels, 0, sizeof labels);
        for (size_t n = 0; n < LABELS; n++) {
            sets[n] = (uint32_t)random_below(&random, 256) | 1u;
            labels[n].tlp = (tamis_tlp)random_below(&random, 5);
            labels[n].everyone = random_one_in(&random, 4);
            labels[n].organisations = members[n];
            labels[n].organisation_count =
                list_organisations(sets[n], members[n]);
        }
        feed.label = profile.label = 0;
        built.input.labels = labels;
        built.input.label_count = LABELS;
        built.input.feeds = &feed;
        built.input.feed_count = 1;
        built.input.profiles = &profile;
        built.input.profile_count = 1;
        built.input.count_count = 0;
        database = built_open(&built);
        for (int ask = 0; ask < 20; ask++) {
            uint32_t asked = (uint32_t)random_below(&random, 256) | 1u;
            bool everyone = random_one_in(&random, 6);
            tamis_slice names[ORGANISATIONS];
            size_t count = list_organisations(asked, names);
            tamis_clearance clearance = make_clearance(
                (tamis_tlp)random_below(&random, 5), names, count);
            struct view view;

            if (everyone)
                names[0] = slice_text("*");
            cr_assert_eq(
                view_open(&view, database, &memory_default, &clearance, NULL),
                TAMIS_OK);
            for (size_t n = 0; n < LABELS; n++) {
                bool fits = labels[n].everyone ||
                            (!everyone && (asked & ~sets[n]) == 0);

                cr_assert_eq(view.labels[0] >> n & 1,
                             fits && labels[n].tlp <= clearance.tlp);
            }
            view_close(&view, &memory_default);
        }
        tamis_database_release(database);
        built_end(&built);
    }
}

Test(view, a_clearance_that_makes_no_sense_is_refused)
{
    const tamis_slice empty = {"", 0};
    tamis_clearance clearance = TAMIS_CLEARANCE_INIT;
    struct built built;
    tamis_database *database;
    struct view view;

    built_begin(&built);
    database = built_open(&built);
    clearance.tlp = TAMIS_TLP_UNMARKED;
    cr_expect_eq(view_open(&view, database, &memory_default, &clearance, NULL),
                 TAMIS_ERROR_LABEL);
    tamis_clearance_init(&clearance);
    clearance.struct_size = 4;
    cr_expect_eq(view_open(&view, database, &memory_default, &clearance, NULL),
                 TAMIS_ERROR_ARGUMENT);
    tamis_clearance_init(&clearance);
    clearance.flags = 0x80;
    cr_expect_eq(view_open(&view, database, &memory_default, &clearance, NULL),
                 TAMIS_ERROR_UNSUPPORTED);
    tamis_clearance_init(&clearance);
    clearance.audience_count = 1;
    cr_expect_eq(view_open(&view, database, &memory_default, &clearance, NULL),
                 TAMIS_ERROR_ARGUMENT);
    clearance.audience = &empty;
    cr_expect_eq(view_open(&view, database, &memory_default, &clearance, NULL),
                 TAMIS_ERROR_LABEL);
    cr_expect_null(view.database);
    view_close(&view, &memory_default);
    tamis_database_release(database);
    built_end(&built);
}
