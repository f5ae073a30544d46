/* SPDX-License-Identifier: BSD-2-Clause */
/* Marks: what MISP tags, STIX marking ids and free spellings say about TLP,
 * PAP and caveats; and how marks join. docs/LABELS.md has the tables. */
#ifndef TAMIS_LABEL_MARK_H
#define TAMIS_LABEL_MARK_H

#include <tamis/label.h>

#include <stdbool.h>

struct mark {
    tamis_tlp tlp;   /* UNMARKED when nothing was said */
    tamis_tlp floor; /* raises a label and never lowers one, or UNMARKED */
    tamis_pap pap;
    uint32_t caveats;
    bool conflict; /* two different TLP marks met: max, and a caveat */
};

#define MARK_NONE                                                              \
    {                                                                          \
        TAMIS_TLP_UNMARKED, TAMIS_TLP_UNMARKED, TAMIS_PAP_UNMARKED, 0, false   \
    }

/* mark_join() takes the stricter of each part. */
void mark_join(struct mark *mark, const struct mark *other);
/* mark_caveats() is what an entry keeps: a conflict is told as a caveat. */
static inline uint32_t mark_caveats(const struct mark *mark)
{
    return mark->caveats |
           (mark->conflict ? TAMIS_CAVEAT_CONFLICTING_MARKS : 0);
}
/*
 * A MISP machine tag ("tlp:amber", "PAP:RED", "iep2-policy:...", "iep:...",
 * "false-positive:..."): true when it was of one of these namespaces and what
 * it says, if anything, was joined into *mark. A tag that begins with "tlp"
 * and cannot be read is RED; only "tlp:ex:chr" is a caveat without a rank.
 */
bool mark_read_tag(struct mark *mark, tamis_slice tag);
/* A STIX marking-definition id among the nine canonical ones and OpenCTI's:
 * true when it was one and was joined. Any other id is the caller's to
 * resolve, or to fail closed on. */
bool mark_read_stix_id(struct mark *mark, tamis_slice id);

#endif
