#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# test-determinism.sh - the same scenarios on the same kernel give the same
# bytes, as KTAP, JSON, JUnit and DOT, whatever the time zone, the locale, the
# folder, the job count or the environment.  Prints TAP.
#
# HAIRPIN: the program (default build/hairpin).

cd "$(dirname "$0")/../.." || exit 3
hairpin=${HAIRPIN:-build/hairpin}
case $hairpin in /*) ;; *) hairpin=$PWD/$hairpin ;; esac
dir=$(mktemp -d) || exit 3
trap 'rm -rf "$dir"' EXIT
n=0 failed=0
"$hairpin" kernel path >/dev/null 2>&1 || {
	echo "1..0 # SKIP no kernel is built"
	exit 4
}

# shipped scenarios, and one of each way to fail: stacks must repeat, too
mkdir -p "$dir/a/scn" "$dir/deeper/down/b"
cp -r scenarios/. "$dir/a/scn/"
for how in null loop trap hang warn bug; do
	cat >"$dir/a/scn/fails-$how.hp" <<-END
	# Misbehaves on purpose: $how.
	host server
	rp   rp0 01.0
	ep   gpu under rp0 class display bar0 16M
	step selftest $how
	END
done
cp -r "$dir/a/scn" "$dir/deeper/down/b/scn"

outputs() {	# FOLDER JOBS
	(cd "$1" && "$hairpin" run --timeout 1 --jobs "$2" --json out.json \
		--junit out.xml --dot dots scn >out.ktap 2>err)
	[ -s "$1/out.ktap" ] && [ -s "$1/out.json" ] && [ -d "$1/dots" ]
}

same() {	# WHAT FOLDER
	n=$((n + 1))
	if diff -r -q "$dir/a" "$2" >"$dir/diff" 2>&1; then
		echo "ok $n - the same bytes $1"
	else
		echo "not ok $n - the same bytes $1"
		sed 's/^/# /' "$dir/diff" | head -20
		failed=1
	fi
}

n=1
if TZ=UTC LC_ALL=C outputs "$dir/a" 1; then
	echo "ok 1 - $(grep -c '^ok' "$dir/a/out.ktap") scenarios pass, $(grep -c '^not ok' "$dir/a/out.ktap") fail"
else
	echo "not ok 1 - no output"
	sed 's/^/# /' "$dir/a/err"
	echo "1..1"
	exit 1
fi
b=$dir/deeper/down/b
TZ=UTC LC_ALL=C outputs "$b" 1
same "twice" "$b"
rm -rf "$b"/out* "$b/dots" "$b/err"
cache=${HAIRPIN_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/hairpin}
TZ=Asia/Kathmandu LC_ALL=de_DE.UTF-8 LANG=tr_TR.UTF-8 HOME=/nonexistent \
	COLUMNS=40 TERM=dumb HAIRPIN_CACHE=$cache outputs "$b" 4
same "in another time zone, locale and home, four jobs at once" "$b"
rm -rf "$b"/out* "$b/dots" "$b/err"
(umask 077; MALLOC_PERTURB_=85 outputs "$b" 2)
same "with other heap contents, two jobs at once" "$b"
echo "1..$n"
exit $failed
