/* SPDX-License-Identifier: BSD-2-Clause */
#include "feed/stix_atoms.h"

#include "base/error.h"
#include "base/number.h"
#include "base/slice.h"
#include "feed/nfc.h"
#include "feed/pattern_value.h"
#include "feed/stix_path.h"

#include <stdio.h>
#include <string.h>

#define OPERAND_MAX 32u

/* What holds for the part of the tree being read. */
struct scope {
    const struct stix_pattern *pattern;
    const struct stix_atom_sink *sink;
    tamis_error *error;
    int64_t from_ns, until_ns;
    /* A conjunct said what dst_ref or src_ref refers to. */
    tamis_slice type_of;   /* "network-traffic:dst_ref." or empty */
    tamis_slice type_name; /* "ipv4-addr" */
    tamis_slice context;
};

static const struct stix_node *node_at(const struct scope *scope, uint32_t node)
{
    return &scope->pattern->nodes[node];
}

static const struct stix_token *
value_at(const struct scope *scope, const struct stix_node *test, uint32_t n)
{
    return &scope->pattern->values[test->value + n];
}

static tamis_status refuse(const struct scope *scope, tamis_reason reason)
{
    return scope->sink->refuse(scope->sink->context, reason, scope->error);
}

static tamis_status add(const struct scope *scope, tamis_kind kind,
                        const struct stix_path *path, tamis_slice value)
{
    struct stix_atom atom = {
        .kind = kind,
        .mode = kind == TAMIS_KIND_DOMAIN ? path->mode : TAMIS_MODE_AUTO,
        .fields = path->fields,
        .value = value,
        .context = scope->context,
        .from_ns = scope->from_ns,
        .until_ns = scope->until_ns,
    };

    return scope->sink->add(scope->sink->context, &atom, scope->error);
}

static bool is_all(tamis_slice text, const char *bytes)
{
    for (size_t i = 0; i < text.size; i++)
        if (text.data[i] == 0 || !strchr(bytes, text.data[i]))
            return false;
    return text.size > 0;
}

/* The object type that a constant looks like. */
static const char *type_of_constant(tamis_slice text)
{
    size_t colons = 0;

    for (size_t i = 0; i < text.size; i++)
        colons += text.data[i] == ':';
    if (colons == 5 && text.size == 17 &&
        is_all(text, "0123456789abcdefABCDEF:"))
        return "mac-addr";
    if (colons >= 2)
        return "ipv6-addr";
    if (is_all(text, "0123456789./"))
        return "ipv4-addr";
    return "domain-name";
}

/* A constant behind dst_ref, src_ref or resolves_to_refs. */
static tamis_status add_reference(const struct scope *scope,
                                  const struct stix_node *test,
                                  struct stix_path path, tamis_slice text)
{
    tamis_slice type = slice_text(type_of_constant(text));
    bool is_bound = scope->type_of.size > 0;

    /* A type that contradicts the constant: true of nothing. */
    if (is_bound && (!slice_equal(type, scope->type_name) ||
                     test->path.size <= scope->type_of.size ||
                     memcmp(test->path.data, scope->type_of.data,
                            scope->type_of.size) != 0))
        return refuse(scope, TAMIS_REASON_STIX_CONJUNCTION);
    if (test->comparison == STIX_OPERATOR_SUBSET && !slice_starts(type, "ip"))
        return refuse(scope, TAMIS_REASON_BAD_IP);
    if (slice_is(type, "mac-addr"))
        return add(scope, TAMIS_KIND_MAC, &path, text);
    path.mode = TAMIS_MODE_EXACT;
    return add(scope,
               slice_is(type, "domain-name") ? TAMIS_KIND_DOMAIN
                                             : TAMIS_KIND_IP,
               &path, text);
}

static bool fits_form(const struct stix_token *value, enum stix_form form)
{
    if (value->kind == STIX_STRING)
        return true;
    return (value->kind == STIX_HEX && form == STIX_FORM_DIGEST) ||
           (value->kind == STIX_INTEGER && form == STIX_FORM_NUMBER);
}

