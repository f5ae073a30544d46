/* SPDX-License-Identifier: BSD-2-Clause */
#include "feed/stix_lexer.h"

#include "base/number.h"
#include "base/slice.h"

#include <string.h>

tamis_status stix_lexer_begin(struct stix_lexer *lexer, tamis_slice pattern,
                              struct buffer *strings)
{
    lexer->pattern = pattern;
    lexer->at = 0;
    lexer->strings = strings;
    /* Unescaping never makes longer: one reservation is enough. */
    return buffer_reserve(strings, pattern.size);
}

static int byte_at(const struct stix_lexer *lexer, size_t ahead)
{
    if (lexer->pattern.size - lexer->at <= ahead)
        return -1;
    return (unsigned char)lexer->pattern.data[lexer->at + ahead];
}

static bool is_digit(int byte)
{
    return byte >= '0' && byte <= '9';
}

static bool is_name_start(int byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
           byte == '_';
}

/* Bytes of the Unicode white space here, 0 when there is none. */
static size_t blank_size(const struct stix_lexer *lexer)
{
    static const char *const wide[] = {
        "\xc2\x85",     "\xc2\xa0",     "\xe1\x9a\x80", "\xe2\x80\xa8",
        "\xe2\x80\xa9", "\xe2\x80\xaf", "\xe2\x81\x9f", "\xe3\x80\x80",
    };
    tamis_slice rest = slice_from(lexer->pattern, lexer->at);
    int byte = byte_at(lexer, 0), last = byte_at(lexer, 2);

    if (byte == ' ' || (byte >= '\t' && byte <= '\r'))
        return 1;
    if (byte < 0x80)
        return 0;
    for (size_t i = 0; i < sizeof wide / sizeof *wide; i++)
        if (slice_starts(rest, wide[i]))
            return strlen(wide[i]);
    /* U+2000 to U+200A */
    if (slice_starts(rest, "\xe2\x80") && last >= 0x80 && last <= 0x8a)
        return 3;
    return 0;
}

/* Bytes of the comment here, 0 when there is none or it does not end. */
static size_t comment_size(const struct stix_lexer *lexer)
{
    tamis_slice rest = slice_from(lexer->pattern, lexer->at);
    size_t size;

    if (slice_starts(rest, "//")) {
        for (size = 2; size < rest.size; size++)
            if (rest.data[size] == '\n' || rest.data[size] == '\r')
                break;
        return size;
    }
    if (!slice_starts(rest, "/*"))
        return 0;
    size = slice_find_text(slice_from(rest, 2), "*/");
    return size == SIZE_MAX ? 0 : size + 4;
}

static void skip_blanks(struct stix_lexer *lexer)
{
    for (;;) {
        size_t size = blank_size(lexer);

        if (size == 0)
            size = comment_size(lexer);
        if (size == 0)
            return;
        lexer->at += size;
    }
}

/* A quoted string, its quote at hand; only \' and \\ are escapes. */
static void read_string(struct stix_lexer *lexer, struct stix_token *token,
                        enum stix_token_kind kind)
{
    size_t start = lexer->strings->size;

    token->kind = STIX_BAD;
    lexer->at++;
    for (;;) {
        int byte = byte_at(lexer, 0);

        if (byte < 0)
            return;
        lexer->at++;
        if (byte == '\'')
            break;
        if (byte == '\\') {
            byte = byte_at(lexer, 0);
            if (byte != '\'' && byte != '\\')
                return;
            lexer->at++;
        }
        if (buffer_append(lexer->strings, &(char){(char)byte}, 1) < 0) {
            token->kind = STIX_MEMORY;
            return;
        }
    }
    token->text =
        slice_make(lexer->strings->bytes + start, lexer->strings->size - start);
    token->kind = kind;
}

static bool is_base64(tamis_slice text)
{
    size_t padding = 0;

    while (padding < 2 && padding < text.size &&
           text.data[text.size - 1 - padding] == '=')
        padding++;
    for (size_t i = 0; i + padding < text.size; i++) {
        int byte = (unsigned char)text.data[i];

        if (!is_digit(byte) && (byte == '_' || !is_name_start(byte)) &&
            byte != '+' && byte != '/')
            return false;
    }
    return text.size % 4 == 0;
}

static bool is_hex(tamis_slice text)
{
    for (size_t i = 0; i < text.size; i++)
        if (number_hex_digit(text.data[i]) < 0)
            return false;
    return text.size % 2 == 0;
}

/* Digits where the form has 'd', else the byte itself. */
static bool fits_form(tamis_slice text, const char *form)
{
    if (text.size != strlen(form))
        return false;
    for (size_t i = 0; i < text.size; i++)
        if (form[i] == 'd' ? !is_digit((unsigned char)text.data[i])
                           : text.data[i] != form[i])
            return false;
    return true;
}

