# SPDX-License-Identifier: BSD-2-Clause
# What was not valid is counted; where the number is only a bound, because of a
# filter or of text that is looked at twice, the note says so.
cat >bundle.json <<'END'
{"type":"bundle","id":"bundle--0d8085e3-2960-4ec7-8dbf-62fa9be02767","objects":[{"type":"indicator","spec_version":"2.1","id":"indicator--0d8085e3-2960-4ec7-8dbf-62fa9be02767","created":"2026-01-01T00:00:00Z","modified":"2026-01-01T00:00:00Z","pattern":"[domain-name:value = 'evil.com']","pattern_type":"stix","valid_from":"2026-01-01T00:00:00Z","valid_until":"2026-02-01T00:00:00Z"}]}
END
"$TAMIS" compile -o db.tamis --quiet --at 2026-01-02 --tlp green --name f bundle.json
echo 'evil.com and www.evil.com' >a.log
scan() { "$TAMIS" scan --at 2026-03-01 db.tamis "$@" || echo "code $?"; }
scan a.log
scan --only-kind ip a.log
# Blocks of a line that is too long overlap: what is in both is met twice.
head -c 16773120 /dev/zero | tr '\0' '/' >long.log
printf '//evil.com//' >>long.log
head -c 1048576 /dev/zero | tr '\0' '/' >>long.log
scan - <long.log
tail -c +1 long.log | scan
