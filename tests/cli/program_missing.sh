# SPDX-License-Identifier: BSD-2-Clause
# A verb that is a program of its own and lacks: what it takes is said.
cp "$TAMIS" tamis-alone
PATH=/nonexistent ./tamis-alone xdp || echo "code $?"
PATH=/nonexistent ./tamis-alone bench || echo "code $?"
