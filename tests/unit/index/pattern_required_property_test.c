/* SPDX-License-Identifier: BSD-2-Clause */
/* Whatever a regex matches holds the literal that it is said to require: random
 * regexes of all that the syntax has, and texts that are nearly matches. */
#include "index/pattern_required.h"
#include "index/pattern_set_build.h"
#include "support/random.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#define REGEX_MAX   400
#define ALPHABET    "abcABC1 .\n"
#define REGEXES_MIN 2000 /* that compile and require something */
#define TEXTS       60

/* A regex and a text that it may match. */
struct grown {
    struct random *random;
    char regex[REGEX_MAX + 64], text[REGEX_MAX + 64];
    size_t regex_size, text_size;
};

static void put(char *to, size_t *size, const char *what)
{
    size_t more = strlen(what);

    if (*size + more > REGEX_MAX)
        return;
    memcpy(to + *size, what, more);
    *size += more;
}

static void put_both(struct grown *grown, const char *regex, const char *text)
{
    if (grown->regex_size + strlen(regex) > REGEX_MAX)
        return;
    put(grown->regex, &grown->regex_size, regex);
    put(grown->text, &grown->text_size, text);
}

/* Of a literal's run; a count behind it is of the last byte. */
static void add_run(struct grown *grown)
{
    char run[8] = "";

    random_text(grown->random, run, random_between(grown->random, 1, 6),
                "abcABC1");
    put_both(grown, run, run);
}

static const struct {
    const char *regex, *text;
} elements[] = {
    {"\\Qa.b\\E", "a.b"},
    {"\\Qabca", "abca"},
    {"\\Q(ab|\\E", "(ab|"},
    {"\\Qabcab\\E?", "abca"},
    {"\\E", ""},
    {"(?x)", ""},
    {"(?x:a b c b)", "abcb"},
    {"#abcabc\n", ""},
    {"(?i)", ""},
    {"(?-i)", ""},
    {"(?i:abcabc)", "AbCaBC"},
    {"(?s)", ""},
    {"(?m)", ""},
    {"(?#abcabcabc)", ""},
    {"(?#a(b)", ""},
    {"(*UTF8)", ""},
    {"[abc]", "a"},
    {"[^1]", "b"},
    {"[]abcabc]", "]"},
    {"[^]abcabc]", "1"},
    {"[a\\]bcab]", "]"},
    {"[\\Qab]cabc\\E]", "a"},
    {"[[:alpha:]abca]", "B"},
    {"[[:^digit:]]", "a"},
    {"[[:abc1]", "a"},
    {"[a[.b.]cab]", "a"},
    {"[[=a=]abca]", "a"},
    {"[\\x61-c1]", "b"},
    {"[a-]", "-"},
    {"[\\cAabca]", "a"},
    {"^", ""},
    {"$", ""},
    {"\\A", ""},
    {"\\z", ""},
    {"\\Z", ""},
    {"\\b", ""},
    {"\\B", ""},
    {"\\G", ""},
    {"\\K", ""},
    {"\\d", "1"},
    {"\\w", "a"},
    {"\\s", " "},
    {"\\D", "a"},
    {"\\.", "."},
    {"\\x61", "a"},
    {"\\x{61}bcab", "abcab"},
    {"\\141bcab", "abcab"},
    {"\\o{141}bca", "abca"},
    {"\\cabcab", "\1bcab"},
    {"\\0abca", "abca"},
    {"\\n", "\n"},
    {"\\R", "\n"},
    {"\\N", "a"},
    {"\\p{Lu}abca", "Aabca"},
    {"\\pLabca", "aabca"},
    {"\\h", " "},
    {"\\k<n>", ""},
    {"\\1", ""},
    {"\\a", "\a"},
    {"\\e", "\033"},
    {"\\/", "/"},
    {".", "a"},
    {".*", "ab"},
    {"|", ""},
    {"(?=abca)", "abca"},
    {"(?!abca)", "cab"},
    {"(?<=abca)", "abca"},
    {"(?<!abca)", "c"},
    {"(?>abca)", "abca"},
    {"(?|abca|bc)", "bc"},
    {"(?(1)abca|b)", "b"},
    {"(?<n>abca)?", ""},
    {"(?P<n>abca)*", ""},
    {"(?'n'abca)", "abca"},
    {"(abcab|1)", "1"},
    {"(?:abcab){0,}", ""},
    {"a{,3}bca", "a{,3}bca"},
    {"{abca", "{abca"},
    {"}", "}"},
    {"]", "]"},
    {"\xc3\xa9", "\xc3\xa9"},
};

static void add_element(struct grown *grown)
{
    size_t which =
        random_below(grown->random, sizeof elements / sizeof *elements);

    put_both(grown, elements[which].regex, elements[which].text);
}

/* What it may take back is taken from the text as often as not. */
static void add_count(struct grown *grown, size_t text_begin)
{
    static const char *const counts[] = {
        "?",   "*",     "+",     "{0,}",   "{0}",  "{0,2}", "{1,}",
        "{2}", "{1,3}", "??",    "*?",     "+?",   "{0,}?", "?+",
        "*+",  "{0,1}", "{ 0,}", "{0}{2}", "{,2}", "**"};

    put(grown->regex, &grown->regex_size,
        counts[random_below(grown->random, sizeof counts / sizeof *counts)]);
    if (random_one_in(grown->random, 2) && grown->text_size > text_begin)
        grown->text_size =
            random_between(grown->random, text_begin, grown->text_size - 1);
}

static void add_sequence(struct grown *grown, unsigned depth);

