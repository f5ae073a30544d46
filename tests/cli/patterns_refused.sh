# SPDX-License-Identifier: BSD-2-Clause
# What compiles and the engine refuses is told by name: ten of them, and how
# many more there are, and of those that the reader sees alone.
for number in 01 02 03 04 05 06 07 08 09 10 11 12; do
    echo "/^*number$number/"
done >twelve.txt
echo '/^*seen/' >seen.txt
echo '/ok[0-9]/' >>seen.txt
"$TAMIS" compile --quiet -o red.tamis --tlp red --format patterns twelve.txt
cat >feeds.json <<END
{"v":1,"feeds":[
 {"name":"twelve","path":"twelve.txt","tlp":"red","format":"patterns"},
 {"name":"seen","path":"seen.txt","tlp":"green","format":"patterns"}]}
END
"$TAMIS" compile --quiet -o both.tamis --feeds feeds.json
echo 'ok1' >log.txt
echo "== all"
"$TAMIS" scan --at any --no-pattern-cache --format text red.tamis log.txt 2>&1 ||
    echo "code $?"
echo "== those that are seen"
"$TAMIS" scan --at any --no-pattern-cache --format text --clearance green \
    both.tamis log.txt 2>&1
