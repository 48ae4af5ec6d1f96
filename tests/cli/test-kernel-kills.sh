#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# test-kernel-kills.sh - kernel builds and downloads are killed outright, at random
# moments: nothing goes on, the lock is free, the next one is right and compiles again
# only what was under way, and no file is there that a build without a kill has not.
# Prints TAP.
#
#	test-kernel-kills.sh [--count N] [--chain N] [--fetches N] [--first N] [--seed N]
#
# --count (6): how many builds are killed, by turns after an edit of a header, of a
# Kconfig file, of a Makefile and of the environment, so that each phase is met.  Where
# they are fewer than 20, after two of these, which the seed chooses.
# --chain (3): how many of them in a row, each going on with what the last one left,
# before one is let through and judged.
# --fetches (20): how often a download, of a small package.
# --first (0): how often the first build of a tree, which costs minutes: one such build
# takes all of these.
# --seed (the number of commits): the check kills at other moments in each version.
#
# HAIRPIN_TREE: an unpacked kernel (default: the newest packaged one).

set -uo pipefail
cd "$(dirname "$(readlink -f "$0")")/../.." || exit 3
export LC_ALL=C
count=6 chain=3 fetches=20 first=0
seed_number=$(git rev-list --count HEAD 2>/dev/null) || seed_number=1
while [ $# -gt 0 ]; do
	case $1 in
	--count) count=$2; shift ;;
	--chain) chain=$2; shift ;;
	--fetches) fetches=$2; shift ;;
	--first) first=$2; shift ;;
	--seed) seed_number=$2; shift ;;
	*) sed -n '4,23s/^# \{0,1\}//p' "$0"; exit 2 ;;
	esac
	shift
done
. tests/kbuild.sh
RANDOM=$seed_number
export TMPDIR=$tmp/tmp
mkdir -p "$TMPDIR" "$tmp/kinds"
declare -A met=()
failed=0 cut=0

# moment MS: sleeps for a random part of that, $slept ms.
moment() {
	slept=$(($1 * (RANDOM * 32768 + RANDOM) / 1073741824))
	sleep "$((slept / 1000)).$(printf %03d $((slept % 1000)))"
}

# wrong WHAT: of this round.
wrong() {
	echo "# $round: $*"
	failed=$((failed + 1))
}

# phase_met: where the killed build was, by what it said last.
phase_met() {
	local word
	word=$(sed -n 's/^kernel-build: [^:]*: \(configure\|compile\|link\|[0-9][0-9.]*[-,]\).*/\1/p' \
		"$tmp/said" | tail -n 1)
	case $word in '') word=begin ;; [0-9]*) word=end ;; esac
	met[$word]=$((${met[$word]:-0} + 1))
}

# killed MS COMMAND...: runs it and kills it within MS, by turns all of it at once (as
# when memory runs out) and the script alone.  Waits until nothing of it is left.  True if
# it was killed before its end.
turn=0
killed() {
	local ms=$1 pid i under_way=1
	shift
	# a session of its own, to be killed as one
	setsid "$@" >/dev/null 2>"$tmp/said" </dev/null &
	pid=$!
	moment "$ms"
	kill -0 $pid 2>/dev/null && under_way=0 cut=$((cut + 1))
	turn=$((1 - turn))
	if [ $turn = 1 ]; then
		# shellcheck disable=SC2046 # numbers
		kill -9 $(pgrep -s "$pid") 2>/dev/null
	else
		kill -9 -- $pid 2>/dev/null
	fi
	wait $pid 2>/dev/null
	for ((i = 0; i < 600; i++)); do
		pgrep -s "$pid" >/dev/null || return $under_way
		sleep 0.1
	done
	wrong "it goes on"
	return $under_way
}

# edit KIND: one of each that a build tells apart; every object of a header's users says
# which round it is of.
header=include/linux/pci-ats.h
edit() {
	cp "$src/$header" "$tree/$header"
	echo "static int __attribute__((used)) hp_round_$round;" >>"$tree/$header"
	git -C "$tree" checkout -q drivers/pci
	rm -f "$tree/drivers/pci/hp_new.c"
	cp -p sim/env/core/cpu.c "$root/sim/env/core/cpu.c"
	case $1 in
	header) ;;
	kconfig) echo "# $round" >>"$tree/drivers/pci/Kconfig" ;;
	makefile)
		sed -i '1a obj-y += hp_new.o' "$tree/drivers/pci/Makefile"
		printf 'int hp_new_%d(void);\nint hp_new_%d(void) { return 1; }\n' "$round" "$round" \
			>"$tree/drivers/pci/hp_new.c" ;;
	environment) printf 'int hp_env_%d(void);\nint hp_env_%d(void) { return 1; }\n' "$round" "$round" \
			>>"$root/sim/env/core/cpu.c" ;;
	esac
}

