#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# hairpin import as a command: what it prints, that printing is stable, exit
# statuses, limits of a pipe.  Prints TAP.

set -uo pipefail
cd "$(dirname "$(readlink -f "$0")")/../.." || exit 3
export LC_ALL=C
hairpin=${HAIRPIN:-build/hairpin}
fixtures=tests/fixtures/import
ids=$fixtures/pci.ids
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
n=0

. tests/tap.sh

import() { "$hairpin" import --pci-ids "$ids" "$@"; }
prints() {
	local text=$1
	shift
	"$@" 2>/dev/null | grep -qE -- "$text"
}
silent() { [ -z "$("$@" 2>/dev/null)" ]; }
same() { cmp "$1" "$2"; }

vv=$fixtures/workstation-vv.txt
check "prints a scenario" prints '^ep gpu0 under sw0.0 00.0 id 1ccc:3000' import "$vv"
check "says where it is from" prints '^# from: workstation-vv.txt \(lspci\)$' import "$vv"
check "warns" says 'ambiguous in pci.ids' import "$vv"
check "notes its warnings" prints '^# note: line 256: 0000:06:00.0: .*ambiguous' import "$vv"
check "quiet does not warn" sh -c "test -z \"\$($hairpin import -q --pci-ids $ids $vv 2>&1 >/dev/null)\""
check "--profile" prints '^host amd-zen' import --profile amd-zen "$vv"
check "--iommu" prints '^iommu passthrough$' import --iommu passthrough "$vv"
check "--p2p" prints '^host custom.* p2p all$' import --p2p all "$vv"
check "-o writes" gives 0 import -o "$tmp/a.hp" "$vv"
import -q "$vv" >"$tmp/b.hp"
check "-o writes what is printed" same "$tmp/a.hp" "$tmp/b.hp"
check "stdin" prints '^# from: - ' import - <"$vv"
# shellcheck disable=SC2002 # it is to be a pipe
cat "$vv" | import -q - | sed 2d >"$tmp/c.hp"
check "a pipe gives the same" same "$tmp/c.hp" <(sed 2d "$tmp/a.hp")
(
	cd "$tmp" || exit
	case $hairpin in /*) own=$hairpin ;; *) own=$OLDPWD/$hairpin ;; esac
	TZ=Asia/Tokyo LC_ALL=C.UTF-8 "$own" import -q --pci-ids "$OLDPWD/$ids" \
		"$OLDPWD/$vv" >d.hp
)
check "elsewhere, by other clocks, too" same "$tmp/a.hp" "$tmp/d.hp"
check "what it prints is read" gives 0 "$hairpin" dot "$tmp/a.hp"
check "--facts leaves bytes out" sh -c "! $hairpin import -f $vv 2>/dev/null | grep -q ^config"

printf '00:00.0 Host bridge: X\n00: 86 80 zz\n' >"$tmp/bad"
check "malformed: 2" gives 2 import "$tmp/bad"
check "malformed: located" says "$tmp/bad:2:11: not a byte" import "$tmp/bad"
check "malformed: nothing printed" silent import "$tmp/bad"
gives 2 import -o "$tmp/never" "$tmp/bad" 2>/dev/null
check "malformed: nothing written" test ! -e "$tmp/never"
check "no dump: 2" gives 2 import README.md
check "no dump: said" says 'README.md: no capture of a machine' import README.md
check "no file: 2" gives 2 import "$tmp/none"
check "no such profile: 2" gives 2 import --profile vax "$vv"
check "profiles are listed" says 'one of pc pc-writes server' import --profile vax "$vv"
check "no such mode" says 'one of off passthrough strict lazy' import --iommu on "$vv"
check "cannot write: 3" gives 3 import -o "$tmp/no/where" "$vv"
check "an endless pipe ends" sh -c "yes '00:00.0 Host bridge: X' | timeout 300 $hairpin import - 2>&1 | grep -q 'more than 32 MiB'"
check "a directory that is no sysfs: 2" gives 2 import tests/fixtures
echo 1..$n
