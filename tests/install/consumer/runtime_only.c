/* SPDX-License-Identifier: BSD-2-Clause */
/* A program of a sensor, which has libtamis alone: opens what its argument
 * names, or shows that a file that is not there is refused in a sentence. */
#include <tamis/tamis.h>

#include <stdio.h>

int main(int argc, char **argv)
{
    const char *path = argc > 1 ? argv[1] : "not/there.tamis";
    tamis_database *database;
    tamis_error error;
    tamis_status status = tamis_database_open(&database, path, NULL, &error);

    tamis_database_release(database);
    if (argc > 1)
        return status == TAMIS_OK ? 0 : 1;
    if (status != TAMIS_ERROR_SYSTEM || error.message[0] == '\0') {
        fprintf(stderr, "%s: expected a refusal\n", tamis_status_name(status));
        return 1;
    }
    printf("tamis %s: refused as it should\n", tamis_version());
    return 0;
}
