/* SPDX-License-Identifier: BSD-2-Clause */
/* Marks in tables: columns about labels, tags among other words. */
#include "feed_text.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

struct row {
    const char *header, *cell, *expected;
};

/* Each cell, quoted, in a column of that name beside the value. */
static void check_rows(const struct row *rows, size_t count)
{
    char input[512], expected[512];

    for (size_t i = 0; i < count; i++) {
        snprintf(input, sizeof input, "value,%s\na.test,\"%s\"\n",
                 rows[i].header, rows[i].cell);
        snprintf(expected, sizeof expected, "2 + auto auto a.test%s\n",
                 rows[i].expected);
        feed_text_check(TAMIS_FORMAT_CSV, input, expected);
    }
}

#define CHECK(rows) check_rows(rows, sizeof rows / sizeof *rows)

Test(csv_mark, columns_about_labels_mark)
{
    static const struct row rows[] = {
        {"tlp", "TLP:RED", " tlp=RED"},
        {"tlp_label", "TLP:RED", " tlp=RED"},
        {"tlp_level", "red", " tlp=RED"},
        {"TLP Label", "[TLP:AMBER]", " tlp=AMBER"},
        {"TLP", "amber strict", " tlp=AMBER+STRICT"},
        {"T_LP", "5", " tlp=RED"},
        {"tlpColour", "n/a", ""},
        {"tlp,tlp_label", "green\",\"red", " tlp=RED conflict"},
        {"marking", "TLP:RED", " tlp=RED"},
        {"markings", "x; TLP:AMBER", " tlp=AMBER"},
        {"Classification", "tlp:red", " tlp=RED"},
        {"classification", "malware", ""},
        {"marking", "red", " floor=RED"},
        {"marking", "PAP:AMBER", " pap=AMBER"},
        {"marking", "marking-definition--5e57c739-391a-4eb3-b6be-7d15ca92d5ed",
         " tlp=RED"},
        {"marking", "marking-definition--00000000-391a-4eb3-b6be-7d15ca92d5ed",
         " floor=RED"},
    };

    CHECK(rows);
}

Test(csv_mark, tags_mark_wherever_they_stand)
{
    static const struct row rows[] = {
        {"tags", "phishing,tlp:red", " tags=phishing tlp=RED"},
        {"tags", "phishing;tlp:red", " tags=phishing tlp=RED"},
        {"tags", "phishing|tlp:red", " tags=phishing tlp=RED"},
        {"tags", "phishing tlp:red", " tags=phishing tlp:red tlp=RED"},
        {"tags", "phishing TLP: red", " tags=phishing TLP: red tlp=RED"},
        {"tags", "phishing tlp_red", " tags=phishing tlp_red tlp=RED"},
        {"tags", "#phishing #tlp:amber", " tags=phishing tlp=AMBER"},
        {"tags", "[tlp:red]", " tlp=RED"},
        {"tags", "['phishing', 'tlp:red']", " tags=['phishing' tlp=RED"},
        {"tags", "tlp:amber strict", " tlp=AMBER+STRICT"},
        {"tags", "tlp:green malware", " tlp=GREEN"},
        {"tags", "tlp:green tlp:red", " tlp=RED conflict"},
        {"tags", "x tlp:purple", " tags=x tlp:purple tlp=RED"},
        {"tags", "x;PAP:RED tlp:red", " tags=x tlp=RED pap=RED"},
        {"tags", "tlp:ex:chr", ""},
        {"tags", "iep2-policy:tlp=\"\"green\"\"", " tlp=GREEN"},
        {"tag", "phishing (TLP:RED)", " tags=phishing (TLP:RED) tlp=RED"},
        {"malware", "tlp rat", " tlp=RED"},
        {"malware", "a tlp rat", " tags=a tlp rat"},
        /* More columns of tags than go on; tags that an option replaces. */
        {"tag,malware,signature,threat,threat_type,event_tag",
         "a\",b,c,d,e,\"x,tlp:red", " tags=a,b,c,d tlp=RED"},
    };

    CHECK(rows);
}

Test(csv_mark, an_option_for_tags_takes_no_mark_away)
{
    tamis_feed_options options = TAMIS_FEED_OPTIONS_INIT;

    options.format = TAMIS_FORMAT_CSV;
    options.column_tags.data = "note";
    options.column_tags.size = 4;
    feed_text_check_options("x.csv", "value,note,tags\na.test,n,x;tlp:red\n",
                            &options, "2 + auto auto a.test tags=n tlp=RED\n");
}

Test(csv_mark, cells_without_a_header_mark)
{
    feed_text_check(TAMIS_FORMAT_CSV, "1,a.test,TLP:RED\n2,b.test,red\n",
                    "1 + auto auto a.test tlp=RED\n2 + auto auto b.test\n");
}

Test(csv_mark, distributions_raise_and_limit_as_in_json)
{
    static const struct row rows[] = {
        {"event_distribution", "0", " floor=AMBER+STRICT limited=0"},
        {"event_distribution", "Your organisation only",
         " floor=AMBER+STRICT limited=0"},
        {"distribution", "1", " floor=AMBER"},
        {"attribute_distribution", "2", " floor=GREEN"},
        {"distribution", "3", ""},
        {"distribution", "4", " floor=RED limited=0"},
        {"distribution", "Sharing group", " floor=RED limited=0"},
        {"distribution", "5", ""},
        {"distribution", "", ""},
        {"distribution", "9", " floor=RED limited=0"},
        {"distribution", "mail", " floor=RED limited=0"},
        {"distribution,event_distribution", "5\",\"0",
         " floor=AMBER+STRICT limited=0"},
        {"event_tag,event_distribution", "tlp:white\",\"0",
         " tlp=CLEAR floor=AMBER+STRICT limited=0"},
    };

    CHECK(rows);
}
