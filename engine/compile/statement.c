/* SPDX-License-Identifier: BSD-2-Clause */
/* Taking one statement: labelled, read, and kept or counted. */
#include "base/error.h"
#include "base/slice.h"
#include "compile/decay.h"
#include "compile/intake.h"
#include "indicator/kind.h"

static tamis_status check_arguments(const tamis_compiler *compiler,
                                    uint32_t feed_id,
                                    const tamis_statement *statement,
                                    tamis_error *error)
{
    TRY(compiler_check(compiler, error));
    if (feed_id >= compiler->feeds.count)
        return error_set(error, TAMIS_ERROR_ARGUMENT,
                         "no feed has the number %u; declare it with "
                         "tamis_compiler_add_feed()",
                         feed_id);
    if (statement->struct_size < sizeof *statement)
        return error_set(error, TAMIS_ERROR_ARGUMENT,
                         "a statement of %zu bytes; begin with "
                         "TAMIS_STATEMENT_INIT",
                         statement->struct_size);
    if (statement->action > TAMIS_ACTION_WARN)
        return error_set(error, TAMIS_ERROR_ARGUMENT,
                         "a statement has the action %u; LIST, ALLOW and "
                         "WARN are known",
                         statement->action);
    return TAMIS_OK;
}

/* Labels that are not kept leave no row, so that no byte tells of them. */
static tamis_status count_rejection(tamis_compiler *compiler, uint32_t feed_id,
                                    uint32_t label, tamis_reason reason,
                                    const tamis_statement *statement)
{
    struct feed *feed = &compiler->feeds.feeds[feed_id];
    const struct accounting_key key = {feed_id, label, TAMIS_OUTCOME_REJECTED,
                                       reason, 0};

    if (!compiler->labels.labels[label].is_withheld)
        TRY(accounting_add(&compiler->accounting, &key, 1));
    if (feed->example_counts[reason] < REJECTION_EXAMPLES) {
        TRY(rejection_list_add(&compiler->rejections, feed_id, reason,
                               statement));
        feed->example_counts[reason]++;
    }
    feed->report.read++;
    feed->report.outcomes[TAMIS_OUTCOME_REJECTED]++;
    feed->report.reasons[reason]++;
    return TAMIS_OK;
}

/* From the statement and from the feed's decay, whichever ends it sooner. */
static struct validity find_validity(const struct feed *feed,
                                     const tamis_statement *statement)
{
    struct validity validity = {statement->valid_from_ns,
                                statement->valid_until_ns};
    int64_t seen_ns = statement->seen_ns != TAMIS_TIME_MIN
                          ? statement->seen_ns
                          : statement->valid_from_ns;
    int64_t end_ns = decay_end(feed->decay_span_ns, seen_ns);

    if (end_ns < validity.until_ns)
        validity.until_ns = end_ns;
    return validity;
}

/* Block-lists are made to be blocked by; whatever else says nothing about it
 * is kept from the wire (DESIGN, labels: PAP). */
static tamis_pap default_pap(const tamis_statement *statement)
{
    switch (statement->format) {
    case TAMIS_FORMAT_LIST:
    case TAMIS_FORMAT_HOSTS:
    case TAMIS_FORMAT_ADGUARD:
    case TAMIS_FORMAT_DNSMASQ:
    case TAMIS_FORMAT_RPZ:
    case TAMIS_FORMAT_UNBOUND:
    case TAMIS_FORMAT_MALTRAIL:
        return TAMIS_PAP_GREEN;
    default:
        return TAMIS_PAP_AMBER;
    }
}

/* The stricter of what the feed declares and what the statement is marked
 * with; the format decides where neither says anything. */
static tamis_pap join_pap(const struct feed *feed,
                          const tamis_statement *statement)
{
    tamis_pap declared = feed->info.pap, mark = statement->pap;

    if (mark != TAMIS_PAP_UNMARKED && mark > TAMIS_PAP_RED)
        mark = TAMIS_PAP_RED;
    if (declared == TAMIS_PAP_UNMARKED)
        return mark == TAMIS_PAP_UNMARKED ? default_pap(statement) : mark;
    return mark == TAMIS_PAP_UNMARKED || mark < declared ? declared : mark;
}

static uint32_t choose_confidence(const struct feed *feed,
                                  const tamis_statement *statement)
{
    if (statement->confidence == TAMIS_CONFIDENCE_UNSET)
        return feed->info.confidence;
    return statement->confidence > 100 ? 100 : statement->confidence;
}

/* Interns what the statement says; false when memory is out. */
static bool fill_pending(tamis_compiler *compiler, uint32_t feed_id,
                         uint32_t label, const tamis_statement *statement,
                         struct pending *pending)
{
    const struct feed *feed = &compiler->feeds.feeds[feed_id];
    struct profile_table *profiles = &compiler->profiles;
    struct validity validity = find_validity(feed, statement);
    struct profile profile = {
        .feed = feed_id,
        .label = label,
        .action = feed->info.action != TAMIS_ACTION_LIST ? feed->info.action
                                                         : statement->action,
        .pap = join_pap(feed, statement),
        .caveats = statement->caveats,
        .fields = statement->fields,
        .confidence = choose_confidence(feed, statement),
    };

    profile.tags =
        profile_table_add_tags(profiles, statement->tags, statement->tag_count);
    if (profile.tags == INTERN_NONE)
        return false;
    pending->profile = profile_table_add(profiles, &profile);
    pending->validity = profile_table_add_validity(profiles, &validity);
    pending->reference =
        profile_table_add_string(profiles, statement->reference);
    pending->context = profile_table_add_string(profiles, statement->context);
    return pending->profile != INTERN_NONE &&
           pending->validity != INTERN_NONE &&
           pending->reference != INTERN_NONE && pending->context != INTERN_NONE;
}

