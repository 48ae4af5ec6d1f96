# what: a reset of the PF keeps cached translations
# file: gpu/gpu.c
s/^\tlmtt_forget(g, 0);$//
