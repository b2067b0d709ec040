// The thin C face of simdjson. Its DOM parser: one document in, its tape and its strings out, to be walked in Swift
// (Sources/JSON); the tape's layout is that of simdjson's doc/tape.md. And a picker on top of its first stage, which gives
// only the parts that are wanted.
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

// A tree of keys; node 0 is the document. Arrays are looked through. What stands at a node with a place is wanted.
typedef struct coterie_json_picker coterie_json_picker;
coterie_json_picker *coterie_json_picker_new(void);
void coterie_json_picker_free(coterie_json_picker *picker);
// The node of a key below `node`, made when it is new.
uint32_t coterie_json_picker_add(coterie_json_picker *picker, uint32_t node, const uint8_t *key, size_t length);
void coterie_json_picker_set_place(coterie_json_picker *picker, uint32_t node, uint16_t place);

enum { COTERIE_JSON_NO_PLACE = 0xffff };

// One wanted part. `kind` is '{', '}', '[', ']', '"', 't', 'f', 'n', or '0' for a number. A string is unescaped and
// without its quotes; a number stands as written; of an opening bracket `length` is the number of parts up to the one
// that closes it, that one included.
typedef struct coterie_json_pick {
  const uint8_t *text;
  uint32_t length;
  uint16_t place;
  uint8_t kind;
  uint8_t padding;
} coterie_json_pick;

// Gives the wanted parts of one document in its order, between the brackets of the document itself, which have no place;
// none when the document is a bare value. They are valid until the next call, while `bytes` stand. What is passed over is
// checked for UTF-8, closed strings and as many closing brackets as opening ones.
int coterie_json_pick_parts(coterie_json_parser *parser, const coterie_json_picker *picker, const uint8_t *bytes,
                            size_t length, const coterie_json_pick **picks, size_t *count);

// What an error code means, in simdjson's words.
const char *coterie_json_error(int code);

// 1 when the bytes are well-formed UTF-8.
int coterie_utf8_is_valid(const uint8_t *bytes, size_t length);
#ifdef __cplusplus
}
#endif
#endif
