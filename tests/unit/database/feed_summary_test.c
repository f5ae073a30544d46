/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/slice.h"
#include "built_database.h"
#include "database/database.h"

#include <criterion/criterion.h>

#include <string.h>

Test(reason, every_reason_has_a_name_of_its_own_and_a_sentence)
{
    cr_expect_null(tamis_reason_name(TAMIS_REASON_NONE));
    cr_expect_null(tamis_reason_description(TAMIS_REASON_NONE));
    cr_expect_null(tamis_reason_name(TAMIS_REASON_COUNT));
    cr_expect_null(tamis_reason_description(UINT32_MAX));
    for (tamis_reason reason = 1; reason < TAMIS_REASON_COUNT; reason++) {
        const char *name = tamis_reason_name(reason);
        const char *sentence = tamis_reason_description(reason);
        size_t size;

        cr_assert_not_null(name, "reason %u", (unsigned)reason);
        cr_assert_not_null(sentence, "%s", name);
        size = strlen(sentence);
        cr_expect_gt(size, 30, "%s", name);
        cr_expect_eq(sentence[size - 1], '.', "%s", name);
        cr_expect(sentence[0] >= 'A' && sentence[0] <= 'Z', "%s", name);
        cr_expect_eq(strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-"),
                     strlen(name), "%s", name);
        for (tamis_reason other = 1; other < reason; other++)
            cr_expect_str_neq(tamis_reason_name(other), name);
    }
}

Test(reason, sentences_say_what_the_readers_do)
{
    static const struct {
        tamis_reason reason;
        const char *words;
    } rows[] = {
        {TAMIS_REASON_RPZ_TRIGGER, "of the answer (rpz-ip) are."},
        {TAMIS_REASON_BAD_FIELD_COUNT, "or more than"},
        {TAMIS_REASON_SUPERSEDED, "equally new"},
        {TAMIS_REASON_UNPUBLISHED, "--unpublished"},
        {TAMIS_REASON_BAD_IP, "more than 64 prefixes"},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        cr_expect_not_null(
            strstr(tamis_reason_description(rows[i].reason), rows[i].words),
            "%s", tamis_reason_description(rows[i].reason));
}

Test(reason, outcomes_have_names)
{
    cr_expect_str_eq(tamis_outcome_name(TAMIS_OUTCOME_KEPT), "kept");
    cr_expect_str_eq(tamis_outcome_name(TAMIS_OUTCOME_MERGED), "merged");
    cr_expect_str_eq(tamis_outcome_name(TAMIS_OUTCOME_EXPIRED), "expired");
    cr_expect_str_eq(tamis_outcome_name(TAMIS_OUTCOME_ALLOWED), "allowed");
    cr_expect_str_eq(tamis_outcome_name(TAMIS_OUTCOME_REJECTED), "rejected");
    cr_expect_str_eq(tamis_outcome_name(TAMIS_OUTCOME_WITHHELD), "withheld");
    cr_expect_null(tamis_outcome_name(TAMIS_OUTCOME_COUNT));
}

static tamis_cursor *open_cursor(tamis_database *database, tamis_tlp tlp,
                                 const char *audience)
{
    tamis_clearance clearance = TAMIS_CLEARANCE_INIT;
    tamis_slice name = slice_text(audience);
    tamis_cursor *cursor;

    clearance.tlp = tlp;
    clearance.audience = &name;
    clearance.audience_count = 1;
    cr_assert_eq(tamis_cursor_create(&cursor, database, &clearance, NULL),
                 TAMIS_OK);
    return cursor;
}

Test(accounting, a_clearance_sees_the_counts_of_its_labels)
{
    struct built built;
    tamis_database *database;
    tamis_feed_summary summary;
    tamis_cursor *cursor;

    built_begin(&built);
    database = built_open(&built);

    cursor = open_cursor(database, TAMIS_TLP_RED, "self");
    cr_assert(tamis_cursor_feed(cursor, 0, &summary));
    cr_expect(slice_is(summary.name, "alpha"));
    cr_expect(slice_is(summary.producer, "Alpha Inc"));
    cr_expect(slice_is(summary.format, "list"));
    cr_expect_eq(summary.tlp, TAMIS_TLP_CLEAR);
    cr_expect_eq(summary.read, 117);
    cr_expect_eq(summary.outcomes[TAMIS_OUTCOME_KEPT], 115);
    cr_expect_eq(summary.outcomes[TAMIS_OUTCOME_REJECTED], 2);
    cr_expect_eq(summary.reasons[TAMIS_REASON_PUBLIC_SUFFIX], 2);
    cr_expect_eq(summary.modes[TAMIS_MODE_EXACT], 110);
    cr_expect_eq(summary.modes[TAMIS_MODE_SUFFIX], 5);
    cr_assert(tamis_cursor_feed(cursor, 1, &summary));
    cr_expect(slice_is(summary.name, "bravo"));
    cr_expect_eq(summary.tlp, TAMIS_TLP_RED);
    cr_expect_eq(summary.read, 10);
    cr_assert(tamis_cursor_feed(cursor, 2, &summary));
    cr_expect(slice_is(summary.name, "charlie"));
    cr_assert(tamis_cursor_feed(cursor, 3, &summary));
    cr_expect_eq(summary.action, TAMIS_ACTION_ALLOW);
    cr_assert(tamis_cursor_feed(cursor, 4, &summary));
    cr_expect_eq(summary.action, TAMIS_ACTION_WARN);
    cr_expect_not(tamis_cursor_feed(cursor, 5, &summary));
    cr_expect_not(tamis_cursor_feed(cursor, UINT32_MAX, &summary));
    tamis_cursor_destroy(cursor);

    /* Everyone at CLEAR: alpha's CLEAR counts; bravo by its one CLEAR count,
     * without its default rank; charlie is not there at all. */
    cursor = open_cursor(database, TAMIS_TLP_CLEAR, "*");
    cr_assert(tamis_cursor_feed(cursor, 0, &summary));
    cr_expect_eq(summary.read, 17);
    cr_assert(tamis_cursor_feed(cursor, 1, &summary));
    cr_expect(slice_is(summary.name, "bravo"));
    cr_expect_eq(summary.tlp, TAMIS_TLP_UNMARKED);
    cr_expect_eq(summary.read, 3);
    cr_assert(tamis_cursor_feed(cursor, 2, &summary));
    cr_expect(slice_is(summary.name, "operator"));
    cr_assert(tamis_cursor_feed(cursor, 3, &summary));
    cr_expect_not(tamis_cursor_feed(cursor, 4, &summary));
    tamis_cursor_destroy(cursor);

    tamis_database_release(database);
    built_end(&built);
}
