/* SPDX-License-Identifier: BSD-2-Clause */
#include "feed/stix_pattern.h"

#include "base/memory.h"
#include "base/slice.h"

#include <string.h>

/* A parse in progress. Once `failed` is set every function returns at once. */
struct parse {
    struct stix_pattern *pattern;
    struct stix_lexer lexer;
    struct stix_token token; /* the one at hand */
    unsigned depth;
    bool failed, out_of_memory;
    tamis_reason reason;
};

static uint32_t fail(struct parse *parse, tamis_reason reason)
{
    if (!parse->failed) {
        parse->reason = reason;
        parse->pattern->error_offset = parse->token.offset;
    }
    parse->failed = true;
    return 0;
}

static uint32_t fail_memory(struct parse *parse)
{
    parse->out_of_memory = true;
    return fail(parse, TAMIS_REASON_SYNTAX);
}

static void advance(struct parse *parse)
{
    if (parse->failed)
        return;
    stix_lexer_next(&parse->lexer, &parse->token);
    if (parse->token.kind == STIX_MEMORY)
        fail_memory(parse);
    else if (parse->token.kind == STIX_BAD)
        fail(parse, TAMIS_REASON_SYNTAX);
}

static bool is_mark(const struct parse *parse, const char *mark)
{
    return !parse->failed && parse->token.kind == STIX_PUNCTUATION &&
           slice_is(parse->token.text, mark);
}

static bool is_word(const struct parse *parse, const char *word)
{
    return !parse->failed && parse->token.kind == STIX_KEYWORD &&
           slice_is(parse->token.text, word);
}

/* Passes the keyword if it is at hand. */
static bool take_word(struct parse *parse, const char *word)
{
    bool is_there = is_word(parse, word);

    if (is_there)
        advance(parse);
    return is_there;
}

static void expect_mark(struct parse *parse, const char *mark)
{
    if (is_mark(parse, mark))
        advance(parse);
    else
        fail(parse, TAMIS_REASON_SYNTAX);
}

static void expect_word(struct parse *parse, const char *word)
{
    if (!take_word(parse, word))
        fail(parse, TAMIS_REASON_SYNTAX);
}

static struct stix_node *node_at(struct parse *parse, uint32_t node)
{
    return &parse->pattern->nodes[node];
}

static uint32_t add_node(struct parse *parse, enum stix_node_kind kind)
{
    struct stix_pattern *pattern = parse->pattern;
    struct stix_node *node;

    if (parse->failed)
        return 0;
    if (memory_grow(pattern->allocator, (void **)&pattern->nodes,
                    &pattern->node_capacity, pattern->node_count + 1,
                    sizeof *pattern->nodes) < 0)
        return fail_memory(parse);
    node = &pattern->nodes[pattern->node_count];
    memset(node, 0, sizeof *node);
    node->kind = kind;
    return (uint32_t)pattern->node_count++;
}

static void add_value(struct parse *parse, uint32_t test)
{
    struct stix_pattern *pattern = parse->pattern;

    if (memory_grow(pattern->allocator, (void **)&pattern->values,
                    &pattern->value_capacity, pattern->value_count + 1,
                    sizeof *pattern->values) < 0) {
        fail_memory(parse);
        return;
    }
    pattern->values[pattern->value_count++] = parse->token;
    node_at(parse, test)->value_count++;
}

static void add_path(struct parse *parse, tamis_slice text)
{
    /* Reserved for the whole pattern: nothing moves. */
    if (buffer_append(&parse->pattern->paths, text.data, text.size) < 0)
        fail_memory(parse);
}

/* A component; one that holds what separates components names nothing known. */
static void read_component(struct parse *parse)
{
    tamis_slice text = parse->token.text;

    if (parse->failed)
        return;
    if (parse->token.kind != STIX_NAME && parse->token.kind != STIX_STRING) {
        fail(parse, TAMIS_REASON_SYNTAX);
        return;
    }
    for (size_t i = 0; i < text.size; i++)
        if (strchr(".[]:", text.data[i]))
            text = slice_text("?");
    add_path(parse, text);
    advance(parse);
}

