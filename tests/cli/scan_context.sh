# SPDX-License-Identifier: BSD-2-Clause
# The lines around events: grep is the model for which lines are shown.
printf 'evil.com\nbad.example\n' >list.txt
"$TAMIS" compile -o db.tamis --quiet --tlp green --name f list.txt
scan() {
    "$TAMIS" scan --quiet --at any --sensor s db.tamis "$@" 2>&1 ||
        echo "code $?"
}
printf 'one\ntwo\033\tx\nevil.com and bad.example\r\nfour\nfive\nsix\n' >a.log
printf 'seven\nevil.com\nnine\n' >>a.log
{ head -c 3000 /dev/zero | tr '\0' ,; printf ' evil.com ';
  head -c 3000 /dev/zero | tr '\0' .; } >long.log
scan -C 1 a.log
echo "- before"
scan -B 9 -m 1 a.log
echo "- after, of two files"
scan -A 2 a.log a.log
echo "- the line alone"
scan --context 0 --only-kind domain a.log
echo "- long"
scan -C 1 long.log | tr -s ',.'
printf '\377\376e\000v\000i\000l\000.\000c\000o\000m\000' >u16.log
scan -C 1 u16.log
scan -C 1 --format ndjson a.log
scan -C 1 --follow a.log
scan -C x a.log
echo "- as grep, over many blocks"
python3 - <<'END'
import os, random, subprocess
draw = random.Random(5)
def lines(count, share):
    return ["line %d %s" % (i, "evil.com" if draw.random() < share else
                            "z" * draw.randrange(120)) for i in range(count)]
texts = [lines(40000, .0005), lines(9000, .2), lines(7, .5),
         lines(40000, 0) + ["evil.com"] + lines(40000, 0)]
for number, text in enumerate(texts):
    for before, after in ((0, 0), (3, 0), (0, 4), (2, 5)):
        open("t", "w").write("\n".join(text) + "\n" * (number % 2))
        said = subprocess.run(
            [os.environ["TAMIS"], "scan", "--quiet", "--at", "any", "-B",
             str(before), "-A", str(after), "db.tamis", "t"],
            stdout=subprocess.PIPE, check=True).stdout.decode()
        found = [line for line in said.splitlines() if "TLP:" not in line]
        said = subprocess.run(
            ["grep", "-HnF", "evil.com", "-B", str(before), "-A", str(after),
             "t"], stdout=subprocess.PIPE, check=True).stdout.decode()
        wanted = []
        for line in said.splitlines():
            place = min(i for i in (line.find(":line"), line.find("-line"),
                                    line.find(":evil"), len(line)) if i > 0)
            wanted.append(line if line == "--" else
                          line[:place + 1] + " " + line[place + 1:])
        assert found == wanted, (number, before, after, next(
            (a, b) for a, b in zip(found + [""], wanted + [""]) if a != b))
END
echo "- behind the last event that is wanted, wherever a block ends"
python3 - <<'END'
import os, subprocess
line = "line %06d " + "x" * 37 + "\n"
for shift in range(6):
    text = [line % number for number in range(40000)]
    text[20971 - shift] = "evil.com " + "x" * 40 + "\n"
    open("t", "w").writelines(text)
    said = subprocess.run(
        [os.environ["TAMIS"], "scan", "--quiet", "--at", "any", "-m", "1", "-C",
         "3", "db.tamis", "t"], stdout=subprocess.PIPE, check=True).stdout
    shown = [line.split(b": ")[-1].split(b"- ")[-1]
             for line in said.splitlines() if b"TLP:" not in line]
    assert shown == [text[20968 - shift + i].encode().rstrip()
                     for i in range(7)], (shift, shown)
END
scan -A x a.log
