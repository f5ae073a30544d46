/* SPDX-License-Identifier: BSD-2-Clause */
#include "program/policy_line.h"

#include "program/speech.h"

#include <stdlib.h>
#include <string.h>

#define LINE_SIZE TAMIS_XDP_POLICY_LINE_MAX
/* "default report": what a policy without lines is written as. */
#define DEFAULT_LINE "default report\n"

/* The words as one line of a policy, each in quotes. False: no room. */
static bool join_words(char *line, size_t capacity, char **words, int count)
{
    size_t size = 0;

    for (int i = 0; i < count; i++) {
        const char *word = words[i];

        if (i == 0 && !strcmp(word, "set"))
            word = "feed";
        if (size + 2 * strlen(word) + 4 > capacity)
            return false;
        line[size++] = '"';
        for (; *word; word++) {
            if (*word == '"' || *word == '\\')
                line[size++] = '\\';
            line[size++] = *word;
        }
        line[size++] = '"';
        line[size++] = ' ';
    }
    line[size] = '\0';
    return true;
}

int policy_line_add(tamis_xdp_policy *policy, char **words, int count)
{
    char line[LINE_SIZE];
    tamis_error error;

    error.message[0] = '\0';
    if (join_words(line, sizeof line, words, count) && !strpbrk(line, "\r\n") &&
        tamis_xdp_policy_parse(policy, "line", line, strlen(line), &error) >= 0)
        return 0;
    /* Without "line:1: ". */
    return speech_error("%s", !strncmp(error.message, "line:1: ", 8)
                                  ? error.message + 8
                              : *error.message ? error.message
                                               : "this is no line of a policy");
}

/* What a line begins with that is to go. */
struct pattern {
    char text[LINE_SIZE];
    size_t size;
};

/* The line as a policy writes it; of a feed's, without the action. */
static int write_pattern(struct pattern *pattern, char **words, int count)
{
    char action[] = "ignore", *with_action[3] = {NULL, NULL, action};
    bool is_feed =
        count > 1 && (!strcmp(words[0], "set") || !strcmp(words[0], "feed"));
    const size_t skipped = sizeof DEFAULT_LINE - 1;
    tamis_xdp_policy *policy;
    tamis_error error;
    int result;

    if (is_feed) {
        with_action[0] = words[0];
        with_action[1] = words[1];
        words = with_action;
        count = 3;
    }
    if (tamis_xdp_policy_create(&policy, NULL, &error) < 0)
        return speech_failure(NULL, &error);
    result = policy_line_add(policy, words, count);
    pattern->size = tamis_xdp_policy_format(policy, pattern->text, LINE_SIZE);
    tamis_xdp_policy_destroy(policy);
    if (result)
        return result;
    if (pattern->size > LINE_SIZE || pattern->size <= skipped)
        return speech_error("this is no line of a policy");
    pattern->size -= skipped;
    memmove(pattern->text, pattern->text + skipped, pattern->size);
    if (is_feed)
        pattern->size -= sizeof "ignore\n" - 1;
    return 0;
}

/* How many lines went. */
static size_t remove_lines(char *text, size_t *size,
                           const struct pattern *pattern)
{
    size_t kept = 0, count = 0;

    for (size_t at = 0; at < *size;) {
        const char *end = memchr(text + at, '\n', *size - at);
        size_t line = end ? (size_t)(end - (text + at)) + 1 : *size - at;

        if (line >= pattern->size &&
            !memcmp(text + at, pattern->text, pattern->size)) {
            count++;
        } else {
            memmove(text + kept, text + at, line);
            kept += line;
        }
        at += line;
    }
    *size = kept;
    return count;
}

int policy_line_remove(struct settings *settings, char **words, int count)
{
    struct pattern pattern;

    if (count == 1 && !strcmp(words[0], "default")) {
        strcpy(pattern.text, "default ");
        pattern.size = strlen(pattern.text);
    } else if (write_pattern(&pattern, words, count)) {
        return EXIT_ERROR;
    }
    if (!remove_lines(settings->policy_text, &settings->policy_size, &pattern))
        return speech_error("the policy has no such line");
    if (settings->protect_size)
        remove_lines(settings->protect_text, &settings->protect_size, &pattern);
    return 0;
}
