#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# test-series-ahead - commits that are built before somebody asks for them: who asks finds
# them done, and what does not compile is compiled once, its words said each time.
#
# TAP.  HAIRPIN_TREE: the newest packaged kernel's sources.

set -u
cd "$(dirname "$(readlink -f "$0")")/../.." || exit 3
n=0
# Validations of packaged kernels have one work tree, and this lock.
cache=${HAIRPIN_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/hairpin}
if [ "${1:-}" != --locked ]; then
	mkdir -p "$cache/series"
	exec flock "$cache/series/lock.packages" "$0" --locked
fi
series=$PWD/tools/kbuild/series
src=${HAIRPIN_TREE:-$(tools/kbuild/kernel-fetch --quiet newest)} || exit 3
tmp=$(mktemp -d) || exit 3
trap 'rm -rf "$tmp"' EXIT
. tests/said.sh
as_somebody
file=drivers/pci/p2pdma.c

commit() {
	sed -i -E "$2" "$tmp/repo/$file" && git -C "$tmp/repo" commit -qam "$1"
}

mkdir -p "$tmp/repo/drivers/pci"
cp "$src/$file" "$tmp/repo/$file"
base_commit
# A subject of its own for each run: nothing of an earlier one is found.
commit "One $$" '/^static .*pci_bridge_has_acs_redir/,/^}/s/= pdev->acs_cap;/= (pdev->acs_cap);/'
commit "Two $$" 's/^(static bool cpu_supports_p2pdma)/\1 missing/'
commit "Three $$" 's/ missing//; /^static .*pci_bridge_has_acs_redir/,/^}/s/return 0;/return (0);/'
git -C "$tmp/repo" format-patch -q --stdout HEAD~3 >"$tmp/series.mbox"

"$series" open "$tmp/series.mbox" >"$tmp/list" 2>"$tmp/err" || { cat "$tmp/err"; exit 1; }
dir=$(head -n 1 "$tmp/list")
mapfile -t sha < <(sed -n '2,$s/ .*//p' "$tmp/list")

# asked N WHAT...: by the program, for commit N.
asked() {
	status=0
	"$series" "$2" "$dir" "${sha[$1]}" "${@:3}" >"$tmp/out" 2>"$tmp/err" </dev/null || status=$?
}
# compiled: when the folders that hold what is compiled were written last.
compiled() {
	stat -c '%n %.9Y' "$dir/replaced/libkernel.so" "$dir"/covers/*/libkernel.so 2>&1
}

asked 0 build plain
is "the base is built" 0 "$status"
status=0
"$series" ahead "$dir" plain yes "${sha[@]}" >"$tmp/out" 2>"$tmp/err" </dev/null || status=$?
is "all that compile are built ahead" 0 "$status"
is "without a word" "" "$(cat "$tmp/out" "$tmp/err")"
compiled >"$tmp/before"
for i in 1 3; do
	asked $i build plain
	is "commit $i is there" "0 $dir/instances/${sha[i]}.plain/libkernel.so" "$status $(tail -n 1 "$tmp/out")"
done
asked 1 cover "${sha[0]}"
is "with gcov, too" "0 1" "$status $(grep -c $'^so\t' "$tmp/out")"
asked 3 cover "${sha[1]}"
is "and the one after what does not compile, compared with the last that does" "0 1" \
	"$status $(grep -c $'^so\t' "$tmp/out")"
is "none of which is made again" "" "$(compiled | diff - "$tmp/before")"

asked 2 build plain
is "what does not compile says so" 5 "$status"
is "in the compiler's words" 1 "$(grep -c 'p2pdma.c:[0-9]*:[0-9]*: error: .*missing' "$tmp/err")"
cp "$tmp/err" "$tmp/words"
failed=$dir/instances/${sha[2]}.plain.failed
is "which are kept" "" "$(diff "$failed" "$tmp/words" 2>&1)"
# Words that no compiler says: they can only come from there.
echo 'as kept' >>"$failed"
asked 2 build plain
is "and said again, without a compiler" "5 as kept" "$status $(tail -n 1 "$tmp/err")"
"$series" open "$tmp/series.mbox" >/dev/null 2>&1
asked 2 build plain
is "the next validation asks the compiler" "5 0" "$status $(grep -c 'as kept' "$tmp/err")"
is "without ahead the words are kept as well" "" "$(diff "$failed" "$tmp/err" 2>&1)"
is "and nothing else is left beside them" "" "$(find "$dir" -maxdepth 1 -name words)"
echo "1..$n"
