/* SPDX-License-Identifier: BSD-2-Clause */
#include <criterion/criterion.h>

#include <tamis/label.h>

#include <string.h>

struct spelling {
    const char *text;
    uint32_t rank;
};

static const struct spelling tlp_table[] = {
    /* MISP tags */
    {"tlp:clear", TAMIS_TLP_CLEAR},
    {"tlp:white", TAMIS_TLP_CLEAR},
    {"tlp:green", TAMIS_TLP_GREEN},
    {"tlp:amber", TAMIS_TLP_AMBER},
    {"tlp:amber+strict", TAMIS_TLP_AMBER_STRICT},
    {"tlp:red", TAMIS_TLP_RED},
    /* STIX, OpenCTI, people */
    {"TLP:CLEAR", TAMIS_TLP_CLEAR},
    {"TLP:WHITE", TAMIS_TLP_CLEAR},
    {"TLP:GREEN", TAMIS_TLP_GREEN},
    {"TLP:AMBER", TAMIS_TLP_AMBER},
    {"TLP:AMBER+STRICT", TAMIS_TLP_AMBER_STRICT},
    {"TLP:RED", TAMIS_TLP_RED},
    {"  TLP: RED\t", TAMIS_TLP_RED},
    {"TLP AMBER", TAMIS_TLP_AMBER},
    {"tlp_green", TAMIS_TLP_GREEN},
    {"tlp-green", TAMIS_TLP_GREEN},
    {"TLP_AMBER_STRICT", TAMIS_TLP_AMBER_STRICT},
    /* ECS, OCSF, CSAF, IEP */
    {"CLEAR", TAMIS_TLP_CLEAR},
    {"WHITE", TAMIS_TLP_CLEAR},
    {"GREEN", TAMIS_TLP_GREEN},
    {"AMBER", TAMIS_TLP_AMBER},
    {"AMBER+STRICT", TAMIS_TLP_AMBER_STRICT},
    {"AMBER STRICT", TAMIS_TLP_AMBER_STRICT},
    {"AMBER + STRICT", TAMIS_TLP_AMBER_STRICT},
    {"amber_strict", TAMIS_TLP_AMBER_STRICT},
    {"amber-strict", TAMIS_TLP_AMBER_STRICT},
    {"AmberStrict", TAMIS_TLP_AMBER_STRICT},
    {"Red", TAMIS_TLP_RED},
    /* What cannot be read under the name of TLP is RED. */
    {"tlp", TAMIS_TLP_RED},
    {"tlp:", TAMIS_TLP_RED},
    {"tlp:amber+", TAMIS_TLP_RED},
    {"tlp:amber+strict+", TAMIS_TLP_RED},
    {"tlp:unclear", TAMIS_TLP_RED},
    {"tlp:ex:chr", TAMIS_TLP_RED},
    {"tlp:yellow", TAMIS_TLP_RED},
    {"tlp:green,amber", TAMIS_TLP_RED},
    {"TLP2:CLEAR", TAMIS_TLP_RED},
    {"TLPCLEAR", TAMIS_TLP_RED},
    {"tlp+clear", TAMIS_TLP_RED},
    {"TLP\xef\xbc\x9a"
     "CLEAR",
     TAMIS_TLP_RED},
    {"tlp:clear\x01", TAMIS_TLP_RED},
    /* What does not name TLP and is no rank says nothing. */
    {"", TAMIS_TLP_UNMARKED},
    {"yellow", TAMIS_TLP_UNMARKED},
    {"amberstrict!", TAMIS_TLP_UNMARKED},
    {"ambstrict", TAMIS_TLP_UNMARKED},
    {"strict", TAMIS_TLP_UNMARKED},
    {"amber:strict", TAMIS_TLP_UNMARKED},
    {"x tlp:red", TAMIS_TLP_UNMARKED},
    {"redd", TAMIS_TLP_UNMARKED},
};

Test(tlp, every_usual_spelling_is_read)
{
    for (size_t n = 0; n < sizeof tlp_table / sizeof *tlp_table; n++)
        cr_expect_eq(
            tamis_tlp_parse(tlp_table[n].text, strlen(tlp_table[n].text)),
            tlp_table[n].rank, "\"%s\"", tlp_table[n].text);
    cr_expect_eq(tamis_tlp_parse(NULL, 0), TAMIS_TLP_UNMARKED);
    cr_expect_eq(tamis_tlp_parse("red\0", 4), TAMIS_TLP_UNMARKED);
}

Test(tlp, names_are_official_and_read_back)
{
    static const char *const names[] = {"CLEAR", "GREEN", "AMBER",
                                        "AMBER+STRICT", "RED"};

    for (tamis_tlp tlp = 0; tlp <= TAMIS_TLP_RED; tlp++) {
        cr_expect_str_eq(tamis_tlp_name(tlp), names[tlp]);
        cr_expect_eq(tamis_tlp_parse(names[tlp], strlen(names[tlp])), tlp);
    }
    cr_expect_null(tamis_tlp_name(TAMIS_TLP_RED + 1));
    cr_expect_null(tamis_tlp_name(TAMIS_TLP_UNMARKED));
    cr_expect_null(tamis_tlp_name(UINT32_MAX));
}

static const struct spelling pap_table[] = {
    {"PAP:RED", TAMIS_PAP_RED},     {"pap:amber", TAMIS_PAP_AMBER},
    {"PAP:GREEN", TAMIS_PAP_GREEN}, {"PAP:CLEAR", TAMIS_PAP_CLEAR},
    {"PAP:WHITE", TAMIS_PAP_CLEAR}, {"amber", TAMIS_PAP_AMBER},
    {"PAP_GREEN", TAMIS_PAP_GREEN}, {"pap:amber+strict", TAMIS_PAP_RED},
    {"pap:blue", TAMIS_PAP_RED},    {"pap", TAMIS_PAP_RED},
    {"blue", TAMIS_PAP_UNMARKED},   {"", TAMIS_PAP_UNMARKED},
};

Test(pap, every_usual_spelling_is_read)
{
    for (size_t n = 0; n < sizeof pap_table / sizeof *pap_table; n++)
        cr_expect_eq(
            tamis_pap_parse(pap_table[n].text, strlen(pap_table[n].text)),
            pap_table[n].rank, "\"%s\"", pap_table[n].text);
    for (tamis_pap pap = 0; pap <= TAMIS_PAP_RED; pap++)
        cr_expect_eq(
            tamis_pap_parse(tamis_pap_name(pap), strlen(tamis_pap_name(pap))),
            pap);
    cr_expect_null(tamis_pap_name(TAMIS_PAP_RED + 1));
    cr_expect_null(tamis_pap_name(TAMIS_PAP_UNMARKED));
}

Test(clearance, begins_as_the_operators_own_terminal)
{
    const tamis_clearance macro = TAMIS_CLEARANCE_INIT;
    tamis_clearance clearance;

    memset(&clearance, 0xa5, sizeof clearance);
    tamis_clearance_init(&clearance);
    cr_expect_eq(clearance.struct_size, sizeof clearance);
    cr_expect_eq(clearance.tlp, TAMIS_TLP_RED);
    cr_expect_eq(clearance.flags, TAMIS_CLEARANCE_ANY_TIME);
    cr_expect_null(clearance.audience);
    cr_expect_eq(clearance.audience_count, 0);
    cr_expect_eq(clearance.time_ns, macro.time_ns);
}