static void read_index(struct parse *parse)
{
    add_path(parse, slice_text("["));
    advance(parse);
    if (!is_mark(parse, "*") &&
        (parse->failed || parse->token.kind != STIX_INTEGER)) {
        fail(parse, TAMIS_REASON_SYNTAX);
        return;
    }
    add_path(parse, parse->token.text);
    advance(parse);
    add_path(parse, slice_text("]"));
    expect_mark(parse, "]");
}

static tamis_slice read_path(struct parse *parse)
{
    size_t start = parse->pattern->paths.size;

    if (parse->failed ||
        (parse->token.kind != STIX_NAME && parse->token.kind != STIX_TYPE_NAME))
        fail(parse, TAMIS_REASON_SYNTAX);
    add_path(parse, parse->token.text);
    advance(parse);
    add_path(parse, slice_text(":"));
    expect_mark(parse, ":");
    read_component(parse);
    while (is_mark(parse, ".") || is_mark(parse, "[")) {
        if (is_mark(parse, "[")) {
            read_index(parse);
            continue;
        }
        add_path(parse, slice_text("."));
        advance(parse);
        read_component(parse);
    }
    if (parse->failed)
        return slice_make(NULL, 0);
    return slice_make(parse->pattern->paths.bytes + start,
                      parse->pattern->paths.size - start);
}

static bool is_literal(const struct parse *parse, bool booleans_too)
{
    switch (parse->token.kind) {
    case STIX_STRING:
    case STIX_INTEGER:
    case STIX_FLOAT:
    case STIX_BINARY:
    case STIX_HEX:
    case STIX_TIMESTAMP:
        return !parse->failed;
    case STIX_BOOLEAN:
        return booleans_too && !parse->failed;
    case STIX_END:
    case STIX_BAD:
    case STIX_PUNCTUATION:
    case STIX_EQUAL:
    case STIX_UNEQUAL:
    case STIX_ORDER:
    case STIX_KEYWORD:
    case STIX_NAME:
    case STIX_TYPE_NAME:
    case STIX_MEMORY:
        break;
    }
    return false;
}

static void read_literal(struct parse *parse, uint32_t test, bool booleans_too)
{
    if (!is_literal(parse, booleans_too)) {
        fail(parse, TAMIS_REASON_SYNTAX);
        return;
    }
    add_value(parse, test);
    advance(parse);
}

/* '(' [literal (',' literal)*] ')' */
static void read_set(struct parse *parse, uint32_t test)
{
    expect_mark(parse, "(");
    if (!is_mark(parse, ")")) {
        read_literal(parse, test, true);
        while (is_mark(parse, ",")) {
            advance(parse);
            read_literal(parse, test, true);
        }
    }
    expect_mark(parse, ")");
}

static void read_text(struct parse *parse, uint32_t test)
{
    if (parse->failed || parse->token.kind != STIX_STRING)
        fail(parse, TAMIS_REASON_SYNTAX);
    else
        read_literal(parse, test, false);
}

static void read_comparison(struct parse *parse, uint32_t test)
{
    enum stix_token_kind kind = parse->token.kind;
    struct stix_node *node = node_at(parse, test);

    node->value = (uint32_t)parse->pattern->value_count;
    if (kind == STIX_EQUAL || kind == STIX_UNEQUAL || kind == STIX_ORDER) {
        node->comparison = kind == STIX_EQUAL     ? STIX_OPERATOR_EQUAL
                           : kind == STIX_UNEQUAL ? STIX_OPERATOR_UNEQUAL
                                                  : STIX_OPERATOR_ORDER;
        advance(parse);
        read_literal(parse, test, kind != STIX_ORDER);
    } else if (take_word(parse, "IN")) {
        node->comparison = STIX_OPERATOR_IN;
        read_set(parse, test);
    } else if (take_word(parse, "LIKE")) {
        node->comparison = STIX_OPERATOR_LIKE;
        read_text(parse, test);
    } else if (take_word(parse, "MATCHES")) {
        node->comparison = STIX_OPERATOR_MATCHES;
        read_text(parse, test);
    } else if (take_word(parse, "ISSUBSET")) {
        node->comparison = STIX_OPERATOR_SUBSET;
        read_text(parse, test);
    } else if (take_word(parse, "ISSUPERSET")) {
        node->comparison = STIX_OPERATOR_SUPERSET;
        read_text(parse, test);
    } else {
        fail(parse, TAMIS_REASON_SYNTAX);
    }
}