static tamis_status add_value(const struct scope *scope,
                              const struct stix_node *test,
                              const struct stix_path *path,
                              const struct stix_token *value)
{
    bool has_colon = slice_find(value->text, ':') != SIZE_MAX;

    /* Constants of another type than the property compare false. */
    if (!fits_form(value, path->form))
        return refuse(scope, TAMIS_REASON_SYNTAX);
    if (path->form == STIX_FORM_CONTENT)
        return refuse(scope, TAMIS_REASON_STIX_UNSUPPORTED_OPERATOR);
    if (path->form == STIX_FORM_REFERENCE)
        return add_reference(scope, test, *path, value->text);
    if ((path->form == STIX_FORM_IPV4 && has_colon) ||
        (path->form == STIX_FORM_IPV6 && !has_colon))
        return refuse(scope, TAMIS_REASON_BAD_IP);
    return add(scope, path->kind, path, value->text);
}

/* A value of kind pattern that is about the property. */
static tamis_status add_pattern(const struct scope *scope,
                                const struct stix_path *path,
                                const struct pattern_value *pattern)
{
    if (pattern->is_full)
        return refuse(scope, TAMIS_REASON_TOO_LONG);
    return add(scope, TAMIS_KIND_PATTERN, path, pattern_value_get(pattern));
}

static bool has_patterns(const struct stix_path *path)
{
    return path->form == STIX_FORM_TEXT || path->form == STIX_FORM_CONTENT;
}

/* MATCHES searches, with a dot for every character. */
static tamis_status add_matches(const struct scope *scope,
                                const struct stix_path *path, tamis_slice regex)
{
    struct pattern_value pattern;

    if (!has_patterns(path))
        return refuse(scope, TAMIS_REASON_REGEX_UNSUPPORTED);
    pattern_value_begin(&pattern, path->kind);
    pattern_value_add_regex(&pattern, regex);
    pattern_value_add(&pattern, slice_text("s"));
    return add_pattern(scope, path, &pattern);
}

static tamis_status add_wildcards(const struct scope *scope,
                                  const struct stix_path *path,
                                  tamis_slice like)
{
    struct pattern_value pattern;

    if (!has_patterns(path))
        return refuse(scope, TAMIS_REASON_REGEX_UNSUPPORTED);
    pattern_value_from_like(&pattern, path->kind, like);
    return add_pattern(scope, path, &pattern);
}

/* LIKE without wildcards is '='; "%.x" of a name is everything under x, and
 * "%@x" of an address every address at x. Others are patterns. */
static tamis_status add_like(const struct scope *scope,
                             const struct stix_node *test,
                             const struct stix_path *path,
                             const struct stix_token *value)
{
    tamis_slice text = value->text, rest = text;
    struct stix_path under = *path;
    bool is_tail = slice_starts(text, "%.") && path->kind == TAMIS_KIND_DOMAIN;

    if (is_tail)
        rest = slice_from(text, 2);
    else if (slice_starts(text, "%@") && path->kind == TAMIS_KIND_EMAIL)
        rest = slice_from(text, 1);
    if (slice_find(rest, '%') != SIZE_MAX || slice_find(rest, '_') != SIZE_MAX)
        return add_wildcards(scope, path, text);
    if (rest.size == text.size)
        return add_value(scope, test, path, value);
    under.mode = is_tail ? TAMIS_MODE_SUBDOMAINS : path->mode;
    return add(scope, path->kind, &under, rest);
}

/* LIKE and MATCHES compare in normal form C by STIX 2.1; the others by
 * code points. */
