/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/slice.h"
#include "label/mark.h"

#include <criterion/criterion.h>

#include <stdio.h>

#define NO_TLP TAMIS_TLP_UNMARKED
#define NO_PAP TAMIS_PAP_UNMARKED

struct tag {
    const char *text;
    bool is_read;
    uint32_t tlp, pap, caveats;
};

static const struct tag tags[] = {
    {"tlp:amber", true, TAMIS_TLP_AMBER, NO_PAP, 0},
    {"TLP:Amber+Strict", true, TAMIS_TLP_AMBER_STRICT, NO_PAP, 0},
    {"tlp:white", true, TAMIS_TLP_CLEAR, NO_PAP, 0},
    {" tlp:red ", true, TAMIS_TLP_RED, NO_PAP, 0},
    {"tlp:unclear", true, TAMIS_TLP_RED, NO_PAP, 0},
    {"tlp:purple", true, TAMIS_TLP_RED, NO_PAP, 0},
    {"tlp:green=\"x\"", true, TAMIS_TLP_RED, NO_PAP, 0},
    {"tlp:ex:chr", true, NO_TLP, NO_PAP, TAMIS_CAVEAT_NO_ATTRIBUTION},
    {"TLP:EX:CHR", true, NO_TLP, NO_PAP, TAMIS_CAVEAT_NO_ATTRIBUTION},
    {"tlp:ex:other", true, TAMIS_TLP_RED, NO_PAP, 0},
    {"PAP:RED", true, NO_TLP, TAMIS_PAP_RED, 0},
    {"pap:white", true, NO_TLP, TAMIS_PAP_CLEAR, 0},
    {"pap:mauve", true, NO_TLP, TAMIS_PAP_RED, 0},
    {"iep2-policy:tlp=\"amber\"", true, TAMIS_TLP_AMBER, NO_PAP, 0},
    {"iep2-policy:tlp=\"\"", true, TAMIS_TLP_RED, NO_PAP, 0},
    {"iep2-policy:tlp=\"maybe\"", true, TAMIS_TLP_RED, NO_PAP, 0},
    {"iep2-policy:attribution=\"must-not\"", true, NO_TLP, NO_PAP,
     TAMIS_CAVEAT_NO_ATTRIBUTION},
    {"iep2-policy:attribution=\"must\"", true, NO_TLP, NO_PAP, 0},
    {"iep2-policy:attribution=\"may\"", true, NO_TLP, NO_PAP, 0},
    {"iep2-policy:encrypt_in_transit=\"must\"", true, NO_TLP, NO_PAP,
     TAMIS_CAVEAT_ENCRYPT_TRANSIT},
    {"iep2-policy:encrypt_in_transit=\"may\"", true, NO_TLP, NO_PAP, 0},
    {"iep2-policy:affected_party_notifications=\"must-not\"", true, NO_TLP,
     NO_PAP, TAMIS_CAVEAT_NO_NOTIFICATION},
    {"iep2-policy:permitted_actions=\"none\"", true, NO_TLP, TAMIS_PAP_RED,
     TAMIS_CAVEAT_NO_EXTERNAL_ACTION},
    {"iep2-policy:permitted_actions=\"internally-visible-actions\"", true,
     NO_TLP, NO_PAP, TAMIS_CAVEAT_NO_EXTERNAL_ACTION},
    {"iep2-policy:permitted_actions=\"externally-visible-direct-actions\"",
     true, NO_TLP, NO_PAP, 0},
    {"iep2-policy:permitted_actions=\"as you like\"", true, NO_TLP,
     TAMIS_PAP_RED, TAMIS_CAVEAT_NO_EXTERNAL_ACTION},
    {"iep2-policy:name=\"x\"", true, NO_TLP, NO_PAP, 0},
    {"iep:traffic-light-protocol=\"RED\"", true, TAMIS_TLP_RED, NO_PAP, 0},
    {"iep:provider-attribution=\"MUST NOT\"", true, NO_TLP, NO_PAP,
     TAMIS_CAVEAT_NO_ATTRIBUTION},
    {"iep:encrypt-in-transit=\"MUST\"", true, NO_TLP, NO_PAP,
     TAMIS_CAVEAT_ENCRYPT_TRANSIT},
    {"false-positive:risk=\"high\"", true, NO_TLP, NO_PAP,
     TAMIS_CAVEAT_FALSE_POSITIVE_RISK},
    {"false-positive:risk=\"low\"", true, NO_TLP, NO_PAP, 0},
    {"false-positive:confirmed=\"true\"", true, NO_TLP, NO_PAP,
     TAMIS_CAVEAT_FALSE_POSITIVE_RISK},
    /* Not marks: a colour alone, other namespaces, PAP without its colon. */
    {"red", false, NO_TLP, NO_PAP, 0},
    {"amber", false, NO_TLP, NO_PAP, 0},
    {"papaya", false, NO_TLP, NO_PAP, 0},
    {"misp-galaxy:threat-actor=\"TLP RED\"", false, NO_TLP, NO_PAP, 0},
    {"admiralty-scale:source-reliability=\"a\"", false, NO_TLP, NO_PAP, 0},
    {"", false, NO_TLP, NO_PAP, 0},
    {":", false, NO_TLP, NO_PAP, 0},
    {"=", false, NO_TLP, NO_PAP, 0},
};

