# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# store.sh - finished instances: kernel.info beside each libkernel.so, and a
# store by content of what each was made from, so that going back to a state
# that was built before compiles nothing.

# store_info: kernel.info, key=value.  What it says is the same wherever and
# whenever it was built.
store_info() {
	echo "release=$(<"$OUT/kbuild/include/config/kernel.release")"
	echo "describe=$(tree_describe)"
	echo "config=$(config_hash)"
	echo "compiler=$(gcc --version | head -n 1)"
	echo "variant=$VARIANT"
	echo "kind=$TREE_KIND"
	echo "name=$TREE_NAME"
	echo "tree=$TREE"
	echo "object=$1"
	echo "traps=$2"
}

store_product() {
	local hash
	hash=$(sha <"$OUT/libkernel.so.new")
	store_info "${hash:0:16}" "$NTRAPS" >"$OUT/kernel.info.new"
	mv -f "$OUT/kernel.info.new" "$OUT/kernel.info"
	mv -f "$OUT/libkernel.so.new" "$OUT/libkernel.so"
	say "$HP_SELF: $TREE_NAME $VARIANT: $(sed -n 's/^release=//p' "$OUT/kernel.info"), object ${hash:0:12}, $NTRAPS symbols trapped"
}

store_refresh() { :; }
store_recall() { false; }