static tamis_status read_normalised(const struct scope *scope,
                                    const struct stix_node *test,
                                    const struct stix_path *path)
{
    struct stix_token value = *value_at(scope, test, 0);
    struct nfc_text nfc;
    tamis_reason reason;
    tamis_status status = nfc_begin(&nfc, value.text, &reason);

    value.text = nfc.text;
    if (status < 0)
        status = error_set(scope->error, status,
                           "there is no memory to normalise a STIX pattern");
    else if (reason != TAMIS_REASON_NONE)
        status = refuse(scope, reason);
    else if (test->comparison == STIX_OPERATOR_MATCHES)
        status = add_matches(scope, path, value.text);
    else
        status = add_like(scope, test, path, &value);
    nfc_release(&nfc);
    return status;
}

static tamis_status read_values(const struct scope *scope,
                                const struct stix_node *test,
                                const struct stix_path *path)
{
    /* IN () is true of nothing. */
    if (test->value_count == 0)
        return refuse(scope, TAMIS_REASON_SYNTAX);
    for (uint32_t i = 0; i < test->value_count; i++)
        TRY(add_value(scope, test, path, value_at(scope, test, i)));
    return TAMIS_OK;
}

static tamis_status read_test(const struct scope *scope,
                              const struct stix_node *test)
{
    struct stix_path path;

    if (test->is_negated || test->comparison == STIX_OPERATOR_UNEQUAL)
        return refuse(scope, TAMIS_REASON_STIX_NEGATIVE);
    if (!stix_path_find(test->path, &path))
        return refuse(scope, TAMIS_REASON_STIX_UNSUPPORTED_PATH);
    /* The type of a reference binds nothing else. */
    if (scope->type_of.size > 0 && path.form != STIX_FORM_REFERENCE)
        return refuse(scope, TAMIS_REASON_STIX_CONJUNCTION);
    switch (test->comparison) {
    case STIX_OPERATOR_EQUAL:
    case STIX_OPERATOR_IN:
        return read_values(scope, test, &path);
    case STIX_OPERATOR_LIKE:
    case STIX_OPERATOR_MATCHES:
        return read_normalised(scope, test, &path);
    case STIX_OPERATOR_SUBSET:
        if (path.form == STIX_FORM_IPV4 || path.form == STIX_FORM_IPV6 ||
            path.form == STIX_FORM_REFERENCE)
            return read_values(scope, test, &path);
        break;
    case STIX_OPERATOR_UNEQUAL:
    case STIX_OPERATOR_ORDER:
    case STIX_OPERATOR_SUPERSET:
    case STIX_OPERATOR_EXISTS:
        break;
    }
    return refuse(scope, TAMIS_REASON_STIX_UNSUPPORTED_OPERATOR);
}

/* The operands of an AND, those of ANDs inside it among them. */
struct operands {
    const struct stix_node *items[OPERAND_MAX];
    unsigned count;
    bool is_full;
};

static void gather(const struct scope *scope, const struct stix_node *and_node,
                   struct operands *operands)
{
    for (uint32_t i = and_node->first; i; i = node_at(scope, i)->next) {
        const struct stix_node *node = node_at(scope, i);

        if (node->kind == STIX_NODE_AND)
            gather(scope, node, operands);
        else if (operands->count == OPERAND_MAX)
            operands->is_full = true;
        else
            operands->items[operands->count++] = node;
    }
}

static bool is_equality(const struct stix_node *node)
{
    return node->kind == STIX_NODE_TEST && !node->is_negated &&
           node->comparison == STIX_OPERATOR_EQUAL;
}

/* Takes "…_ref.type = '…'" out of the operands into the scope; false when two
 * of them do not agree. */
static bool take_types(struct scope *scope, struct operands *operands)
{
    unsigned kept = 0;

    for (unsigned i = 0; i < operands->count; i++) {
        const struct stix_node *node = operands->items[i];
        tamis_slice side;

        if (!is_equality(node) ||
            !(slice_is(node->path, "network-traffic:dst_ref.type") ||
              slice_is(node->path, "network-traffic:src_ref.type"))) {
            operands->items[kept++] = node;
            continue;
        }
        side = slice_first(node->path, node->path.size - strlen("type"));
        if (scope->type_of.size > 0)
            return false;
        scope->type_of = side;
        scope->type_name = value_at(scope, node, 0)->text;
    }
    operands->count = kept;
    return true;
}

