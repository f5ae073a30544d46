/* SPDX-License-Identifier: BSD-2-Clause */
/* One value, every visible (match, entry). */
#include "base/error.h"
#include "base/slice.h"
#include "match/find.h"

tamis_status tamis_matcher_find_all(tamis_matcher *matcher, tamis_kind kind,
                                    const char *value, size_t value_size,
                                    tamis_hit_callback callback, void *context,
                                    tamis_error *error)
{
    struct find_place place = {0, (uint32_t)value_size, true,
                               slice_make(value, value_size)};
    const uint32_t flags = TAMIS_PARSE_REFANG | TAMIS_PARSE_ZONE_ID;
    tamis_status status;

    if (value_size > UINT32_MAX)
        return error_set(error, TAMIS_ERROR_LIMIT,
                         "the value has %zu bytes; at most %u are asked for",
                         value_size, TAMIS_KEY_SIZE_MAX);
    status = tamis_indicator_parse(&matcher->asked, kind, value, value_size,
                                   flags, error);
    if (status < 0 && !find_take_odd(matcher, kind, place.value))
        return status;
    if (find_ask(matcher, &matcher->asked, &place) == 0)
        return TAMIS_OK;
    matcher->callback = callback;
    matcher->callback_context = context;
    observation_judge(&matcher->observation, &matcher->view);
    if (observation_report(matcher))
        return error_set(error, TAMIS_ERROR_STOPPED,
                         "the callback stopped the search");
    return TAMIS_OK;
}
