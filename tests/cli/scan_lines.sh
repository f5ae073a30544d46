# SPDX-License-Identifier: BSD-2-Clause
# A line is a line, however it is read, up to 16 MiB (262144 units of UTF-16);
# of a longer one nothing is lost but what a regex matches over a cut.
cat >list.txt <<'END'
/^start/
/finish$/
/begin.*end/
/middle/
literal:two words
END
printf 'evil.com\n' >names.txt
cat >feeds.json <<'END'
{"v":1,"feeds":[
 {"name":"p","path":"list.txt","tlp":"green","format":"patterns"},
 {"name":"n","path":"names.txt","tlp":"green"}]}
END
"$TAMIS" compile -o db.tamis --quiet --feeds feeds.json
scan() {
    "$TAMIS" scan --no-pattern-cache --clearance green --at any --sensor s --format text \
        db.tamis "$@" || echo "code $?"
}
# The line, the offset, what was found.
strip() { sed 's/^[^:]*:/:/; s/ TLP.* \(matches\|under\)//'; }
python3 - <<'END'
# What stands in a line that has it all, but for "start" and "finish", which
# would be wrong anywhere else.
KIB = "of a log that has start and finish in it, as in a start of some finish, "
def line(size):
    filler = KIB * (size // len(KIB) // 2)
    return ("start begin " + filler + "evil.com two words middle " + filler +
            "end finish\n")
with open("lines.log", "w") as file:
    for size in (100, 70000, 1040000, 1100000, 3000000, 16700000, 200):
        file.write("one\n" + line(size) + "two\n" * 40000)
with open("wide.log", "wb") as file:
    text = "".join("one\n" + line(size) + "two\n" * 9000
                   for size in (100, 70000, 200000, 262000, 300))
    file.write(text.encode("utf-16"))
# Longer than a line may be, with something at each place where it is cut.
with open("long.log", "w") as file:
    file.write("start begin " + "," * (1 << 20))
    size = 12 + (1 << 20)
    for place in [1 << 24] + [(16 + i) << 20 for i in range(1, 25)]:
        for word in (" two words ", " evil.com "):
            gap = place - size - (6 if word[1] == "t" else 4)
            if gap > 0:
                file.write("x" * gap)
                size += gap
            file.write(word)
            size += len(word)
    file.write("," * 300000 + " middle end finish\nstart finish\n")
with open("wide_long.log", "wb") as file:
    file.write(("start" + "," * 1400000 + " evil.com finish\nmiddle\n")
               .encode("utf-16"))
END
for file in lines.log wide.log; do
    echo "--- $file"
    scan -j 1 $file | strip >range
    cat range
    gzip -1 -c $file >$file.gz
    for read in "-j 4 $file" "-m 99 $file" "-C 0 $file" "$file.gz" ""; do
        # shellcheck disable=SC2086
        scan $read <$file | grep -v -e '^--$' -e '^[a-z.]*:[0-9]*: ' | strip | cmp range -
    done
    tail -c +1 $file | scan | strip | cmp range -
done
echo "--- longer"
for read in "-j 1 long.log" "-j 4 long.log" "-m 99999 long.log" ""; do
    # shellcheck disable=SC2086
    scan $read <long.log 2>said | strip >found
    # A literal may be told for each part of the line that has it.
    sed 's/.*: //' found | sort -u
    grep -c evil.com found
    grep -c finish found
    grep '^:2' found
    cat said
done
scan wide_long.log | strip
echo "--- nobody looked for regexes"
scan --no-patterns wide_long.log | strip
