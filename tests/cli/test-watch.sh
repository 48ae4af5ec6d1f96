#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# test-watch.sh - hairpin run --watch: which scenarios run again after which edit, and
# how it ends.  The tree is a folder, and kernel-build a script of its own that gives a
# fake kernel for what is in it.  Prints TAP.
#
# HAIRPIN: the program (default build/hairpin).

cd "$(dirname "$0")/../.." || exit 3
. tests/tap.sh
hairpin=$(readlink -f "${HAIRPIN:-build/hairpin}")
tmp=$(mktemp -d) || exit 3
pid=
trap 'kill $pid 2>/dev/null; rm -rf "$tmp"' EXIT
n=0
export HAIRPIN_CACHE=$tmp/cache HAIRPIN_TOOLS=$tmp/tools FAKES=${hairpin%/*}
unset NO_COLOR

mkdir -p "$tmp/tools" "$tmp/tree/drivers/pci" "$tmp/tree/.git" "$tmp/suite/sub" "$tmp/built"
# What is compiled is f.c alone; "error" in it does not compile.
cat >"$tmp/tools/kernel-build" <<'END'
#!/bin/bash
tree=${!#}
out=$(dirname "$0")/../built
echo built >>"$out/log"
if grep -q error "$tree/drivers/pci/f.c"; then
	echo "f.c:1: error: it does not compile" >&2
	exit 5
fi
cp "$FAKES/fake_kernel_new.so" "$out/libkernel.so.new"
mv "$out/libkernel.so.new" "$out/libkernel.so"
printf 'release=7.0.0-%s\nvariant=plain\nkind=tree\nname=t\ntree=%s\nobject=%s\n' \
	"$(cat "$tree/drivers/pci/f.c")" "$tree" "$(sha256sum <"$tree/drivers/pci/f.c" | cut -c1-64)" >"$out/kernel.info"
echo "$out/libkernel.so"
END
chmod +x "$tmp/tools/kernel-build"
printf 'first' >"$tmp/tree/drivers/pci/f.c"
make() {
	printf '# %s\nhost pc\nrp a 01.0\n%s\n' "$1" "$2" >"$tmp/$1"
}
make suite/one.hp 'expect present a'
make suite/sub/two.hp 'expect present a'
make lone.hp 'expect present a'
ln -s "$tmp/lone.hp" "$tmp/link.hp"
cd "$tmp" || exit 3

# soon COMMAND...: within a minute it is true.
soon() {
	for _ in $(seq 1200); do
		"$@" && return 0
		sleep 0.05
	done
	echo "not after a minute: $*"
	cat results told
	return 1
}

# waits N: it has waited for edits N times by now.
waits() {
	[ "$(grep -c '^hairpin run: waiting for edits$' told)" -ge "$1" ]
}

# begin WORD...: it runs, and its first round is over.
begin() {
	: >told
	env --default-signal "$hairpin" run "$@" >results 2>told &
	pid=$!
	rounds=1
	soon waits 1
}

# round: the one that an edit has set off is over; its results alone are in $tmp/last.
round() {
	rounds=$((rounds + 1))
	soon waits $rounds || return
	tail -c +$((size + 1)) results >last
}

before() {
	size=$(stat -c %s results)
}

# finish SIGNAL STATUS
finish() {
	local status=0
	kill "-$1" $pid
	wait $pid || status=$?
	pid=
	[ $status = "$2" ] || { echo "status $status"; cat told; return 1; }
}

all() {
	begin --watch tree suite link.hp && grep -q '^# kernel 7.0.0-first' results && grep -q '^1\.\.3$' results
}
check "first everything runs, on that tree" all
edited() {
	before
	printf 'second' >tree/drivers/pci/f.c
	round && grep -q '^# kernel 7.0.0-second' last && grep -q '^1\.\.3$' last && grep -q '^hairpin run: tree/drivers/pci/f.c changed' told
}
check "an edit of the tree: everything again, on what it is now" edited
replaced() {
	before
	printf 'third' >tree/drivers/pci/.new
	mv tree/drivers/pci/.new tree/drivers/pci/f.c
	round && grep -q '^# kernel 7.0.0-third' last
}
check "also when another file takes the place of one" replaced
one() {
	before
	make suite/sub/two.hp 'expect absent a'
	round && [ "$(grep -c '^not ok .*hp$' last)" = 1 ] && grep -q '^not ok 1 suite/sub/two.hp' last && grep -q '^1\.\.1$' last
}
check "an edit of a scenario: that one" one
linked() {
	before
	make lone.hp 'expect absent a'
	round && grep -q '^not ok 1 link.hp' last && grep -q '^1\.\.1$' last
}
check "the file behind a link" linked
added() {
	before
	mkdir -p suite/later
	make suite/later/three.hp 'expect present a'
	round && grep -q '^ok 1 suite/later/three.hp' last && grep -q '^1\.\.1$' last
}
check "a new scenario in a new folder" added
malformed() {
	before
	make suite/one.hp 'expect nothing'
	round && [ ! -s last ] && grep -q '^suite/one.hp:4:' told && kill -0 "$pid"
}
check "a malformed one is told, and it goes on" malformed
removed() {
	before
	rm suite/one.hp
	round && [ ! -s last ]
}
check "one that was removed is not run" removed
unbuilt() {
	before
	printf 'error' >tree/drivers/pci/f.c
	round && [ ! -s last ] && grep -q 'it does not compile' told && kill -0 "$pid"
}
check "a tree that does not compile: its messages, and it goes on" unbuilt
mended() {
	before
	printf 'fourth' >tree/drivers/pci/f.c
	round && grep -q '^# kernel 7.0.0-fourth' last && grep -q '^1\.\.3$' last
}
check "mended, it runs again" mended
same() {
	before
	echo "not compiled" >tree/README
	round && [ ! -s last ] && grep -q '^hairpin run: the kernel instance is the same as before$' told
}
check "what changes no instance runs nothing" same
silent() {
	local built
	before
	built=$(wc -l <built/log)
	touch tree/.git/index tree/drivers/pci/f.o tree/drivers/pci/f.c~ suite/.two.hp.swp suite/notes
	# Its turn comes after theirs.
	make suite/sub/two.hp 'expect present a'
	round && grep -q '^1\.\.1$' last && [ "$(wc -l <built/log)" = $((built + 1)) ]
}
check "what git and editors write beside it is no edit" silent
check "SIGTERM ends it, with the status of the last round" finish TERM 0

make suite/sub/two.hp 'expect absent a'
failing() {
	begin --junit r.xml --seed 5 --watch=tree -k tree -- suite && grep -q 'replay: hairpin run --seed 5 -k tree suite/sub/two.hp' results &&
		[ "$(grep -c '^# kernel' results)" = 1 ] && [ -s r.xml ] && finish INT 1
}
check "options are those of a run; Ctrl-C ends it" failing
during() {
	make suite/sub/two.hp 'step selftest loop'
	: >told
	env --default-signal "$hairpin" run --timeout 1000 --watch tree suite/sub >results 2>told &
	pid=$!
	soon grep -q '^1\.\.1$' results && finish TERM 4 && ! grep -q '^not ok' results &&
		soon nobody
}
nobody() {
	! grep -lsz "^suite/sub$" /proc/[0-9]*/cmdline | grep -q .
}
check "it also ends the round that runs" during
refused() {
	says 'the folder of a kernel tree is needed' gives 2 "$hairpin" run --watch lone.hp suite &&
		says 'not the top of a kernel tree' gives 2 timeout 10 "$hairpin" run --watch suite suite &&
		says 'standard input cannot be read again' gives 2 "$hairpin" run --watch tree - &&
		says '--bisect wants one verdict' gives 125 "$hairpin" run --bisect --watch tree suite &&
		says 'nowhere.hp: No such file' gives 3 "$hairpin" run --watch tree nowhere.hp
}
check "what cannot be watched" refused
echo "1..$n"
