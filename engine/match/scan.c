/* SPDX-License-Identifier: BSD-2-Clause */
/* Free text: every candidate, every visible (match, entry). */
#include "base/slice.h"
#include "match/find.h"
#include "match/pattern_lines.h"
#include "match/utf16.h"

/*
 * The hosts of URLs and e-mail addresses are candidates of their own, with a
 * place of their own; around them they are asked only for what allows and
 * warns say.
 */
static int scan_candidate(tamis_matcher *matcher, const char *text,
                          const struct candidate *candidate,
                          const struct utf16 *utf16)
{
    struct find_place place = {.offset = candidate->offset,
                               .length = (uint32_t)candidate->size};

    if (utf16 && !utf16_is_fresh(utf16, candidate->offset))
        return 0;
    if (!find_may_list(matcher, &candidate->indicator))
        return 0;
    if (pattern_lines_has_any(matcher) &&
        pattern_lines_report(matcher, candidate->offset, candidate->size,
                             utf16))
        return 1;
    if (find_ask(matcher, &candidate->indicator, &place) == 0)
        return 0;
    find_ask_speakers(matcher,
                      slice_make(text + candidate->offset, candidate->size));
    if (utf16) {
        size_t start = utf16_offset(utf16, candidate->offset);
        size_t end = utf16_offset(utf16, candidate->offset + candidate->size);

        for (size_t i = 0; i < matcher->observation.part_count; i++) {
            matcher->observation.parts[i].offset = start;
            matcher->observation.parts[i].length = (uint32_t)(end - start);
        }
    }
    observation_judge(&matcher->observation, &matcher->view);
    return observation_report(matcher);
}

static int scan_candidates(tamis_matcher *matcher, const char *text,
                           const struct utf16 *utf16)
{
    const struct candidate *candidate;

    while ((candidate = extract_next(&matcher->extract)))
        if (scan_candidate(matcher, text, candidate, utf16))
            return 1;
    return 0;
}

static int scan_block(tamis_matcher *matcher, const void *text, size_t size,
                      const struct utf16 *utf16)
{
    size_t start, end;

    if (pattern_lines_has_any(matcher))
        pattern_lines_begin(matcher, text, size);
    sieve_begin(&matcher->sieve, text, size);
    while (sieve_next(&matcher->sieve, &start, &end)) {
        extract_begin_word(&matcher->extract, text, size, start, end);
        if (scan_candidates(matcher, text, utf16))
            return 1;
    }
    return pattern_lines_has_any(matcher) &&
           pattern_lines_report(matcher, SIZE_MAX, 0, utf16);
}

tamis_status tamis_matcher_scan(tamis_matcher *matcher, const void *text,
                                size_t text_size, tamis_hit_callback callback,
                                void *context)
{
    struct utf16 *utf16 = &matcher->utf16;
    size_t size;
    int is_stopped = 0;

    matcher->callback = callback;
    matcher->callback_context = context;
    if (!utf16_begin(utf16, text, text_size))
        return scan_block(matcher, text, text_size, NULL) ? TAMIS_ERROR_STOPPED
                                                          : TAMIS_OK;
    while (!is_stopped && (size = utf16_next(utf16, matcher->transcoded)) > 0)
        is_stopped = scan_block(matcher, matcher->transcoded, size, utf16);
    matcher->cut_lines += utf16->cut_lines;
    return is_stopped ? TAMIS_ERROR_STOPPED : TAMIS_OK;
}
