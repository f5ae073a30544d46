/* SPDX-License-Identifier: BSD-2-Clause */
/* Words by number, of which texts are made that are full of candidates. */
#ifndef TAMIS_TESTS_FUZZ_SCAN_WORDS_H
#define TAMIS_TESTS_FUZZ_SCAN_WORDS_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define HEX16 "0123456789abcdef"

static const char *const fuzz_scan_words[] = {
    /* Gaps and joints. */
    " ",
    " ",
    " ",
    "\n",
    "\t",
    "\"",
    "'",
    "<",
    ">",
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    ",",
    ";",
    ".",
    ".",
    ":",
    "/",
    "/",
    "?",
    "=",
    "&",
    "#",
    "@",
    "|",
    "!",
    "-",
    "_",
    "*",
    "^",
    "`",
    "~",
    "$",
    "+",
    "%",
    "\\",
    "\r\n",
    /* Names, and what they are of. */
    "evil",
    "com",
    "org",
    "a",
    "b",
    "x",
    "www",
    "evil.com",
    "Evil.COM",
    "a.b",
    "good.evil.com",
    "x.evil.com",
    "notevil.com",
    "file.exe",
    "xn--r8jz45g.jp",
    "v1",
    "e.g",
    "localhost",
    "index.php",
    /* Addresses. */
    "1",
    "12",
    "255",
    "256",
    "0",
    "01",
    "1.2.3.4",
    "11.0.0.1",
    "11.2.3.4.443",
    "8.8.8.8",
    "/24",
    "/8",
    ":443",
    ":0",
    ":65536",
    "2001:db8::1",
    "2001:db8:1:2:3:4:5:6",
    "fe80::1%eth0",
    "::1",
    "::",
    "[2001:db8::1]",
    "::ffff:1.2.3.4",
    "ab:cd:ef",
    "0x7f.1",
    "2130706433",
    "beef",
    /* URLs, e-mail addresses. */
    "http://",
    "https://",
    "HTTP://",
    "ftp://",
    "hxxp://",
    "meow://",
    "://",
    "http:",
    "//",
    "a@evil.com",
    "bob+x@",
    "user:pw@",
    "/path",
    "/a?b=c",
    "mailto:",
    "http%3A%2F%2F",
    /* Digests. */
    HEX16,
    HEX16 HEX16,
    "0123ABCD",
    HEX16 HEX16 "01234567",
    HEX16 HEX16 HEX16,
    HEX16 HEX16 HEX16 HEX16,
    "f",
    /* Marks and escapes. */
    "[.]",
    "(.)",
    "{.}",
    "[dot]",
    "(dot)",
    "[:]",
    "[://]",
    "[@]",
    "{at}",
    "[.",
    "[/]",
    "\\n",
    "\\t",
    "\\/",
    "\\.",
    "\\u002e",
    "\\u002f",
    "\\x2e",
    "\\\\/",
    "\\\\n",
    "%2F",
    "%2f",
    "%3A",
    "%2E",
    "%20",
    "%40",
    "%252F",
    "%25",
    "%00",
    "\\u3002",
    "\\ud800",
    "\\x",
    "\\u00",
    /* Bytes from 0x80. */
    "\xe8\xae\xbf\xe9\x97\xae",
    "\xe4\xbe\x8b\xe3\x81\x88.jp",
    "\xe3\x80\x82",
    "\xef\xbc\x8e",
    "\xc3\xa9",
    "\xff",
    "\x80",
    "\xef\xbb\xbf",
};

#define FUZZ_SCAN_WORDS (sizeof fuzz_scan_words / sizeof *fuzz_scan_words)

/* The bytes of a word at `to`, NULL: only their number; 0 when there is no
 * room for them. */
static inline size_t fuzz_scan_word(uint8_t number, uint8_t *to, size_t room)
{
    const char *word = fuzz_scan_words[number % FUZZ_SCAN_WORDS];
    size_t size = strlen(word);

    if (size > room)
        return 0;
    if (to)
        memcpy(to, word, size);
    return size;
}

/* All words that bytes are the numbers of. */
static inline size_t fuzz_scan_text(const uint8_t *numbers, size_t count,
                                    uint8_t *to)
{
    size_t size = 0;

    for (size_t i = 0; i < count; i++)
        size += fuzz_scan_word(numbers[i], to ? to + size : NULL, SIZE_MAX);
    return size;
}

#undef HEX16

#endif
