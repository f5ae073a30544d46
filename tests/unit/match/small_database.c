/* SPDX-License-Identifier: BSD-2-Clause */
#include "unit/match/small_database.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#define FEEDS_MAX 16

static tamis_slice text(const char *text)
{
    tamis_slice slice = {text, strlen(text)};

    return slice;
}

static tamis_action action_of(const char *feed)
{
    return strncmp(feed, "allow", 5) == 0  ? TAMIS_ACTION_ALLOW
           : strncmp(feed, "warn", 4) == 0 ? TAMIS_ACTION_WARN
                                           : TAMIS_ACTION_LIST;
}

static uint32_t declare(tamis_compiler *compiler, const char **names,
                        size_t *count, const struct small_statement *from)
{
    tamis_feed_info info = TAMIS_FEED_INFO_INIT;
    const char *circle = strchr(from->feed, '@');
    tamis_slice audience;
    tamis_error error;
    uint32_t number;

    for (uint32_t i = 0; i < *count; i++)
        if (strcmp(names[i], from->feed) == 0)
            return i;
    cr_assert_lt(*count, FEEDS_MAX);
    info.name = text(from->feed);
    info.tlp = from->tlp;
    info.action = action_of(from->feed);
    if (circle) {
        audience = text(circle + 1);
        info.audience = &audience;
        info.audience_count = 1;
    }
    cr_assert_eq(tamis_compiler_add_feed(compiler, &info, &number, &error),
                 TAMIS_OK, "%s", error.message);
    names[(*count)++] = from->feed;
    return number;
}

tamis_database *compiled_database(tamis_compiler *compiler, void **bytes)
{
    tamis_database *database;
    tamis_error error = {.message = ""};
    void *made;
    size_t size;

    cr_assert_eq(tamis_compiler_write_memory(compiler, &made, &size, &error),
                 TAMIS_OK, "%s", error.message);
    *bytes = aligned_alloc(64, (size + 63) / 64 * 64);
    memcpy(*bytes, made, size);
    tamis_compiler_free_memory(compiler, made, size);
    tamis_compiler_destroy(compiler);
    cr_assert_eq(
        tamis_database_open_memory(&database, *bytes, size, NULL, &error),
        TAMIS_OK, "%s", error.message);
    return database;
}

tamis_database *small_database(const struct small_statement *statements,
                               size_t count, void **bytes)
{
    const char *names[FEEDS_MAX];
    size_t name_count = 0;
    tamis_compiler *compiler;
    tamis_error error = {.message = ""};

    cr_assert_eq(tamis_compiler_create(&compiler, NULL, &error), TAMIS_OK);
    for (size_t i = 0; i < count; i++) {
        tamis_statement statement = TAMIS_STATEMENT_INIT;

        statement.kind = statements[i].kind;
        statement.mode = statements[i].mode;
        if (statements[i].value[0] == '!')
            statement.action = TAMIS_ACTION_ALLOW;
        statement.value =
            text(statements[i].value + (statements[i].value[0] == '!'));
        cr_assert_eq(tamis_compiler_add(
                         compiler,
                         declare(compiler, names, &name_count, &statements[i]),
                         &statement, &error),
                     TAMIS_OK, "%s", error.message);
    }
    return compiled_database(compiler, bytes);
}
