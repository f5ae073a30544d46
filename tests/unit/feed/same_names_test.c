/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The same block-list in five formats: whatever the format, the names that
 * come out must be one set. The match modes differ, as the formats do.
 */
#include "feed_text.h"

#include "indicator/parse.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define NAME_COUNT_MAX 200000
#define FOLDER         "../shared/data/feeds/tweetfeed/blocklists/"

struct names {
    char **names;
    size_t count;
    uint64_t refused;
};

static tamis_status add(void *context, const tamis_statement *statement,
                        tamis_error *error)
{
    struct names *names = context;
    static tamis_indicator indicator;

    (void)error;
    if (indicator_parse(&indicator, statement->kind, statement->value,
                        TAMIS_PARSE_REFANG)) {
        names->refused++;
        return TAMIS_OK;
    }
    cr_assert_eq(indicator.kind, TAMIS_KIND_DOMAIN, "%.*s",
                 (int)statement->value.size, statement->value.data);
    cr_assert_lt(names->count, NAME_COUNT_MAX);
    names->names[names->count++] =
        strndup((const char *)indicator.key, indicator.key_size);
    return TAMIS_OK;
}

static tamis_status reject(void *context, const tamis_statement *statement,
                           tamis_reason reason, tamis_error *error)
{
    struct names *names = context;

    (void)statement;
    (void)reason;
    (void)error;
    names->refused++;
    return TAMIS_OK;
}

static int compare(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static struct names read_names(const char *path, tamis_format expected)
{
    struct names names = {calloc(NAME_COUNT_MAX, sizeof(char *)), 0, 0};
    tamis_feed_sink sink = {add, reject, NULL, &names, NULL};
    tamis_error error;
    tamis_format used;
    size_t kept = 0;

    cr_assert_not_null(names.names);
    cr_assert_eq(tamis_feed_read(path, NULL, &sink, &used, &error), TAMIS_OK,
                 "%s", error.message);
    cr_assert_eq(used, expected, "%s read as %s", path,
                 tamis_format_name(used));
    qsort(names.names, names.count, sizeof *names.names, compare);
    for (size_t i = 0; i < names.count; i++) {
        if (kept && !strcmp(names.names[kept - 1], names.names[i]))
            free(names.names[i]);
        else
            names.names[kept++] = names.names[i];
    }
    names.count = kept;
    return names;
}

static void release_names(struct names *names)
{
    for (size_t i = 0; i < names->count; i++)
        free(names->names[i]);
    free(names->names);
}

static const struct {
    const char *name, *head, *before, *after;
    tamis_format format;
} shapes[] = {
    {"domains.txt", "# x\n\n", "", "\n", TAMIS_FORMAT_LIST},
    {"hosts.txt", "# x\n127.0.0.1 localhost\n", "0.0.0.0 ", "\n",
     TAMIS_FORMAT_HOSTS},
    {"adguard.txt", "# x\n! y\n", "||", "^\n", TAMIS_FORMAT_ADGUARD},
    {"dnsmasq.txt", "# x\n", "address=/", "/0.0.0.0\n", TAMIS_FORMAT_DNSMASQ},
    {"rpz.txt", "; x\n$TTL 300\n@ IN SOA a. b. (1 2 3 4 5)\n@ IN NS a.\n", "",
     " CNAME .\n", TAMIS_FORMAT_RPZ},
};

static void check_same(const char *folder)
{
    struct names first = {0};

    for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++) {
        char path[256];
        struct names names;

        snprintf(path, sizeof path, "%s%s", folder, shapes[i].name);
        names = read_names(path, shapes[i].format);
        if (i == 0) {
            first = names;
            cr_assert_gt(first.count, 0);
            continue;
        }
        cr_assert_eq(names.count, first.count, "%s: %zu names of %zu", path,
                     names.count, first.count);
        for (size_t j = 0; j < names.count; j++)
            cr_assert_str_eq(names.names[j], first.names[j]);
        release_names(&names);
    }
    release_names(&first);
}

/* Names as real lists hold them: case, digits, depth, hyphens, IDN, junk. */
static void write_name(char text[96], unsigned number)
{
    static const struct {
        const char *before, *after;
    } forms[] = {{"host", ".evil.test"},
                 {"", ".test"},
                 {"WWW", ".Evil.Test"},
                 {"a.b.c.d.e", ".test"},
                 {"-x", "-.test"},
                 {"xn--mlat", "-zra.test"},
                 {"_dmarc.x", ".test"},
                 {"0", "-000.pages.test"},
                 {"b", ".a-very-long-label-that-has-no-end-but-one.test"}};
    size_t form = number % (sizeof forms / sizeof *forms);

    snprintf(text, 96, "%s%u%s", forms[form].before, number, forms[form].after);
}

Test(same_names, of_a_made_list_in_five_formats)
{
    char folder[] = "/tmp/tamis-names-XXXXXX", prefix[64];

    cr_assert_not_null(mkdtemp(folder));
    snprintf(prefix, sizeof prefix, "%s/", folder);
    for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++) {
        char path[128], text[96];
        FILE *file;

        snprintf(path, sizeof path, "%s%s", prefix, shapes[i].name);
        file = fopen(path, "wb");
        cr_assert_not_null(file);
        fputs(shapes[i].head, file);
        for (unsigned j = 0; j < 2000; j++) {
            write_name(text, j);
            fprintf(file, "%s%s%s", shapes[i].before, text, shapes[i].after);
            if (shapes[i].format == TAMIS_FORMAT_RPZ)
                fprintf(file, "*.%s%s", text, shapes[i].after);
        }
        fclose(file);
    }
    check_same(prefix);
    for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++) {
        char path[128];

        snprintf(path, sizeof path, "%s%s", prefix, shapes[i].name);
        unlink(path);
    }
    rmdir(folder);
}

Test(same_names, of_the_real_block_lists)
{
    if (access(FOLDER "rpz.txt", R_OK))
        cr_skip_test("no real feeds at " FOLDER);
    check_same(FOLDER);
}
