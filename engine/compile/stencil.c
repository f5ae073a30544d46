/* SPDX-License-Identifier: BSD-2-Clause */
#include "compile/stencil.h"

#include "base/error.h"
#include "compile/compiler.h"
#include "compile/decay.h"

static int64_t find_time(const tamis_statement *statement)
{
    return statement->seen_ns != TAMIS_TIME_MIN ? statement->seen_ns
                                                : statement->valid_from_ns;
}

/* From the statement and from the feed's decay, whichever ends it sooner. */
static struct validity find_validity(const struct feed *feed,
                                     const tamis_statement *statement)
{
    struct validity validity = {statement->valid_from_ns,
                                statement->valid_until_ns};
    int64_t end_ns = decay_end(feed->decay_span_ns, find_time(statement));

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
static bool fill_pending(struct stencil *stencil, tamis_compiler *compiler,
                         const tamis_statement *statement)
{
    const struct feed *feed = &compiler->feeds.feeds[stencil->feed];
    struct profile_table *profiles = &compiler->profiles;
    struct pending *pending = &stencil->pending;
    struct validity validity = find_validity(feed, statement);
    struct profile profile = {
        .feed = stencil->feed,
        .label = stencil->label,
        .action = stencil->action,
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

tamis_status stencil_cut(struct stencil *stencil, tamis_compiler *compiler,
                         uint32_t feed_id, const tamis_statement *statement,
                         tamis_reason reason)
{
    const struct feed *feed = &compiler->feeds.feeds[feed_id];

    *stencil = (struct stencil){
        .feed = feed_id,
        .kind = statement->kind,
        .reason = reason,
        /* A feed that is declared as an allow or warn list makes nothing
         * else. */
        .action = feed->info.action != TAMIS_ACTION_LIST ? feed->info.action
                                                         : statement->action,
        /* A validity that ends before it begins says nothing that could be
         * meant. */
        .has_bad_time = statement->valid_until_ns <= statement->valid_from_ns,
        .time_ns = find_time(statement),
        .file = statement->file,
    };
    TRY(feed_table_resolve(&compiler->feeds, feed_id, statement,
                           &stencil->label));
    stencil->is_withheld = compiler->labels.labels[stencil->label].is_withheld;
    if (stencil->action != TAMIS_ACTION_LIST)
        stencil->pending.flags = PENDING_OTHER;
    /* What is not kept leaves nothing in the tables. */
    if (reason || stencil->is_withheld || stencil->has_bad_time)
        return TAMIS_OK;
    return fill_pending(stencil, compiler, statement) ? TAMIS_OK
                                                      : TAMIS_ERROR_MEMORY;
}
