/* SPDX-License-Identifier: BSD-2-Clause */
#include "compile/intake.h"

#include "base/slice.h"
#include "compile/guard.h"
#include "indicator/kind.h"
#include "indicator/parse.h"

/* A feed that is declared as an allow or warn list makes nothing else. */
static tamis_action choose_action(const struct feed *feed,
                                  const tamis_statement *statement)
{
    if (feed->info.action != TAMIS_ACTION_LIST)
        return feed->info.action;
    return statement->action;
}

static tamis_reason choose_mode(tamis_compiler *compiler,
                                const struct feed *feed, tamis_mode stated,
                                struct intake *intake)
{
    const tamis_indicator *indicator = intake->indicator;
    struct guard_mode_question question = {
        .suffixes = compiler->suffixes,
        .stated = stated,
        .wildcard = indicator->mode,
        .fallback = feed->info.domain_match,
        .action = intake->action,
    };

    intake->mode = TAMIS_MODE_EXACT;
    if (indicator->kind == TAMIS_KIND_DOMAIN)
        return guard_choose_mode(
            &question, slice_make(indicator->key, indicator->key_size),
            &intake->mode, &intake->is_auto_mode);
    if (indicator->mode == TAMIS_MODE_PREFIX)
        intake->mode = TAMIS_MODE_PREFIX;
    return TAMIS_REASON_NONE;
}

/*
 * A URL without a path is its host in disguise, and becomes it unless the feed
 * says url_nopath exact. One with a path stays, unless its host is an address
 * that is refused on its own.
 */
static tamis_reason read_url(tamis_compiler *compiler, const struct feed *feed,
                             struct intake *intake)
{
    const tamis_indicator *url = intake->indicator;
    tamis_indicator *host = &compiler->host;

    indicator_url_host(url, host);
    if (host->key_size == 0)
        return TAMIS_REASON_NONE;
    if ((url->notes & TAMIS_NOTE_NO_PATH) &&
        feed->info.url_nopath == TAMIS_URL_NOPATH_HOST) {
        intake->indicator = host;
        return TAMIS_REASON_NONE;
    }
    if (host->kind == TAMIS_KIND_IP)
        return guard_check(host, intake->action, compiler->flags);
    return TAMIS_REASON_NONE;
}

tamis_reason intake_read(tamis_compiler *compiler, const struct feed *feed,
                         const tamis_statement *statement,
                         struct intake *intake)
{
    tamis_mode stated = statement->mode;
    tamis_reason reason = indicator_parse(&compiler->indicator, statement->kind,
                                          statement->value, TAMIS_PARSE_REFANG);

    *intake = (struct intake){.indicator = &compiler->indicator,
                              .action = choose_action(feed, statement)};
    if (reason != TAMIS_REASON_NONE)
        return reason;
    if (compiler->indicator.kind == TAMIS_KIND_URL) {
        reason = read_url(compiler, feed, intake);
        stated = TAMIS_MODE_AUTO; /* what was said was said of a URL */
    }
    if (reason == TAMIS_REASON_NONE)
        reason =
            guard_check(intake->indicator, intake->action, compiler->flags);
    if (reason == TAMIS_REASON_NONE)
        reason = choose_mode(compiler, feed, stated, intake);
    return reason;
}
