#ifndef COTERIE_CMASKS_H
#define COTERIE_CMASKS_H
// Which of 32 bytes are of a kind: bit i tells of the byte at `at + i`. Swift's own vectors cannot be turned into bits.
#include <stddef.h>
#include <stdint.h>
#include <string.h>

typedef uint8_t coterie_bytes __attribute__((ext_vector_type(16)));
typedef char coterie_truths __attribute__((ext_vector_type(16)));
typedef _Bool coterie_bits __attribute__((ext_vector_type(16)));

static inline coterie_bytes coterie_load(const uint8_t *at) {
  coterie_bytes bytes;
  memcpy(&bytes, at, sizeof bytes);
  return bytes;
}

static inline uint32_t coterie_pack(coterie_truths low, coterie_truths high) {
  coterie_bits bits[2] = {__builtin_convertvector(low != 0, coterie_bits), __builtin_convertvector(high != 0, coterie_bits)};
  uint16_t words[2];
  memcpy(words, bits, sizeof words);
  return (uint32_t)words[1] << 16 | words[0];
}

// Those that are `value`.
static inline uint32_t coterie_where_equal(const uint8_t *at, uint8_t value) {
  return coterie_pack(coterie_load(at) == value, coterie_load(at + 16) == value);
}

// Those that are this small letter or its capital.
static inline uint32_t coterie_where_letter(const uint8_t *at, uint8_t letter) {
  return coterie_pack((coterie_load(at) | 0x20) == letter, (coterie_load(at + 16) | 0x20) == letter);
}

static inline coterie_truths coterie_any(coterie_bytes x, uint8_t a, uint8_t b, uint8_t c, uint8_t d) {
  return (x == a) | (x == b) | (x == c) | (x == d);
}

// Those that are one of four values.
static inline uint32_t coterie_where_any(const uint8_t *at, uint8_t a, uint8_t b, uint8_t c, uint8_t d) {
  return coterie_pack(coterie_any(coterie_load(at), a, b, c, d), coterie_any(coterie_load(at + 16), a, b, c, d));
}

// Those that are one of four values and are followed by their like; looks at the byte behind the 32, too.
static inline uint32_t coterie_where_twice(const uint8_t *at, uint8_t a, uint8_t b, uint8_t c, uint8_t d) {
  coterie_bytes x = coterie_load(at), y = coterie_load(at + 16);
  return coterie_pack(coterie_any(x, a, b, c, d) & (x == coterie_load(at + 1)),
                      coterie_any(y, a, b, c, d) & (y == coterie_load(at + 17)));
}

// Those that are below `first` or above `last`.
static inline uint32_t coterie_where_outside(const uint8_t *at, uint8_t first, uint8_t last) {
  return coterie_pack(coterie_load(at) - first > (uint8_t)(last - first),
                      coterie_load(at + 16) - first > (uint8_t)(last - first));
}

// Those that are the same at `other`.
static inline uint32_t coterie_where_same(const uint8_t *at, const uint8_t *other) {
  return coterie_pack(coterie_load(at) == coterie_load(other), coterie_load(at + 16) == coterie_load(other + 16));
}

// Copies `count` bytes and up to 15 more, for which there is room at both places.
static inline void coterie_copy_loosely(uint8_t *to, const uint8_t *from, size_t count) {
  for (size_t at = 0; at < count; at += 16) memcpy(to + at, from + at, 16);
}

// How many of `count` bytes have `bits`, of those of them that are in `mask`.
static inline size_t coterie_count(const uint8_t *at, size_t count, uint8_t mask, uint8_t bits) {
  size_t found = 0;
  while (count >= 16) {
    // Each of the sixteen counts to 255 at most.
    size_t steps = count / 16 < 255 ? count / 16 : 255;
    coterie_bytes counts = 0;
    for (size_t step = 0; step < steps; step++, at += 16)
      counts -= (coterie_bytes)((coterie_load(at) & mask) == bits);
    for (int lane = 0; lane < 16; lane++) found += counts[lane];
    count -= steps * 16;
  }
  while (count-- > 0) found += (*at++ & mask) == bits;
  return found;
}

// Whether a text of more than 16 bytes is printable ASCII without a blank at either end or two side by side. Looks at each
// sixteen bytes with those one further on, the last sixteen over some of those before.
static inline int coterie_is_plain(const uint8_t *text, size_t count) {
  coterie_truths changes = 0;
  for (size_t at = 0;; at = at + 16 < count - 17 ? at + 16 : count - 17) {
    coterie_bytes here = coterie_load(text + at), next = coterie_load(text + at + 1);
    changes |= (here - 0x20 > (uint8_t)0x5e) | ((here == 0x20) & (next == 0x20));
    if (at == count - 17) break;
  }
  uint64_t words[2];
  memcpy(words, &changes, sizeof words);
  return (words[0] | words[1]) == 0 && text[0] != 0x20 && (uint8_t)(text[count - 1] - 0x21) < 0x5e;
}
#endif
