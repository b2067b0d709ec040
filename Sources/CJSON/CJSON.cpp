#include "CJSON.h"

#include <simdjson.h>

#include <new>

struct coterie_json_parser {
  simdjson::dom::parser parser;
  size_t max_depth;
};

extern "C" {

size_t coterie_json_padding(void) { return simdjson::SIMDJSON_PADDING; }

coterie_json_parser *coterie_json_parser_new(size_t max_depth) {
  auto *made = new (std::nothrow) coterie_json_parser;
  if (made) made->max_depth = max_depth;
  return made;
}

void coterie_json_parser_free(coterie_json_parser *parser) { delete parser; }

int coterie_json_parse(coterie_json_parser *parser, const uint8_t *bytes, size_t length, const uint64_t **tape,
                       const uint8_t **strings) {
  if (length > parser->parser.capacity() || parser->parser.max_depth() != parser->max_depth) {
    // Doubling keeps growing records from allocating each time.
    auto error = parser->parser.allocate(length < (1u << 16) ? (1u << 17) : length * 2, parser->max_depth);
    if (error) return error;
  }
  auto error = parser->parser.parse(bytes, length, false).error();
  if (error) return error;
  *tape = parser->parser.doc.tape.get();
  *strings = parser->parser.doc.string_buf.get();
  return 0;
}

const char *coterie_json_error(int code) {
  return simdjson::error_message(static_cast<simdjson::error_code>(code));
}

int coterie_utf8_is_valid(const uint8_t *bytes, size_t length) {
  return simdjson::validate_utf8(reinterpret_cast<const char *>(bytes), length) ? 1 : 0;
}
}