static tamis_status keep_value(tamis_compiler *compiler,
                               const struct intake *intake,
                               struct pending pending)
{
    const tamis_indicator *indicator = intake->indicator;
    enum key_class key_class =
        kind_key_class(indicator->kind, indicator->key_size);
    uint8_t prefixed[TAMIS_KEY_SIZE_MAX + 1];

    pending.kind = (uint8_t)indicator->kind;
    pending.mode = (uint8_t)intake->mode;
    pending.flags = intake->is_auto_mode ? PENDING_AUTO_MODE : 0;
    if (intake->action != TAMIS_ACTION_LIST)
        pending.flags |= PENDING_OTHER;
    pending.key = indicator->key;
    pending.key_size = (uint16_t)indicator->key_size;
    if (key_class == KEY_CLASS_TEXT || key_class == KEY_CLASS_PATTERN) {
        prefixed[0] = pending.kind;
        memcpy(prefixed + 1, indicator->key, indicator->key_size);
        pending.key = prefixed;
        pending.key_size++;
    }
    return pending_writer_add(compiler->writer, key_class, &pending);
}

static tamis_status keep_statement(tamis_compiler *compiler, uint32_t feed_id,
                                   uint32_t label,
                                   const tamis_statement *statement,
                                   const struct intake *intake)
{
    struct feed *feed = &compiler->feeds.feeds[feed_id];
    struct pending pending;

    if (!fill_pending(compiler, feed_id, label, statement, &pending))
        return TAMIS_ERROR_MEMORY;
    TRY(keep_value(compiler, intake, pending));
    label_table_meet_time(&compiler->labels, label,
                          statement->seen_ns != TAMIS_TIME_MIN
                              ? statement->seen_ns
                              : statement->valid_from_ns);
    feed->report.read++;
    feed->report.outcomes[TAMIS_OUTCOME_KEPT]++;
    return TAMIS_OK;
}

static void count_notes(struct feed *feed, uint32_t notes)
{
    if (notes & TAMIS_NOTE_HOST_BITS)
        feed->report.host_bits_cleared++;
    if (notes & TAMIS_NOTE_DEFANGED)
        feed->report.defanged++;
}

/* A validity that ends before it begins says nothing that could be meant. */
static bool has_bad_time(const tamis_statement *statement)
{
    return statement->valid_until_ns <= statement->valid_from_ns;
}

static tamis_status add_statement(tamis_compiler *compiler, uint32_t feed_id,
                                  const tamis_statement *statement)
{
    struct feed *feed = &compiler->feeds.feeds[feed_id];
    struct intake intake;
    tamis_reason reason;
    uint32_t label;

    TRY(feed_table_resolve(&compiler->feeds, feed_id, statement, &label));
    reason = intake_read(compiler, feed, statement, &intake);
    if (reason == TAMIS_REASON_NONE && has_bad_time(statement))
        reason = TAMIS_REASON_BAD_TIME;
    if (reason != TAMIS_REASON_NONE)
        return count_rejection(compiler, feed_id, label, reason, statement);
    count_notes(feed, compiler->indicator.notes);
    if (compiler->labels.labels[label].is_withheld) {
        feed->report.read++;
        feed->report.outcomes[TAMIS_OUTCOME_WITHHELD]++;
        return TAMIS_OK;
    }
    return keep_statement(compiler, feed_id, label, statement, &intake);
}

static tamis_status take_statement(tamis_compiler *compiler, uint32_t feed_id,
                                   const tamis_statement *statement,
                                   tamis_reason reason)
{
    uint32_t label;

    if (reason == TAMIS_REASON_NONE)
        return add_statement(compiler, feed_id, statement);
    TRY(feed_table_resolve(&compiler->feeds, feed_id, statement, &label));
    return count_rejection(compiler, feed_id, label, reason, statement);
}

/* From so many statements on it pays to have them added by a second thread. */
#define ADDER_STATEMENTS_MIN 20000u

static tamis_status pass_on(tamis_compiler *compiler, uint32_t feed_id,
                            const tamis_statement *statement,
                            tamis_reason reason)
{
    if (compiler->adder)
        return adder_put(compiler->adder, feed_id, statement, reason);
    if (!compiler->adds_alone &&
        compiler->taken_count++ >= ADDER_STATEMENTS_MIN) {
        compiler->adds_alone = true; /* it is tried once */
        if (adder_create(&compiler->adder, compiler, take_statement) ==
            TAMIS_OK)
            return adder_put(compiler->adder, feed_id, statement, reason);
    }
    return take_statement(compiler, feed_id, statement, reason);
}

tamis_status tamis_compiler_add(tamis_compiler *compiler, uint32_t feed_id,
                                const tamis_statement *statement,
                                tamis_error *error)
{
    tamis_status status;

    TRY(check_arguments(compiler, feed_id, statement, error));
    status = pass_on(compiler, feed_id, statement, TAMIS_REASON_NONE);
    return status < 0 ? compiler_break(compiler, status, error) : TAMIS_OK;
}

tamis_status tamis_compiler_reject(tamis_compiler *compiler, uint32_t feed_id,
                                   const tamis_statement *statement,
                                   tamis_reason reason, tamis_error *error)
{
    tamis_status status;

    TRY(check_arguments(compiler, feed_id, statement, error));
    if (reason == TAMIS_REASON_NONE || reason >= TAMIS_REASON_COUNT)
        return error_set(error, TAMIS_ERROR_ARGUMENT,
                         "%u is no reason to reject a statement", reason);
    status = pass_on(compiler, feed_id, statement, reason);
    return status < 0 ? compiler_break(compiler, status, error) : TAMIS_OK;
}
