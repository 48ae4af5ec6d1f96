#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# exec.sh - one scenario, from exec to exit status: the median of many runs,
# beside /bin/true and a static program that does nothing, in the same rounds.
#
#	tests/bench/exec.sh [-n RUNS] [-k KERNEL] [--before RUN] [--check] HAIRPIN [FILE]
#
# Also the same with TLPs in flight.  --before: a command that runs another build of
# Hairpin, to which FILE is added, like "old/build/hairpin run -k 7.3"; it takes part in
# every round, and the ratio to it is printed.  --check exits 1 when a run takes more
# than 10 ms.  The shell's own fork is in every figure, /bin/true's included.

set -euo pipefail
here=$(dirname "$(readlink -f "$0")")
runs=100 kernel=() check='' before='' budget_us=10000
while [ $# -gt 0 ]; do
	case $1 in
	-n) runs=$2; shift ;;
	-k) kernel=(-k "$2"); shift ;;
	--before) before=$2; shift ;;
	--check) check=1 ;;
	-*) sed -n '7s/^#[[:space:]]*/usage: /p' "$0" >&2; exit 2 ;;
	*) break ;;
	esac
	shift
done
[ $# -ge 1 ] || { sed -n '7s/^#[[:space:]]*/usage: /p' "$0" >&2; exit 2; }
hairpin=$1
file=${2:-$here/../../scenarios/acs/all-on-listed.hp}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

echo 'int main(void) { return 0; }' >"$work/nothing.c"
"${CC:-cc}" -O2 -static -o "$work/nothing" "$work/nothing.c"

# Warm, and proof that it passes.
"$hairpin" run "${kernel[@]}" "$file" >/dev/null

once() {
	local name=$1 from=$EPOCHREALTIME to
	shift
	"$@" >/dev/null
	to=$EPOCHREALTIME
	echo $((${to/./} - ${from/./})) >>"$work/us.$name"
}

for ((i = 0; i < runs; i++)); do
	once true /bin/true
	once static "$work/nothing"
	once version "$hairpin" --version
	once run "$hairpin" run "${kernel[@]}" "$file"
	once flight "$hairpin" run "${kernel[@]}" --in-flight "$file"
	# shellcheck disable=SC2086 # a command of several words
	[ -z "$before" ] || once before $before "$file"
done

quantile() {
	sort -n "$work/us.$1" | sed -n "$(((runs - 1) * $2 / 100 + 1))p"
}

base=$(quantile true 50)
echo "# $runs runs each, microseconds from exec to exit status"
printf '%-32s %8s %8s %8s %10s\n' "" best median p90 "/bin/true"
for name in true static version run flight ${before:+before}; do
	case $name in
	true) what=/bin/true ;;
	static) what="a static program" ;;
	version) what="hairpin --version" ;;
	run) what="hairpin run, one scenario" ;;
	flight) what="the same, TLPs in flight" ;;
	before) what="the build before" ;;
	esac
	median=$(quantile "$name" 50)
	printf '%-32s %8d %8d %8d %9d.%dx\n' "$what" "$(quantile "$name" 0)" \
		"$median" "$(quantile "$name" 90)" $((median / base)) \
		$((median * 10 / base % 10))
done
median=$(quantile run 50)
if [ -n "$before" ]; then
	of=$(quantile before 50)
	echo "to the build before: $((median * 100 / of)) %"
fi
if [ "$median" -le $budget_us ]; then
	echo "budget of $budget_us: met"
else
	echo "budget of $budget_us: MISSED"
	[ -z "$check" ] || exit 1
fi
