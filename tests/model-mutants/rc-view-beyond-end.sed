# what: a view of DRAM has no end
# file: wire/rc.c
s/if (\*cpu - v->cpu_base < v->size_bytes)/if (*cpu >= v->cpu_base)/
