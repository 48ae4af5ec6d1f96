#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# test-limits.sh - limits of the computer that runs hairpin are no kernel's
# failure: what can be waited for is waited for, the rest is named, and every
# plan is kept.  Prints TAP.
#
# HAIRPIN: the program (default build/hairpin).  HAIRPIN_KERNEL: a real kernel
# (default: the newest one built).

cd "$(dirname "$0")/../.." || exit 3
hairpin=$(readlink -f "${HAIRPIN:-build/hairpin}")
fake=$(dirname "$hairpin")/fake_kernel_new.so
dir=$(mktemp -d) || exit 3
trap 'rm -rf "$dir"' EXIT
chmod 755 "$dir"
n=0 failed=0

ok() {	# of the command before it
	status=$?
	n=$((n + 1))
	if [ "$status" = 0 ]; then
		echo "ok $n - $1"
	else
		echo "not ok $n - $1"
		sed 's/^/# /' "$dir/out" | head -30
		failed=1
	fi
}

skip() {
	n=$((n + 1))
	echo "ok $n - $1 # SKIP $2"
}

exits() {	# STATUS COMMAND...
	want=$1
	shift
	"$@" >"$dir/out" 2>&1 </dev/null
	got=$?
	[ "$got" = "$want" ] || echo "# exit $got, not $want: $*"
	[ "$got" = "$want" ]
}

for i in 1 2 3; do
	printf '# %s\nhost server\nrp a 01.0\nep nic under a bar0 1M\nexpect present a\n' $i >"$dir/$i.hp"
done

# all_are WHY: all three have their line, and a plan that is kept; no law was judged.
all_are() {
	[ "$(grep -c "^not ok [123] .* # ERROR .*$1" "$dir/out")" = 3 ] &&
		grep -q '^1\.\.3$' "$dir/out" &&
		grep -q '^# Totals: pass:0 fail:0 skip:0 error:3$' "$dir/out" &&
		! grep -q 'not ok .* law\|ENOMEM' "$dir/out" &&
		awk '/^  1\.\./ { if (want) exit 1; want = substr($1, 4) + 0; got = 0 }
			/^  (not )?ok / { got++ }
			/^(not )?ok / { if (want && want != got) exit 1; want = 0 }' "$dir/out"
}

# --- address space ---
kernel=${HAIRPIN_KERNEL:-$("$hairpin" kernel path 2>/dev/null)}
# shellcheck disable=SC2016
little='ulimit -v "$1" && shift && exec "$@"'
mkdir "$dir/huge"
for i in 1 2 3; do
	sed 's/^host server/& dram 4T/' "$dir/$i.hp" >"$dir/huge/$i.hp"
done
if [ -z "$kernel" ]; then
	skip "ulimit -v" "no kernel is built"
else
	# The page structs of each of these machines would span half a TiB.
	"$hairpin" run -k "$kernel" scenarios >"$dir/plenty" 2>&1
	for limit in 16777216 1048576; do
		exits 0 bash -c "$little" - $limit "$hairpin" run -k "$kernel" scenarios &&
			cmp -s "$dir/out" "$dir/plenty"
		ok "ulimit -v $limit: all scenarios run, and give the same bytes"
	done
	# A byte for each page of DRAM is one piece.
	exits 3 bash -c "$little" - 1000000 "$hairpin" run -k "$kernel" "$dir/huge/1.hp" "$dir/huge/2.hp" "$dir/huge/3.hp"
	all_are 'no [0-9]* MiB of address space for the machine: the limit on address space is 1000000 KiB (ulimit -v)$'
	ok "too little for a machine: the limit is named, and every plan is kept"
	exits 125 bash -c "$little" - 1000000 "$hairpin" run --bisect -k "$kernel" "$dir/huge/1.hp"
	ok "... with --bisect that commit cannot be judged"
fi
if [ -z "$kernel" ]; then
	skip "valgrind" "no kernel is built"
elif ! command -v valgrind >/dev/null; then
	skip "valgrind" "valgrind is not installed"
else
	"$hairpin" run -k "$kernel" scenarios/dma scenarios/bars >"$dir/plenty" 2>&1
	exits 0 valgrind -q --tool=none "$hairpin" run --timeout 300 -k "$kernel" scenarios/dma scenarios/bars &&
		cmp -s "$dir/out" "$dir/plenty"
	ok "valgrind: usual machines run, and give the same bytes"
fi

# --- descriptors: nobody else makes room for ours, so there is nothing to wait for ---
few_files() { bash -c 'ulimit -n "$1" && shift && exec timeout 50 "$@"' - "$@"; }
printf '# Two.\nhost server\nrp a 01.0\nrp b 02.0\nep gpu under a bar0 1M\nep nic under b bar0 1M\n' >"$dir/two.hp"
for how in "perf --from nic --to gpu -k $fake" "explain -k $fake" "matrix -k $fake" "groups -k $fake" \
	"dot --between gpu,nic -k $fake" "compare $fake ${fake%new.so}old.so" "explore --programs 4 -k $fake"; do
	names=
	[ "${how%% *}" != explain ] || names="gpu nic"
	# shellcheck disable=SC2086 # words
	exits 3 few_files 6 "$hairpin" $how "$dir/two.hp" $names &&
		grep -q '6 (ulimit -n)' "$dir/out"
	ok "ulimit -n 6: ${how%% *} names the limit, at once"
done
if [ -n "$kernel" ]; then
	# enough to boot, and not to go on
	for files in 8 9 10 11 12; do
		few_files $files "$hairpin" explore -j1 --programs 4 -k "$kernel" "$dir/two.hp" >"$dir/out" 2>&1
		case $? in
		0) ! grep -q '(ulimit -n)' "$dir/out" ;;
		3) grep -q "$files (ulimit -n)" "$dir/out" && ! grep -q '^finding' "$dir/out" ;;
		*) false ;;
		esac || break
	done
	ok "and to explore it is no finding"
