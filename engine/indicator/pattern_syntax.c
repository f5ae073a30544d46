/* SPDX-License-Identifier: BSD-2-Clause */
#include "indicator/pattern_syntax.h"

#include "base/slice.h"

/* More groups in each other are not judged. */
#define DEPTH_MAX  128u
#define REPEAT_MAX 32767u

/* What stands before, and so whether it can be repeated. */
enum before {
    BEFORE_NOTHING, /* of its branch */
    BEFORE_PIECE,
    BEFORE_REPEAT,    /* of a piece: ? and + have another meaning */
    BEFORE_ASSERTION, /* repeated or not, it is left to the engine */
};

/* A group that is open, or all of the regex. */
struct group {
    size_t offset;
    /* A branch that ended may match the empty text, so far this one may. */
    bool is_any_empty, is_empty;
};

struct reader {
    tamis_slice text;
    size_t at;
    struct group groups[DEPTH_MAX];
    size_t depth;
    enum before before;
    bool was_empty; /* the branch, before the piece at hand */
    bool is_unjudged;
    struct pattern_fault *fault;
};

static bool tell(struct reader *reader, size_t offset, const char *reason)
{
    *reader->fault = (struct pattern_fault){reason, offset};
    return false;
}

/* Ends it without a fault. */
static bool give_up(struct reader *reader)
{
    reader->is_unjudged = true;
    return false;
}

/* The byte so far behind the one at hand; 0 behind the end. */
static char peek(const struct reader *reader, size_t distance)
{
    size_t left = reader->text.size - reader->at;

    return distance < left ? reader->text.data[reader->at + distance] : '\0';
}

static bool is_digit(char byte)
{
    return byte >= '0' && byte <= '9';
}

/* A piece that takes at least one byte, or may take none. */
static bool put_piece(struct reader *reader, size_t size, bool may_be_empty)
{
    struct group *group = &reader->groups[reader->depth];

    reader->at += size;
    reader->before = BEFORE_PIECE;
    reader->was_empty = group->is_empty;
    group->is_empty &= may_be_empty;
    return true;
}

/* Something that takes no byte, but is not everywhere. */
static bool put_assertion(struct reader *reader, size_t size)
{
    put_piece(reader, size, false);
    reader->before = BEFORE_ASSERTION;
    return true;
}

static bool open_group(struct reader *reader, size_t size)
{
    if (reader->depth + 1 == DEPTH_MAX)
        return give_up(reader);
    reader->groups[++reader->depth] = (struct group){reader->at, false, true};
    reader->at += size;
    reader->before = BEFORE_NOTHING;
    return true;
}

static bool close_group(struct reader *reader)
{
    const struct group *group = &reader->groups[reader->depth];

    if (reader->depth == 0)
        return tell(reader, reader->at,
                    "a parenthesis is closed that is not "
                    "open");
    reader->depth--;
    return put_piece(reader, 1, group->is_any_empty || group->is_empty);
}

static bool next_branch(struct reader *reader)
{
    struct group *group = &reader->groups[reader->depth];

    group->is_any_empty |= group->is_empty;
    group->is_empty = true;
    reader->before = BEFORE_NOTHING;
    reader->at++;
    return true;
}

static bool is_plain(char byte)
{
    return is_digit(byte) || (byte >= 'a' && byte <= 'z') ||
           (byte >= 'A' && byte <= 'Z');
}

/* (?i), (?i:...), (?<name>...): the option or the group. */
static bool read_named_group(struct reader *reader)
{
    size_t size = 2;

    while (peek(reader, size) == 'i' || peek(reader, size) == 'm' ||
           peek(reader, size) == 's')
        size++;
    if (size > 2 && peek(reader, size) == ':')
        return open_group(reader, size + 1);
    if (size > 2 && peek(reader, size) == ')') {
        reader->at += size + 1;
        reader->before = BEFORE_ASSERTION;
        return true;
    }
    size = peek(reader, 2) == 'P' ? 3 : 2;
    if (peek(reader, size) != '<' || is_digit(peek(reader, size + 1)) ||
        !is_plain(peek(reader, size + 1)))
        return give_up(reader);
    while (is_plain(peek(reader, ++size)))
        ;
    return peek(reader, size) == '>' ? open_group(reader, size + 1)
                                     : give_up(reader);
}

