# what: the upper half of a register is the lower one
# file: gpu/gpu.c
s/offset \& 4 ? v >> 32 : v/v/
