#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# test-carry - hairpin validate does not run again what enters no changed function.  Each
# commit of the series has other answers, and each in another way: by code, by a helper
# that is inlined, by a table, by an initialiser, by the layout of a struct.  A result that
# is carried and wrong is one that running all would not give.
#
# TAP.  HAIRPIN: the program.  HAIRPIN_TREE: the newest packaged kernel's sources.

set -u
cd "$(dirname "$(readlink -f "$0")")/../.." || exit 3
. tests/said.sh
begin_validating
p2p=drivers/pci/p2pdma.c
in='/^static .*pci_bridge_has_acs_redir/,/^}/'

# commit SUBJECT FILE SED: and one that undoes it.
commit() {
	sed -i -E "$3" "$tmp/repo/$2"
	git -C "$tmp/repo" commit -qam "$1" || {
		echo "not ok - $1: the edit changes nothing"
		exit 1
	}
	git -C "$tmp/repo" checkout -q HEAD~1 -- "$2"
	git -C "$tmp/repo" commit -qm "Undo: $1"
}

mkdir -p "$tmp/repo/drivers/pci"
cp "$src/$p2p" "$tmp/repo/$p2p"
base_commit
commit 'a helper that is inlined' $p2p "${in}s/PCI_ACS_RR \\| //"
commit 'a function' $p2p '/^void \*pci_alloc_p2pmem/,/^}/s/^\tif \(!ret\)/\tif (ret)/'
commit 'a message' $p2p 's/Host bridge not in P2PDMA whitelist/Host bridge is not in the list/'
commit 'a table' $p2p '/^\} pci_p2pdma_whitelist/,/^\};/s/PCI_VENDOR_ID_INTEL/0x1af7/'
commit 'a struct' $p2p '/^static const struct pci_p2pdma_whitelist_entry/,/^\}/s/^\tunsigned short vendor;/\tunsigned short revision;\n&/'
commit 'an initialiser' $p2p 's/^(\t\.name = "p2pmem)"/\1s"/'
git -C "$tmp/repo" format-patch -q --stdout HEAD~12 >"$tmp/series.mbox"

# validate ARGUMENT...
validate() {
	status=0
	"$hairpin" validate -v -s scenarios/acs -s scenarios/host -s scenarios/dma "$@" "$tmp/series.mbox" >"$tmp/out" 2>"$tmp/err" </dev/null ||
		status=$?
}
# of N: what is said of that commit.
of() {
	awk -v n="$1/" '/^[0-9]+\/[0-9]+ / { on = index($0, n) == 1 } /^the series/ { on = 0 } on' "$tmp/out"
}
carried() {
	of "$1" | sed -n 's/^    \([0-9]*\) results carried from the parent: no changed function is entered$/\1/p'
}
class() {
	of "$1" | sed -n '2s/^ *\([A-Z]*\):.*/\1/p'
}

validate
cp "$tmp/out" "$tmp/carried"
is "a series with broken laws fails" 1 "$status"
runs=$(sed -n '1s/.*, \([0-9]*\) runs each$/\1/p' "$tmp/out")
for i in 1 3 5; do
	what=$(of $i | sed -n '1s/^[^ ]* [^ ]* //p')
	is "some results are carried past $what, and not all: $(carried $i) of $runs" yes \
		"$([ "$(carried $i)" -gt 0 ] && [ "$(carried $i)" -lt "$runs" ] && echo yes)"
done
for i in 7 9 11; do
	what=$(of $i | sed -n '1s/^[^ ]* [^ ]* //p')
	is "none is carried past $what" "" "$(carried $i)"
	is "which is said" 1 "$(of $i | grep -c '^    no results carried from the parent: .* differs$')"
done
for i in 1 3 5 7 9 11; do
	what=$(of $i | sed -n '1s/^[^ ]* [^ ]* //p')
	is "$what changes results, so that a wrong one would show" yes "$([[ $(class $i) =~ ^(BROKEN|CHANGED|MENDED)$ ]] && echo yes)"
done
validate --all-runs
is "--all-runs carries none" 0 "$(grep -c 'results carried' "$tmp/out")"
is "and finds what was found without it" "" \
	"$(grep -v 'results carried' "$tmp/carried" | diff - "$tmp/out" | head -n 10)"
echo "1..$n"