static void add_group(struct grown *grown, unsigned depth)
{
    static const char *const opens[] = {
        "(",    "(",      "(?:",   "(?:",     "(?i:",  "(?<m>",
        "(?x:", "(?s-i:", "((?i)", "(?:(?x)", "(?P<p>"};
    size_t which = random_below(grown->random, sizeof opens / sizeof *opens);
    size_t begin = grown->text_size;

    put(grown->regex, &grown->regex_size, opens[which]);
    add_sequence(grown, depth - 1);
    if (random_one_in(grown->random, 3)) {
        put(grown->regex, &grown->regex_size, "|");
        if (random_one_in(grown->random, 2))
            grown->text_size = begin;
        add_sequence(grown, depth - 1);
    }
    put(grown->regex, &grown->regex_size, ")");
    if (random_one_in(grown->random, 2))
        add_count(grown, begin);
}

static void add_sequence(struct grown *grown, unsigned depth)
{
    for (uint64_t n = random_between(grown->random, 1, 4); n > 0; n--) {
        size_t begin = grown->text_size;
        uint64_t way = random_below(grown->random, 10);

        if (depth > 0 && way < 2) {
            add_group(grown, depth);
            continue;
        }
        if (way < 7)
            add_run(grown);
        else
            add_element(grown);
        if (random_one_in(grown->random, 4))
            add_count(grown,
                      grown->text_size > begin ? grown->text_size - 1 : begin);
    }
}

/* A byte is changed, left out, or doubled, where it may matter. */
static size_t spoil(struct random *random, char *text, size_t size)
{
    size_t at = random_below(random, size);

    if (size == 0)
        return 0;
    switch (random_below(random, 4)) {
    case 0:
        random_text(random, text + at, 1, ALPHABET);
        return size;
    case 1:
        memmove(text + at, text + at + 1, size - at - 1);
        return size - 1;
    case 2:
        text[at] ^= 0x20;
        return size;
    default:
        memmove(text + at + 1, text + at, size - at);
        return size + 1;
    }
}

static char fold(char byte)
{
    return byte >= 'A' && byte <= 'Z' ? (char)(byte | 0x20) : byte;
}

static bool holds(tamis_slice text, const struct pattern_literal *literal)
{
    for (size_t i = 0; i + literal->bytes.size <= text.size; i++) {
        size_t k = 0;

        while (k < literal->bytes.size &&
               (literal->is_caseless
                    ? fold(text.data[i + k]) == fold(literal->bytes.data[k])
                    : text.data[i + k] == literal->bytes.data[k]))
            k++;
        if (k == literal->bytes.size)
            return true;
    }
    return false;
}

static int note(void *context, uint32_t id, uint64_t from, uint64_t to)
{
    (void)id;
    (void)from;
    (void)to;
    *(bool *)context = true;
    return 1;
}

/* How many texts match; each must hold the literal. */
static size_t try_texts(struct grown *grown, const struct pattern_set *set,
                        const struct pattern_literal *literal, uint32_t flags)
{
    struct pattern_scratch *scratch;
    size_t matched = 0;

    cr_assert_eq(pattern_scratch_create(&scratch, set, NULL), TAMIS_OK);
    for (int n = 0; n < TEXTS; n++) {
        char bytes[REGEX_MAX + 96];
        tamis_slice text = {bytes, grown->text_size};
        bool is_match = false;

        memcpy(bytes, grown->text, grown->text_size);
        for (uint64_t k = n ? random_between(grown->random, 1, 3) : 0; k; k--)
            text.size = spoil(grown->random, bytes, text.size);
        pattern_set_scan(set, scratch, text, note, &is_match);
        matched += is_match;
        cr_assert(!is_match || holds(text, literal),
                  "/%.*s/ with flags %x matches \"%.*s\" without \"%.*s\"",
                  (int)grown->regex_size, grown->regex, (unsigned)flags,
                  (int)text.size, text.data, (int)literal->bytes.size,
                  literal->bytes.data);
    }
    pattern_scratch_destroy(scratch);
    return matched;
}

/* Whether it compiles and requires something. UTF8 is for texts that are. */
static bool try_regex(struct grown *grown, size_t *matched)
{
    static const uint32_t flags[] = {PATTERN_CASELESS, PATTERN_DOTALL,
                                     PATTERN_MULTILINE};
    static const struct pattern_set_options options = {
        .mode = PATTERN_MODE_BLOCK, .field = 1};
    struct pattern_source source = {
        {grown->regex, grown->regex_size}, PATTERN_SINGLE, 1, 1};
    struct pattern_literal literal;
    struct pattern_set *set;
    bool is_compiled;

    for (size_t i = 0; i < sizeof flags / sizeof *flags; i++)
        if (random_one_in(grown->random, 3))
            source.flags |= flags[i];
    if (!pattern_required_find(&source, &literal))
        return false;
    cr_assert_geq(literal.bytes.size, PATTERN_LITERAL_SIZE_MIN);
    cr_assert_eq(pattern_set_build(&set, &source, 1, &options, NULL), TAMIS_OK);
    is_compiled = pattern_set_count(set) == 1;
    if (is_compiled)
        *matched += try_texts(grown, set, &literal, source.flags);
    pattern_set_destroy(set);
    return is_compiled;
}

Test(pattern_required_property, what_matches_holds_what_is_required)
{
    size_t matched = 0;
    struct random random;

    random_begin(&random, "required");
    for (int regexes = 0; regexes < REGEXES_MIN;) {
        struct grown grown = {.random = &random};

        add_sequence(&grown, 3);
        regexes += try_regex(&grown, &matched);
    }
    /* Or nothing was tried. */
    cr_assert_gt(matched, REGEXES_MIN, "%zu matches", matched);
}
