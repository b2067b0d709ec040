// The thin C face of simdjson's DOM parser: one document in, its tape and its strings out, to be walked in Swift
// (Sources/JSON). The tape's layout is that of simdjson's doc/tape.md.
#ifndef COTERIE_CJSON_H
#define COTERIE_CJSON_H
#include <stddef.h>
#include <stdint.h>
#ifdef __cplusplus
extern "C" {
#endif

typedef struct coterie_json_parser coterie_json_parser;

// simdjson asks for this many readable bytes past the end of a document.
size_t coterie_json_padding(void);

// NULL when there is no memory. `max_depth` counts nested arrays and objects.
coterie_json_parser *coterie_json_parser_new(size_t max_depth);
void coterie_json_parser_free(coterie_json_parser *parser);

// Parses one document of `length` bytes, followed by coterie_json_padding() readable bytes, and gives its tape and
// string buffer, both valid until the next call. Returns 0, or simdjson's error code.
int coterie_json_parse(coterie_json_parser *parser, const uint8_t *bytes, size_t length, const uint64_t **tape,
                       const uint8_t **strings);

// Keys that are wanted of a document, as a tree: node 0 is the document. Arrays are looked through.
typedef struct coterie_json_shape coterie_json_shape;
coterie_json_shape *coterie_json_shape_new(void);
void coterie_json_shape_free(coterie_json_shape *shape);
// Adds a key below `node` and returns the key's own node; with `all` everything below it is wanted.
int32_t coterie_json_shape_add(coterie_json_shape *shape, int32_t node, const uint8_t *key, size_t length, int all);

// The same as coterie_json_parse, but what the shape does not want is passed over and is not on the tape. What is
// passed over is checked for UTF-8 and strings only.
int coterie_json_parse_shaped(coterie_json_parser *parser, const coterie_json_shape *shape, const uint8_t *bytes,
                              size_t length, const uint64_t **tape, const uint8_t **strings);

// What an error code means, in simdjson's words.
const char *coterie_json_error(int code);

// 1 when the bytes are well-formed UTF-8.
int coterie_utf8_is_valid(const uint8_t *bytes, size_t length);
#ifdef __cplusplus
}
#endif
#endif
