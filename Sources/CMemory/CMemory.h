#ifndef COTERIE_CMEMORY_H
#define COTERIE_CMEMORY_H
// Asks for the cache line at an address, which need not be readable, and does not wait for it. Swift has no word for it.
static inline void coterie_prefetch(const void *address) { __builtin_prefetch(address); }
#endif
