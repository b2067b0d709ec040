#ifndef COTERIE_CMEMORY_H
#define COTERIE_CMEMORY_H
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#if defined(__linux__)
#include <sys/mman.h>
#endif

// Asks for the cache line at an address, which need not be readable, and does not wait for it. Swift has no word for it.
static inline void coterie_prefetch(const void *address) { __builtin_prefetch(address); }

#if defined(__linux__)
enum { COTERIE_LARGE_PAGE = 1 << 21 };

// Address space for `size` bytes, a multiple of a large page, at the start of one; not yet usable. NULL when there is none.
static inline char *coterie_reserve_pages(size_t size) {
  char *found = (char *)mmap(0, size + COTERIE_LARGE_PAGE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (found == MAP_FAILED) return 0;
  size_t before = -(uintptr_t)found & (COTERIE_LARGE_PAGE - 1);
  if (before > 0) munmap(found, before);
  if (before < COTERIE_LARGE_PAGE) munmap(found + before + size, COTERIE_LARGE_PAGE - before);
  return found + before;
}

// Zeroed memory of `size` bytes in large pages where the system has them; NULL when there is none.
static inline void *coterie_map_pages(size_t size) {
  char *place = coterie_reserve_pages(size);
  if (!place) return 0;
  if (mprotect(place, size, PROT_READ | PROT_WRITE) != 0) {
    munmap(place, size);
    return 0;
  }
  madvise(place, size, 14 /* MADV_HUGEPAGE */);
  return place;
}

extern void *mremap(void *old, size_t had, size_t wanted, int flags, ...);

// The same memory with more of it, zeroed, behind; it is moved by its page entries, not copied. NULL when there is none.
static inline void *coterie_map_more_pages(void *old, size_t had, size_t wanted) {
  char *place = coterie_reserve_pages(wanted);
  if (!place) return 0;
  void *moved = mremap(old, had, wanted, 3 /* MREMAP_MAYMOVE | MREMAP_FIXED */, place);
  if (moved != MAP_FAILED) return moved;
  munmap(place, wanted);
  return 0;
}

static inline void coterie_unmap_pages(void *pages, size_t size) { munmap(pages, size); }
#endif

// memcpy for texts, most of which are shorter than the call of a library would be worth: both ends in words that overlap
// in the middle.
typedef uint64_t coterie_two_words __attribute__((vector_size(16), aligned(1), may_alias));
static inline void coterie_copy(void *to, const void *from, size_t count) {
  char *t = (char *)to;
  const char *f = (const char *)from;
#define COTERIE_COPY_ENDS(word)                                            \
  do {                                                                     \
    word head, tail;                                                       \
    memcpy(&head, f, sizeof(word));                                        \
    memcpy(&tail, f + count - sizeof(word), sizeof(word));                 \
    memcpy(t, &head, sizeof(word));                                        \
    memcpy(t + count - sizeof(word), &tail, sizeof(word));                 \
  } while (0)
  if (count > 64) {
    memcpy(to, from, count);
  } else if (count >= 16) {
    coterie_two_words second, third;
    if (count > 32) {
      memcpy(&second, f + 16, 16);
      memcpy(&third, f + count - 32, 16);
      memcpy(t + 16, &second, 16);
      memcpy(t + count - 32, &third, 16);
    }
    COTERIE_COPY_ENDS(coterie_two_words);
  } else if (count >= 8) {
    COTERIE_COPY_ENDS(uint64_t);
  } else if (count >= 4) {
    COTERIE_COPY_ENDS(uint32_t);
  } else if (count >= 2) {
    COTERIE_COPY_ENDS(uint16_t);
  } else if (count == 1) {
    *t = *f;
  }
#undef COTERIE_COPY_ENDS
}

// Whether two texts of the same length are the same, word by word, the last word overlapping the one before. They mostly
// are: whoever asks has compared their hashes.
static inline int coterie_equal(const void *left, const void *right, size_t count) {
  const char *l = (const char *)left, *r = (const char *)right;
  if (count >= 16) {
    coterie_two_words a, b, difference = {0, 0};
    for (size_t i = 0; i < count - 16; i += 16) {
      memcpy(&a, l + i, 16);
      memcpy(&b, r + i, 16);
      difference |= a ^ b;
    }
    memcpy(&a, l + count - 16, 16);
    memcpy(&b, r + count - 16, 16);
    difference |= a ^ b;
    return (difference[0] | difference[1]) == 0;
  }
  uint64_t a = 0, b = 0, c = 0, d = 0;
  if (count >= 8) {
    memcpy(&a, l, 8);
    memcpy(&b, r, 8);
    memcpy(&c, l + count - 8, 8);
    memcpy(&d, r + count - 8, 8);
  } else {
    for (size_t i = 0; i < count; i++) {
      a = a << 8 | (uint8_t)l[i];
      b = b << 8 | (uint8_t)r[i];
    }
  }
  return ((a ^ b) | (c ^ d)) == 0;
}
#endif
