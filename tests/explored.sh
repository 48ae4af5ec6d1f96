# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2034
#
# explored.sh - sourced by the tests of what makes programs: $hairpin, a $kernel that notes
# its code (without one the test is skipped), the findings that are $known, a scratch
# folder $tmp, which goes at the end.  Runs in the top of the repository.
#
# HAIRPIN: the program.  HAIRPIN_TREE: the kernel.

hairpin=$(readlink -f "${HAIRPIN:-build/hairpin}")
kernel=${HAIRPIN_TREE:-newest}
known=tests/findings/explore/known
n=0
tmp=$(mktemp -d) || exit 3
trap 'rm -rf "$tmp"' EXIT
. tests/tap.sh

"$hairpin" kernel path --variant trace "$kernel" >/dev/null 2>&1 || {
	echo "1..0 # SKIP no kernel of the variant trace is built"
	exit 4
}
