/* SPDX-License-Identifier: BSD-2-Clause */
#include "unit/feed/stix_outcome.h"

#include "base/memory.h"
#include "base/number.h"
#include "base/slice.h"
#include "feed/stix_atoms.h"

#include <criterion/criterion.h>

#include <stdio.h>

struct outcome {
    char text[4096];
    size_t size;
};

static void note(struct outcome *outcome, const char *text)
{
    int size = snprintf(outcome->text + outcome->size,
                        sizeof outcome->text - outcome->size, "%s%s",
                        outcome->size ? "; " : "", text);

    outcome->size += (size_t)size;
    cr_assert_lt(outcome->size, sizeof outcome->text);
}

static tamis_status note_atom(void *context, const struct stix_atom *atom,
                              tamis_error *error)
{
    char text[2048], fields[16] = "", window[2 * TIME_TEXT_SIZE + 8] = "";
    char from[TIME_TEXT_SIZE] = "", until[TIME_TEXT_SIZE] = "";

    (void)error;
    if (atom->fields)
        snprintf(fields, sizeof fields, "@%u", atom->fields);
    if (atom->from_ns != TAMIS_TIME_MIN)
        time_format(atom->from_ns, from);
    if (atom->until_ns != TAMIS_TIME_MAX)
        time_format(atom->until_ns, until);
    if (*from || *until)
        snprintf(window, sizeof window, " [%s,%s)", from, until);
    snprintf(text, sizeof text, "%s%s%s%s %.*s%s%.*s%s%s",
             tamis_kind_name(atom->kind),
             atom->mode == TAMIS_MODE_AUTO ? "" : "/",
             atom->mode == TAMIS_MODE_AUTO ? "" : tamis_mode_name(atom->mode),
             fields, (int)atom->value.size, atom->value.data,
             atom->context.size ? " (" : "", (int)atom->context.size,
             atom->context.data ? atom->context.data : "",
             atom->context.size ? ")" : "", window);
    note(context, text);
    return TAMIS_OK;
}

static tamis_status note_refusal(void *context, tamis_reason reason,
                                 tamis_error *error)
{
    char text[64];

    (void)error;
    snprintf(text, sizeof text, "!%s", tamis_reason_name(reason));
    note(context, text);
    return TAMIS_OK;
}

const char *stix_outcome_of(tamis_slice text)
{
    static struct outcome kept;
    struct outcome *outcome = &kept;
    const struct stix_atom_sink sink = {note_atom, note_refusal, outcome};
    struct stix_pattern pattern;
    tamis_reason reason;
    tamis_error error;

    outcome->size = 0;
    outcome->text[0] = 0;
    stix_pattern_init(&pattern, &memory_default);
    cr_assert_eq(stix_pattern_parse(&pattern, text, &reason), TAMIS_OK);
    if (reason != TAMIS_REASON_NONE)
        note_refusal(outcome, reason, &error);
    else
        cr_assert_eq(stix_atoms_read(&pattern, &sink, &error), TAMIS_OK);
    stix_pattern_release(&pattern);
    return outcome->text;
}

void stix_outcome_check(const struct stix_outcome_row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const char *text = stix_outcome_of(slice_text(rows[i].pattern));

        cr_expect_str_eq(text, rows[i].expected,
                         "%s\n  gives    %s\n  expected %s", rows[i].pattern,
                         text, rows[i].expected);
    }
}
