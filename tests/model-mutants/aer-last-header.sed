# what: the header log is overwritten by later errors
# file: aer.c
s/ || (status & 1u << (ctl & AER_CTL_FIRST))//