/* dst_ref.value = address AND dst_port = n (or src): 1 when it was that. */
static bool is_endpoint(const struct scope *scope,
                        const struct operands *operands,
                        const struct stix_node **address,
                        const struct stix_node **port)
{
    static const char *const sides[2][2] = {
        {"network-traffic:dst_ref.value", "network-traffic:dst_port"},
        {"network-traffic:src_ref.value", "network-traffic:src_port"},
    };

    if (operands->count != 2 || !is_equality(operands->items[0]) ||
        !is_equality(operands->items[1]))
        return false;
    for (unsigned i = 0; i < 4; i++) {
        const struct stix_node *a = operands->items[i & 1],
                               *b = operands->items[~i & 1];

        if (slice_is(a->path, sides[i >> 1][0]) &&
            slice_is(b->path, sides[i >> 1][1])) {
            *address = a;
            *port = b;
            return scope->type_of.size == 0 ||
                   !memcmp(a->path.data, scope->type_of.data,
                           scope->type_of.size);
        }
    }
    return false;
}

static tamis_status add_endpoint(const struct scope *scope,
                                 const struct stix_node *address,
                                 const struct stix_node *port)
{
    tamis_slice ip = value_at(scope, address, 0)->text;
    const struct stix_token *number = value_at(scope, port, 0);
    const char *type = type_of_constant(ip);
    bool is_v6 = !strcmp(type, "ipv6-addr");
    struct stix_path path;
    uint64_t parsed;
    char text[96];
    int size;

    if ((!is_v6 && strcmp(type, "ipv4-addr") != 0) || ip.size > 64 ||
        slice_find(ip, '/') != SIZE_MAX ||
        (scope->type_of.size > 0 && !slice_is(scope->type_name, type)))
        return refuse(scope, TAMIS_REASON_STIX_CONJUNCTION);
    /* MISP writes ports as strings. */
    if ((number->kind != STIX_INTEGER && number->kind != STIX_STRING) ||
        !number_parse_decimal(number->text, 65535, &parsed))
        return refuse(scope, TAMIS_REASON_BAD_PORT);
    (void)stix_path_find(address->path, &path);
    size = snprintf(text, sizeof text, is_v6 ? "[%.*s]:%u" : "%.*s:%u",
                    (int)ip.size, ip.data, (unsigned)parsed);
    return add(scope, TAMIS_KIND_IP_PORT, &path,
               slice_make(text, (size_t)size));
}

/* Facts of one file (or certificate) that a digest of it implies or, its
 * name, tells beside it. */
static bool is_file_fact(const struct stix_node *node, const char *object)
{
    static const char *const facts[] = {"name", "size", "mime_type",
                                        "magic_number_hex", "hashes."};

    if (!is_equality(node) || !slice_starts(node->path, object))
        return false;
    for (size_t i = 0; i < sizeof facts / sizeof *facts; i++) {
        tamis_slice rest = slice_from(node->path, strlen(object));

        if (i + 1 < sizeof facts / sizeof *facts ? slice_is(rest, facts[i])
                                                 : slice_starts(rest, facts[i]))
            return true;
    }
    return false;
}

/* A digest tells the file, so that each digest of the conjunction stands for
 * all of it, with the name as context. false when it is no such conjunction. */
static bool is_one_file(const struct operands *operands, tamis_slice *object)
{
    static const char *const objects[] = {
        "file:", "artifact:", "x509-certificate:"};

    for (size_t i = 0; i < sizeof objects / sizeof *objects; i++) {
        bool has_digest = false, is_whole = true;

        for (unsigned n = 0; n < operands->count && is_whole; n++) {
            struct stix_path path;

            is_whole = is_file_fact(operands->items[n], objects[i]);
            has_digest = has_digest ||
                         (stix_path_find(operands->items[n]->path, &path) &&
                          stix_path_identifies(path.kind));
        }
        *object = slice_text(objects[i]);
        if (is_whole && has_digest)
            return true;
    }
    return false;
}

