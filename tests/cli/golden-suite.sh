#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# golden-suite.sh - all that a run writes of each shipped scenario, in some modes,
# and what the commands that ask a kernel print of some of its machines and of each
# captured one, as hashes in tests/golden/suite.  Expectations say what matters;
# this says that nothing else became different unseen.  Prints TAP.
#
#	golden-suite.sh [DIR]	leaves what was hashed in DIR
#
# A hash does not show what became different: have DIR written by the program
# before a change and after it, and use diff -r.
#
# A scenario that the list does not have yet is named and fails nothing.  What the
# kernel says depends on its release and its compiler: on others it is not compared.
#
# HAIRPIN: the program.  HAIRPIN_KERNEL: the kernel (the newest built).
# HAIRPIN_UPDATE_GOLDEN=1 writes the list anew, after a change that is meant.

set -uo pipefail
dir=${1:+$(mkdir -p "$1" && readlink -f "$1")}
cd "$(dirname "$(readlink -f "$0")")/../.." || exit 3
export LC_ALL=C TZ=UTC
hairpin=$(readlink -f "${HAIRPIN:-build/hairpin}")
export hairpin
list=tests/golden/suite
tmp=$(mktemp -d) || exit 3
trap 'rm -rf "$tmp"' EXIT
out=${dir:-$tmp/out}
mkdir -p "$out"
n=0
export kernel=${HAIRPIN_KERNEL:-$("$hairpin" kernel path 2>/dev/null)}
[ -n "$kernel" ] || { echo "1..0 # SKIP no kernel is built"; exit; }

# What differs between machines and builds, and is none of the program's words.
plain=(-e 's/<+0x[0-9a-f]*>/<CODE>/g' -e "s,$kernel,KERNEL,g" -e "s,$out,OUT,g" -e "s,$tmp,TMP,g"
	-e 's/"hairpin\(" value=\|": \)"[^"]*"/"hairpin": "VERSION"/'
	-e 's/"\(kernel\.\)\?config\(" value=\|": \)"[^"]*"/"config"/')