/* "(?" and what it opens. */
static bool read_special_group(struct reader *reader)
{
    char kind = peek(reader, 2), next = peek(reader, 3);
    size_t at = reader->at;

    if (kind == ':')
        return open_group(reader, 3);
    if (kind == '=' || kind == '!')
        return tell(reader, at, "look-ahead is not supported");
    if (kind == '<' && (next == '=' || next == '!'))
        return tell(reader, at, "look-behind is not supported");
    if (kind == '>')
        return tell(reader, at, "atomic groups are not supported");
    if (kind == '(')
        return tell(reader, at, "conditions are not supported");
    if (kind == 'R' && next == ')')
        return tell(reader, at, "recursion is not supported");
    return read_named_group(reader);
}

/* [:name:] within a class; 0: it is none. */
static size_t posix_size(const struct reader *reader)
{
    size_t size = 2;

    while (peek(reader, size) >= 'a' && peek(reader, size) <= 'z')
        size++;
    return size > 2 && peek(reader, size) == ':' &&
                   peek(reader, size + 1) == ']'
               ? size + 2
               : 0;
}

/* One item of a class: false when it is not judged, or a fault. */
static bool read_class_item(struct reader *reader)
{
    char byte = peek(reader, 0);
    size_t size;

    if (byte == '[' && peek(reader, 1) == ':') {
        size = posix_size(reader);
        if (size == 0)
            return give_up(reader);
        reader->at += size;
    } else if (byte == '[' &&
               (peek(reader, 1) == '.' || peek(reader, 1) == '=')) {
        return give_up(reader);
    } else if (byte == '\\') {
        if (peek(reader, 1) == 'Q' || peek(reader, 1) == 'E' ||
            peek(reader, 1) == 'c')
            return give_up(reader);
        reader->at += 2;
    } else if (is_plain(byte) && peek(reader, 1) == '-' &&
               is_plain(peek(reader, 2))) {
        if (peek(reader, 2) < byte)
            return tell(reader, reader->at,
                        "a range of bytes ends before it "
                        "begins");
        reader->at += 3;
    } else {
        reader->at++;
    }
    return true;
}

static bool read_class(struct reader *reader)
{
    size_t begin = reader->at;

    reader->at += peek(reader, 1) == '^' ? 2 : 1;
    if (peek(reader, 0) == ']') /* the first one is a byte of the class */
        reader->at++;
    while (reader->at < reader->text.size) {
        if (peek(reader, 0) == ']')
            return put_piece(reader, 1, false);
        if (!read_class_item(reader))
            return false;
    }
    return tell(reader, begin, "a bracket is not closed");
}

/* \x{...} and the like, to the brace. */
static bool read_braced(struct reader *reader)
{
    size_t size = 3;

    while (peek(reader, size) != '}') {
        if (reader->at + size >= reader->text.size)
            return give_up(reader);
        size++;
    }
    return put_piece(reader, size + 1, false);
}

static bool read_escape(struct reader *reader)
{
    char byte = peek(reader, 1), next = peek(reader, 2);

    if (reader->at + 1 == reader->text.size)
        return tell(reader, reader->at, "a backslash ends it");
    switch (byte) {
    case 'b':
    case 'B':
    case 'A':
    case 'z':
    case 'Z':
        return put_assertion(reader, 2);
    case 'K':
    case 'G':
    case 'N':
    case 'R':
    case 'X':
        return tell(reader, reader->at,
                    "\\G, \\K, \\N, \\R and \\X are not supported");
    case 'Q':
    case 'E':
    case 'g':
    case 'k':
    case 'c':
    case 'o':
        return give_up(reader);
    case 'x':
    case 'p':
    case 'P':
        return next == '{' ? read_braced(reader) : put_piece(reader, 2, false);
    default:
        break;
    }
    if (byte >= '1' && byte <= '7' && !is_digit(next))
        return tell(reader, reader->at, "back references are not supported");
    return put_piece(reader, 2, false);
}

