/* SPDX-License-Identifier: BSD-2-Clause */
/* Marks: what MISP tags, STIX marking ids and free spellings say about TLP,
 * PAP and caveats; and how marks join. */
#ifndef TAMIS_LABEL_MARK_H
#define TAMIS_LABEL_MARK_H

#include <tamis/label.h>

#include <stdbool.h>

struct mark {
    tamis_tlp tlp;      /* UNMARKED when nothing was said */
    tamis_pap pap;
    uint32_t caveats;
    bool conflict;      /* two different TLP marks met: max, and a warning */
};

#define MARK_NONE                                                              \
    {                                                                          \
        TAMIS_TLP_UNMARKED, TAMIS_PAP_UNMARKED, 0, false                       \
    }

/* mark_join() takes the stricter of each part. */
void mark_join(struct mark *mark, const struct mark *other);
/* A MISP machine tag ("tlp:amber", "PAP:RED", "iep2-policy:..."): true when it
 * was one of these and was joined into *mark. */
bool mark_read_tag(struct mark *mark, tamis_slice tag);
/* A STIX marking-definition id among the nine canonical ones and OpenCTI's. */
bool mark_read_stix_id(struct mark *mark, tamis_slice id);

#endif
