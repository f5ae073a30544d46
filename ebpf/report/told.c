/* SPDX-License-Identifier: BSD-2-Clause */
#include "report/told.h"

bool told_first(struct told *told, tamis_record_id record, __u32 second)
{
    __u32 place = (__u32)(record * 0x9E3779B97F4A7C15ull >> 32);
    struct told_slot *slots = told->slots[place & (TOLD_SETS - 1)];
    struct told_slot *oldest = &slots[0];

    for (unsigned way = 0; way < TOLD_WAYS; way++) {
        if (slots[way].second && slots[way].record == record) {
            if (slots[way].second == second + 1)
                return false;
            slots[way].second = second + 1;
            return true;
        }
        if (slots[way].second < oldest->second)
            oldest = &slots[way];
    }
    *oldest = (struct told_slot){record, second + 1};
    return true;
}