# split FOLDER: the results of each scenario in a file of its own, but for its number
# among the others.
split() {
	cd "$1" || exit 3
	awk '/^(not )?ok [0-9]/ {
		sub(/ok [0-9]+/, "ok"); name = $0
		sub(/^(not )?ok /, "", name); sub(/\.hp.*/, "", name)
		gsub(/[^A-Za-z0-9_]/, "-", name)
		printf "%s%s\n", text, $0 >(name ".ktap"); close(name ".ktap")
		text = ""; next }
	/^ / { text = text $0 "\n" }
	' ktap
	awk '/^    \{/ { text = ""; name = "" }
	/^      "path": / { name = $2; sub(/\.hp".*/, "", name); gsub(/[^A-Za-z0-9_]/, "-", name) }
	{ text = text $0 "\n" }
	/^    \}/ && name { sub(/^-/, "", name); sub(/,\n$/, "\n", text)
		printf "%s", text >(name ".answers"); close(name ".answers") }
	' json
	awk '/^  <testsuite / { text = ""; name = $2; sub(/^name="/, "", name)
		sub(/\.hp"$/, "", name); gsub(/[^A-Za-z0-9_]/, "-", name) }
	{ text = text $0 "\n" }
	/^  <\/testsuite>/ { printf "%s", text >(name ".junit"); close(name ".junit") }
	' junit
	rm -f ktap json junit
	cd - >/dev/null || exit 3
}

# mode NAME OPTION...: a run of all.
mode() {
	local to=$out/$1
	mkdir -p "$to"
	"$hairpin" run -k "$kernel" -v --json "$to/json" --junit "$to/junit" "${@:2}" \
		scenarios/ >"$to/ktap" 2>"$to/errors" </dev/null
	# Its end: how many there are.
	sed -i '/^# again:/d' "$to/errors"
	split "$to"
	rm -f "$to/errors"
}

# asked FILE: what commands print of a machine, both streams and the status.
asked() {
	local f=$1 name=${1//[^A-Za-z0-9_]/-} a b
	local answers=$out/asked/$name.answers
	ask() {
		echo "\$ hairpin $*"
		"$hairpin" "$1" "${@:2}" 2>&1 </dev/null
		echo "[$?]"
	}
	on_kernel() { ask "$1" -k "$kernel" "${@:2}"; }
	draw() { ask dot --pci-ids tests/fixtures/import/pci.ids "$@"; }
	on_kernel matrix -j 1 --json "$answers" "$f"
	# the last provider, and another client
	a=$(jq -r '.matrices[0].rows[-1].provider // empty' "$answers" 2>/dev/null)
	b=$(jq -r --arg a "$a" '.matrices[0].clients | map(.name) - [$a] | .[0] // empty' "$answers" 2>/dev/null)
	a=${a:-gpu} b=${b:-nic}
	on_kernel matrix -j 1 --iommu passthrough "$f"
	on_kernel groups --json "$out/asked/$name.groups" "$f"
	on_kernel groups --iommu off "$f"
	on_kernel explain "$f" "$b" "$a"
	on_kernel explain --iommu off --relaxed "$f" "$b" "$a"
	draw -k "$kernel" --path "$a,$b" "$f"
	draw -k "$kernel" --between "$a,$b" "$f"
	draw -k "$kernel" --map "$f"
	draw "$f"
	draw --full "$f"
	draw --map "$f"
	draw --path "$b,$a" "$f"
	[ "$f" = "${f%.txt}" ] || ask import "$f"
	[ "$f" = "${f%.txt}" ] || ask import --facts --p2p all "$f"
}

# One machine in twelve, and which does not depend on the others.
machines() {
	local f sum
	for f in scenarios/*/*.hp; do
		read -r sum _ < <(echo "$f" | cksum)
		[ $((sum % 12)) != 0 ] || echo "$f"
	done
	ls tests/fixtures/import/*.txt tests/fixtures/groups/*.hp tests/golden/tree.hp
}

if [ "${GOLDEN_PART:-}" ]; then
	out=$GOLDEN_OUT
	asked "$GOLDEN_PART" >"$out/asked/${GOLDEN_PART//[^A-Za-z0-9_]/-}.said"
	exit 0
fi

mode usual --trace "$out/usual/" --dot "$out/usual/"
mode lazy --iommu lazy --bus-offset 1T
mode untranslated --iommu off
mode shuffled --schedule random:7
mkdir -p "$out/asked"
machines | GOLDEN_OUT=$out xargs -P "$(nproc)" -I {} env GOLDEN_PART={} "$0"

# The kernel's backtraces name places of the code, ours as well: the hash of a trace that
# has one is another with each change of code.
grep -lF '<+0x' "$out"/usual/*.json | while IFS= read -r f; do
	f=${f##*/}
	sed -i '/"trace_hash": /d' "$out"/*/"${f%.json}.answers"
done
find "$out" -type f -print0 | xargs -0 sed -i "${plain[@]}"
(cd "$out" && find . -type f -printf '%P\n' | sort | xargs sha256sum) |
	awk '{
		sub(/\.[a-z]*$/, "", $2)
		if ($2 != last) printf "%s%s", last ? "\n" : "", last = $2
		printf " %s", substr($1, 1, 6)
	}
	END { print "" }' >"$tmp/hashes"
"$hairpin" run -k "$kernel" tests/golden/pair.hp 2>/dev/null | sed -n 's/^# kernel \([^,]*\),.*\(gcc.*\), plain$/# \1 \2/p' \
	>"$tmp/list"
cat "$tmp/hashes" >>"$tmp/list"

if [ -n "${HAIRPIN_UPDATE_GOLDEN-}" ]; then
	cp "$tmp/list" "$list"
elif [ "$(head -n 1 "$tmp/list")" != "$(head -n 1 "$list")" ]; then
	echo "1..0 # SKIP the list is for $(sed 's/^# //;q' "$list")"
	exit
fi
# again NAME: what the commands print of that machine when they are asked once more.  Where
# it is something else, the first answer was not the program's to give twice.
again() {
	local f
	mkdir -p "$tmp/again/asked"
	f=$(machines | while IFS= read -r f; do
		[ "asked/${f//[^A-Za-z0-9_]/-}" != "$1" ] || echo "$f"
	done)
	[ -n "$f" ] || return
	GOLDEN_OUT=$tmp/again GOLDEN_PART=$f "$0"
	find "$tmp/again" -type f -print0 | xargs -0 sed -i -e "s,$tmp/again,OUT,g" "${plain[@]}"
	for f in "$out/$1".*; do
		diff -u --label first --label again "$f" "$tmp/again/asked/${f##*/}"
	done >"$tmp/twice"
	[ -s "$tmp/twice" ] || echo "asked once more it is the same" >"$tmp/twice"
	head -n 40 "$tmp/twice" | sed 's/^/# /'
}

sed 1d "$list" >"$tmp/want"
# What a part of the list is for, by the name of its folder.
for part in usual lazy untranslated shuffled asked; do
	n=$((n + 1))
	awk -v part="$part/" '{ name = $1; $1 = "" }
	FNR == NR { want[name] = $0; next }
	index(name, part) != 1 { next }
	!(name in want) { print "new: " name; next }
	want[name] != $0 { print "different: " name }
	{ delete want[name] }
	END { for (f in want) if (index(f, part) == 1) print "not there any more: " f }
	' "$tmp/want" "$tmp/hashes" | sort >"$tmp/said"
	sed 's/^/# /' "$tmp/said" | head -n 20
	[ $part != asked ] || sed -n 's/^different: //p' "$tmp/said" | head -n 3 |
		while IFS= read -r f; do again "$f"; done
	if grep -qv '^new: ' "$tmp/said"; then
		echo "not ok $n - $part: $(grep -cv '^new: ' "$tmp/said") outputs are not what they were (see the head of $0)"
	else
		echo "ok $n - $part: $(grep -c "^$part/" "$tmp/hashes") outputs are what they were"
	fi
done
echo "1..$n"
