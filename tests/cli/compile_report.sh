# SPDX-License-Identifier: BSD-2-Clause
# The report counts everything that was read, and shows what was refused.
cat >list.txt <<'END'
# a comment
evil.com
evil.com
com
192.168.1.1
0.0.0.0/0
1.2.3.4
01.2.3.4
10.2.4.5/24
d41d8cd98f00b204e9800998ecf8427e
hxxp://bad[.]example[.]com/x
not an indicator at all!!
END
"$TAMIS" compile -o db.tamis --tlp green list.txt
"$TAMIS" inspect --quiet db.tamis | sed 's/[0-9]* bytes/N bytes/'
"$TAMIS" compile -o strict.tamis --quiet --tlp green --strict list.txt ||
    echo "code $?"
ls
