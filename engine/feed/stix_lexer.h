/* SPDX-License-Identifier: BSD-2-Clause */
/* Tokens of the STIX patterning language (STIX 2.1, 9). */
#ifndef TAMIS_FEED_STIX_LEXER_H
#define TAMIS_FEED_STIX_LEXER_H

#include "base/buffer.h"

enum stix_token_kind {
    STIX_END,
    STIX_BAD,
    STIX_PUNCTUATION, /* [ ] ( ) , . : * */
    STIX_EQUAL,       /* = == */
    STIX_UNEQUAL,     /* != <> */
    STIX_ORDER,       /* < <= > >= */
    STIX_STRING,      /* text is without quotes and escapes */
    STIX_INTEGER,
    STIX_FLOAT,
    STIX_BINARY,    /* b'...' */
    STIX_HEX,       /* h'...' */
    STIX_TIMESTAMP, /* t'...' */
    STIX_BOOLEAN,
    STIX_KEYWORD,   /* AND OR NOT FOLLOWEDBY IN LIKE ... */
    STIX_NAME,      /* letters, digits, '_' */
    STIX_TYPE_NAME, /* a name with '-' in it */
    STIX_MEMORY     /* there was none */
};

struct stix_token {
    enum stix_token_kind kind;
    tamis_slice text; /* in the pattern, or in the lexer's strings */
    uint32_t offset;
};

struct stix_lexer {
    tamis_slice pattern;
    size_t at;
    struct buffer
        *strings; /* unescaped text; reserved, so that it never moves */
};

/* strings must be empty; it owns the text of tokens. */
tamis_status stix_lexer_begin(struct stix_lexer *lexer, tamis_slice pattern,
                              struct buffer *strings);
void stix_lexer_next(struct stix_lexer *lexer, struct stix_token *token);

#endif
