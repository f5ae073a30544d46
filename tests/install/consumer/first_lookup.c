/* SPDX-License-Identifier: BSD-2-Clause */
/* A program that knows only what is installed: compiles one name with
 * libtamis-compile, asks libtamis for it, both in one process. */
#include <tamis/compile.h>
#include <tamis/tamis.h>

#include <stdio.h>
#include <string.h>

static int fail(const tamis_error *error)
{
    fprintf(stderr, "%s: %s\n", tamis_status_name(error->status),
            error->message);
    return 1;
}

static tamis_slice text(const char *words)
{
    tamis_slice slice = {words, strlen(words)};

    return slice;
}

static int compile_feed(tamis_compiler *compiler, const char *path,
                        tamis_error *error)
{
    tamis_feed_info info = TAMIS_FEED_INFO_INIT;
    tamis_statement statement = TAMIS_STATEMENT_INIT;
    uint32_t feed_id;

    info.name = text("consumer");
    info.tlp = TAMIS_TLP_GREEN;
    statement.value = text("evil.example");
    if (tamis_compiler_add_feed(compiler, &info, &feed_id, error) < 0 ||
        tamis_compiler_add(compiler, feed_id, &statement, error) < 0)
        return fail(error);
    if (tamis_compiler_write(compiler, path, NULL, NULL, error) < 0)
        return fail(error);
    return 0;
}

static int ask(tamis_database *database, tamis_error *error)
{
    const tamis_slice names[] = {text("www.evil.example"),
                                 text("notevil.example")};
    tamis_record_id records[2];
    tamis_matcher *matcher;

    if (tamis_matcher_create(&matcher, database, NULL, error) < 0)
        return fail(error);
    tamis_matcher_find_domains(matcher, 2, names, records);
    tamis_matcher_destroy(matcher);
    if (records[0] == TAMIS_RECORD_NONE || records[1] != TAMIS_RECORD_NONE) {
        fprintf(stderr, "the answers are wrong\n");
        return 1;
    }
    return 0;
}

int main(int argc, char **argv)
{
    const char *path = argc > 1 ? argv[1] : "first_lookup.tamis";
    tamis_compiler *compiler;
    tamis_database *database;
    tamis_error error;
    int failed;

    if (tamis_compiler_create(&compiler, NULL, &error) < 0)
        return fail(&error);
    failed = compile_feed(compiler, path, &error);
    tamis_compiler_destroy(compiler);
    if (failed)
        return failed;
    if (tamis_database_open(&database, path, NULL, &error) < 0)
        return fail(&error);
    failed = ask(database, &error);
    tamis_database_release(database);
    if (!failed)
        printf("tamis %s: found\n", tamis_version());
    return failed;
}
