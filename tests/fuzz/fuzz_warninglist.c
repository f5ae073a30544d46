/* SPDX-License-Identifier: BSD-2-Clause */
/* MISP warninglists. */
#include "fuzz/feed_bytes.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    feed_bytes_read(TAMIS_FORMAT_WARNINGLIST, 0, data, size);
    return 0;
}
