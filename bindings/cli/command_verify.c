/* SPDX-License-Identifier: BSD-2-Clause */
/* tamis verify: every checksum, every structure. */
#include "command.h"
#include "message.h"

#include <tamis/tamis.h>

#include <getopt.h>
#include <stdio.h>

static const char help[] =
    "usage: tamis verify [--quiet] DB...\n"
    "\n"
    "Checks every checksum and every structure of each database, which "
    "opening\n"
    "one leaves to the bounds of its readers. Indexes over fingerprints (see\n"
    "tamis compile) cannot be built again from them: there it is checksums,\n"
    "counts and order.\n"
    "\n"
    "Exit codes: 0 all are sound, 2 one is not or cannot be read.\n";

static int verify_one(const char *path)
{
    tamis_database_info info = {.struct_size = sizeof info};
    tamis_database *database;
    tamis_error error;
    tamis_status status = tamis_database_open(&database, path, NULL, &error);

    if (status < 0)
        return message_failure(path, &error);
    status = tamis_database_verify(database, &error);
    tamis_database_info_get(database, &info);
    tamis_database_release(database);
    if (status < 0)
        return message_failure(path, &error);
    if (info.fingerprint_index_count > 0)
        message_note("%s is sound as far as can be told: fingerprints: %u of "
                     "%u indexes cannot be built again without values",
                     path, info.fingerprint_index_count, info.index_count);
    else
        message_note("%s is sound", path);
    return EXIT_MATCHED;
}

int command_verify(int argc, char **argv)
{
    static const struct option options[] = {
        {"help", no_argument, NULL, 'h'},
        {"quiet", no_argument, NULL, 'q'},
        {NULL, 0, NULL, 0},
    };
    int option, result = EXIT_MATCHED;

    message_begin("verify", false);
    while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
        if (option == 'h') {
            fputs(help, stdout);
            return EXIT_MATCHED;
        }
        if (option != 'q')
            return message_bad_option(argv);
        message_begin("verify", true);
    }
    if (optind == argc)
        return message_usage("which database?");
    for (; optind < argc; optind++)
        if (verify_one(argv[optind]) != EXIT_MATCHED)
            result = EXIT_ERROR;
    return result;
}
