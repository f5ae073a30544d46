/* SPDX-License-Identifier: BSD-2-Clause */
#include "feed_text.h"

#include <criterion/criterion.h>

Test(pattern_list, has_a_pattern_or_a_literal_a_line)
{
    feed_text_check(TAMIS_FORMAT_PATTERNS,
                    "# gates\n"
                    "\n"
                    "/evil[0-9]+/i\n"
                    "  filename:/\\.ex_$/i !/good/\n"
                    "literal:a # b; c\n"
                    "literal: x\n",
                    "3 + pattern auto /evil[0-9]+/i\n"
                    "4 + pattern auto filename:/\\.ex_$/i !/good/\n"
                    "5 + literal auto a # b; c\n"
                    "6 + literal auto  x\n");
}

Test(pattern_list, refuses_what_it_would_have_to_guess)
{
    feed_text_check(TAMIS_FORMAT_PATTERNS,
                    "evil\nfile:/x/\nfilename:evil\nC:\\evil\n:/x/\n",
                    "1 - syntax evil\n"
                    "2 - syntax file:/x/\n"
                    "3 - syntax filename:evil\n"
                    "4 - syntax C:\\evil\n"
                    "5 - syntax :/x/\n");
}
