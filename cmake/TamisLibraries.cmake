# SPDX-License-Identifier: BSD-2-Clause
# libtamis and libtamis-compile from the module objects.
