# SPDX-License-Identifier: BSD-2-Clause
# What a newer database lists and an older one did not, as far as the clearance
# sees both.
compile() { "$TAMIS" compile --quiet --name f "$@"; }
printf '9.9.9.9\nevil.com\n' >old.txt
printf '9.9.9.9\nevil.com\nbad.example\n' >new.txt
compile -o old.tamis --tlp green old.txt
compile -o new.tamis --tlp green new.txt
printf 'evil.com 9.9.9.9 www.bad.example\n' >a.log
scan() { "$TAMIS" scan --at any --sensor s --format text "$@" || echo "code $?"; }
scan --new-since old.tamis new.tamis a.log
scan --new-since new.tamis old.tamis a.log
scan --new-since new.tamis new.tamis a.log
echo "--- another feed's statement is not new; one that can be seen now is"
"$TAMIS" compile -o two.tamis --quiet --tlp green new.txt old.txt
scan --quiet --new-since old.tamis two.tamis a.log
compile -o red.tamis --tlp red new.txt
scan --quiet --new-since red.tamis new.tamis a.log
scan --quiet --clearance green --new-since red.tamis new.tamis a.log
scan --quiet --clearance green --new-since old.tamis red.tamis a.log
echo "--- refused and combined"
compile -o bits.tamis --fingerprints --tlp green old.txt
scan --quiet --new-since bits.tamis new.tamis a.log
compile -o more.tamis --fingerprints --tlp green new.txt
scan --quiet --new-since bits.tamis more.tamis a.log
scan --quiet --new-since missing.tamis new.tamis a.log
scan --quiet --tlp green --feed new.txt --new-since old.tamis a.log
