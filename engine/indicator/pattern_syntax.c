/* SPDX-License-Identifier: BSD-2-Clause */
#include "indicator/pattern_syntax.h"

#include "base/slice.h"

/* More groups in each other are not judged. */
#define DEPTH_MAX  128u
#define REPEAT_MAX 32767u
#define MANY       2u /* as much as is asked of how often */

/* What stands before, and so whether it can be repeated. */
enum before {
    BEFORE_NOTHING, /* of its branch */
    BEFORE_PIECE,
    BEFORE_REPEAT,    /* of a piece: ? and + have another meaning */
    BEFORE_ASSERTION, /* repeated or not, it is left to the engine */
};

/* What a span of the regex may begin or end with. */
enum edge {
    EDGE_START = 1, /* ^ or \A */
    EDGE_END = 2,   /* $, \z or \Z */
    EDGE_OTHER = 4,
};

/* A piece, or pieces behind each other, or branches. */
struct span {
    bool is_empty; /* it may match the empty text */
    unsigned first, last;
    size_t start_offset, end_offset; /* of those edges */
};

static const struct span nothing = {.is_empty = true};

/* A group that is open, or all of the regex. */
struct group {
    size_t offset;
    struct span branches; /* those that ended */
    struct span branch;   /* so far */
};

struct reader {
    tamis_slice text;
    size_t at;
    struct group groups[DEPTH_MAX];
    size_t depth;
    enum before before;
    struct span piece, before_piece; /* the one at hand, the branch up to it */
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

static void add_first(struct span *span, const struct span *other)
{
    if ((other->first & EDGE_START) && !(span->first & EDGE_START))
        span->start_offset = other->start_offset;
    span->first |= other->first;
}

static void add_last(struct span *span, const struct span *other)
{
    if ((other->last & EDGE_END) && !(span->last & EDGE_END))
        span->end_offset = other->end_offset;
    span->last |= other->last;
}

/* May the one stand behind the other? What takes a byte does not stand behind
 * an end nor before a start, whatever else the spans may be. The engine refuses
 * most of $^, too, but not all: it is left to it. */
static bool check_order(struct reader *reader, const struct span *left,
                        const struct span *right)
{
    if ((left->last & EDGE_END) && (right->first & EDGE_OTHER))
        return tell(reader, left->end_offset,
                    "an end ($, \\z, \\Z) with more behind it is not "
                    "supported");
    if ((left->last & EDGE_OTHER) && (right->first & EDGE_START))
        return tell(reader, right->start_offset,
                    "a start (^, \\A) with more before it is not supported");
    return true;
}

/* The piece at hand goes behind what was before it. */
static bool append(struct reader *reader)
{
    struct span *branch = &reader->groups[reader->depth].branch;
    const struct span *piece = &reader->piece;

    *branch = reader->before_piece;
    if (!check_order(reader, branch, piece))
        return false;
    if (branch->is_empty)
        add_first(branch, piece);
    if (!piece->is_empty)
        branch->last = 0;
    add_last(branch, piece);
    branch->is_empty &= piece->is_empty;
    return true;
}

static bool put_span(struct reader *reader, size_t size,
                     const struct span *span)
{
    reader->at += size;
    reader->before = BEFORE_PIECE;
    reader->before_piece = reader->groups[reader->depth].branch;
    reader->piece = *span;
    return append(reader);
}

/* A piece that takes at least one byte. */
static bool put_piece(struct reader *reader, size_t size)
{
    const struct span span = {.first = EDGE_OTHER, .last = EDGE_OTHER};

    return put_span(reader, size, &span);
}

/* Something that takes no byte, but is not everywhere. */
static bool put_assertion(struct reader *reader, size_t size, enum edge edge)
{
    const struct span span = {false, edge, edge, reader->at, reader->at};

    if (!put_span(reader, size, &span))
        return false;
    reader->before = BEFORE_ASSERTION;
    return true;
}

static bool open_group(struct reader *reader, size_t size)
{
    if (reader->depth + 1 == DEPTH_MAX)
        return give_up(reader);
    reader->groups[++reader->depth] =
        (struct group){.offset = reader->at, .branch = nothing};
    reader->at += size;
    reader->before = BEFORE_NOTHING;
    return true;
}

/* The branch is one of the group's. */
static void end_branch(struct group *group)
{
    group->branches.is_empty |= group->branch.is_empty;
    add_first(&group->branches, &group->branch);
    add_last(&group->branches, &group->branch);
    group->branch = nothing;
}

static bool close_group(struct reader *reader)
{
    struct group *group = &reader->groups[reader->depth];

    if (reader->depth == 0)
        return tell(reader, reader->at,
                    "a parenthesis is closed that is not "
                    "open");
    end_branch(group);
    reader->depth--;
    return put_span(reader, 1, &group->branches);
}

static bool next_branch(struct reader *reader)
{
    end_branch(&reader->groups[reader->depth]);
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
            return put_piece(reader, 1);
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
    return put_piece(reader, size + 1);
}

static bool read_escape(struct reader *reader)
{
    char byte = peek(reader, 1), next = peek(reader, 2);

    if (reader->at + 1 == reader->text.size)
        return tell(reader, reader->at, "a backslash ends it");
    switch (byte) {
    case 'b':
    case 'B':
        return put_assertion(reader, 2, EDGE_OTHER);
    case 'A':
        return put_assertion(reader, 2, EDGE_START);
    case 'z':
    case 'Z':
        return put_assertion(reader, 2, EDGE_END);
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
        return next == '{' ? read_braced(reader) : put_piece(reader, 2);
    default:
        break;
    }
    if (byte >= '1' && byte <= '7' && !is_digit(next))
        return tell(reader, reader->at, "back references are not supported");
    return put_piece(reader, 2);
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
            repeat.most = repeat.least > MANY ? repeat.least : MANY;
    }
    if (peek(reader, repeat.size) != '}')
        return (struct repeat){0, 0, 0};
    repeat.size++;
    return repeat;
}

static bool put_repeat(struct reader *reader, const struct repeat *repeat)
{
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
    reader->piece.is_empty |= repeat->least == 0;
    if (!append(reader) ||
        (repeat->most > 1 &&
         !check_order(reader, &reader->piece, &reader->piece)))
        return false;
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
            return put_piece(reader, 1);
    } else if (peek(reader, 0) != '?') {
        repeat.least = peek(reader, 0) == '+';
        repeat.most = MANY;
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
        return put_assertion(reader, 1, EDGE_START);
    case '$':
        return put_assertion(reader, 1, EDGE_END);
    case '*':
    case '+':
    case '?':
    case '{':
        return read_repeat(reader);
    default:
        return put_piece(reader, 1);
    }
}

bool pattern_find_fault(tamis_slice regex, struct pattern_fault *fault)
{
    struct reader reader = {.text = regex, .fault = fault};
    struct group *all = &reader.groups[0];

    *fault = (struct pattern_fault){NULL, 0};
    *all = (struct group){.branch = nothing};
    while (reader.at < regex.size)
        if (!read_next(&reader))
            return !reader.is_unjudged;
    end_branch(all);
    if (reader.depth > 0)
        tell(&reader, reader.groups[reader.depth].offset,
             "a parenthesis is not closed");
    else if (all->branches.is_empty)
        tell(&reader, 0, "it matches nothing at all, and so everywhere");
    return fault->reason != NULL;
}
