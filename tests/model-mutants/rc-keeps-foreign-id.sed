# what: a request sent into another hierarchy keeps its requester ID
# file: rc.c
/k->t.requester = 0;/d
