// The thin C face of toml++: one document in, its texts out, each with its path and its place (used by
// Sources/TOML).
#ifndef COTERIE_CTOML_H
#define COTERIE_CTOML_H
#include <stddef.h>
#include <stdint.h>
#ifdef __cplusplus
extern "C" {
#endif

// A leaf of the document. `path` holds the keys that lead to it, each ended by a 0 byte; `text` is NULL where the value
// is no string, and `kind` names what it is then. Lines and columns count from 1.
typedef struct coterie_toml_leaf {
  const char *path;
  size_t path_length;
  const char *text;
  size_t text_length;
  const char *kind;
  uint32_t line;
  uint32_t column;
} coterie_toml_leaf;

// Calls `leaf` for each value of the document that is no table and no array, members of arrays included, in the order
// of their places. Returns 0, or 1 when the document is no TOML: then `leaf` is called once, with an empty path, the
// parser's sentence as its text and the place of the mistake.
int coterie_toml_read(const char *text, size_t length, void *context,
                      void (*leaf)(void *context, const coterie_toml_leaf *leaf));
#ifdef __cplusplus
}
#endif
#endif
