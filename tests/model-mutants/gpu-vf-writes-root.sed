# what: a VF writes the PF's registers
# file: gpu/gpu.c
s/^\tif (fn->vf)$/\tif (false)/
