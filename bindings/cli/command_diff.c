/* SPDX-License-Identifier: BSD-2-Clause */
/* tamis diff: statements that one database makes and another does not. */
#include "asking.h"
#include "command.h"
#include "message.h"
#include "record_order.h"
#include "statement_lines.h"

#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char help[] =
    "usage: tamis diff [OPTION...] OLD NEW\n"
    "\n"
    "Prints each statement that NEW makes and OLD does not (+), and that OLD\n"
    "makes and NEW does not (-), as far as the clearance goes. A statement is\n"
    "an indicator with one feed's label, reference, times and tags.\n"
    "Databases of fingerprints compare with those of the same size alone.\n"
    "\n"
    "  --summary         only the two counts\n"
    "  --clearance L     compare up to this TLP label (default: red)\n"
    "  --audience A,...  who will see the answer (default: self)\n"
    "  --at T            any, now or a time at which statements must be valid\n"
    "                    (default: any)\n"
    "  --quiet           no notes on standard error\n"
    "\n"
    "Exit codes: 0 the same, 1 different, 2 error.\n";

enum { OPTION_SUMMARY = OPTION_LAST_SHARED };

/* One of the two databases, on its walk. */
struct side {
    tamis_database *database;
    tamis_cursor *cursor;
    tamis_record record;
    bool has_record;
    struct statement_lines lines;
};

struct comparison {
    struct side old, new;
    struct asking asking;
    bool is_summary, is_failed;
    uint64_t added, removed;
};

static int open_side(struct side *side, const char *path,
                     const struct asking *asking)
{
    tamis_error error;

    if (tamis_database_open(&side->database, path, NULL, &error) < 0 ||
        tamis_cursor_create(&side->cursor, side->database, &asking->clearance,
                            &error) < 0)
        return message_failure(path, &error);
    side->has_record = tamis_cursor_next(side->cursor, &side->record);
    return 0;
}

static void close_side(struct side *side)
{
    statement_lines_release(&side->lines);
    tamis_cursor_destroy(side->cursor);
    tamis_database_release(side->database);
}

static void advance(struct side *side)
{
    side->has_record = tamis_cursor_next(side->cursor, &side->record);
}

/* A side at its end comes after the other. */
static int compare_records(const struct side *a, const struct side *b)
{
    if (!a->has_record || !b->has_record)
        return a->has_record ? -1 : 1;
    return record_order(&a->record, &b->record);
}

static void print_line(struct comparison *comparison, char sign,
                       const char *line)
{
    if (sign == '+')
        comparison->added++;
    else
        comparison->removed++;
    if (!comparison->is_summary)
        printf("%c %s\n", sign, line);
}

static void collect(struct comparison *comparison, struct side *side)
{
    if (!statement_lines_collect(&side->lines, side->database, side->cursor,
                                 &side->record)) {
        message_error("no memory for the statements of one indicator");
        comparison->is_failed = true;
    }
}

static void print_side(struct comparison *comparison, struct side *side,
                       char sign)
{
    collect(comparison, side);
    for (size_t i = 0; i < side->lines.count; i++)
        print_line(comparison, sign, side->lines.lines[i]);
    advance(side);
}

/* Both list the indicator: merge the sorted statements. */
static void print_both(struct comparison *comparison)
{
    struct statement_lines *old = &comparison->old.lines;
    struct statement_lines *new = &comparison->new.lines;
    size_t o = 0;
    size_t n = 0;

    collect(comparison, &comparison->old);
    collect(comparison, &comparison->new);
    while (o < old->count || n < new->count) {
        int order = o == old->count   ? 1
                    : n == new->count ? -1
                                      : strcmp(old->lines[o], new->lines[n]);

        if (order < 0)
            print_line(comparison, '-', old->lines[o++]);
        else if (order > 0)
            print_line(comparison, '+', new->lines[n++]);
        else {
            o++;
            n++;
        }
    }
    advance(&comparison->old);
    advance(&comparison->new);
}

/* How the visible records of each kind are kept. */
struct forms {
    enum { FORM_NONE, FORM_VALUE, FORM_FINGERPRINT } of[TAMIS_KIND_COUNT];
    size_t bits; /* of fingerprints */
};

static int find_forms(const struct side *side, const struct asking *asking,
                      struct forms *forms)
{
    tamis_cursor *cursor;
    tamis_record record;
    tamis_error error;