else
	skip "explore" "no kernel is built"
fi

# --- many devices ---
if [ -z "$kernel" ]; then
	skip "72 VFIO devices" "no kernel is built"
else
	awk 'BEGIN {
		print "# More VFIO devices than 64 are open at once.\nhost server\niommu strict"
		for (p = 1; p <= 9; p++) {
			printf "rp r%d %02x.0 acs SV+ RR+ CR+ UF+\n", p, p
			for (f = 0; f < 8; f++)
				printf "ep e%d%d under r%d fn %d bar0 64K acs SV- RR+ CR+\n", p, f, p, f
		}
		for (i = 0; i < 72; i++)
			printf "step bind e%d%d vfio-pci\n", i / 8 + 1, i % 8
		for (i = 0; i < 72; i++)
			printf "step open e%d%d\n", i / 8 + 1, i % 8
		print "step close e97\nstep open e97"
	}' >"$dir/many.hp"
	exits 0 "$hairpin" run -k "$kernel" "$dir/many.hp"
	ok "72 VFIO devices are open at once"
fi

# --- processes of a user: root has no such limit ---
user=64321
cp "$hairpin" "$fake" "$dir"
# shellcheck disable=SC2016
few='ulimit -u "$1" && shift && exec "$@"'
as_user() { setpriv --reuid $user --regid $user --clear-groups bash -c "$few" - "$@"; }
if [ "$(id -u)" != 0 ] || ! as_user 64 "$dir/hairpin" --version >/dev/null 2>&1; then
	skip "ulimit -u" "needs root, setpriv, and a folder for temporary files that all may read"
else
	export HOME="$dir"
	exits 3 as_user 1 "$dir/hairpin" run -k "$dir/fake_kernel_new.so" --timeout 0.1 "$dir/1.hp" "$dir/2.hp" "$dir/3.hp"
	all_are "its process cannot be started: the limit on the user's processes is 1 (ulimit -u)$"
	ok "ulimit -u 1: the limit is named, and every plan is kept"
	exits 125 as_user 1 "$dir/hairpin" run --bisect -k "$dir/fake_kernel_new.so" --timeout 0.1 "$dir/1.hp"
	ok "... with --bisect that commit cannot be judged"
	exits 0 as_user 2 "$dir/hairpin" run -k "$dir/fake_kernel_new.so" --jobs 8 "$dir/1.hp" "$dir/2.hp" "$dir/3.hp"
	ok "ulimit -u 2: scenarios wait for each other"
	# Another process of the user has the only place, for a while.
	setpriv --reuid $user --regid $user --clear-groups sleep 1 &
	exits 0 as_user 2 "$dir/hairpin" run -k "$dir/fake_kernel_new.so" --timeout 60 "$dir/1.hp"
	ok "... and for others, as long as --timeout says"
	wait
fi

echo "1..$n"
exit $failed
