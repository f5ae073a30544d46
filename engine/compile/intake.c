/* SPDX-License-Identifier: BSD-2-Clause */
#include "compile/intake.h"

#include "base/slice.h"
#include "compile/compiler.h"
#include "compile/guard.h"
#include "compile/shard.h"
#include "indicator/parse.h"

static const tamis_feed_info *get_info(const struct shard *shard,
                                       const struct stencil *stencil)
{
    return &shard->compiler->feeds.feeds[stencil->feed].info;
}

/* Where a name that was read from marks stands in the public suffix list. */
static enum public_suffix_place find_place(struct shard *shard,
                                           const struct plain_view *view)
{
    uint64_t others = view->dots & (view->dots - 1);
    size_t size = view->name.size;
    struct public_suffix_cut cut = {
        .name = view->name,
        .parent_size = size - (size_t)__builtin_ctzll(view->dots) - 1,
        .next_size = others ? size - (size_t)__builtin_ctzll(others) - 1 : 0,
        .is_foreign = view->dashes & view->dashes >> 1,
    };

    return public_suffix_find_cut(shard->compiler->suffixes, &shard->suffixes,
                                  &cut);
}

static tamis_reason choose_mode(struct intake *intake, struct shard *shard,
                                const struct stencil *stencil,
                                tamis_mode stated)
{
    struct plain_view *view = &intake->view;
    struct guard_mode_question question = {
        .stated = stated,
        .wildcard = view->mode,
        .fallback = get_info(shard, stencil)->domain_match,
        .action = stencil->action,
    };
    enum public_suffix_place place = PUBLIC_SUFFIX_DEEPER;
    struct guard_mode_answer answer;

    if (guard_asks_place(&question))
        place = intake->is_plain
                    ? find_place(shard, view)
                    : public_suffix_find(shard->compiler->suffixes,
                                         &shard->suffixes, view->key);
    answer = guard_choose_mode(&question, place);
    view->mode = answer.mode;
    intake->is_auto_mode = answer.is_auto;
    return answer.reason;
}

static void take_indicator(struct intake *intake,
                           const tamis_indicator *indicator)
{
    intake->view.kind = indicator->kind;
    intake->view.mode = indicator->mode;
    intake->view.key = slice_make(indicator->key, indicator->key_size);
}

static bool is_url(const struct plain_view *view)
{
    return view->kind == TAMIS_KIND_URL;
}

/*
 * A URL without a path is its host in disguise, and becomes it unless the feed
 * says url_nopath exact. One with a path stays, unless its host is an address
 * that is refused on its own.
 */
static tamis_reason read_url(struct intake *intake, struct shard *shard,
                             const struct stencil *stencil, bool becomes_host)
{
    tamis_indicator *host = &shard->host;

    indicator_url_host(&shard->indicator, host);
    if (host->key_size == 0)
        return TAMIS_REASON_NONE;
    if (becomes_host)
        take_indicator(intake, host);
    else if (host->kind == TAMIS_KIND_IP)
        return guard_check(host->kind, slice_make(host->key, host->key_size),
                           stencil->action, shard->compiler->flags);
    return TAMIS_REASON_NONE;
}

/* The same for one that was read from marks. */
static tamis_reason read_plain_url(struct intake *intake, struct shard *shard,
                                   const struct stencil *stencil,
                                   bool becomes_host)
{
    struct plain_view *view = &intake->view;

    if (becomes_host)
        plain_view_take_host(view);
    else if (view->has_address)
        return guard_check_address(view->address, stencil->action,
                                   shard->compiler->flags);
    return TAMIS_REASON_NONE;
}

tamis_reason intake_read(struct intake *intake, struct shard *shard,
                         const struct stencil *stencil, tamis_slice value,
                         tamis_mode stated, const struct text_marks *marks)
{
    struct plain_view *view = &intake->view;
    tamis_reason reason = TAMIS_REASON_NONE;

    intake->is_auto_mode = false;
    intake->is_plain =
        plain_view_read(view, stencil->kind, value, marks, shard->kernels);
    if (!intake->is_plain) {
        reason = indicator_parse(&shard->indicator, stencil->kind, value,
                                 TAMIS_PARSE_REFANG);
        take_indicator(intake, &shard->indicator);
        view->notes = shard->indicator.notes;
    }
    if (reason == TAMIS_REASON_NONE && is_url(view)) {
        bool becomes_host =
            view->notes & TAMIS_NOTE_NO_PATH &&
            get_info(shard, stencil)->url_nopath == TAMIS_URL_NOPATH_HOST;

        /* What was said of a URL was not said of its host. */
        stated = TAMIS_MODE_AUTO;
        reason = intake->is_plain
                     ? read_plain_url(intake, shard, stencil, becomes_host)
                     : read_url(intake, shard, stencil, becomes_host);
    }
    if (reason == TAMIS_REASON_NONE)
        reason = guard_check(view->kind, view->key, stencil->action,
                             shard->compiler->flags);
    if (reason != TAMIS_REASON_NONE)
        return reason;
    if (view->kind == TAMIS_KIND_DOMAIN)
        return choose_mode(intake, shard, stencil, stated);
    if (view->mode != TAMIS_MODE_PREFIX)
        view->mode = TAMIS_MODE_EXACT;
    return TAMIS_REASON_NONE;
}
