# SPDX-License-Identifier: BSD-2-Clause
# Whatever the input: no crash, the rest is scanned, one sentence each, and the
# exit code 2 where something could not be read to its end.
printf 'evil.com\n' >list.txt
"$TAMIS" compile -o db.tamis --quiet --tlp green --name f list.txt
scan() {
    "$TAMIS" scan --quiet --at any --sensor s --format text db.tamis "$@" 2>&1 ||
        echo "code $?"
}
mkdir logs
printf 'last.evil.com\n' >logs/z.log
echo "- bytes that are no text"
python3 - <<'END'
import random
draw = random.Random(3)
noise = bytes(draw.randrange(256) for _ in range(300000))
open("logs/binary", "wb").write(noise + b"\n evil.com \n" + noise)
open("logs/invalid", "wb").write(b"\xc3\x28 \xed\xa0\x80 a.evil.com \xf8\xff\n")
open("logs/nuls", "wb").write(b"\0" * 2500000 + b"b.evil.com" + b"\0" * 9)
open("logs/mark", "wb").write(b"\xff\xfee\0v\0i\0l\0.\0c\0o\0m\0\n")
open("logs/one", "wb").write(b"x")
open("logs/empty", "wb").close()
END
scan logs | sed 's/^logs.binary:[0-9]*/logs\/binary:N/'
echo "- a line longer than the memory that it takes"
{ head -c 150000000 /dev/zero | tr '\0' ','; printf ' c.evil.com,'; } |
    python3 -c '
import os, resource, subprocess
subprocess.run([os.environ["TAMIS"], "scan", "--quiet", "--at", "any",
                "--sensor", "s", "--format", "text", "db.tamis"], check=True)
size = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
if size > 140000:
    print(size, "KiB")
'
echo "- cut short and damaged"
mkdir cut
i=0
while [ $i -lt 30000 ]; do
    echo "$i clean d$((i % 7)).test"
    i=$((i + 1))
done >text
{ echo 'd.evil.com'; cat text; } >whole
gzip -c whole >whole.gz
zstd -q -c whole >whole.zst
xz -c whole >whole.xz
for kind in gz zst xz; do
    head -c $(($(wc -c <whole.$kind) * 3 / 4)) whole.$kind >cut/part.$kind
done
{ gzip -c logs/z.log; printf 'no gzip at all'; } >cut/tail.gz
{ gzip -c logs/z.log; gzip -c logs/z.log; } >cut/two.gz
scan cut
echo "- what cannot be opened"
mkdir odd
mkfifo odd/pipe
ln -s missing odd/dangling
ln -s ../logs odd/loop
printf 'e.evil.com\n' >odd/f.log
scan odd odd/dangling odd/f.log/x '' /proc/self/mem
"$TAMIS" scan --at any db.tamis odd 2>said >/dev/null
cat said
echo "- a pipe that is named is read"
printf 'f.evil.com\n' >odd/pipe &
scan odd/pipe
echo "- standard output is not its own input"
"$TAMIS" scan --quiet --at any --sensor s --format text db.tamis odd \
    >odd/out.log 2>said || echo "code $?"
cat said odd/out.log
echo "- a reader that goes away"
head -c 3000000 /dev/zero | tr '\0' '\n' | sed 's/^$/evil.com/' >many
{ scan many || true; } | head -n 1
echo "- files that shrink and vanish under the reader"
python3 - <<'END'
import os, subprocess, time
line = b"clean text of a log that has nothing to find in it at all\n"
for number in range(6):
    with open("shrinks", "wb") as file:
        file.write(line * 1500000)
    with open("zlast", "wb") as file:
        file.write(b"last.evil.com\n")
    done = subprocess.Popen(
        [os.environ["TAMIS"], "scan", "--quiet", "--at", "any", "--count",
         "-j", str(number % 2 + 1), "db.tamis", "shrinks", "zlast"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    time.sleep(0.004 * number)
    os.truncate("shrinks", 70000)
    if number == 5:
        os.unlink("zlast")
    out, said = done.communicate(timeout=60)
    assert done.returncode in (0, 2), (done.returncode, said)
    assert said == b"" or (said.count(b"\n") <= 2 and done.returncode == 2), said
    assert b"shrinks:0\n" in out, out
    assert b"zlast:1\n" in out or number == 5, out
END
