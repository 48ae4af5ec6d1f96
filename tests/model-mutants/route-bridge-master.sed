# what: a bridge forwards upstream with Bus Master Enable clear
# file: wire/route_up.c
s/!function_master_enabled(port)/!port/
