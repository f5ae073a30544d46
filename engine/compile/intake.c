/* SPDX-License-Identifier: BSD-2-Clause */
#include "compile/intake.h"

#include "base/slice.h"
#include "compile/compiler.h"
#include "compile/guard.h"
#include "indicator/kind.h"
#include "indicator/parse.h"

static const tamis_feed_info *get_info(const struct shard *shard,
                                       const struct stencil *stencil)
{
    return &shard->compiler->feeds.feeds[stencil->feed].info;
}

static bool becomes_host(const struct shard *shard,
                         const struct stencil *stencil, uint32_t notes)
{
    return notes & TAMIS_NOTE_NO_PATH &&
           get_info(shard, stencil)->url_nopath == TAMIS_URL_NOPATH_HOST;
}

/* Where a name that was read from marks stands in the public suffix list. */
static enum public_suffix_place find_place(struct shard *shard)
{
    const struct plain_view *view = &shard->view;
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

static tamis_reason choose_mode(struct shard *shard,
                                const struct stencil *stencil,
                                tamis_mode stated, bool is_marked,
                                struct intake *intake)
{
    struct guard_mode_question question = {
        .stated = stated,
        .wildcard = intake->mode,
        .fallback = get_info(shard, stencil)->domain_match,
        .action = stencil->action,
    };
    struct guard_mode_answer answer;
    enum public_suffix_place place = PUBLIC_SUFFIX_DEEPER;

    if (intake->kind != TAMIS_KIND_DOMAIN) {
        if (intake->mode != TAMIS_MODE_PREFIX)
            intake->mode = TAMIS_MODE_EXACT;
        return TAMIS_REASON_NONE;
    }
    if (guard_asks_place(&question))
        place = is_marked ? find_place(shard)
                          : public_suffix_find(shard->compiler->suffixes,
                                               &shard->suffixes, intake->key);
    answer = guard_choose_mode(&question, place);
    intake->mode = answer.mode;
    intake->is_auto_mode = answer.is_auto;
    return answer.reason;
}

/*
 * A URL without a path is its host in disguise, and becomes it unless the feed
 * says url_nopath exact. One with a path stays, unless its host is an address
 * that is refused on its own.
 */
static tamis_reason read_url(struct shard *shard, const struct stencil *stencil,
                             struct intake *intake)
{
    tamis_indicator *host = &shard->host;

    indicator_url_host(&shard->indicator, host);
    if (host->key_size == 0)
        return TAMIS_REASON_NONE;
    if (becomes_host(shard, stencil, intake->notes)) {
        intake->kind = host->kind;
        intake->mode = host->mode;
        intake->key = slice_make(host->key, host->key_size);
        return TAMIS_REASON_NONE;
    }
    if (host->kind == TAMIS_KIND_IP)
        return guard_check(host->kind, slice_make(host->key, host->key_size),
                           stencil->action, shard->compiler->flags);
    return TAMIS_REASON_NONE;
}

/* The same for one that was read from marks. */
static tamis_reason read_plain_url(struct shard *shard,
                                   const struct stencil *stencil,
                                   struct intake *intake)
{
    struct plain_view *view = &shard->view;

    if (becomes_host(shard, stencil, intake->notes)) {
        if (view->has_address) {
            plain_view_make_prefix(view, view->address, 32);
            intake->key = view->key;
            intake->kind = TAMIS_KIND_IP;
            intake->mode = TAMIS_MODE_EXACT;
        } else {
            intake->key = view->name;
            intake->kind = TAMIS_KIND_DOMAIN;
            intake->mode = TAMIS_MODE_AUTO;
        }
        return TAMIS_REASON_NONE;
    }
    return view->has_address
               ? guard_check_address(view->address, stencil->action,
                                     shard->compiler->flags)
               : TAMIS_REASON_NONE;
}

static tamis_reason read_any(struct shard *shard, const struct stencil *stencil,
                             tamis_slice value, struct intake *intake)
{
    const tamis_indicator *indicator = &shard->indicator;
    tamis_reason reason = indicator_parse(&shard->indicator, stencil->kind,
                                          value, TAMIS_PARSE_REFANG);

    *intake = (struct intake){
        .kind = indicator->kind,
        .mode = indicator->mode,
        .notes = indicator->notes,
        .key = slice_make(indicator->key, indicator->key_size),
    };
    if (reason == TAMIS_REASON_NONE && intake->kind == TAMIS_KIND_URL)
        reason = read_url(shard, stencil, intake);
    return reason;
}

static tamis_reason read_plain(struct shard *shard,
                               const struct stencil *stencil,
                               struct intake *intake)
{
    const struct plain_view *view = &shard->view;

    *intake = (struct intake){
        .kind = view->kind,
        .mode = view->mode,
        .notes = view->notes,
        .key = view->key,
    };
    return view->kind == TAMIS_KIND_URL ? read_plain_url(shard, stencil, intake)
                                        : TAMIS_REASON_NONE;
}

tamis_reason intake_read(struct shard *shard, const struct stencil *stencil,
                         tamis_slice value, tamis_mode stated,
                         const struct text_marks *marks, struct intake *intake)
{
    bool is_plain = plain_view_read(&shard->view, stencil->kind, value, marks);
    bool is_url;
    tamis_reason reason;

    if (is_plain)
        reason = read_plain(shard, stencil, intake);
    else
        reason = read_any(shard, stencil, value, intake);
    is_url =
        (is_plain ? shard->view.kind : shard->indicator.kind) == TAMIS_KIND_URL;
    if (reason == TAMIS_REASON_NONE)
        reason = guard_check(intake->kind, intake->key, stencil->action,
                             shard->compiler->flags);
    /* What was said of a URL was not said of its host. */
    if (reason == TAMIS_REASON_NONE)
        reason = choose_mode(shard, stencil, is_url ? TAMIS_MODE_AUTO : stated,
                             is_plain, intake);
    return reason;
}
