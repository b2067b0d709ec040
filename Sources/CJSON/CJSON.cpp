#include "CJSON.h"

#include <simdjson.h>

#include <cstring>
#include <memory>
#include <new>
#include <string>
#include <utility>
#include <vector>

struct coterie_json_parser {
  simdjson::dom::parser parser;
  size_t max_depth;
  simdjson::ondemand::parser on_demand;
  std::unique_ptr<uint64_t[]> tape;
  std::unique_ptr<uint8_t[]> strings;
  size_t capacity = 0;
};

struct coterie_json_shape {
  struct key {
    std::string name;
    int32_t node;
  };
  struct node {
    std::vector<key> keys;
    bool all;
  };
  std::vector<node> nodes;
};

namespace {

using simdjson::error_code;
namespace ondemand = simdjson::ondemand;

// Writes the wanted part of a document in the layout of simdjson's own tape.
struct taker {
  const coterie_json_shape &shape;
  uint64_t *tape;
  uint8_t *strings;
  size_t max_depth;
  size_t words = 1;
  size_t bytes = 0;

  void put(char type, uint64_t payload) { tape[words++] = payload | uint64_t(uint8_t(type)) << 56; }

  void put_string(const char *text, size_t length) {
    put('"', bytes);
    uint32_t count = uint32_t(length);
    std::memcpy(strings + bytes, &count, 4);
    std::memcpy(strings + bytes + 4, text, length);
    bytes += 4 + length;
  }

  error_code take_object(ondemand::object object, int32_t node, size_t depth) {
    size_t start = words++;
    // Nothing is copied where every key is wanted by name: a shape has few keys, and most differ in length.
    const auto &wanted = shape.nodes[size_t(node)];
    for (auto found : object) {
      ondemand::field field;
      if (auto error = std::move(found).get(field)) return error;
      if (wanted.all) {
        std::string_view key;
        if (auto error = field.unescaped_key().get(key)) return error;
        put_string(key.data(), key.size());
        if (auto error = take(field.value(), node, depth + 1)) return error;
        continue;
      }
      const char *raw = field.key().raw();
      for (const auto &key : wanted.keys) {
        size_t length = key.name.size();
        if (raw[0] != key.name[0] || raw[length] != '"' || std::memcmp(raw, key.name.data(), length) != 0) continue;
        put_string(raw, length);
        if (auto error = take(field.value(), key.node, depth + 1)) return error;
        break;
      }
    }
    put('}', start);
    tape[start] = uint64_t(words) | uint64_t(uint8_t('{')) << 56;
    return simdjson::SUCCESS;
  }

  error_code take_array(ondemand::array array, int32_t node, size_t depth) {
    size_t start = words++;
    for (auto found : array) {
      ondemand::value value;
      if (auto error = std::move(found).get(value)) return error;
      if (auto error = take(value, node, depth + 1)) return error;
    }
    put(']', start);
    tape[start] = uint64_t(words) | uint64_t(uint8_t('[')) << 56;
    return simdjson::SUCCESS;
  }

  error_code take(ondemand::value value, int32_t node, size_t depth) {
    if (depth > max_depth) return simdjson::DEPTH_ERROR;
    ondemand::json_type type;
    if (auto error = value.type().get(type)) return error;
    switch (type) {
      case ondemand::json_type::object: {
        ondemand::object object;
        if (auto error = value.get_object().get(object)) return error;
        return take_object(object, node, depth);
      }
      case ondemand::json_type::array: {
        ondemand::array array;
        if (auto error = value.get_array().get(array)) return error;
        return take_array(array, node, depth);
      }
      case ondemand::json_type::string: return take_string(value);
      case ondemand::json_type::number: return take_number(value);
      case ondemand::json_type::boolean: {
        bool truth;
        if (auto error = value.get_bool().get(truth)) return error;
        put(truth ? 't' : 'f', 0);
        return simdjson::SUCCESS;
      }
      case ondemand::json_type::null: {
        bool is_null;
        if (auto error = value.is_null().get(is_null)) return error;
        if (!is_null) return simdjson::N_ATOM_ERROR;
        put('n', 0);
        return simdjson::SUCCESS;
      }
    }
    return simdjson::TAPE_ERROR;
  }

