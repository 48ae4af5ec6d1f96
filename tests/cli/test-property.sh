#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# test-property.sh - the property test finds mistakes planted in the kernel,
# shrinks each to a few lines, and the files replay: they fail on the mutant and
# pass on the unchanged kernel.  Prints TAP.
#
# HAIRPIN: the program.  HAIRPIN_TREE: a kernel tree or version.

cd "$(dirname "$(readlink -f "$0")")/../.." || exit 3
hairpin=$(readlink -f "${HAIRPIN:-build/hairpin}")
property=$(dirname "$hairpin")/property
tree=${HAIRPIN_TREE:-newest}
dir=$(mktemp -d) || exit 3
trap 'rm -rf "$dir"' EXIT
n=0 failed=0

clean=$(tools/kbuild/kernel-build --quiet "$tree" 2>"$dir/err") || {
	echo "1..0 # SKIP no kernel can be built"
	exit 4
}

result() {	# STATUS WHAT
	n=$((n + 1))
	if [ "$1" = 0 ]; then
		echo "ok $n - $2"
	else
		echo "not ok $n - $2"
		sed 's/^/# /' "$dir/out" "$dir/err" | tail -n 40
		failed=1
	fi
}

# finds MUTANT LAW: within so many fabrics, in no more lines than that.
finds() {
	local so file lines most=0 ok=0
	mkdir -p "$dir/$1"
	so=$(HAIRPIN=$hairpin HAIRPIN_TREE=$tree tests/mutants/run --make "$dir/$1.so" "$1" \
		2>"$dir/err")
	[ -r "$so" ]
	result $? "$1 is planted" || return
	"$property" -k "$so" --count 1500 --seed 1 --out "$dir/$1" >"$dir/out" 2>"$dir/err"
	[ $? = 1 ] && grep -q "breaks the law $2" "$dir/out"
	result $? "$1 is found: law $2"
	for file in "$dir/$1"/*.hp; do
		lines=$(grep -cv '^#' "$file")
		[ "$lines" -le "$most" ] || most=$lines
		"$hairpin" run -k "$so" "$file" >"$dir/out" 2>"$dir/err"
		[ $? = 1 ] || ok=1
		"$hairpin" run -k "$clean" "$file" >"$dir/out" 2>"$dir/err" || ok=1
	done
	result $ok "$1: what it wrote fails on the mutant and passes on the unchanged kernel"
	[ "$most" -gt 0 ] && [ "$most" -le 12 ]
	result $? "$1: $most lines at most"
}

"$property" -k "$clean" --count 1000 --seed 1 --out "$dir" >"$dir/out" 2>"$dir/err"
result $? "the unchanged kernel breaks no law"

finds acs-rr-ignored landing
finds bus-offset-sign landing
finds client-side-unchecked path

"$property" --print --first 7 --seed 5 >"$dir/a"
"$property" --print --first 7 --seed 5 >"$dir/b"
"$property" --print --first 7 --seed 6 >"$dir/c"
cmp -s "$dir/a" "$dir/b" && ! cmp -s "$dir/a" "$dir/c"
result $? "the same seed, the same machine; another, another"

# GPUs that share VRAM: a model of its own, and law provisioning.
"$property" -k "$clean" --gpus --count 500 --seed 1 --out "$dir" >"$dir/out" 2>"$dir/err"
result $? "random GPUs: no law is broken, and all is as the model has it"

# neglects WORD: within so many GPUs, in no more lines than that.
neglects() {
	local file lines most=0 ok=0
	mkdir -p "$dir/$1"
	"$property" -k "$clean" --gpus --mistake "$1" --count 64 --seed 1 --out "$dir/$1" \
		>"$dir/out" 2>"$dir/err"
	[ $? = 1 ] && grep -q "breaks the law provisioning" "$dir/out"
	result $? "$1 is found: law provisioning"
	for file in "$dir/$1"/*.hp; do
		lines=$(grep -cv '^#' "$file")
		[ "$lines" -le "$most" ] || most=$lines
		"$hairpin" run -k "$clean" "$file" >"$dir/out" 2>"$dir/err"
		[ $? = 1 ] || ok=1
		sed /^cmdline/d "$file" >"$dir/without.hp"
		"$hairpin" run -k "$clean" "$dir/without.hp" >"$dir/out" 2>"$dir/err" || ok=1
	done
	result $ok "$1: what it wrote fails with the mistake and passes without it"
	[ "$most" -gt 0 ] && [ "$most" -le 18 ]
	result $? "$1: $most lines at most"
}
for word in no-invalidate stale-root not-cleared quota-unchecked wrong-index off-by-one \
	no-flush flr-ignored; do
	neglects "$word"
done

"$property" --print --gpus --first 7 --seed 5 >"$dir/a"
"$property" --print --gpus --first 7 --seed 5 >"$dir/b"
"$property" --print --gpus --first 7 --seed 6 >"$dir/c"
cmp -s "$dir/a" "$dir/b" && ! cmp -s "$dir/a" "$dir/c"
result $? "the same seed, the same GPU; another, another"

echo "1..$n"
exit $failed
