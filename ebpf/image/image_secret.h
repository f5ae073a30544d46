/* SPDX-License-Identifier: BSD-2-Clause */
/* A new secret from the kernel's random numbers. */
#ifndef TAMIS_EBPF_IMAGE_SECRET_H
#define TAMIS_EBPF_IMAGE_SECRET_H

#include <tamis/status.h>

#include "image/keyed_hash.h"

tamis_status image_secret_draw(struct image_secret *secret, tamis_error *error);

#endif