    memset(forms, 0, sizeof *forms);
    if (tamis_cursor_create(&cursor, side->database, &asking->clearance,
                            &error) < 0)
        return message_failure(NULL, &error);
    while (tamis_cursor_next(cursor, &record)) {
        forms->of[record.kind] = FORM_VALUE;
        if (tamis_record_is_fingerprint(side->database, &record)) {
            forms->of[record.kind] = FORM_FINGERPRINT;
            forms->bits = record.key.size * 8;
        }
    }
    tamis_cursor_destroy(cursor);
    return 0;
}

static int refuse_forms(tamis_kind kind)
{
    message_error("indicators of kind %s are kept in different ways, as "
                  "values or as fingerprints of some size; compile both "
                  "databases with the same --fingerprints",
                  tamis_kind_name(kind));
    return EXIT_ERROR;
}

/*
 * Values and fingerprints, or those of two sizes, cannot be compared. It is
 * asked of what the clearance sees, and not of the files, so that it tells
 * nothing of the rest.
 */
static int check_forms(const struct comparison *comparison)
{
    tamis_database_info old_info = {.struct_size = sizeof old_info};
    tamis_database_info new_info = {.struct_size = sizeof new_info};
    struct forms old, new;

    tamis_database_info_get(comparison->old.database, &old_info);
    tamis_database_info_get(comparison->new.database, &new_info);
    /* Of two equal sizes one file may still have a class with values, because
     * its fingerprints could not be told from each other. */
    if (old_info.fingerprint_bits == 0 && new_info.fingerprint_bits == 0)
        return 0;
    if (find_forms(&comparison->old, &comparison->asking, &old) ||
        find_forms(&comparison->new, &comparison->asking, &new))
        return EXIT_ERROR;
    for (tamis_kind kind = 0; kind < TAMIS_KIND_COUNT; kind++) {
        if (old.of[kind] == FORM_NONE || new.of[kind] == FORM_NONE)
            continue;
        if (old.of[kind] != new.of[kind] ||
            (old.of[kind] == FORM_FINGERPRINT && old.bits != new.bits))
            return refuse_forms(kind);
    }
    return 0;
}

static int compare(struct comparison *comparison)
{
    struct side *old = &comparison->old;
    struct side *new = &comparison->new;

    while ((old->has_record || new->has_record) && !comparison->is_failed) {
        int order = compare_records(old, new);

        if (order < 0)
            print_side(comparison, old, '-');
        else if (order > 0)
            print_side(comparison, new, '+');
        else
            print_both(comparison);
    }
    if (comparison->is_summary)
        printf("+%" PRIu64 " -%" PRIu64 "\n", comparison->added,
               comparison->removed);
    if (fflush(stdout) != 0) {
        message_error("cannot write to standard output");
        return EXIT_ERROR;
    }
    if (comparison->is_failed)
        return EXIT_ERROR;
    return comparison->added + comparison->removed > 0 ? EXIT_NOTHING
                                                       : EXIT_MATCHED;
}

int command_diff(int argc, char **argv)
{
    static const struct option options[] = {
        ASKING_OPTIONS,
        {"summary", no_argument, NULL, OPTION_SUMMARY},
        {NULL, 0, NULL, 0},
    };
    struct comparison comparison;
    int option, result;

    memset(&comparison, 0, sizeof comparison);
    message_begin("diff", false);
    asking_begin(&comparison.asking);
    comparison.asking.clearance.flags = TAMIS_CLEARANCE_ANY_TIME;
    while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
        if (option == OPTION_HELP) {
            fputs(help, stdout);
            return EXIT_MATCHED;
        } else if (option == OPTION_QUIET) {
            message_begin("diff", true);
        } else if (option == OPTION_SUMMARY) {
            comparison.is_summary = true;
        } else if (option == '?') {
            return message_bad_option(argv);
        } else if (asking_take(&comparison.asking, option, optarg)) {
            return EXIT_ERROR;
        }
    }
    if (argc - optind != 2)
        return message_usage("give two databases, the old one first");
    result = open_side(&comparison.old, argv[optind], &comparison.asking);
    if (result == 0)
        result =
            open_side(&comparison.new, argv[optind + 1], &comparison.asking);
    if (result == 0) {
        asking_say(&comparison.asking);
        result = check_forms(&comparison);
    }
    if (result == 0)
        result = compare(&comparison);
    close_side(&comparison.old);
    close_side(&comparison.new);
    return result;
}
