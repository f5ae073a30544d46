# SPDX-License-Identifier: BSD-2-Clause
# What else may lie in a folder, with any number of threads and in each mode: no
# crash, one sentence each, the rest is read, and the exit code tells.
printf 'evil.com\n' >list.txt
"$TAMIS" compile -o db.tamis --quiet --tlp green --name f list.txt
mkdir logs
python3 - <<'END'
import gzip, os, socket, subprocess, zlib
text = b"evil.com\n" + b"".join(b"%d clean %d.test\n" % (i, i % 7)
                                for i in range(20000))
for kind, command in (("gz", ["gzip", "-nc"]), ("zst", ["zstd", "-qc"]),
                      ("xz", ["xz", "-c"])):
    packed = subprocess.run(command, input=text, stdout=subprocess.PIPE,
                            check=True).stdout
    open("logs/cut." + kind, "wb").write(packed[:len(packed) * 3 // 4])
    open("logs/head." + kind, "wb").write(packed[:10])
    open("logs/two." + kind, "wb").write(packed + packed)
socket.socket(socket.AF_UNIX).bind("logs/socket")
os.mkfifo("logs/pipe")
os.symlink("../logs", "logs/loop")
os.symlink("self", "logs/self")
os.symlink("/dev/zero", "logs/zero")
os.mkdir("logs/folder\nof two lines")
for name in (b"logs/folder\nof two lines/\x1b[31m", b"logs/no UTF-8 \xff\xfe"):
    open(name, "w").write('{"q":"a.evil.com"}\n')
open("logs/zz", "wb").write(b"\0" * 9 + b" b.evil.com \0\n")
END
scan() {
    "$TAMIS" scan --at any --sensor s "$@" db.tamis logs 2>said >found ||
        echo "code $?"
    # Where damage is found is for the libraries to say.
    sed 's/ after [0-9]* bytes//' said >>found
}
for mode in "--format text" --count -l "-m 1 --format text" "-C 0" --hash-files \
    "--json-field q --format text"; do
    echo "--- $mode"
    for jobs in 1 2 4; do
        # shellcheck disable=SC2086
        scan $mode -j $jobs >code
        cat code >>found
        cp found found.$jobs
        cmp found.1 found.$jobs
    done
    cat found
done
echo "--- named, and not only met in a folder"
for path in logs/socket logs/self logs/none/ logs/zz/below; do
    "$TAMIS" scan --quiet --at any -c db.tamis $path logs/cut.gz/ logs/zz ||
        echo "code $?"
done
echo "--- what vanishes while it waits for its turn"
mkdir many gone
i=0
while [ $i -lt 200 ]; do
    echo evil.com >many/$i
    i=$((i + 1))
done
echo evil.com >gone/file
mkfifo first
for jobs in 1 4; do
    "$TAMIS" scan --at any -j $jobs -c db.tamis first many gone logs/zz \
        >found 2>said &
    scan=$!
    exec 9>first
    mv gone away
    exec 9>&-
    code=0
    wait $scan || code=$?
    mv away gone
    echo "code $code"
    wc -l <found
    tail -n 1 found
    cat said
done
echo "--- little memory, whatever there is"
truncate -s 300M long
printf ' c.evil.com ' >>long
{ cat long; echo; } | gzip -1 >bomb.gz
{ cat long; echo; } | zstd -q --ultra --long=31 -o window.zst
for mode in "-j 4 long" "-m 9 long" bomb.gz window.zst "--hash-files long"; do
    python3 - "$mode" <<'END'
import os, resource, subprocess, sys
done = subprocess.run([os.environ["TAMIS"], "scan", "--quiet", "--at", "any",
                       "--sensor", "s", "--format", "text", "db.tamis"] +
                      sys.argv[1].split())
size = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
print("code", done.returncode, flush=True)
if size > 250000:
    print(size, "KiB")
END
done
