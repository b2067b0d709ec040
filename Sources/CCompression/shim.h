#ifndef COTERIE_CCOMPRESSION_H
#define COTERIE_CCOMPRESSION_H
#include <zlib.h>
#include <zstd.h>
// inflateInit2 is a macro, which Swift cannot import. 15 + 32: gzip or zlib, told by the header; -15: raw (zip).
static inline int coterie_inflate_init(z_streamp stream, int window_bits) {
  return inflateInit2(stream, window_bits);
}
static inline int coterie_deflate_init_gzip(z_streamp stream, int level) {
  return deflateInit2(stream, level, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
}
#endif
