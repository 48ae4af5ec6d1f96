# what: an FLR of a VF resets the whole device
# file: gpu/gpu.c
s/^\t\tif (!fn->vf) {$/\t\tif (true) {/
