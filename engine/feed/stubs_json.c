/* SPDX-License-Identifier: BSD-2-Clause */
/* Stand-ins for the JSON readers until their files are here. */
#include "feed/reader.h"

static tamis_status refuse(struct feed_reader *reader, tamis_error *error)
{
    return reader_error(reader, error, TAMIS_ERROR_UNSUPPORTED,
                        "this build does not read JSON feeds yet");
}

tamis_status misp_read(struct feed_reader *reader, tamis_error *error)
{
    return refuse(reader, error);
}

tamis_status stix_read(struct feed_reader *reader, tamis_error *error)
{
    return refuse(reader, error);
}

tamis_status warninglist_read(struct feed_reader *reader, tamis_error *error)
{
    return refuse(reader, error);
}

tamis_status misp_folder_read(const char *path, struct feed_reader *reader,
                              tamis_error *error)
{
    (void)path;
    return refuse(reader, error);
}
