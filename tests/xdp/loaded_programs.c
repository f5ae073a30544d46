/* SPDX-License-Identifier: BSD-2-Clause */
#include "xdp/loaded_programs.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct tamis_xdp *loaded_programs_open(void)
{
    struct tamis_xdp *programs = tamis_xdp__open();
    const char *required = getenv("TAMIS_REQUIRE_BPF");
    int error;

    cr_assert_not_null(programs, "the object is damaged");
    error = tamis_xdp__load(programs);
    if (!error)
        return programs;
    tamis_xdp__destroy(programs);
    if ((error == -EPERM || error == -EACCES || error == -ENOSYS) &&
        (!required || strcmp(required, "1") != 0))
        cr_skip_test("no BPF here (%s): run as root", strerror(-error));
    cr_assert_fail("cannot load: %s", strerror(-error));
    return NULL;
}

void loaded_programs_close(struct tamis_xdp *programs)
{
    tamis_xdp__destroy(programs);
}
