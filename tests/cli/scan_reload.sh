# SPDX-License-Identifier: BSD-2-Clause
# A database that is replaced while files are followed takes over between two
# lines; one that is damaged or gone is told once, and the old one stays.
echo evil.com >one.txt
printf '/x[0-9]+y/\n' >two.txt
compile() { "$TAMIS" compile --quiet --name f -o "$@"; }
compile first.tamis --tlp green one.txt
compile second.tamis --tlp green --format patterns two.txt
echo other.example >three.txt
cat >feeds.json <<'END'
{"v":1,"feeds":[{"name":"closed","path":"one.txt","tlp":"red"},
 {"name":"open","path":"three.txt","tlp":"green"}]}
END
"$TAMIS" compile --quiet -o closed.tamis --feeds feeds.json
cp first.tamis broken.tamis
printf 'damage' | dd of=broken.tamis bs=1 seek=$(($(wc -c <broken.tamis) - 140)) conv=notrunc 2>dd.txt
install() {
    cp "$1" db.new
    mv db.new db.tamis
}
# Twenty seconds at most for so many lines in a file.
wait_for() {
    tries=0
    while [ "$(wc -l <"$1")" -lt "$2" ]; do
        tries=$((tries + 1))
        if [ $tries -gt 400 ]; then
            echo "$1: never had $2 lines"
            return
        fi
        sleep 0.05
    done
}
install first.tamis
: >said
: >found
printf 'evil.com x1y\nevil' >a.log
"$TAMIS" scan --follow --no-pattern-cache --clearance green --at any --sensor s \
    --format text db.tamis a.log >found 2>said &
follow=$!
wait_for found 1
wait_for said 2
# Of a line that is not whole nothing was found, and nothing is lost.
install second.tamis
wait_for said 3
printf '.com x2y\n' >>a.log
wait_for found 2
install broken.tamis
wait_for said 4
echo 'evil.com x3y' >>a.log
wait_for found 3
rm db.tamis
wait_for said 5
echo 'evil.com x4y' >>a.log
wait_for found 4
# What nobody may see is not seen, whoever made room for it.
install closed.tamis
wait_for said 6
echo 'evil.com x5y other.example' >>a.log
wait_for found 5
install first.tamis
wait_for said 7
echo 'evil.com x6y' >>a.log
wait_for found 6
kill -TERM $follow
code=0
wait $follow || code=$?
echo "code $code"
cat found
# How it is damaged depends on the format.
sed 's/db.tamis: .* (byte.* again;/db.tamis: damaged;/' said
