#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Every id that the tree's PCI code treats specially, on a machine of its own kinds: the
# kernel must get through each quirk as it does on hardware, or the environment lacks
# something.  The ids are read from the tables of the instance itself, so a new quirk of
# a new tree is among them.  Prints TAP, with the number of ids.
#
# HAIRPIN: the program (default build/hairpin).  HAIRPIN_NEW, HAIRPIN_OLD: kernels as -k
# takes them (default: the newest that is built, and 6.12).

set -uo pipefail
cd "$(dirname "$(readlink -f "$0")")/../.." || exit 3
export LC_ALL=C
hairpin=${HAIRPIN:-build/hairpin}
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
n=0

. tests/tap.sh

trees="${HAIRPIN_NEW:-7.3} ${HAIRPIN_OLD:-6.12}"
bridge='060[47]..'
bridges_only=104c:8231	# quirk_xio2000a() looks at the bus below it

# bytes FILE FROM TO: those at these addresses of a shared object, in hex, one a line.
bytes() {
	objdump -s --start-address="0x$2" --stop-address="0x$3" "$1" |
		sed -n 's/^ [0-9a-f]\+ \(\([0-9a-f]\+ \)\{1,4\}\) .*/\1/p' | tr -d ' \n' | fold -w 2
}

# records FILE FROM TO SIZE: "VVVV DDDD CLASS SHIFT" of each entry of a table that begins
# as struct pci_fixup does; class and shift mean nothing in the others.
records() {
	bytes "$1" "$2" "$3" | awk -v size="$4" '
		{ b[(NR - 1) % size] = $1 }
		NR % size == 0 { print b[1] b[0], b[3] b[2], b[7] b[6] b[5] b[4], b[8] + 0 }'
}

add() { printf '%x\n' $((0x$1 + 0x$2)); }

