/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Prints docs/KINDS.md from the table of kinds. A test compares the two:
 *
 *   build/tests/unit/indicator/kinds_document > docs/KINDS.md
 */
#include "indicator/kind.h"

#include <stdio.h>

static const char introduction[] =
    "# Kinds of indicators\n"
    "\n"
    "An indicator is one kind, one value in normal form and one match mode.\n"
    "The same parser reads feeds and questions, so what was compiled and what\n"
    "is asked meet in the same bytes. Every normal form is its own normal "
    "form.\n"
    "\n"
    "This page is made from `engine/indicator/kind_table.h`; a test compares\n"
    "them. Do not edit it: `build/.../kinds_document > docs/KINDS.md`.\n"
    "\n"
    "* **class**: the index that holds the kind. Digests of one size share an\n"
    "  index, and the kind is kept beside the value.\n"
    "* **text**: found in free text by `scan`. A digest is found by its "
    "length.\n"
    "* **MISP**: the attribute types that are read as this kind.\n"
    "\n";

static const char *const class_names[KEY_CLASS_COUNT] = {
    [KEY_CLASS_IPV4] = "address",      [KEY_CLASS_IPV6] = "address",
    [KEY_CLASS_IP_PORT] = "ip-port",   [KEY_CLASS_DOMAIN] = "domain",
    [KEY_CLASS_URL] = "url",           [KEY_CLASS_EMAIL] = "email",
    [KEY_CLASS_DIGEST16] = "digest16", [KEY_CLASS_DIGEST20] = "digest20",
    [KEY_CLASS_DIGEST28] = "digest28", [KEY_CLASS_DIGEST32] = "digest32",
    [KEY_CLASS_DIGEST48] = "digest48", [KEY_CLASS_DIGEST64] = "digest64",
    [KEY_CLASS_TEXT] = "text",         [KEY_CLASS_PATTERN] = "pattern",
};

/* A '|' would end the cell. */
static void print_cell(const char *text)
{
    for (; *text; text++) {
        if (*text == '|')
            putchar('\\');
        putchar(*text);
    }
}

static void print_types(const char *list)
{
    for (; *list; list++) {
        if (*list == ',')
            fputs(", ", stdout);
        else if (*list == '|')
            fputs("\\|", stdout);
        else
            putchar(*list);
    }
}

static void print_row(tamis_kind kind, const struct kind_info *info)
{
    printf("| %u | `%s` | ", (unsigned)kind, info->name);
    print_cell(info->description);
    fputs(" | ", stdout);
    print_cell(info->rule);
    printf(" | %s | %s | ", class_names[info->key_class],
           info->is_scanned ? "yes" : "");
    print_types(info->misp);
    puts(" |");
}

int main(void)
{
    fputs(introduction, stdout);
    puts("| number | kind | what it is | normal form | class | text | MISP |");
    puts("|---:|---|---|---|---|---|---|");
    for (tamis_kind kind = 1; kind < TAMIS_KIND_COUNT; kind++)
        print_row(kind, kind_get(kind));
    fputs("\nPeople's data, refused unless asked for:", stdout);
    for (tamis_kind kind = 1; kind < TAMIS_KIND_COUNT; kind++) {
        if (kind_get(kind)->is_personal)
            printf(" `%s`", kind_get(kind)->name);
    }
    puts(".");
    return ferror(stdout) || fflush(stdout) ? 1 : 0;
}
