/* SPDX-License-Identifier: BSD-2-Clause */
#include "index/pattern_required.h"

#include <string.h>

/* Escapes that stand for one character, class or place; the others may change
 * what follows (\Q) or be longer than they look (\x41). */
#define PLAIN_ESCAPES "dDwWsSbBAzZntrfae"

struct walk {
    const char *bytes;
    size_t size, at;
    unsigned depth; /* groups that are open; literals are read outside */
    size_t run;     /* bytes of the literal that ends here */
    const char *best;
    size_t best_size;
    uint32_t flags;
};

static void end_run(struct walk *walk)
{
    if (walk->run > walk->best_size) {
        walk->best = walk->bytes + walk->at - walk->run;
        walk->best_size = walk->run;
    }
    walk->run = 0;
}

/* The character before may be missing from the text. */
static void end_run_before_last(struct walk *walk)
{
    if (walk->run) {
        walk->run--;
        walk->at--;
        end_run(walk);
        walk->at++;
    }
}

static char peek(const struct walk *walk, size_t ahead)
{
    return walk->at + ahead < walk->size ? walk->bytes[walk->at + ahead] : '\0';
}

static bool skip_escape(struct walk *walk)
{
    char next = peek(walk, 1);
    bool is_word = (next >= '0' && next <= '9') ||
                   ((next | 0x20) >= 'a' && (next | 0x20) <= 'z');

    if (!next || next & (char)0x80 || (is_word && !strchr(PLAIN_ESCAPES, next)))
        return false;
    walk->at += 2;
    return true;
}

/* "[:alpha:]" inside of a class. What only begins like one is read in more than
 * one way: false. */
static bool skip_named_class(struct walk *walk)
{
    size_t i = 2;

    if (peek(walk, 1) != ':')
        return false;
    if (peek(walk, i) == '^')
        i++;
    while (peek(walk, i) >= 'a' && peek(walk, i) <= 'z')
        i++;
    if (peek(walk, i) != ':' || peek(walk, i + 1) != ']')
        return false;
    walk->at += i + 2;
    return true;
}

static bool skip_class(struct walk *walk)
{
    walk->at++;
    if (peek(walk, 0) == '^')
        walk->at++;
    if (peek(walk, 0) == ']')
        walk->at++;
    while (walk->at < walk->size && peek(walk, 0) != ']') {
        if (peek(walk, 0) == '\\') {
            if (peek(walk, 1) == 'Q' || peek(walk, 1) == 'E' ||
                peek(walk, 1) == 'c')
                return false;
            walk->at += 2;
        } else if (peek(walk, 0) != '[' || !peek(walk, 1) ||
                   !strchr(":.=", peek(walk, 1))) {
            walk->at++;
        } else if (!skip_named_class(walk)) {
            return false;
        }
    }
    if (walk->at >= walk->size)
        return false;
    walk->at++;
    return true;
}

/* Groups that only group; flags, comments and verbs give no answer. */
static bool open_group(struct walk *walk)
{
    char next = peek(walk, 1);

    if (next == '*')
        return false;
    if (next == '?') {
        size_t name = peek(walk, 2) == 'P' ? 3 : 2;
        char first = peek(walk, name + 1);

        if (peek(walk, 2) != ':' &&
            (peek(walk, name) != '<' || first == '=' || first == '!'))
            return false;
        walk->at += 2;
    }
    walk->at++;
    walk->depth++;
    return true;
}

/* "{2}", "{2,}", "{2,3}": as far as the bracket. */
static bool skip_count(struct walk *walk)
{
    bool has_digit = false;

    end_run_before_last(walk);
    for (walk->at++; walk->at < walk->size; walk->at++) {
        char byte = peek(walk, 0);

        if (byte == '}') {
            walk->at++;
            return has_digit;
        }
        has_digit |= byte >= '0' && byte <= '9';
        if (!(byte >= '0' && byte <= '9') && byte != ',')
            return false;
    }
    return false;
}

/* Whether this byte, and no other text, is what the pattern wants here. In
 * UTF-8 without case, k is also the Kelvin sign and s the long one. */
static bool is_itself(const struct walk *walk, char byte)
{
    if (walk->depth || byte & (char)0x80 || byte == '.' || byte == '^' ||
        byte == '$')
        return false;
    if ((walk->flags & PATTERN_UTF8) && (walk->flags & PATTERN_CASELESS))
        return (byte | 0x20) != 'k' && (byte | 0x20) != 's';
    return true;
}

/* One element of the pattern; false where there is no saying. */
static bool step(struct walk *walk)
{
    char byte = peek(walk, 0);

    switch (byte) {
    case '\\':
        end_run(walk);
        return skip_escape(walk);
    case '[':
        end_run(walk);
        return skip_class(walk);
    case '(':
        end_run(walk);
        return open_group(walk);
    case '{':
        return skip_count(walk);
    case ')':
        walk->at++;
        return walk->depth-- > 0;
    case '|':
        walk->at++;
        return walk->depth > 0;
    case '*':
    case '?':
        end_run_before_last(walk);
        break;
    case '+':
        end_run(walk);
        break;
    default:
        if (is_itself(walk, byte))
            walk->run++;
        else
            end_run(walk);
    }
    walk->at++;
    return true;
}

bool pattern_required_find(const struct pattern_source *source,
                           struct pattern_literal *literal)
{
    struct walk walk = {.bytes = source->bytes.data,
                        .size = source->bytes.size,
                        .flags = source->flags};

    if (source->flags & PATTERN_LITERAL)
        return false;
    while (walk.at < walk.size)
        if (!step(&walk))
            return false;
    end_run(&walk);
    if (walk.depth || walk.best_size < PATTERN_LITERAL_SIZE_MIN)
        return false;
    *literal = (struct pattern_literal){{walk.best, walk.best_size},
                                        (source->flags & PATTERN_CASELESS) != 0,
                                        0};
    return true;
}
