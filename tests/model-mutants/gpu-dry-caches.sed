# what: who only asks has the device cache a translation
# file: gpu/gpu.c
s/lmtt_translate(g, fn->vf, offset, !dry, address)/lmtt_translate(g, fn->vf, offset, true, address)/
