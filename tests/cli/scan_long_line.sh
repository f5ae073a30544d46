# SPDX-License-Identifier: BSD-2-Clause
# A line longer than any buffer is scanned to its end.
printf 'evil.com\n' >list.txt
"$TAMIS" compile -o db.tamis --quiet --tlp green --name f list.txt
{ head -c 5000000 /dev/zero | tr '\0' 'x'; printf ' evil.com '
  head -c 5000000 /dev/zero | tr '\0' 'y'; printf ' evil.com'; } >long.log
"$TAMIS" scan --quiet --at any --sensor s --format text db.tamis long.log