Test(mark, tags_of_misp_are_read)
{
    for (size_t n = 0; n < sizeof tags / sizeof *tags; n++) {
        struct mark mark = MARK_NONE;

        cr_expect_eq(mark_read_tag(&mark, slice_text(tags[n].text)),
                     tags[n].is_read, "%s", tags[n].text);
        cr_expect_eq(mark.tlp, tags[n].tlp, "%s", tags[n].text);
        cr_expect_eq(mark.pap, tags[n].pap, "%s", tags[n].text);
        cr_expect_eq(mark.caveats, tags[n].caveats, "%s", tags[n].text);
        cr_expect_not(mark.conflict);
    }
}

static const struct {
    const char *id;
    tamis_tlp tlp;
} ids[] = {
    {"613f2e26-407d-48c7-9eca-b8e91df99dc9", TAMIS_TLP_CLEAR},
    {"34098fce-860f-48ae-8e50-ebd3cc5e41da", TAMIS_TLP_GREEN},
    {"f88d31f6-486f-44da-b317-01333bde0b82", TAMIS_TLP_AMBER},
    {"5e57c739-391a-4eb3-b6be-7d15ca92d5ed", TAMIS_TLP_RED},
    {"94868c89-83c2-464b-929b-a1a8aa3c8487", TAMIS_TLP_CLEAR},
    {"bab4a63c-aed9-4cf5-a766-dfca5abac2bb", TAMIS_TLP_GREEN},
    {"55d920b0-5e8b-4f79-9ee9-91f868d9b421", TAMIS_TLP_AMBER},
    {"939a9414-2ddd-4d32-a0cd-375ea402b003", TAMIS_TLP_AMBER_STRICT},
    {"e828b379-4e03-4974-9ac4-e53a884c97c1", TAMIS_TLP_RED},
    {"826578e1-40ad-459f-bc73-ede076f81f37", TAMIS_TLP_AMBER_STRICT},
};

Test(mark, canonical_stix_ids_are_known)
{
    for (size_t n = 0; n < sizeof ids / sizeof *ids; n++) {
        struct mark mark = MARK_NONE;
        char id[128];

        snprintf(id, sizeof id, "marking-definition--%s", ids[n].id);
        cr_expect(mark_read_stix_id(&mark, slice_text(id)), "%s", id);
        cr_expect_eq(mark.tlp, ids[n].tlp, "%s", id);
    }
}

Test(mark, other_stix_ids_are_left_to_the_reader)
{
    static const char *const others[] = {
        "marking-definition--00000000-0000-4000-8000-000000000000",
        "marking-definition--",
        "613f2e26-407d-48c7-9eca-b8e91df99dc9",
        "indicator--613f2e26-407d-48c7-9eca-b8e91df99dc9",
        "",
    };

    for (size_t n = 0; n < sizeof others / sizeof *others; n++) {
        struct mark mark = MARK_NONE;

        cr_expect_not(mark_read_stix_id(&mark, slice_text(others[n])));
        cr_expect_eq(mark.tlp, NO_TLP);
    }
}

Test(mark, two_ranks_join_to_the_stricter_and_are_told)
{
    struct mark mark = MARK_NONE;

    cr_expect(mark_read_tag(&mark, slice_text("tlp:red")));
    cr_expect(mark_read_tag(&mark, slice_text("tlp:red")));
    cr_expect_not(mark.conflict);
    cr_expect(mark_read_tag(&mark, slice_text("tlp:green")));
    cr_expect(mark.conflict);
    cr_expect_eq(mark.tlp, TAMIS_TLP_RED);
    cr_expect(mark_read_tag(&mark, slice_text("PAP:GREEN")));
    cr_expect(mark_read_tag(&mark, slice_text("PAP:AMBER")));
    cr_expect_eq(mark.pap, TAMIS_PAP_AMBER);
}

Test(mark, joining_is_the_same_in_any_order)
{
    static const uint32_t ranks[] = {0, 1, 2, 3, 4, NO_TLP};

    for (size_t a = 0; a < 6; a++)
        for (size_t b = 0; b < 6; b++) {
            struct mark left = {ranks[a], ranks[b], NO_PAP, 1, false};
            struct mark right = {ranks[b], ranks[a], TAMIS_PAP_GREEN, 2, false};
            struct mark left_copy = left, right_copy = right;

            mark_join(&left, &right_copy);
            mark_join(&right, &left_copy);
            cr_expect_eq(left.tlp, right.tlp);
            cr_expect_eq(left.floor, right.floor);
            cr_expect_eq(left.pap, TAMIS_PAP_GREEN);
            cr_expect_eq(right.pap, TAMIS_PAP_GREEN);
            cr_expect_eq(left.caveats, 3);
            cr_expect_eq(left.conflict, right.conflict);
        }
}
