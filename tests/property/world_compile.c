/* SPDX-License-Identifier: BSD-2-Clause */
/* Compiling a world through the public interface. */
#include "property/world.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static tamis_slice text(const char *text)
{
    tamis_slice slice = {text, strlen(text)};

    return slice;
}

static void define_circle(tamis_compiler *compiler, uint32_t circle,
                          unsigned number)
{
    tamis_slice members[WORLD_ORGANISATIONS];
    char names[WORLD_ORGANISATIONS][16];
    char name[24];
    size_t count = 0;
    tamis_error error;

    snprintf(name, sizeof name, "circle:%u", number);
    for (unsigned o = 0; o < WORLD_ORGANISATIONS; o++) {
        if (!(circle >> o & 1))
            continue;
        snprintf(names[count], sizeof names[count], "org-%u", o);
        members[count] = text(o == 0 ? "self" : names[count]);
        count++;
    }
    cr_assert_eq(tamis_compiler_define_audience(compiler, text(name), members,
                                                count, &error),
                 TAMIS_OK, "%s", error.message);
}

static uint32_t add_feed(tamis_compiler *compiler,
                         const struct world_feed *feed)
{
    tamis_feed_info info = TAMIS_FEED_INFO_INIT;
    tamis_slice names[3];
    tamis_error error;
    uint32_t number;

    for (size_t i = 0; i < feed->audience_name_count; i++)
        names[i] = text(feed->audience_names[i]);
    info.name = text(feed->name);
    info.tlp = feed->tlp;
    info.action = feed->action;
    info.audience = names;
    info.audience_count = feed->audience_name_count;
    cr_assert_eq(tamis_compiler_add_feed(compiler, &info, &number, &error),
                 TAMIS_OK, "%s", error.message);
    return number;
}

static void add_statement(tamis_compiler *compiler, uint32_t feed,
                          const struct world_statement *from)
{
    tamis_statement statement = TAMIS_STATEMENT_INIT;
    tamis_slice names[2];
    tamis_error error;

    for (size_t i = 0; i < from->audience_name_count; i++)
        names[i] = text(from->audience_names[i]);
    statement.kind = from->kind;
    statement.mode =
        from->kind == TAMIS_KIND_DOMAIN ? from->mode : TAMIS_MODE_AUTO;
    statement.action = from->action;
    statement.tlp = from->mark;
    statement.audience_limited = from->narrows;
    statement.audience = names;
    statement.audience_count = from->audience_name_count;
    statement.value = text(from->value);
    statement.reference = text(from->reference);
    statement.valid_from_ns = from->from_ns;
    statement.valid_until_ns = from->until_ns;
    cr_assert_eq(tamis_compiler_add(compiler, feed, &statement, &error),
                 TAMIS_OK, "%s", error.message);
}

static bool is_wanted(const struct world *world,
                      const struct world_statement *statement,
                      const struct world_choice *choice)
{
    return !choice->leaves_out ||
           world_sees(choice->reader, world_statement_tlp(world, statement),
                      world_statement_audience(world, statement));
}

/* A feed whose label the reader cannot see and that says nothing to it is left
 * out as a whole: the reader must not learn that it exists. */
static bool is_feed_wanted(const struct world *world, size_t feed,
                           const struct world_choice *choice)
{
    if (!choice->leaves_out ||
        world_sees(choice->reader, world->feeds[feed].tlp,
                   world->feeds[feed].audience))
        return true;
    for (size_t i = 0; i < world->statement_count; i++)
        if (world->statements[i].feed == feed &&
            is_wanted(world, &world->statements[i], choice))
            return true;
    return false;
}

static void add_all(tamis_compiler *compiler, const struct world *world,
                    const struct world_choice *choice)
{
    uint32_t numbers[WORLD_FEEDS_MAX];

    for (size_t i = 0; i < world->feed_count; i++)
        if (is_feed_wanted(world, i, choice))
            numbers[i] = add_feed(compiler, &world->feeds[i]);
    for (size_t i = 0; i < world->statement_count; i++)
        if (is_wanted(world, &world->statements[i], choice))
            add_statement(compiler, numbers[world->statements[i].feed],
                          &world->statements[i]);
}

tamis_database *world_compile(const struct world *world,
                              const struct world_choice *choice, void **bytes,
                              size_t *size)
{
    tamis_compiler_options options = TAMIS_COMPILER_OPTIONS_INIT;
    tamis_database_options opening = TAMIS_DATABASE_OPTIONS_INIT;
    tamis_clearance clearance;
    tamis_slice names[2];
    tamis_compiler *compiler;
    tamis_database *database;
    tamis_error error = {.message = ""};
    void *made;

    options.flags = TAMIS_COMPILER_KEEP_GOING | TAMIS_COMPILER_ALLOW_SPECIAL;
    options.time_ns = INT64_C(1787422219000000000);
    options.fingerprint_bits = choice->fingerprint_bits;
    if (choice->filters) {
        world_clearance(choice->reader, &clearance, names);
        options.tlp_max = choice->reader->tlp;
        options.audience = clearance.audience;
        options.audience_count = clearance.audience_count;
    }
    cr_assert_eq(tamis_compiler_create(&compiler, &options, &error), TAMIS_OK,
                 "%s", error.message);
    for (unsigned c = 0; c < WORLD_CIRCLES; c++)
        define_circle(compiler, world->circles[c], c);
    add_all(compiler, world, choice);
    cr_assert_eq(tamis_compiler_write_memory(compiler, &made, size, &error),
                 TAMIS_OK, "%s", error.message);
    *bytes = aligned_alloc(64, (*size + 63) / 64 * 64);
    cr_assert_not_null(*bytes);
    memcpy(*bytes, made, *size);
    tamis_compiler_free_memory(compiler, made, *size);
    tamis_compiler_destroy(compiler);
    opening.cpu_limit = choice->cpu_limit;
    /* In half of all worlds, told apart by something that has no say. */
    if (*size / 64 % 2)
        opening.flags = TAMIS_DATABASE_HUGE_PAGES;
    cr_assert_eq(
        tamis_database_open_memory(&database, *bytes, *size, &opening, &error),
        TAMIS_OK, "%s", error.message);
    cr_assert_eq(tamis_database_verify(database, &error), TAMIS_OK, "%s",
                 error.message);
    return database;
}

void world_clearance(const struct world_reader *reader,
                     tamis_clearance *clearance, tamis_slice names[2])
{
    tamis_clearance_init(clearance);
    for (size_t i = 0; i < reader->name_count; i++)
        names[i] = text(reader->names[i]);
    clearance->tlp = reader->tlp;
    clearance->flags = 0;
    clearance->audience = names;
    clearance->audience_count = reader->name_count;
    clearance->time_ns = reader->time_ns;
}