  error_code take_string(ondemand::value value) {
    // Most strings have no escapes and are copied as they stand, from quote to quote.
    std::string_view token = value.raw_json_token();
    size_t end = token.size();
    while (end > 1 && token[end - 1] != '"') end--;
    if (end > 1 && std::memchr(token.data(), '\\', end) == nullptr) {
      ondemand::raw_json_string raw;
      if (auto error = value.get_raw_json_string().get(raw)) return error;
      put_string(token.data() + 1, end - 2);
      return simdjson::SUCCESS;
    }
    std::string_view text;
    if (auto error = value.get_string().get(text)) return error;
    put_string(text.data(), text.size());
    return simdjson::SUCCESS;
  }

  error_code take_number(ondemand::value value) {
    ondemand::number number;
    if (auto error = value.get_number().get(number)) return error;
    switch (number.get_number_type()) {
      case ondemand::number_type::signed_integer:
        put('l', 0);
        tape[words++] = uint64_t(number.get_int64());
        break;
      case ondemand::number_type::unsigned_integer:
        put('u', 0);
        tape[words++] = number.get_uint64();
        break;
      case ondemand::number_type::floating_point_number: {
        double real = number.get_double();
        put('d', 0);
        std::memcpy(&tape[words++], &real, 8);
        break;
      }
    }
    return simdjson::SUCCESS;
  }
};

}  // namespace

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

coterie_json_shape *coterie_json_shape_new(void) {
  auto *made = new (std::nothrow) coterie_json_shape;
  if (made) made->nodes.push_back({{}, false});
  return made;
}

void coterie_json_shape_free(coterie_json_shape *shape) { delete shape; }

int32_t coterie_json_shape_add(coterie_json_shape *shape, int32_t node, const uint8_t *key, size_t length, int all) {
  auto made = int32_t(shape->nodes.size());
  shape->nodes[size_t(node)].keys.push_back({std::string(reinterpret_cast<const char *>(key), length), made});
  shape->nodes.push_back({{}, all != 0});
  return made;
}

int coterie_json_parse_shaped(coterie_json_parser *parser, const coterie_json_shape *shape, const uint8_t *bytes,
                              size_t length, const uint64_t **tape, const uint8_t **strings) {
  if (length > parser->capacity) {
    size_t capacity = length < (1u << 16) ? (1u << 17) : length * 2;
    // A value takes two words at most, and the text of two bytes; a string four bytes more than its text, which stands
    // in quotes beside a comma or a colon.
    parser->tape.reset(new (std::nothrow) uint64_t[capacity + 16]);
    parser->strings.reset(new (std::nothrow) uint8_t[capacity * 2 + 64]);
    if (!parser->tape || !parser->strings) return simdjson::MEMALLOC;
    parser->capacity = capacity;
  }
  ondemand::document document;
  auto view = simdjson::padded_string_view(reinterpret_cast<const char *>(bytes), length,
                                           length + simdjson::SIMDJSON_PADDING);
  if (auto error = parser->on_demand.iterate(view).get(document)) return error;
  taker out{*shape, parser->tape.get(), parser->strings.get(), parser->max_depth};
  ondemand::json_type type;
  if (auto error = document.type().get(type)) return error;
  // A record is an object; any other document goes the ordinary way.
  if (type != ondemand::json_type::object) return coterie_json_parse(parser, bytes, length, tape, strings);
  ondemand::object object;
  if (auto error = document.get_object().get(object)) return error;
  if (auto error = out.take_object(object, 0, 1)) return error;
  const char *rest;
  if (document.current_location().get(rest) != simdjson::OUT_OF_BOUNDS) return simdjson::TAPE_ERROR;
  *tape = out.tape;
  *strings = out.strings;
  return 0;
}

const char *coterie_json_error(int code) {
  return simdjson::error_message(static_cast<simdjson::error_code>(code));
}

int coterie_utf8_is_valid(const uint8_t *bytes, size_t length) {
  return simdjson::validate_utf8(reinterpret_cast<const char *>(bytes), length) ? 1 : 0;
}
}
