#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# mutants.sh - can tests/mutants/run fail?  Mutants that survive, that no
# longer apply, that do not compile: each is said, with the line of the list,
# and the tree stays as it is.  Prints TAP.
#
# HAIRPIN: the program (default build/hairpin).  HAIRPIN_TREE: a kernel tree or
# version (default: that of the newest instance built).

cd "$(dirname "$0")/../.." || exit 3
hairpin=${HAIRPIN:-build/hairpin}
case $hairpin in /*) ;; *) hairpin=$PWD/$hairpin ;; esac
export HAIRPIN="$hairpin"
dir=$(mktemp -d) || exit 3
trap 'rm -rf "$dir"' EXIT
if [ -z "$HAIRPIN_TREE" ]; then
	so=$("$hairpin" kernel path 2>/dev/null)
	HAIRPIN_TREE=$(sed -n 's/^tree=//p' "${so%/*}/kernel.info" 2>/dev/null)
fi
[ -n "$HAIRPIN_TREE" ] || { echo "1..0 # SKIP no kernel is built"; exit 4; }
export HAIRPIN_TREE
n=0 failed=0

ok() {
	status=$?
	n=$((n + 1))
	if [ "$status" = 0 ]; then
		echo "ok $n - $1"
	else
		sed 's/^/# /' "$dir/out" "$dir/err" | head -12
		echo "not ok $n - $1"
		failed=1
	fi
}

# exits STATUS LIST [NAME...]: runs that list on a few scenarios.
exits() {
	want=$1 which=$2
	shift 2
	tests/mutants/run --list "$which" --scenarios scenarios/acs "$@" \
		>"$dir/out" 2>"$dir/err" </dev/null
	got=$?
	[ "$got" = "$want" ] || { echo "# exit $got, not $want"; return 1; }
}

has() {
	grep -qF -e "$1" "$dir/out" "$dir/err" || { echo "# nowhere: $1"; return 1; }
}

so=$(tools/kbuild/kernel-build --quiet "$HAIRPIN_TREE" 2>"$dir/err" </dev/null) ||
	{ cat "$dir/err" >&2; exit 3; }
src=$(sed -n 's/^tree=//p' "${so%/*}/kernel.info")
before=$(cksum "$src/drivers/pci/p2pdma.c" "$so")

cat >"$dir/list" <<'END'
mutant survivor drivers/pci/p2pdma.c a warning has another wording
in calc_map_type_and_dist
sed s/add the kernel parameter: pci=disable_acs_redir=/& /

mutant gone drivers/pci/p2pdma.c what it changes is not there
in pci_bridge_has_acs_redir
sed s/PCI_ACS_NEVER_WAS/0/

mutant twice drivers/pci/p2pdma.c what it changes is there twice
in calc_map_type_and_dist
sed s/dist_a \+ dist_b/dist_a/

mutant nowhere drivers/pci/p2pdma.c its function is not there
in pci_p2pdma_never_was
sed s/a/b/

mutant no-file drivers/pci/never-was.c its file is not there
in file
sed s/a/b/

mutant broken drivers/pci/p2pdma.c it does not compile
in pci_bridge_has_acs_redir
sed s/PCI_ACS_CR\>/PCI_ACS_NEVER_WAS/

mutant second-way drivers/pci/p2pdma.c its second way applies
in pci_p2pdma_never_was
sed s/a/b/
or
in pci_bridge_has_acs_redir
sed s/ *\| *PCI_ACS_CR\>//
END

exits 0 "$dir/list" second-way && has "second-way is caught" &&
	has "only-cr.hp: expect map"
ok "one that is caught: exit 0, with the scenario and its expectation"
exits 1 "$dir/list" gone && has "list:7: gone no longer applies: it changes 0 lines"
ok "one that changes nothing: exit 1, with its line in the list"
exits 1 "$dir/list" twice && has "list:11: twice no longer applies: it changes 2 lines"
ok "one that changes two lines"
exits 1 "$dir/list" nowhere && has "list:14: nowhere no longer applies: no single function"
ok "one whose function is gone"
exits 1 "$dir/list" no-file && has "no longer applies" && has "no drivers/pci/never-was.c"
ok "one whose file is gone"
exits 1 "$dir/list" broken && has "drivers/pci/p2pdma.c:" && has "not ok 2 - broken compiles"
ok "one that does not compile, with the compiler's message and the kernel's file name"

mkdir "$dir/few" && cp scenarios/acs/clear.hp "$dir/few"
tests/mutants/run --list "$dir/list" --scenarios "$dir/few" survivor \
	>"$dir/out" 2>"$dir/err" </dev/null
[ $? = 1 ] && has "not ok 2 - survivor survives"
ok "one that nothing notices: exit 1"

printf 'mutant a f what\nused s/a/b/\n' >"$dir/bad"
exits 3 "$dir/bad" && has "bad:2: \"used\": a line begins with"
ok "a malformed list: exit 3, and where"
exits 2 "$dir/list" never-was && has "no mutant of that name"
ok "a name that is not in the list: exit 2"

[ "$before" = "$(cksum "$src/drivers/pci/p2pdma.c" "$so")" ]
ok "the tree and its own instance are as they were"
echo "1..$n"
exit $failed
