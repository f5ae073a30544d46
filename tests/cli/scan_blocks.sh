# SPDX-License-Identifier: BSD-2-Clause
# Whatever falls on the cut between two blocks is found once, and nothing is
# found there that is not in the text.
printf 'evil.com\n11.0.0.1\n' >list.txt
"$TAMIS" compile -o db.tamis --quiet --tlp green --name f list.txt
scan() {
    "$TAMIS" scan --quiet --at any --sensor s --format text db.tamis "$@" ||
        echo "code $?"
}
# A name that is glued to a longer one exactly across the cut.
{ head -c $((1048576 - 3)) /dev/zero | tr '\0' ','; printf 'notevil.com,'; } >glue.txt
scan glue.txt
# No blank at all: 100,000 names, none lost, none twice.
python3 - <<'END'
open("noblank.json", "w").write(
    "[" + ",".join('"n%d.evil.com"' % i for i in range(100000)) + "]")
open("commas.csv", "w").write(",".join(["a.evil.com"] * 200000))
text = "\n".join(["clean"] * 300000 + ["see evil.com"] + ["x"] * 300000 +
                 ["11.0.0.1", ""])
open("u16.txt", "wb").write(text.encode("utf-16"))
open("u16be.txt", "wb").write(b"\xfe\xff" + text.encode("utf-16-be"))
END
scan --count noblank.json
scan --count commas.csv
scan u16.txt
scan u16be.txt
