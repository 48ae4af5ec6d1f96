# what: a VF's engine sends with the PF's requester ID
# file: gpu/copy.c
s/wire_dma(g->all->w, fn, /wire_dma(g->all->w, g->pf, /
