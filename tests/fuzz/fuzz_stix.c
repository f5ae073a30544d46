/* SPDX-License-Identifier: BSD-2-Clause */
/* STIX files: one byte of flags, then the file. */
#include "fuzz/feed_bytes.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size > 0)
        feed_bytes_read(TAMIS_FORMAT_STIX, data[0] & 0x0fu, data + 1, size - 1);
    return 0;
}
