/* SPDX-License-Identifier: BSD-2-Clause */
/* From a database's file to an image, and what went into it. */
#ifndef TAMIS_XDP_PROGRAM_NEW_IMAGE_H
#define TAMIS_XDP_PROGRAM_NEW_IMAGE_H

#include "program/order.h"
#include "program/settings.h"

/* The policy that --policy and --protect say, on top of the settings'; those
 * keep what --protect named, now or before, and that is in the policy whatever
 * --policy says. 0, or EXIT_ERROR after a message; *policy is then NULL. */
int new_image_policy(const struct order *order, struct settings *settings,
                     tamis_xdp_policy **policy);
/* The lines of a file, added. */
int new_image_add_file(tamis_xdp_policy *policy, const char *path);

/* Opens the database with every checksum, keeps its path (made absolute) and
 * identity in the settings. 0, or EXIT_ERROR after a message. */
int new_image_open(struct settings *settings, const char *path,
                   tamis_database **database);
/* Builds the image that the settings' clearance and policy say, for filter or
 * for a new one (NULL); the settings learn when it is to be built again. 0, or
 * EXIT_ERROR after a message. */
int new_image_build(struct settings *settings, tamis_database *database,
                    const tamis_xdp *filter, tamis_xdp_image **image);
/* Both, for a filter that is attached: the settings' database as it is now. */
int new_image_renew(struct settings *settings, const tamis_xdp *filter,
                    tamis_xdp_image **image);

/* What went in and what did not, as notes. */
void new_image_say(const tamis_xdp_image *image);

#endif