# of_now KIND: is the instance of what was edited last, in every object?
of_now() {
	[ "$status" = 0 ] || { sed 's/^/# /' "$tmp/err"; return 1; }
	nm "$so" >"$tmp/symbols"
	[ "$(grep -c " hp_round_$round\$" "$tmp/symbols")" = "$users" ] &&
		[ "$(grep -c ' hp_round_' "$tmp/symbols")" = "$users" ] || return
	case $1 in
	makefile) grep -q " hp_new_$round\$" "$tmp/symbols" ;;
	environment) grep -q " hp_env_$round\$" "$tmp/symbols" ;;
	*) ! grep -qE ' hp_(new|env)_' "$tmp/symbols" ;;
	esac
}

# names: every file of the build folder, and temporary ones anywhere.  What env/kept has
# is for earlier environments to be found again.
names() {
	(cd "${so%/*}" && find . -type f ! -path './env/kept/*' | sort)
	left_behind
}

all_compiled() { echo $(($(compiled) + $(compiled_env))); }

# interrupted KIND: kills the build up to $chain times, as long as there is work left.
# How long it takes is learned from them, for a busy machine is busier at times.
interrupted() {
	local -i i left=${took[$1]}
	for ((i = 0; i < chain && cut < count; i++)); do
		if killed "$left" "$root/tools/kbuild/kernel-build" "$tree"; then
			phase_met
			kills=$((kills + 1))
			left=$((left - slept / 2))
			took[$1]=$((${took[$1]} * 10 / 9))
		else
			i=$chain
			[ "${took[$1]}" -lt 600 ] || took[$1]=$((${took[$1]} * 2 / 3))
		fi
		flock -n "${so%/*}/lock" true || wrong "the lock is taken"
		good=$((good + $(all_compiled)))
		mark
	done
}

