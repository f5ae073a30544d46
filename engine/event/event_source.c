/* SPDX-License-Identifier: BSD-2-Clause */
#include <tamis/event.h>

void tamis_event_source_init(tamis_event_source *source)
{
    static const tamis_event_source initial = TAMIS_EVENT_SOURCE_INIT;

    *source = initial;
}
