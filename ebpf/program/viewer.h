/* SPDX-License-Identifier: BSD-2-Clause */
/* Who may see: a TLP label and an audience, as options give them. */
#ifndef TAMIS_XDP_PROGRAM_VIEWER_H
#define TAMIS_XDP_PROGRAM_VIEWER_H

#include <tamis/label.h>

#include <stdbool.h>

#define VIEWER_AUDIENCE_MAX 64

/* Does not move once it has an audience. */
struct viewer {
    tamis_clearance clearance; /* now */
    tamis_slice audience[VIEWER_AUDIENCE_MAX];
};

/* RED, self. */
void viewer_begin(struct viewer *viewer);
/* What an option says; text stays the caller's. 0, or EXIT_ERROR after a
 * message that names the option. */
int viewer_take_tlp(struct viewer *viewer, const char *option,
                    const char *text);
int viewer_take_audience(struct viewer *viewer, const char *option,
                         const char *text);
/* Sees what both see, and nothing else. 0, or EXIT_ERROR after a message. */
int viewer_narrow(struct viewer *viewer, const struct viewer *other);
/* "a,b"; empty for self alone. False where it has no room. */
bool viewer_format_audience(const struct viewer *viewer, char *text,
                            size_t capacity);
/* "showing up to TLP:AMBER to sector:health" on standard error. */
void viewer_say(const struct viewer *viewer);
/* The same of what was put into the kernel. */
void viewer_say_image(const struct viewer *viewer);

#endif