# killed_builds: a round is an edit, killed builds and one that is not.  The first of
# each kind is not killed: so long it takes, so much it compiles, these files it leaves.
killed_builds() {
	local -i start good excess again=0 kills nkinds
	local kind kinds=(header kconfig makefile environment)
	local -A took=() costs=()
	[ "$count" -ge 20 ] || kinds=("${kinds[seed_number % 4]}" "${kinds[(seed_number + 1 + seed_number / 4 % 3) % 4]}")
	nkinds=${#kinds[@]}
	users=0
	for ((round = 0; cut < count; round++)); do
		kind=${kinds[round % nkinds]}
		edit "$kind"
		mark
		good=0 kills=0
		[ "$round" -lt "$nkinds" ] || interrupted "$kind"
		start=$(date +%s%N)
		build "$tree"
		if [ "$round" -lt "$nkinds" ]; then
			took[$kind]=$((($(date +%s%N) - start) / 1000000))
			costs[$kind]=$(all_compiled)
			[ "$round" -gt 0 ] || users=$(nm "$so" | grep -c ' hp_round_0$')
			[ "$users" -gt 0 ] || wrong "no object reads $header"
			names >>"$tmp/kinds/any"
			sort -u -o "$tmp/kinds/any" "$tmp/kinds/any"
		fi
		of_now "$kind" || wrong "$kind: status $status, or not what was edited"
		names | sort | comm -13 "$tmp/kinds/any" - >"$tmp/more"
		[ ! -s "$tmp/more" ] ||
			wrong "$kind: undisturbed builds have no $(tr "\n" " " <"$tmp/more")"
		[ "$kills" = 0 ] || echo "# round $round, $kind: $cut killed so far"
		excess=$((good + $(all_compiled) - ${costs[$kind]}))
		[ $excess -le 0 ] || again+=$excess
		# What a killed build was writing: one object for each of its jobs.
		[ $excess -le $((kills * $(nproc))) ] ||
			wrong "$kind: $excess objects compiled again after $kills kills"
	done
	check "killed $cut times: the next build is right, compiles only what was under way, and no other file is there" [ "$failed" = 0 ]
	check "builds were killed before their end" [ "$cut" -gt 0 ]
	echo "# $cut builds killed before their end in $((round - nkinds)) rounds; $again objects compiled twice"
	for kind in "${!met[@]}"; do
		echo "# killed in $kind: ${met[$kind]}"
	done
	# All is as it was, and so is what comes of it.
	git -C "$tree" checkout -q .
	rm -f "$tree/drivers/pci/hp_new.c"
	cp -p sim/env/core/cpu.c "$root/sim/env/core/cpu.c"
	HP_OBJECTS=1 build "$tree"
	check "after all of them the same sources give the same instance" [ "$(info object)" = "$object" ]
}

# killed_first: a build from nothing.  Each takes up what the last one left, until one is
# let through.
killed_first() {
	failed=0 cut=0
	rm -rf "$HAIRPIN_CACHE"
	for ((round = 1; round <= first; round++)); do
		killed 12000 "$root/tools/kbuild/kernel-build" "$tree"
	done
	find "$HAIRPIN_CACHE" -name '*.o' | wc -l | sed 's/^/# objects that the killed ones left: /'
	build "$tree"
	left_behind && wrong "left behind"
	check "a first build, killed $first times, gives the same instance" \
		[ "$failed $status $(info object)" = "0 0 $object" ]
}

# small_package: apt, with one small kernel.
small_package() {
	local d=$tmp/package
	mkdir -p "$tmp/apt" "$d/DEBIAN" "$d/usr/src"
	tar -C "$src/.." -cJf "$d/usr/src/linux-source-9.9.tar.xz" \
		"${src##*/}"/{Makefile,Kconfig,drivers/pci,drivers/iommu,include/linux}
	printf 'Package: linux-source-9.9\nVersion: 9.9\nArchitecture: all\nMaintainer: a <a@example.org>\nDescription: x\n' \
		>"$d/DEBIAN/control"
	dpkg-deb -Znone -b "$d" "$tmp/apt/linux-source-9.9_all.deb" >/dev/null
	printf '#!/bin/sh\necho "linux-source-9.9 - Linux kernel"\n' >"$tmp/apt/apt-cache"
	printf '#!/bin/sh\ncp %s/apt/*.deb .\n' "$tmp" >"$tmp/apt/apt-get"
	chmod +x "$tmp/apt/apt-cache" "$tmp/apt/apt-get"
}
fetched() {
	local it
	it=$(PATH=$tmp/apt:$PATH "$root/tools/kbuild/kernel-fetch" --quiet 9.9 2>"$tmp/err") || return
	# all that is there, besides the index that apt keeps and the lock
	(cd "$HAIRPIN_CACHE/src" && find . -type f ! -name .lock -exec sha256sum {} + | sort -k 2) \
		>"$tmp/fetched" && [ -e "$it/.complete" ]
}
killed_fetches() {
	local -i start took
	failed=0 cut=0
	small_package
	start=$(date +%s%N)
	round=0
	rm -rf "$HAIRPIN_CACHE/src"
	fetched || wrong "$(cat "$tmp/err")"
	took=$((($(date +%s%N) - start) / 1000000))
	cp "$tmp/fetched" "$tmp/kinds/fetched"
	for ((round = 1; round <= fetches; round++)); do
		rm -rf "$HAIRPIN_CACHE/src"
		killed $took env PATH="$tmp/apt:$PATH" "$root/tools/kbuild/kernel-fetch" --quiet 9.9
		fetched || wrong "$(cat "$tmp/err")"
		cmp -s "$tmp/kinds/fetched" "$tmp/fetched" || wrong "not the tree, or more than it"
	done
	check "a download, killed $fetches times: the next one is right" [ "$failed" = 0 ]
	check "downloads were killed before their end" [ "$cut" -gt 0 ]
	echo "# $fetches downloads, $cut killed before their end"
}

echo "# seed $seed_number"
sparse_tree
seed_build
build "$tree"
check "a tree builds" built
[ "$status" = 0 ] || { echo "Bail out! nothing to go on with"; exit 1; }
object=$(info object)
[ "$count" = 0 ] || killed_builds
[ "$fetches" = 0 ] || killed_fetches
[ "$first" = 0 ] || killed_first
echo "1..$n"
