/* SPDX-License-Identifier: BSD-2-Clause */
/* The indicator's value of a hit, as text. */
#ifndef TAMIS_EVENT_EVENT_VALUE_H
#define TAMIS_EVENT_EVENT_VALUE_H

#include "base/slice.h"

#include <tamis/event.h>

struct event_value {
    tamis_slice text; /* points into buffer */
    char buffer[TAMIS_KEY_SIZE_MAX + 64];
};

static inline void event_value_format(struct event_value *value,
                                      const tamis_hit *hit)
{
    size_t size = tamis_key_format(hit->kind, hit->key.data, hit->key.size,
                                   value->buffer, sizeof value->buffer);

    if (size >= sizeof value->buffer)
        size = sizeof value->buffer - 1;
    value->text = slice_make(value->buffer, size);
}

#endif
