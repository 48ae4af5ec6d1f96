# what: DRAM beyond 2 GiB stays there instead of moving to 4 GiB
# file: spec/dram.c
s/DRAM_HIGH_BASE, DRAM_HIGH_BASE +/low, low +/