/* A number; more than REPEAT_MAX is that and one. */
static size_t read_number(const struct reader *reader, size_t *distance)
{
    size_t number = 0;

    while (is_digit(peek(reader, *distance))) {
        if (number <= REPEAT_MAX)
            number = number * 10 + (size_t)(peek(reader, *distance) - '0');
        ++*distance;
    }
    return number <= REPEAT_MAX ? number : REPEAT_MAX + 1;
}

struct repeat {
    size_t size, least, most;
};

/* Of {n}, {n,} and {n,m}; size 0: the brace is a byte like any other. */
static struct repeat read_braces(const struct reader *reader)
{
    struct repeat repeat = {1, 0, 0};
    size_t first = repeat.size;

    repeat.least = repeat.most = read_number(reader, &repeat.size);
    if (repeat.size == first)
        return (struct repeat){0, 0, 0};
    if (peek(reader, repeat.size) == ',') {
        first = ++repeat.size;
        repeat.most = read_number(reader, &repeat.size);
        if (repeat.size == first)
            repeat.most = repeat.least;
    }
    if (peek(reader, repeat.size) != '}')
        return (struct repeat){0, 0, 0};
    repeat.size++;
    return repeat;
}

static bool put_repeat(struct reader *reader, const struct repeat *repeat)
{
    struct group *group = &reader->groups[reader->depth];
    size_t at = reader->at;

    if (reader->before == BEFORE_ASSERTION)
        return give_up(reader);
    if (reader->before == BEFORE_NOTHING)
        return tell(reader, at, "it repeats what is not there");
    if (reader->before == BEFORE_REPEAT)
        return tell(reader, at, "it repeats what is repeated already");
    if (repeat->most < repeat->least)
        return tell(reader, at, "it repeats at most less than at least");
    if (repeat->least > REPEAT_MAX || repeat->most > REPEAT_MAX)
        return tell(reader, at, "it repeats more often than 32767 times");
    if (repeat->least == 0)
        group->is_empty = reader->was_empty;
    reader->at += repeat->size;
    reader->before = BEFORE_REPEAT;
    if (peek(reader, 0) == '+')
        return tell(reader, reader->at,
                    "possessive repeats are not "
                    "supported");
    if (peek(reader, 0) == '?')
        reader->at++;
    return true;
}

static bool read_repeat(struct reader *reader)
{
    struct repeat repeat = {1, 0, 1};

    if (peek(reader, 0) == '{') {
        repeat = read_braces(reader);
        if (repeat.size == 0)
            return put_piece(reader, 1, false);
    } else if (peek(reader, 0) == '+') {
        repeat.least = 1;
    }
    return put_repeat(reader, &repeat);
}

static bool read_next(struct reader *reader)
{
    switch (peek(reader, 0)) {
    case '(':
        if (peek(reader, 1) == '*')
            return give_up(reader);
        return peek(reader, 1) == '?' ? read_special_group(reader)
                                      : open_group(reader, 1);
    case ')':
        return close_group(reader);
    case '|':
        return next_branch(reader);
    case '[':
        return read_class(reader);
    case '\\':
        return read_escape(reader);
    case '^':
    case '$':
        return put_assertion(reader, 1);
    case '*':
    case '+':
    case '?':
    case '{':
        return read_repeat(reader);
    default:
        return put_piece(reader, 1, false);
    }
}

bool pattern_find_fault(tamis_slice regex, struct pattern_fault *fault)
{
    struct reader reader = {.text = regex, .fault = fault};
    const struct group *all = &reader.groups[0];

    *fault = (struct pattern_fault){NULL, 0};
    reader.groups[0] = (struct group){0, false, true};
    while (reader.at < regex.size)
        if (!read_next(&reader))
            return !reader.is_unjudged;
    if (reader.depth > 0)
        tell(&reader, reader.groups[reader.depth].offset,
             "a parenthesis is not closed");
    else if (all->is_any_empty || all->is_empty)
        tell(&reader, 0, "it matches nothing at all, and so everywhere");
    return fault->reason != NULL;
}