# tables FILE: "TABLE VVVV DDDD CLASS SHIFT" of all tables of the instance.
tables() {
	local so=$1 t from to size
	nm -S "$so" >"$tmp/nm"
	at() { awk -v s="$1" '$NF == s { print $1; exit }' "$tmp/nm"; }
	# All entries are of one size, which the symbols have.
	size=$(awk '$4 ~ /^__pci_fixup_/ { print $2; exit }' "$tmp/nm")
	[ "$size" ] || return 1
	size=$((0x$size))
	for t in early header final enable resume suspend resume_early suspend_late; do
		from=$(at "__start_pci_fixups_$t") to=$(at "__end_pci_fixups_$t")
		[ "$from" ] && [ "$to" ] && [ $(((0x$to - 0x$from) % size)) = 0 ] || return 1
		records "$so" "$from" "$to" "$size" | sed "s/^/$t /"
	done
	# VENDOR, DEVICE, function; the last entry is 0.
	for t in pci_dev_acs_enabled:16 pci_dev_reset_methods:16 pci_dev_acs_ops:24; do
		size=${t#*:} t=${t%:*} from=$(at "$t")
		[ "$from" ] || return 1
		to=$(awk -v s="$t" '$NF == s { print $2; exit }' "$tmp/nm")
		records "$so" "$from" "$(add "$from" "$to")" "$size" | sed "s/^/$t /; /^[a-z_]* 0000 /d"
	done
}

# all_of TREE: "VENDOR DEVICE..." of its pci_ids.h, for entries that mean any device of a
# vendor: their quirks compare ids in code.
all_of() {
	awk '$1 == "#define" && $2 ~ /^PCI_VENDOR_ID_/ { vendor[substr($2, 15)] = tolower(substr($3, 3)) }
		$1 == "#define" && $2 ~ /^PCI_DEVICE_ID_/ && $3 ~ /^0x[0-9a-fA-F]+$/ {
			# The longest name of a vendor that this name begins with.
			name = substr($2, 15)
			for (v = name; v != ""; sub(/_?[^_]*$/, "", v))
				if (v in vendor) {
					print vendor[v], tolower(sprintf("%4s", substr($3, 3)))
					break
				}
		}' "$1/include/linux/pci_ids.h" | awk 'length($2) == 4'
}

# ids: "VVVV:DDDD CLASS" of each, once; what a table leaves open is filled in.
ids() {
	awk -v all="$tmp/all" '
	function put(v, d, c) { if (!seen[v d c]++) print v ":" d, c }
	BEGIN { while ((getline <all) > 0) devices[$1] = devices[$1] " " $2 }
	{
		v = $2 == "ffff" ? "1ccc" : $2
		d = $3 == "ffff" ? sprintf("%04x", 0xf000 + ++any) : $3
		class = $4
		if ($1 ~ /^pci_/ || class == "ffffffff") c = "000000"
		else if ($5 == 8) c = substr(class, 5) (class ~ /0101$/ ? "8f" : "00")
		else if ($5 == 10) c = substr(class, 7) "0000"
		else c = substr(class, 3)
		put(v, d, c)
		n = $3 == "ffff" ? split(devices[$2], of, " ") : 0
		for (i = 1; i <= n; i++)
			put($2, of[i], c)
	}'
}

# What each KIND of machine has of an id: a function of a root bus (pcidev, rciep), below
# a root port (ep), below one that isolates, for VFIO (vfio), or a bridge (rp, switch,
# pcibridge).  BARs as large as the registers that quirks of some device read.
cat >"$tmp/machine.awk" <<'EOF'
BEGIN {
	while ((getline <resets) > 0)
		reset[$1]
	print "host server\niommu strict"
	bars = "bar0 4M 64 pref bar2 4K 32 bar4 4K 64 pref pm"
}
{
	i = NR - 1
	at = sprintf("%02x.%d", 1 + int(i / 8), i % 8)
	what = "id " $1 ($2 == "000000" ? "" : " class 0x" $2)
	last = i
}
kind == "rp" { printf "rp q%d %s id %s acs SV- RR- CR- UF-\n", i, at, $1 }
kind == "pcibridge" { printf "pcibridge q%d under hb0 %s id %s bar0 4M 64 pref\n", i, at, $1 }
kind == "switch" {
	printf "rp rp%d %s\n", i, at
	printf "switch q%d under rp%d id %s\ndsp q%d.0 id %s\n", i, i, $1, i, $1
}
kind == "pcidev" || kind == "rciep" { printf "%s q%d under hb0 %s %s %s bar3 32 io\n", kind, i, at, what, bars }
kind == "ep" {
	if (i % 8 == 0)
		printf "rp rp%d %s\n", i / 8, at
	printf "ep q%d under rp%d fn %d %s %s flr msi 1\n", i, int(i / 8), i % 8, what, bars
}
kind == "vfio" {
	printf "rp rp%d %s acs SV+ RR+ CR+ UF+\n", i, at
	printf "ep q%d under rp%d %s %s flr\n", i, i, what, bars
	steps = steps "step bind q" i " vfio-pci\nstep open q" i "\nstep suspend q" i \
		"\nstep resume q" i "\nstep close q" i "\n"
}
kind == "ep" || kind == "pcidev" || kind == "rciep" {
	steps = steps "step bind q" i " hairpin-endpoint\n"
	if ($1 in reset && kind == "ep")
		steps = steps "step reset q" i " sysfs\n"
}
END { printf "%s", steps; print "expect present q" last }
EOF

# machines KIND, ids on standard input: scenarios, each of as many as a root bus holds.
machines() {
	local f
	split -l "$(case $1 in switch) echo 80 ;; vfio) echo 60 ;; *) echo 248 ;; esac)" -d --additional-suffix=.ids - "$tmp/$tree-$1-"
	for f in "$tmp/$tree-$1"-*.ids; do
		[ ! -e "$f" ] ||
			awk -v kind="$1" -v resets="$tmp/resets" -f "$tmp/machine.awk" "$f" >"${f%.ids}.hp"
	done
}

drive() {
	local so kind
	so=$("$hairpin" kernel path "$tree" 2>/dev/null) || return 1
	all_of "$(sed -n 's/^tree=//p' "${so%/*}/kernel.info")" >"$tmp/all"
	tables "$so" >"$tmp/$tree.tables" || return 1
	ids <"$tmp/$tree.tables" >"$tmp/$tree.ids"
	awk '/^pci_dev_reset/ { print $2 ":" $3 }' "$tmp/$tree.tables" >"$tmp/resets"
	for kind in pcidev rciep ep; do
		grep -v " $bridge" "$tmp/$tree.ids" | grep -v "^$bridges_only " | machines $kind
	done
	for kind in rp switch pcibridge; do
		grep -E " ($bridge|000000)" "$tmp/$tree.ids" | machines $kind
	done
	awk '/^(suspend|resume)/' "$tmp/$tree.tables" | ids | grep -v " $bridge" | machines vfio
}
some() { [ "$(wc -l <"$tmp/$tree.ids")" -ge 1000 ] && grep -q '^15b3:1015 ' "$tmp/$tree.ids"; }

# Some quirks take a BAR from its function, or call it no PCI device that could be
# enabled: that our driver cannot be bound then is right.
quiet() {
	timeout 900 "$hairpin" run -k "$tree" "$tmp/$tree"-*.hp >"$tmp/run"
	! grep -vE '^ *(ok|1\.\.|KTAP)|not ok [0-9]+ step bind' "$tmp/run" | grep -E '^  (not ok|# (warn|bug|oops|trap|hang))' &&
		[ "$(grep -cE '^  ok [0-9]+ boot' "$tmp/run")" = "$(printf '%s\n' "$tmp/$tree"-*.hp | wc -l)" ]
}
bound() {
	local ok not
	ok=$(grep -cE '^  ok [0-9]+ step bind' "$tmp/run") not=$(grep -cE '^  not ok [0-9]+ step bind' "$tmp/run")
	[ "$ok" -gt 1000 ] && [ $((not * 50)) -lt "$ok" ]
}

for tree in $trees; do
	check "$tree: the tables are read" drive
	check "$tree: ... $(wc -l <"$tmp/$tree.ids") ids in $(wc -l <"$tmp/$tree.tables") entries" some
	check "$tree: no quirk faults, on $(cat "$tmp/$tree"-*.hp | grep -c ' id ') functions" quiet
	check "$tree: ... and drivers are bound" bound
done
echo 1..$n