static bool go_down(struct parse *parse)
{
    if (parse->depth == STIX_PATTERN_DEPTH_MAX)
        fail(parse, TAMIS_REASON_TOO_DEEP);
    parse->depth++;
    return !parse->failed;
}

static uint32_t read_tests(struct parse *parse);

/* One comparison, EXISTS, or tests in parentheses. */
static uint32_t read_test(struct parse *parse)
{
    uint32_t test;
    bool is_negated;

    if (is_mark(parse, "(")) {
        if (!go_down(parse))
            return 0;
        advance(parse);
        test = read_tests(parse);
        expect_mark(parse, ")");
        parse->depth--;
        return parse->failed ? 0 : test;
    }
    test = add_node(parse, STIX_NODE_TEST);
    is_negated = take_word(parse, "NOT");
    if (is_word(parse, "EXISTS")) {
        advance(parse);
        if (parse->failed)
            return 0;
        node_at(parse, test)->comparison = STIX_OPERATOR_EXISTS;
        node_at(parse, test)->path = read_path(parse);
    } else if (is_negated) {
        return fail(parse, TAMIS_REASON_SYNTAX);
    } else {
        tamis_slice path = read_path(parse);

        is_negated = take_word(parse, "NOT");
        if (parse->failed)
            return 0;
        node_at(parse, test)->path = path;
        read_comparison(parse, test);
    }
    if (parse->failed)
        return 0;
    node_at(parse, test)->is_negated = is_negated;
    return test;
}

/* What a chain of operands is made of. */
struct chain {
    const char *word;
    enum stix_node_kind kind;
    uint32_t (*read)(struct parse *parse);
};

/* operand (word operand)*: the operand alone, or a node of all of them. */
static uint32_t read_chain(struct parse *parse, const struct chain *chain)
{
    uint32_t first = chain->read(parse), last = first, node;

    if (!is_word(parse, chain->word))
        return first;
    node = add_node(parse, chain->kind);
    if (parse->failed)
        return 0;
    node_at(parse, node)->first = first;
    /* An operand that came out of parentheses may be linked already as a
     * child of its own chain only, never as a sibling: next is free. */
    while (take_word(parse, chain->word)) {
        uint32_t operand = chain->read(parse);

        if (parse->failed)
            return 0;
        node_at(parse, last)->next = operand;
        last = operand;
    }
    return parse->failed ? 0 : node;
}

static uint32_t read_test_conjunction(struct parse *parse)
{
    static const struct chain chain = {"AND", STIX_NODE_AND, read_test};

    return read_chain(parse, &chain);
}

static uint32_t read_tests(struct parse *parse)
{
    static const struct chain chain = {"OR", STIX_NODE_OR,
                                       read_test_conjunction};

    return read_chain(parse, &chain);
}

/* A number above zero, for WITHIN and REPEATS. */
static bool take_positive(struct parse *parse, bool may_be_float, bool *is_one)
{
    tamis_slice text = parse->token.text;
    enum stix_token_kind kind = parse->token.kind;
    bool is_zero = true;

    if (parse->failed || (kind != STIX_INTEGER && kind != STIX_FLOAT) ||
        (kind == STIX_FLOAT && !may_be_float) || slice_starts(text, "-"))
        return false;
    if (slice_starts(text, "+"))
        text = slice_from(text, 1);
    for (size_t i = 0; i < text.size; i++)
        is_zero = is_zero && (text.data[i] == '0' || text.data[i] == '.');
    *is_one = slice_is(text, "1");
    advance(parse);
    return !is_zero;
}

/* t'...', or the bare string of STIX 2.0's first drafts. */
static tamis_slice take_time(struct parse *parse)
{
    tamis_slice text = parse->token.text;

    if (parse->failed || (parse->token.kind != STIX_TIMESTAMP &&
                          parse->token.kind != STIX_STRING))
        fail(parse, TAMIS_REASON_SYNTAX);
    advance(parse);
    return text;
}

