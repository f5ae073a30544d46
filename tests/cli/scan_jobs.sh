# SPDX-License-Identifier: BSD-2-Clause
# Any number of threads prints the same bytes, whatever falls on a cut.
printf 'evil.com\n11.0.0.1\nhttp://bad.example/x\n' >list.txt
"$TAMIS" compile -o db.tamis --quiet --tlp green --name f list.txt
mkdir logs
python3 - <<'END'
import random
draw = random.Random(7)
words = ["www.evil.com", "11.0.0.1", "bad[.]example/x", "hxxp://bad.example/x",
         "notevil.com", "clean", "x" * 70, '"', "11.0.0.1.evil.com"]
def line():
    return " ".join(draw.choice(words if draw.random() < .02 else ["clean"])
                    for _ in range(draw.randrange(20)))
text = "\n".join(line() for _ in range(20000))
open("logs/lines.log", "w").write(text)
open("logs/blanks.log", "w").write(text.replace("\n", " "))
open("logs/commas.log", "w").write(
    ",".join("a.evil.com" if i % 20 == 0 else "b.clean.org"
             for i in range(110000)))
open("logs/glued.log", "w").write("x" * 1048573 + "evil.com " + "y" * 2000000 +
                                  " evil.com")
wide = "\n".join("evil.com" if draw.random() < .001 else "clean"
                 for _ in range(120000))
open("logs/u16.log", "wb").write(wide.encode("utf-16"))
open("logs/u16be.log", "wb").write(b"\xfe\xff" + wide.encode("utf-16-be"))
for number in range(20):
    open("logs/small%02d.log" % number, "w").write(line() + " evil.com\n")
END
gzip -c logs/lines.log >logs/lines.log.gz
zstd -q -c logs/lines.log >logs/lines.log.zst
scan() {
    "$TAMIS" scan --at any --sensor s --format text db.tamis "$@" 2>&1 ||
        echo "code $?"
}
for jobs in 1 2 9; do
    scan -j $jobs logs missing.log logs/u16.log >all.$jobs
    scan -j $jobs --count logs missing.log >count.$jobs
    scan -j $jobs -l --only-kind ip logs >names.$jobs
    scan -j $jobs -m 3 logs >few.$jobs
    for what in all count names few; do
        cmp $what.1 $what.$jobs
    done
done
wc -l <all.1
grep -v small count.1
grep -v small names.1
wc -l <few.1
# The same text read in ranges, as a stream and through a decompressor.
strip() { sed 's/^[^:]*:/:/'; }
scan --quiet logs/lines.log | strip >range
scan --quiet <logs/lines.log | strip | cmp range -
tail -n +1 logs/lines.log | scan --quiet | strip | cmp range -
scan --quiet logs/lines.log.gz | strip | cmp range -
scan --quiet logs/lines.log.zst | strip | cmp range -
scan --quiet -m 1000000 logs/lines.log | strip | cmp range -
(head -c 100 >/dev/null; scan --quiet --count) <logs/small00.log
scan --quiet -j 0 logs
scan --quiet -j many logs
scan --quiet --only-kind ip,colour logs
