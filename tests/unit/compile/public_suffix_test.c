/* SPDX-License-Identifier: BSD-2-Clause */
/* What the sieve leaves out, libpsl itself must not know. */
#include "compile/public_suffix.h"

#include "base/memory.h"
#include "base/slice.h"
#include "support/random.h"

#include <criterion/criterion.h>
#include <libpsl.h>
#include <stdio.h>
#include <unistd.h>

#define SYSTEM_LIST "/usr/share/publicsuffix/public_suffix_list.dat"

static struct public_suffix_cache cache;

static enum public_suffix_place ask_libpsl(const psl_ctx_t *psl,
                                           const char *name)
{
    const char *dot = strchr(name, '.');

    if (psl_is_public_suffix(psl, name))
        return psl_is_public_suffix2(psl, name, PSL_TYPE_ICANN)
                   ? PUBLIC_SUFFIX_ICANN
                   : PUBLIC_SUFFIX_PRIVATE;
    return dot && psl_is_public_suffix(psl, dot + 1) ? PUBLIC_SUFFIX_REGISTRABLE
                                                     : PUBLIC_SUFFIX_DEEPER;
}

static void check(struct public_suffix_list *list, const psl_ctx_t *psl,
                  const char *name)
{
    cr_assert_eq(public_suffix_find(list, &cache, slice_text(name)),
                 ask_libpsl(psl, name), "%s", name);
}

/* A rule, and names above, below and beside it. */
static void check_rule(struct public_suffix_list *list, const psl_ctx_t *psl,
                       const char *rule)
{
    static const char *const fronts[] = {"", "a.", "b.a.", "x", "xn--a."};
    const char *dot = strchr(rule, '.');
    char name[512];

    for (size_t i = 0; i < sizeof fronts / sizeof *fronts; i++) {
        snprintf(name, sizeof name, "%s%s", fronts[i], rule);
        check(list, psl, name);
    }
    if (dot)
        check(list, psl, dot + 1);
}

static void check_list(const char *path)
{
    struct public_suffix_list *list;
    psl_ctx_t *psl = psl_load_file(path);
    FILE *file = fopen(path, "r");
    char line[512], rule[512];
    size_t count = 0;

    cr_assert(psl && file, "%s", path);
    cr_assert_eq(public_suffix_open(&list, &memory_default, path, 7, NULL),
                 TAMIS_OK);
    cr_expect(public_suffix_is_sieved(list), "%s is not sieved", path);
    while (fgets(line, sizeof line, file)) {
        if (sscanf(line, "%511s", rule) != 1 || rule[0] == '/')
            continue;
        check_rule(list, psl, rule + strspn(rule, rule[0] == '*' ? "*." : "!"));
        count++;
    }
    cr_expect_gt(count, 3);
    fclose(file);
    psl_free(psl);
    public_suffix_close(list);
}

Test(public_suffix, every_rule_of_the_systems_list_is_answered_as_libpsl_does)
{
    if (access(SYSTEM_LIST, R_OK) != 0)
        cr_skip_test("%s is not here", SYSTEM_LIST);
    check_list(SYSTEM_LIST);
}

static const char own_list[] = "// a list\n"
                               "// ===BEGIN ICANN DOMAINS===\n"
                               "com\n"
                               "  co.uk trailing words\n"
                               "*.ck\n"
                               "!www.ck\n"
                               "*.deep.er.example\n"
                               "*bad\n"
                               "// ===END ICANN DOMAINS===\n"
                               "// ===BEGIN PRIVATE DOMAINS===\n"
                               "github.io\n"
                               "\n"
                               "\xe5\x85\xac\xe5\x8f\xb8.cn\n"
                               "// ===END PRIVATE DOMAINS===\n";

Test(public_suffix, random_names_under_a_list_of_our_own)
{
    static const char *const labels[] = {
        "com", "co",     "uk", "ck",      "www", "deep", "er",
        "a",   "github", "io", "example", "bad", "cn",   "xn--55qx5d"};
    char path[] = "/tmp/tamis_suffixes_XXXXXX";
    struct public_suffix_list *list;
    struct random random;
    psl_ctx_t *psl;
    int file = mkstemp(path);

    cr_assert_geq(file, 0);
    cr_assert_eq(write(file, own_list, sizeof own_list - 1),
                 (ssize_t)sizeof own_list - 1);
    close(file);
    check_list(path);
    psl = psl_load_file(path);
    cr_assert_eq(public_suffix_open(&list, &memory_default, path, 7, NULL),
                 TAMIS_OK);
    unlink(path);
    random_begin(&random, "names and public suffixes");
    for (size_t round = 0; round < 20000; round++) {
        size_t count = 1 + random_below(&random, 5), size = 0;
        char name[256];

        for (size_t i = 0; i < count; i++)
            size += (size_t)snprintf(name + size, sizeof name - size, "%s%s",
                                     i ? "." : "",
                                     labels[random_below(&random, 14)]);
        check(list, psl, name);
    }
    psl_free(psl);
    public_suffix_close(list);
}

Test(public_suffix, a_list_that_is_no_text_is_asked_every_time)
{
    struct public_suffix_list *list;

    if (access("/usr/share/publicsuffix/public_suffix_list.dafsa", R_OK) != 0)
        cr_skip_test("there is no packed list here");
    cr_assert_eq(
        public_suffix_open(&list, &memory_default,
                           "/usr/share/publicsuffix/public_suffix_list.dafsa",
                           7, NULL),
        TAMIS_OK);
    cr_expect_not(public_suffix_is_sieved(list));
    cr_expect_eq(public_suffix_find(list, &cache, slice_text("evil.co.uk")),
                 PUBLIC_SUFFIX_REGISTRABLE);
    cr_expect_eq(public_suffix_find(list, &cache, slice_text("co.uk")),
                 PUBLIC_SUFFIX_ICANN);
    public_suffix_close(list);
}
