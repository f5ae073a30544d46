# SPDX-License-Identifier: BSD-2-Clause
# Values from the command line and standard input; exit codes as grep has them.
cat >list.txt <<'END'
evil.com
1.2.3.0/24
http://www.bad.org/x?y=1
boss@corp.net
0123456789abcdef0123456789abcdef
END
ask() { "$TAMIS" lookup --quiet --at any --sensor s --format text db.tamis "$@"; }
"$TAMIS" compile -o db.tamis --quiet --tlp green --name f list.txt
ask www.evil.com 1.2.3.4 'hxxps://www[.]bad[.]org/x?y=1#f' Boss@Corp.Net
ask clean.org || echo "code $?"
ask 0123456789ABCDEF0123456789ABCDEF
ask --kind md5 zz || echo "code $?"
ask --kind nonsense zz || echo "code $?"
printf 'evil.com\nclean.org\n\n 1.2.3.9 \n' | ask
"$TAMIS" lookup --at any --sensor s --format ndjson db.tamis evil.com
