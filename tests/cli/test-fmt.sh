#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# test-fmt.sh - hairpin fmt, check and init as commands: what they print, write
# and exit with.  Prints TAP.  What canonical spacing is, test_lang_format.c knows.
#
# HAIRPIN: the program (default build/hairpin).

cd "$(dirname "$0")/../.." || exit 3
. tests/tap.sh
hairpin=$(readlink -f "${HAIRPIN:-build/hairpin}")
shipped=$PWD/scenarios
tmp=$(mktemp -d) || exit 3
work=$(mktemp -d) || exit 3
trap 'rm -rf "$tmp" "$work"' EXIT
n=0
cd "$work" || exit 3

printf '# A root port.\nhost pc\nrp  a   01.0   # there\n' >loose.hp
printf '# A root port.\nhost   pc\nrp     a 01.0  # there\n' >tight.hp
printf '# Wrong.\nhost pc\nrpp a 01.0\n' >wrong.hp
mkdir sub empty
cp tight.hp sub/t.hp
echo "no scenario" >sub/note.txt

prints() {
	local file=$1
	shift
	"$@" >"$tmp/got" && diff "$file" "$tmp/got"
}
silent() {
	local want=$1
	shift
	gives "$want" "$@" >"$tmp/got" && [ ! -s "$tmp/got" ]
}

check "fmt prints" prints tight.hp "$hairpin" fmt loose.hp
check "what is formatted already stays" prints tight.hp "$hairpin" fmt tight.hp
check "fmt of a folder" prints tight.hp "$hairpin" fmt sub
lists() {
	gives 1 "$hairpin" fmt --check loose.hp tight.hp sub >"$tmp/got" &&
		[ "$(cat "$tmp/got")" = loose.hp ]
}
check "fmt --check names what would change, exit 1" lists
check "and nothing else, exit 0" silent 0 "$hairpin" fmt --check tight.hp sub
check "which leaves the file" grep -q 'rp  a' loose.hp
writes() {
	cp loose.hp w.hp
	chmod 640 w.hp
	silent 0 "$hairpin" fmt -w w.hp tight.hp && cmp w.hp tight.hp &&
		[ "$(stat -c %a w.hp)" = 640 ]
}
check "fmt -w writes, and keeps the mode" writes
untouched() {
	touch -d 2001-01-01 tight.hp
	"$hairpin" fmt -w tight.hp && [ "$(stat -c %Y tight.hp)" = "$(date -d 2001-01-01 +%s)" ]
}
check "a file that would not change is not written" untouched
linked() {
	cp loose.hp w.hp
	ln -sf w.hp l.hp
	"$hairpin" fmt -w l.hp && [ -L l.hp ] && cmp w.hp tight.hp
}
check "fmt -w follows a link" linked
check "fmt of a malformed file: exit 2, with the place" \
	says "wrong.hp:3:1: unknown statement 'rpp'" "$hairpin" fmt wrong.hp
check "which prints nothing" silent 2 "$hairpin" fmt wrong.hp
others() {
	cp loose.hp w.hp
	gives 2 "$hairpin" fmt -w wrong.hp w.hp && cmp w.hp tight.hp && grep -q rpp wrong.hp
}
check "the other files are written all the same" others
check "--check and -w exclude each other" gives 2 "$hairpin" fmt -c -w tight.hp
check "all that is shipped is formatted" silent 0 "$hairpin" fmt --check "$shipped"

check "check of good files: nothing, exit 0" silent 0 "$hairpin" check tight.hp sub "$shipped"
check "check of a malformed file: exit 2" silent 2 "$hairpin" check tight.hp wrong.hp
check "with the place" says "wrong.hp:3:1: unknown statement" "$hairpin" check wrong.hp
check "a folder without scenarios is told" says "empty: no scenario files" "$hairpin" check empty
check "a file that is not there, too" says "none.hp:1:1: cannot be read" "$hairpin" check none.hp

check "init writes a file" gives 0 "$hairpin" init new.hp
check "which is well formed" silent 0 "$hairpin" check new.hp
check "and formatted" silent 0 "$hairpin" fmt --check new.hp
check "with a reason in its first line" grep -q '^# Say here' new.hp
check "init prints the same" prints new.hp "$hairpin" init
kept() {
	echo mine >mine.hp
	gives 2 "$hairpin" init mine.hp && [ "$(cat mine.hp)" = mine ]
}
check "init overwrites nothing" kept
if [ "$("$hairpin" kernel path 2>/dev/null)" ]; then
	check "what init writes passes" gives 0 "$hairpin" run new.hp
fi
echo "1..$n"
