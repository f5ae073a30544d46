/* SPDX-License-Identifier: BSD-2-Clause */
/* Real logs, when they are there: every field that is an indicator by itself
 * is found in its line, where it stands. */
#include "indicator/extract.h"

#include "indicator/parse.h"

#include <criterion/criterion.h>
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define FOLDER "../shared/data/logs/"

static struct extract extract;

/* Kinds whose fields must be found as they stand. */
static const tamis_kind kinds[] = {TAMIS_KIND_IP,     TAMIS_KIND_EMAIL,
                                   TAMIS_KIND_MD5,    TAMIS_KIND_SHA1,
                                   TAMIS_KIND_SHA256, TAMIS_KIND_DOMAIN};

static bool is_separator(int byte)
{
    return byte == '\t' || byte == ',' || byte == '"' || byte == '\n';
}

/* What the parser alone says of a field; 0 when it is no indicator. */
static tamis_kind parse_field(const char *text, size_t size,
                              tamis_indicator *indicator)
{
    const tamis_slice field = {text, size};

    if (size < 2 || !isalnum((unsigned char)text[0]) ||
        !isalnum((unsigned char)text[size - 1]))
        return TAMIS_KIND_AUTO;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (!indicator_parse(indicator, kinds[i], field, 0))
            return kinds[i];
    }
    return TAMIS_KIND_AUTO;
}

static bool is_found(const char *line, size_t size, size_t offset,
                     size_t field_size, const tamis_indicator *indicator)
{
    const struct candidate *candidate;

    extract_begin(&extract, line, size);
    while ((candidate = extract_next(&extract))) {
        if (candidate->offset == offset && candidate->size == field_size &&
            candidate->indicator.kind == indicator->kind &&
            candidate->indicator.key_size == indicator->key_size &&
            !memcmp(candidate->indicator.key, indicator->key,
                    indicator->key_size))
            return true;
    }
    return false;
}

static size_t check_line(const char *line, size_t size)
{
    static tamis_indicator indicator;
    size_t count = 0;
    size_t begin = 0;

    for (size_t at = 0; at <= size; at++) {
        if (at < size && !is_separator(line[at]))
            continue;
        if (parse_field(line + begin, at - begin, &indicator)) {
            cr_assert(is_found(line, size, begin, at - begin, &indicator),
                      "%.*s in %.*s", (int)(at - begin), line + begin,
                      (int)size, line);
            count++;
        }
        begin = at + 1;
    }
    return count;
}

/* Every `step`-th line, since each field has its line walked again. */
static void check_log(const char *name, size_t step, size_t count_min)
{
    char command[200];
    char *line = NULL;
    size_t capacity = 0;
    size_t count = 0;
    size_t number = 0;
    ssize_t size;
    FILE *log;

    snprintf(command, sizeof command, "gzip -dc " FOLDER "%s", name);
    if (access(FOLDER, R_OK)) {
        fprintf(stderr, "%s is skipped: no folder %s\n", name, FOLDER);
        cr_skip_test("no real logs here");
    }
    log = popen(command, "r");
    cr_assert_not_null(log);
    while ((size = getline(&line, &capacity, log)) > 0) {
        if (number++ % step == 0)
            count += check_line(line, (size_t)size);
    }
    free(line);
    pclose(log);
    cr_assert_gt(count, count_min, "only %zu fields in %s", count, name);
}

Test(extract_logs, dns_records)
{
    check_log("zeek-dns.json.gz", 4, 30000);
}

Test(extract_logs, tls_sessions)
{
    check_log("zeek-ssl.log.gz", 2, 30000);
}

Test(extract_logs, mail_sessions)
{
    check_log("zeek-smtp.log.gz", 1, 2000);
}
