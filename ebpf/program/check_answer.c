/* SPDX-License-Identifier: BSD-2-Clause */
#include "program/check_answer.h"

#include <stdio.h>

static const char *const directions[] = {"ingress", "egress"};
static const char *const places[] = {"source", "destination", "query",
                                     "response"};

/* The places in which a packet may hold a value of the kind. */
static size_t first_place(tamis_kind kind)
{
    return kind == TAMIS_KIND_DOMAIN ? 2 : 0;
}

static const struct {
    uint32_t flag;
    const char *name, *sentence;
} flags[] = {
    {TAMIS_XDP_ALLOWED, "allowed", "an allow record covers it"},
    {TAMIS_XDP_WARNED, "warned",
     "on a warning list: not dropped unless permitted"},
    {TAMIS_XDP_PROTECTED, "protected", "protected: reported, never dropped"},
    {TAMIS_XDP_DOUBTFUL, "doubtful",
     "a statement's time is up: reported until the next swap"},
};

bool check_answer_is_listed(const struct check_answer *answer)
{
    size_t first = first_place(answer->kind);

    if (!answer->answer.number)
        return false;
    for (size_t direction = 0; direction < 2; direction++)
        for (size_t place = first; place < first + 2; place++)
            if (answer->answer.actions[direction][place] != TAMIS_XDP_IGNORE)
                return true;
    return false;
}

static void say_actions(const struct check_answer *answer)
{
    size_t first = first_place(answer->kind);

    for (size_t direction = 0; direction < 2; direction++) {
        const tamis_xdp_action *actions = answer->answer.actions[direction];
        tamis_xdp_action one = actions[first], other = actions[first + 1];

        printf("%s %s ", direction ? "," : "", directions[direction]);
        if (one == other)
            printf("%s", tamis_xdp_action_name(one));
        else
            printf("%s as %s and %s as %s", tamis_xdp_action_name(one),
                   places[first], tamis_xdp_action_name(other),
                   places[first + 1]);
    }
}

/* Strings of a feed's author, for a terminal. */
static void say_text(tamis_slice text)
{
    for (size_t i = 0; i < text.size; i++) {
        unsigned char byte = (unsigned char)text.data[i];

        if (byte < ' ' || byte == 0x7f)
            printf("\\x%02x", byte);
        else
            putchar(byte);
    }
}

static void say_statement(const struct check_statement *statement)
{
    const char *pap = tamis_pap_name(statement->pap);

    printf("  %s %s, TLP:%s%s%s, ", statement->value,
           tamis_mode_name(statement->mode), tamis_tlp_name(statement->tlp),
           pap ? ", PAP:" : "", pap ? pap : "");
    say_text(statement->feed);
    if (statement->reference.size)
        printf(", ");
    say_text(statement->reference);
    printf("\n");
}

void check_answer_say(const struct check_answer *answer)
{
    printf("%s:", answer->value);
    if (!answer->answer.number)
        printf(" not listed");
    else if (answer->answer.flags & TAMIS_XDP_ALLOWED)
        printf(" allowed");
    else
        say_actions(answer);
    printf("\n");
    for (size_t i = 0; i < sizeof flags / sizeof *flags; i++)
        if (answer->answer.number && answer->answer.flags & flags[i].flag)
            printf("  %s\n", flags[i].sentence);
    for (size_t i = 0; i < answer->count; i++)
        say_statement(&answer->statements[i]);
}

static void write_text(tamis_slice text)
{
    putchar('"');
    for (size_t i = 0; i < text.size; i++) {
        unsigned char byte = (unsigned char)text.data[i];

        if (byte == '"' || byte == '\\')
            printf("\\%c", byte);
        else if (byte < ' ' || byte == 0x7f)
            printf("\\u%04x", byte);
        else
            putchar(byte);
    }
    putchar('"');
}

static void write_actions(const struct check_answer *answer)
{
    size_t first = first_place(answer->kind);

    for (size_t direction = 0; direction < 2; direction++) {
        printf("%s\"%s\":{", direction ? "," : "", directions[direction]);
        for (size_t place = first; place < first + 2; place++)
            printf("%s\"%s\":\"%s\"", place > first ? "," : "", places[place],
                   tamis_xdp_action_name(
                       answer->answer.actions[direction][place]));
        printf("}");
    }
}

static void write_statement(const struct check_statement *statement)
{
    const char *pap = tamis_pap_name(statement->pap);

    printf("{\"kind\":\"%s\",\"value\":\"%s\",\"mode\":\"%s\",\"tlp\":\"%s\"",
           tamis_kind_name(statement->kind), statement->value,
           tamis_mode_name(statement->mode), tamis_tlp_name(statement->tlp));
    if (pap)
        printf(",\"pap\":\"%s\"", pap);
    printf(",\"feed\":");
    write_text(statement->feed);
    if (statement->reference.size) {
        printf(",\"reference\":");
        write_text(statement->reference);
    }
    printf("}");
}

void check_answer_write_json(const struct check_answer *answer)
{
    const char *comma = "";

    printf("{\"kind\":\"%s\",\"value\":\"%s\",\"listed\":%s,\"flags\":[",
           tamis_kind_name(answer->kind), answer->value,
           check_answer_is_listed(answer) ? "true" : "false");
    for (size_t i = 0; i < sizeof flags / sizeof *flags; i++)
        if (answer->answer.number && answer->answer.flags & flags[i].flag) {
            printf("%s\"%s\"", comma, flags[i].name);
            comma = ",";
        }
    printf("]");
    if (answer->answer.number) {
        printf(",\"actions\":{");
        write_actions(answer);
        printf("}");
    }
    printf(",\"statements\":[");
    for (size_t i = 0; i < answer->count; i++) {
        printf("%s", i ? "," : "");
        write_statement(&answer->statements[i]);
    }
    printf("]}\n");
}
