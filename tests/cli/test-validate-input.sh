#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# test-validate-input - what hairpin validate is given, in each way in which people have a
# series: a folder of patches, standard input, a pipe; names of files that a shell would take
# for commands; what is no series at all.  And what it says of lines that nothing can count,
# and of a kernel that boots nowhere.
#
# TAP.  HAIRPIN: the program.  HAIRPIN_TREE: the newest packaged kernel's sources.

set -u
cd "$(dirname "$(readlink -f "$0")")/../.." || exit 3
top=$PWD
. tests/said.sh
begin_validating
vpd=drivers/pci/vpd.c

# validate ARGUMENT...
validate() {
	status=0
	(cd "$tmp/here" && "$hairpin" validate -s "$top/scenarios/acs/only-rr.hp" "$@") \
		>"$tmp/out" 2>"$tmp/err" || status=$?
	# Another test may validate at the same time.
	sed -i '/: waiting for another validation of the same tree to end$/d' "$tmp/err"
}
has() {
	is "$1" 1 "$(grep -cE -- "$2" "${3:-$tmp/out}")"
}

mkdir -p "$tmp/repo/${vpd%/*}" "$tmp/here" "$tmp/empty"
cp "$src/$vpd" "$tmp/repo/$vpd"
base_commit
# A helper of one line, which the compiler inlines; whatever nobody runs.
sed -i '/^static u16 pci_vpd_lrdt_size\|^static u8 pci_vpd_srdt_size/,/^}/s/return \(.*\);/return (\1) + 1;/' "$tmp/repo/$vpd"
git -C "$tmp/repo" commit -qam 'Change small helpers'
sed -i '0,/EXPORT_SYMBOL_GPL(.*);/{/EXPORT_SYMBOL_GPL(.*);/d}' "$tmp/repo/$vpd"
git -C "$tmp/repo" commit -qam 'Take a line away'
odd="drivers/pci/a b';touch \${IFS}SEEN;\$(touch SEEN)\`touch SEEN\`'.c"
printf '%s\n' 'int x;' >"$tmp/repo/$odd"
git -C "$tmp/repo" add -A
git -C "$tmp/repo" commit -qm 'Add a file with an odd name'
git -C "$tmp/repo" mv "$odd" "drivers/pci/plain.c"
git -C "$tmp/repo" commit -qm 'Rename it'
git -C "$tmp/repo" format-patch -q -o "$tmp/patches" HEAD~4

validate "$tmp/patches"
is "a folder of patches: nothing is broken, and not all was run" 4 "$status"
has "all four are read" '^4 commits on .*; 1 scenario,'
has "no scenario runs the helpers, which is said" '^    evidence: NOT RUN: no scenario runs (one of )?its [0-9]+ changed lines? of code$'
has "a line that is only taken away is named" '^      not measured: 1 line that is taken away, with nothing in its place$'
is "an odd name is printed as it is" 1 "$(grep -cF "not compiled into an instance: $odd: no Makefile" "$tmp/out")"
is "and no shell runs it" "" "$(find "$tmp/here" "$tmp/repo" -name SEEN)"
is "nothing else is complained of" "" "$(cat "$tmp/err")"
is "a rename changes no line" 1 "$(sed -n '/^4.4 /,$p' "$tmp/out" | grep -c 'no line of C is added or changed$')"
cp "$tmp/out" "$tmp/folder"
cat "$tmp"/patches/*.patch >"$tmp/mbox"
validate - <"$tmp/mbox"
is "standard input gives the same" "$(cat "$tmp/folder")" "$(cat "$tmp/out")"
validate <(cat "$tmp/mbox")
is "a pipe gives the same" "$(cat "$tmp/folder")" "$(cat "$tmp/out")"

# It hangs at boot: that is not waited for on each machine.
bus=drivers/pci/bus.c
rm -rf "$tmp/repo"
mkdir -p "$tmp/repo/${bus%/*}"
cp "$src/$bus" "$tmp/repo/$bus"
base_commit
sed -i '/^void pci_bus_add_devices/,/^}/s/^{/{\n\tfor (;;)\n\t\tbarrier();/' "$tmp/repo/$bus"
git -C "$tmp/repo" commit -qam 'Never boot'
git -C "$tmp/repo" format-patch -q --stdout HEAD~1 >"$tmp/hangs"
validate -s "$top/scenarios/acs" --timeout 0.2 --no-evidence "$tmp/hangs"
is "a kernel that hangs at boot is broken" 1 "$status"
has "on the machines that were tried" '^    BROKEN: [0-9]+ results: 16 BROKEN, [0-9]+ UNJUDGED'
is "and of each other machine it is said that it was not" yes \
	"$(grep -qE '^        now: not run: the kernel boots on none of the first 16 machines$' "$tmp/out" && echo yes)"

# A law says which pair it is about, which need not be the first of the scenario.
p2p=drivers/pci/p2pdma.c
rm -rf "$tmp/repo"
mkdir -p "$tmp/repo/${p2p%/*}"
cp "$src/$p2p" "$tmp/repo/$p2p"
base_commit
sed -i 's/PCI_ACS_RR | PCI_ACS_CR/PCI_ACS_CR/' "$tmp/repo/$p2p"
git -C "$tmp/repo" commit -qam 'Look at no redirect of requests'
git -C "$tmp/repo" format-patch -q --stdout HEAD~1 >"$tmp/redirect"
validate --report page.html "$tmp/redirect"
sed -n '/<b>law path</,/<div class="finding">/p' "$tmp/here/page.html" >"$tmp/law"
is "the page has the pair that a broken law names, before and now" 2 \
	"$(grep -c 'a write from nic1 to gpu0:' "$tmp/law")"
is "and no other" 2 "$(grep -c 'a write from ' "$tmp/law")"
read -r base commit < <(sed -n 's/^1 commit on \([0-9a-f]*\) .*/\1/p; s,^1/1 \([0-9a-f]*\) .*,\1,p' "$tmp/out" | xargs)
(cd "$tmp/here" && "$hairpin" compare "$base" "$commit" --as-written "$top/scenarios/acs/only-rr.hp") >"$tmp/compared" 2>&1
has "kernels of one release are called what the user calls them" "^$base -> $commit: " "$tmp/compared"

# refused WHAT PATTERN ARGUMENT...
refused() {
	local what=$1 pattern=$2
	shift 2
	validate "$@"
	is "$what: refused" 2 "$status"
	has "$what: and said why" "$pattern" "$tmp/err"
	is "$what: nothing is judged" "" "$(cat "$tmp/out")"
}
refused "a folder without patches" '^hairpin validate: .*/empty: a folder without \*\.patch; name ' "$tmp/empty"
refused "an empty file" '^hairpin validate: .*: no patch and no mail in it$' - </dev/null
refused "three dots" '^hairpin validate: A\.\.\.B: .*; write BASE\.\.HEAD$' -C "$tmp/repo" A...B
refused "a range and a patch" '^hairpin validate: A\.\.B: give a range alone' A..B "$tmp/mbox"
refused "a report that cannot be written" '^hairpin: /nowhere/at/all: ' --report /nowhere/at/all "$tmp/mbox"
refused "no stage" '^hairpin validate: --also : write names of ' --also '' "$tmp/mbox"
echo "1..$n"