/* YYYY-MM-DDTHH:MM:SS[.s+]Z; that the day exists is not asked here. */
static bool is_timestamp(tamis_slice text)
{
    size_t fraction = 20;

    if (text.size < 20 || text.data[text.size - 1] != 'Z' ||
        !fits_form(slice_first(text, 19), "dddd-dd-ddTdd:dd:dd"))
        return false;
    if (text.size == 20)
        return true;
    if (text.data[19] != '.' || text.size < 22)
        return false;
    while (fraction < text.size - 1 &&
           is_digit((unsigned char)text.data[fraction]))
        fraction++;
    return fraction == text.size - 1;
}

/* b'..', h'..' or t'..'. */
static void read_prefixed(struct stix_lexer *lexer, struct stix_token *token)
{
    int prefix = byte_at(lexer, 0);
    bool is_good;

    lexer->at++;
    read_string(lexer, token,
                prefix == 'b'   ? STIX_BINARY
                : prefix == 'h' ? STIX_HEX
                                : STIX_TIMESTAMP);
    if (token->kind == STIX_BAD || token->kind == STIX_MEMORY)
        return;
    is_good = prefix == 'b'   ? is_base64(token->text)
              : prefix == 'h' ? is_hex(token->text)
                              : is_timestamp(token->text);
    if (!is_good)
        token->kind = STIX_BAD;
}

/* [+-]? (0 | [1-9][0-9]*), or [+-]? [0-9]* '.' [0-9]+ */
static void read_number(struct stix_lexer *lexer, struct stix_token *token)
{
    size_t start = lexer->at, digits;

    if (!is_digit(byte_at(lexer, 0)) && byte_at(lexer, 0) != '.')
        lexer->at++;
    digits = lexer->at;
    while (is_digit(byte_at(lexer, 0)))
        lexer->at++;
    token->kind = STIX_INTEGER;
    if (lexer->at == digits ||
        (lexer->at - digits > 1 && lexer->pattern.data[digits] == '0'))
        token->kind = STIX_BAD;
    if (byte_at(lexer, 0) == '.' && is_digit(byte_at(lexer, 1))) {
        token->kind = STIX_FLOAT;
        lexer->at++;
        while (is_digit(byte_at(lexer, 0)))
            lexer->at++;
    }
    if (is_name_start(byte_at(lexer, 0)))
        token->kind = STIX_BAD;
    token->text = slice_make(lexer->pattern.data + start, lexer->at - start);
}

static enum stix_token_kind word_kind(tamis_slice word)
{
    static const char *const keywords[] = {
        "AND",    "OR",       "NOT",        "FOLLOWEDBY", "LIKE",  "MATCHES",
        "IN",     "ISSUBSET", "ISSUPERSET", "EXISTS",     "START", "STOP",
        "WITHIN", "SECONDS",  "REPEATS",    "TIMES",
    };

    for (size_t i = 0; i < sizeof keywords / sizeof *keywords; i++)
        if (slice_is(word, keywords[i]))
            return STIX_KEYWORD;
    if (slice_is(word, "true") || slice_is(word, "false"))
        return STIX_BOOLEAN;
    return slice_find(word, '-') == SIZE_MAX ? STIX_NAME : STIX_TYPE_NAME;
}

static void read_word(struct stix_lexer *lexer, struct stix_token *token)
{
    size_t start = lexer->at;

    while (is_name_start(byte_at(lexer, 0)) || is_digit(byte_at(lexer, 0)) ||
           byte_at(lexer, 0) == '-')
        lexer->at++;
    token->text = slice_make(lexer->pattern.data + start, lexer->at - start);
    token->kind = word_kind(token->text);
}

static void read_operator(struct stix_lexer *lexer, struct stix_token *token)
{
    int byte = byte_at(lexer, 0), next = byte_at(lexer, 1);
    size_t size = 1;

    token->kind = STIX_BAD;
    if (byte == '=') {
        size = next == '=' ? 2 : 1;
        token->kind = STIX_EQUAL;
    } else if ((byte == '!' && next == '=') || (byte == '<' && next == '>')) {
        size = 2;
        token->kind = STIX_UNEQUAL;
    } else if (byte == '<' || byte == '>') {
        size = next == '=' ? 2 : 1;
        token->kind = STIX_ORDER;
    } else if (byte > 0 && strchr("[](),.:*", byte)) {
        token->kind = STIX_PUNCTUATION;
    }
    token->text = slice_make(lexer->pattern.data + lexer->at, size);
    lexer->at += size;
}

void stix_lexer_next(struct stix_lexer *lexer, struct stix_token *token)
{
    int byte, next;

    skip_blanks(lexer);
    memset(token, 0, sizeof *token);
    token->offset = (uint32_t)lexer->at;
    byte = byte_at(lexer, 0);
    next = byte_at(lexer, 1);
    if (byte < 0)
        token->kind = STIX_END;
    else if (byte == '\'')
        read_string(lexer, token, STIX_STRING);
    else if ((byte == 'b' || byte == 'h' || byte == 't') && next == '\'')
        read_prefixed(lexer, token);
    else if (is_name_start(byte))
        read_word(lexer, token);
    else if (is_digit(byte) ||
             ((byte == '+' || byte == '-') &&
              (is_digit(next) || next == '.')) ||
             (byte == '.' && is_digit(next)))
        read_number(lexer, token);
    else
        read_operator(lexer, token);
}
