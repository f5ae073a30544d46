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
echo "--- a label that was raised or lowered, a time that is over, an allow that is gone"
scan --quiet --new-since new.tamis red.tamis a.log
compile -o amber.tamis --tlp amber new.txt
scan --quiet --clearance amber --new-since red.tamis amber.tamis a.log
scan --quiet --clearance amber --new-since amber.tamis red.tamis a.log
printf '%s' '{"type":"bundle","id":"bundle--1","objects":[{"type":"indicator","spec_version":"2.1","id":"indicator--0d8085e3-2960-4ec7-8dbf-62fa9be02767","created":"2026-01-01T00:00:00Z","modified":"2026-01-01T00:00:00Z","pattern":"[domain-name:value = '"'evil.com'"']","pattern_type":"stix","valid_from":"2026-01-01T00:00:00Z","valid_until":"2026-02-01T00:00:00Z"}]}' >was.json
compile -o was.tamis --at 2026-01-02 --tlp green was.json
scan --quiet --new-since was.tamis old.tamis a.log
"$TAMIS" scan --sensor s --format text --at 2026-03-01 --new-since old.tamis was.tamis a.log || echo "code $?"
"$TAMIS" scan --sensor s --format text --at 2026-03-01 --new-since new.tamis was.tamis a.log || echo "code $?"
printf '@@||evil.com^\n||evil.com^\n' >rules.txt
compile -o allowed.tamis --tlp green --format adguard --honour-allow rules.txt || :
compile -o listed.tamis --tlp green --format adguard rules.txt
scan --quiet --new-since allowed.tamis listed.tamis a.log
echo "--- refused and combined"
compile -o bits.tamis --fingerprints --tlp green old.txt
scan --quiet --new-since bits.tamis new.tamis a.log
compile -o more.tamis --fingerprints --tlp green new.txt
scan --quiet --new-since bits.tamis more.tamis a.log
scan --quiet --new-since missing.tamis new.tamis a.log
scan --quiet --tlp green --feed new.txt --new-since old.tamis a.log
