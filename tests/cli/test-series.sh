#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# test-series.sh - the patch series of tests/series, each with its table.  TAP.
#
# HAIRPIN: the program.  HAIRPIN_TREE: the newest packaged kernel's sources.

exec "$(dirname "$(readlink -f "$0")")/../series/run"
