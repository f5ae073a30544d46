/* SPDX-License-Identifier: BSD-2-Clause */
/* What every verb's help ends with. */
#ifndef TAMIS_XDP_PROGRAM_FOLDERS_HELP_H
#define TAMIS_XDP_PROGRAM_FOLDERS_HELP_H

#define FOLDERS_HELP                                                           \
    "  --bpf-folder DIR    where it is pinned (default: /sys/fs/bpf/tamis)\n"  \
    "  --state-folder DIR  where its state is kept (default: "                 \
    "/run/tamis/xdp)\n"                                                        \
    "  --quiet             no notes on standard error\n"                       \
    "\n"
#define VIEWER_HELP                                                            \
    "  --clearance L       show up to this TLP label (default: red)\n"         \
    "  --audience A,...    who will see it (default: self)\n"

#endif
