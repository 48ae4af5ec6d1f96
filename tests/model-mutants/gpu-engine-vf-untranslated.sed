# what: a VF's engine uses addresses of VRAM
# file: gpu/copy.c
s/^\tif (fn->vf)$/\tif (false)/