/* START t STOP t | WITHIN n SECONDS | REPEATS n TIMES, each at most once. */
static void read_qualifiers(struct parse *parse, uint32_t node)
{
    bool has_window = false, has_within = false, has_repeats = false;
    bool is_one = false;

    while (!parse->failed) {
        if (!has_window && take_word(parse, "START")) {
            tamis_slice start = take_time(parse), stop;

            expect_word(parse, "STOP");
            stop = take_time(parse);
            has_window = true;
            node_at(parse, node)->start = start;
            node_at(parse, node)->stop = stop;
        } else if (!has_within && take_word(parse, "WITHIN")) {
            if (!take_positive(parse, true, &is_one))
                fail(parse, TAMIS_REASON_SYNTAX);
            expect_word(parse, "SECONDS");
            has_within = true;
            node_at(parse, node)->is_stateful = true;
        } else if (!has_repeats && take_word(parse, "REPEATS")) {
            if (!take_positive(parse, false, &is_one))
                fail(parse, TAMIS_REASON_SYNTAX);
            expect_word(parse, "TIMES");
            has_repeats = true;
            if (!is_one)
                node_at(parse, node)->is_stateful = true;
        } else {
            return;
        }
    }
}

static uint32_t read_observations(struct parse *parse);

/* '[' tests ']' or '(' observations ')', with qualifiers. A node of its own
 * for each, so that qualifiers have a place. */
static uint32_t read_observation(struct parse *parse)
{
    bool is_group = is_mark(parse, "(");
    uint32_t child, node;

    if (!is_group && !is_mark(parse, "["))
        return fail(parse, TAMIS_REASON_SYNTAX);
    if (!go_down(parse))
        return 0;
    advance(parse);
    child = is_group ? read_observations(parse) : read_tests(parse);
    expect_mark(parse, is_group ? ")" : "]");
    parse->depth--;
    node = add_node(parse,
                    is_group ? STIX_NODE_OBSERVED_OR : STIX_NODE_OBSERVATION);
    if (parse->failed)
        return 0;
    node_at(parse, node)->first = child;
    read_qualifiers(parse, node);
    return parse->failed ? 0 : node;
}

static uint32_t read_observed_and(struct parse *parse)
{
    static const struct chain chain = {"AND", STIX_NODE_OBSERVED_AND,
                                       read_observation};

    return read_chain(parse, &chain);
}

static uint32_t read_observed_or(struct parse *parse)
{
    static const struct chain chain = {"OR", STIX_NODE_OBSERVED_OR,
                                       read_observed_and};

    return read_chain(parse, &chain);
}

static uint32_t read_observations(struct parse *parse)
{
    static const struct chain chain = {"FOLLOWEDBY", STIX_NODE_FOLLOWEDBY,
                                       read_observed_or};

    return read_chain(parse, &chain);
}

void stix_pattern_init(struct stix_pattern *pattern,
                       const tamis_allocator *allocator)
{
    memset(pattern, 0, sizeof *pattern);
    pattern->allocator = allocator;
    buffer_init(&pattern->strings, allocator);
    buffer_init(&pattern->paths, allocator);
}

void stix_pattern_release(struct stix_pattern *pattern)
{
    memory_release(pattern->allocator, pattern->nodes);
    memory_release(pattern->allocator, pattern->values);
    buffer_release(&pattern->strings);
    buffer_release(&pattern->paths);
}

tamis_status stix_pattern_parse(struct stix_pattern *pattern, tamis_slice text,
                                tamis_reason *reason)
{
    struct parse parse = {.pattern = pattern};

    pattern->node_count = pattern->value_count = 0;
    pattern->strings.size = pattern->paths.size = 0;
    pattern->root = 0;
    pattern->error_offset = 0;
    *reason = TAMIS_REASON_TOO_LONG;
    if (text.size > STIX_PATTERN_SIZE_MAX)
        return TAMIS_OK;
    if (buffer_reserve(&pattern->paths, text.size + 1) < 0 ||
        stix_lexer_begin(&parse.lexer, text, &pattern->strings) < 0)
        return TAMIS_ERROR_MEMORY;
    (void)add_node(&parse, STIX_NODE_NONE);
    advance(&parse);
    pattern->root = read_observations(&parse);
    if (!parse.failed && parse.token.kind != STIX_END)
        fail(&parse, TAMIS_REASON_SYNTAX);
    *reason = parse.failed ? parse.reason : TAMIS_REASON_NONE;
    return parse.out_of_memory ? TAMIS_ERROR_MEMORY : TAMIS_OK;
}