static tamis_status add_one_file(struct scope scope,
                                 const struct operands *operands,
                                 tamis_slice object)
{
    for (unsigned i = 0; i < operands->count; i++)
        if (slice_is(slice_from(operands->items[i]->path, object.size), "name"))
            scope.context = value_at(&scope, operands->items[i], 0)->text;
    for (unsigned i = 0; i < operands->count; i++) {
        struct stix_path path;

        if (stix_path_find(operands->items[i]->path, &path) &&
            stix_path_identifies(path.kind))
            TRY(read_test(&scope, operands->items[i]));
    }
    return TAMIS_OK;
}

static tamis_status read_tests(const struct scope *scope,
                               const struct stix_node *node);

static tamis_status read_conjunction(struct scope scope,
                                     const struct stix_node *node)
{
    struct operands operands = {.count = 0};
    const struct stix_node *address = NULL, *port = NULL;
    tamis_slice object;

    /* A type said further out and an AND in here: not one of the idioms. */
    bool is_bound = scope.type_of.size > 0;

    gather(&scope, node, &operands);
    if (is_bound || operands.is_full || !take_types(&scope, &operands))
        return refuse(&scope, TAMIS_REASON_STIX_CONJUNCTION);
    if (operands.count == 0)
        return refuse(&scope, TAMIS_REASON_STIX_UNSUPPORTED_PATH);
    if (operands.count == 1)
        return read_tests(&scope, operands.items[0]);
    if (is_endpoint(&scope, &operands, &address, &port))
        return add_endpoint(&scope, address, port);
    if (scope.type_of.size == 0 && is_one_file(&operands, &object))
        return add_one_file(scope, &operands, object);
    return refuse(&scope, TAMIS_REASON_STIX_CONJUNCTION);
}

static tamis_status read_tests(const struct scope *scope,
                               const struct stix_node *node)
{
    if (node->kind == STIX_NODE_AND)
        return read_conjunction(*scope, node);
    if (node->kind != STIX_NODE_OR)
        return read_test(scope, node);
    for (uint32_t i = node->first; i; i = node_at(scope, i)->next)
        TRY(read_tests(scope, node_at(scope, i)));
    return TAMIS_OK;
}

/* Narrows the scope by START and STOP; false when they are no times. */
static bool take_window(struct scope *scope, const struct stix_node *node)
{
    int64_t from, until;

    if (node->start.size == 0 && node->stop.size == 0)
        return true;
    if (!time_parse(node->start, &from) || !time_parse(node->stop, &until) ||
        from >= until)
        return false;
    if (from > scope->from_ns)
        scope->from_ns = from;
    if (until < scope->until_ns)
        scope->until_ns = until;
    return scope->from_ns < scope->until_ns;
}

static tamis_status read_observations(struct scope scope,
                                      const struct stix_node *node)
{
    if (node->kind == STIX_NODE_FOLLOWEDBY ||
        node->kind == STIX_NODE_OBSERVED_AND || node->is_stateful)
        return refuse(&scope, TAMIS_REASON_STIX_STATEFUL);
    if (!take_window(&scope, node))
        return refuse(&scope, TAMIS_REASON_BAD_TIME);
    if (node->kind == STIX_NODE_OBSERVATION)
        return read_tests(&scope, node_at(&scope, node->first));
    for (uint32_t i = node->first; i; i = node_at(&scope, i)->next)
        TRY(read_observations(scope, node_at(&scope, i)));
    return TAMIS_OK;
}

tamis_status stix_atoms_read(const struct stix_pattern *pattern,
                             const struct stix_atom_sink *sink,
                             tamis_error *error)
{
    struct scope scope = {
        .pattern = pattern,
        .sink = sink,
        .error = error,
        .from_ns = TAMIS_TIME_MIN,
        .until_ns = TAMIS_TIME_MAX,
    };

    return read_observations(scope, node_at(&scope, pattern->root));
}
