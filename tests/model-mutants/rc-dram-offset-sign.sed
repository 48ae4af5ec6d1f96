# what: the DRAM offset has the wrong sign
# file: wire/rc.c
s/bus + (uint64_t)b->dram_offset/bus - (uint64_t)b->dram_offset/
