#include "CJSON.h"

#include <simdjson.h>

#include <array>
#include <cstring>
#include <memory>
#include <new>
#include <string>
#include <utility>
#include <vector>

using simdjson::error_code;

struct coterie_json_parser {
  simdjson::dom::parser parser;
  size_t max_depth;
  // What a picker found, and its strings that had escapes.
  std::vector<coterie_json_pick> picks;
  std::unique_ptr<uint8_t[]> strings;
  size_t capacity = 0;

  error_code make_room(size_t length) {
    if (length <= parser.capacity() && parser.max_depth() == max_depth) return simdjson::SUCCESS;
    // Doubling keeps growing records from allocating each time.
    return parser.allocate(length < (1u << 16) ? (1u << 17) : length * 2, max_depth);
  }
};

struct coterie_json_picker {
  struct key {
    // With padding behind it.
    std::string name;
    size_t length;
    uint32_t node;
    // Of the same length, at the same node; 0 for none, which is why the first key of a picker is not one.
    uint32_t next;
  };
  struct node {
    // The first key of each length; longer ones are at 0.
    std::array<uint32_t, 32> by_length{};
    uint16_t place = COTERIE_JSON_NO_PLACE;
    bool has_keys = false;
  };
  std::vector<node> nodes;
  std::vector<key> keys;

  // Whole words: keys are too short for a call.
  static bool is_same(const char *held, const uint8_t *name, size_t length) {
    uint64_t a, b;
    size_t at = 0;
    for (; at + 8 <= length; at += 8) {
      std::memcpy(&a, held + at, 8);
      std::memcpy(&b, name + at, 8);
      if (a != b) return false;
    }
    if (at == length) return true;
    std::memcpy(&a, held + at, 8);
    std::memcpy(&b, name + at, 8);
    // The machine's first bytes are its lowest.
    return ((a ^ b) << (64 - 8 * (length - at))) == 0;
  }

  // `name` is followed by readable bytes, as all JSON here is.
  const node *find(const node &at, const uint8_t *name, size_t length) const {
    uint32_t index = at.by_length[length < 32 ? length : 0];
    while (index != 0) {
      const auto &found = keys[index];
      if (found.length == length && is_same(found.name.data(), name, length)) return &nodes[found.node];
      index = found.next;
    }
    return nullptr;
  }
};

namespace {

using picker = coterie_json_picker;

// Brackets that a byte opens, less those it closes.
constexpr std::array<int8_t, 256> opened = [] {
  std::array<int8_t, 256> change{};
  change['{'] = change['['] = 1;
  change['}'] = change[']'] = -1;
  return change;
}();

bool is_blank(uint8_t byte) { return byte == ' ' || byte == '\t' || byte == '\n' || byte == '\r'; }

bool is_number(const uint8_t *at, const uint8_t *end) {
  auto digits = [&] {
    const uint8_t *first = at;
    while (at < end && *at >= '0' && *at <= '9') at++;
    return at - first;
  };
  if (at < end && *at == '-') at++;
  bool zero = at < end && *at == '0';
  auto count = digits();
  if (count == 0 || (zero && count > 1)) return false;
  if (at < end && *at == '.') {
    at++;
    if (digits() == 0) return false;
  }
  if (at < end && (*at == 'e' || *at == 'E')) {
    at++;
    if (at < end && (*at == '+' || *at == '-')) at++;
    if (digits() == 0) return false;
  }
  return at == end;
}

// Walks the places that simdjson's first stage found, where brackets, commas, colons and values begin, and keeps what is
// wanted. simdjson's own on-demand parser does more for each value than a record's forty passed-over ones are worth.
struct walk {
  const picker &wanted;
  const simdjson::internal::dom_parser_implementation &parser;
  const uint8_t *text;
  const uint32_t *next;
  const uint32_t *end;
  size_t max_depth;
  bool has_escapes;
  // As many as there are places.
  coterie_json_pick *picks;
  size_t count;
  uint8_t *strings;

  bool more() const { return next < end; }
  uint8_t peek() const { return text[*next]; }

  // The end of the value that starts at `from`, the last before `next`.
  const uint8_t *token_end(const uint8_t *from) const {
    const uint8_t *to = text + *next;
    while (to > from && is_blank(to[-1])) to--;
    return to;
  }

  void put(uint16_t place, uint8_t kind, const uint8_t *start, size_t length) {
    picks[count++] = coterie_json_pick{start, uint32_t(length), place, kind, 0};
  }

  error_code skip() {
    int64_t depth = 0;
    do {
      if (!more()) return simdjson::TAPE_ERROR;
      depth += opened[text[*next++]];
    } while (depth > 0);
    return depth == 0 ? simdjson::SUCCESS : simdjson::TAPE_ERROR;
  }

  error_code object(const picker::node &node, size_t depth) {
    if (!more()) return simdjson::TAPE_ERROR;
    if (peek() == '}') {
      next++;
      return simdjson::SUCCESS;
    }
    while (true) {
      if (end - next < 3 || peek() != '"') return simdjson::TAPE_ERROR;
      const uint8_t *key = text + *next++ + 1;
      if (peek() != ':') return simdjson::TAPE_ERROR;
      const uint8_t *key_end = token_end(key) - 1;
      next++;
      if (key_end < key || *key_end != '"') return simdjson::STRING_ERROR;
      const picker::node *below = wanted.find(node, key, size_t(key_end - key));
      if (auto error = below ? value(*below, depth) : skip()) return error;
      if (!more()) return simdjson::TAPE_ERROR;
      uint8_t then = text[*next++];
      if (then == '}') return simdjson::SUCCESS;
      if (then != ',') return simdjson::TAPE_ERROR;
    }
  }

  error_code array(const picker::node &node, size_t depth) {
    if (!more()) return simdjson::TAPE_ERROR;
    if (peek() == ']') {
      next++;
      return simdjson::SUCCESS;
    }
    while (true) {
      if (auto error = value(node, depth)) return error;
      if (!more()) return simdjson::TAPE_ERROR;
      uint8_t then = text[*next++];
      if (then == ']') return simdjson::SUCCESS;
      if (then != ',') return simdjson::TAPE_ERROR;
    }
  }

  // A string with its quotes.
  error_code string(uint16_t place, const uint8_t *start, size_t length) {
    if (!has_escapes || std::memchr(start, '\\', length) == nullptr) {
      put(place, '"', start + 1, length - 2);
      return simdjson::SUCCESS;
    }
    uint8_t *written = parser.parse_string(start + 1, strings);
    if (written == nullptr) return simdjson::STRING_ERROR;
    put(place, '"', strings, size_t(written - strings));
    strings = written;
    return simdjson::SUCCESS;
  }

  // A value, unless it is the whole document, which has nothing behind it.
  error_code value(const picker::node &node, size_t depth) {
    if (end - next < 2) return simdjson::TAPE_ERROR;
    const uint8_t *start = text + *next;
    // Most values are strings.
    if (*start == '"') {
      next++;
      if (node.place == COTERIE_JSON_NO_PLACE) return simdjson::SUCCESS;
      const uint8_t *stop = token_end(start);
      if (stop - start < 2 || stop[-1] != '"') return simdjson::STRING_ERROR;
      return string(node.place, start, size_t(stop - start));
    }
    switch (*start) {
      case '{':
      case '[': {
        if (depth >= max_depth) return simdjson::DEPTH_ERROR;
        bool is_object = *start == '{';
        if (!node.has_keys && node.place == COTERIE_JSON_NO_PLACE) return skip();
        next++;
        size_t opening = count;
        if (node.place != COTERIE_JSON_NO_PLACE) put(node.place, *start, start, 0);
        if (auto error = is_object ? object(node, depth + 1) : array(node, depth + 1)) return error;
        if (node.place != COTERIE_JSON_NO_PLACE) {
          put(node.place, is_object ? '}' : ']', text + next[-1], 0);
          picks[opening].length = uint32_t(count - opening);
        }
        return simdjson::SUCCESS;
      }
      default: break;
    }
    next++;
    if (opened[*start] != 0 || *start == ',' || *start == ':') return simdjson::TAPE_ERROR;
    if (node.place == COTERIE_JSON_NO_PLACE) return simdjson::SUCCESS;
    const uint8_t *stop = token_end(start);
    size_t length = size_t(stop - start);
    auto is = [&](const char *word) { return length == std::strlen(word) && std::memcmp(start, word, length) == 0; };
    switch (*start) {
      case 't':
        if (!is("true")) return simdjson::T_ATOM_ERROR;
        break;
      case 'f':
        if (!is("false")) return simdjson::F_ATOM_ERROR;
        break;
      case 'n':
        if (!is("null")) return simdjson::N_ATOM_ERROR;
        break;
      default:
        if (!is_number(start, stop)) return simdjson::NUMBER_ERROR;
        put(node.place, '0', start, length);
        return simdjson::SUCCESS;
    }
    put(node.place, *start, start, length);
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
  if (auto error = parser->make_room(length)) return error;
  auto error = parser->parser.parse(bytes, length, false).error();
  if (error) return error;
  *tape = parser->parser.doc.tape.get();
  *strings = parser->parser.doc.string_buf.get();
  return 0;
}

coterie_json_picker *coterie_json_picker_new(void) {
  auto *made = new (std::nothrow) coterie_json_picker;
  if (made) {
    made->nodes.emplace_back();
    made->keys.emplace_back();
  }
  return made;
}

void coterie_json_picker_free(coterie_json_picker *picker) { delete picker; }

uint32_t coterie_json_picker_add(coterie_json_picker *picker, uint32_t node, const uint8_t *key, size_t length) {
  std::string name(reinterpret_cast<const char *>(key), length);
  name.append(8, '\0');
  auto *padded = reinterpret_cast<const uint8_t *>(name.data());
  if (auto *known = picker->find(picker->nodes[node], padded, length)) return uint32_t(known - picker->nodes.data());
  auto made = uint32_t(picker->nodes.size());
  picker->nodes.emplace_back();
  auto &above = picker->nodes[node];
  auto &first = above.by_length[length < 32 ? length : 0];
  picker->keys.push_back({std::move(name), length, made, first});
  first = uint32_t(picker->keys.size() - 1);
  above.has_keys = true;
  return made;
}

void coterie_json_picker_set_place(coterie_json_picker *picker, uint32_t node, uint16_t place) {
  picker->nodes[node].place = place;
}

int coterie_json_pick_parts(coterie_json_parser *parser, const coterie_json_picker *picker, const uint8_t *bytes,
                            size_t length, const coterie_json_pick **picks, size_t *count) {
  if (auto error = parser->make_room(length)) return error;
  if (length > parser->capacity || parser->capacity == 0) {
    size_t capacity = parser->parser.capacity();
    // simdjson writes whole vectors.
    parser->capacity = 0;
    parser->strings.reset(new (std::nothrow) uint8_t[capacity + simdjson::SIMDJSON_PADDING]);
    if (!parser->strings) return simdjson::MEMALLOC;
    parser->capacity = capacity;
  }
  auto &stages = *parser->parser.implementation;
  if (auto error = stages.stage1(bytes, length, simdjson::stage1_mode::regular)) return error;
  const uint32_t *first = stages.structural_indexes.get();
  if (parser->picks.size() < stages.n_structural_indexes) parser->picks.resize(stages.n_structural_indexes * 2 + 64);
  walk out{*picker,
           stages,
           bytes,
           first,
           first + stages.n_structural_indexes,
           parser->max_depth,
           std::memchr(bytes, '\\', length) != nullptr,
           parser->picks.data(),
           0,
           parser->strings.get()};
  *count = 0;
  uint8_t opening = out.peek();
  if (opening != '{' && opening != '[') {
    // A bare value: the ordinary parser says whether it is one.
    return parser->parser.parse(bytes, length, false).error();
  }
  out.next++;
  const auto &root = picker->nodes[0];
  out.put(COTERIE_JSON_NO_PLACE, opening, bytes + *first, 0);
  if (auto error = opening == '{' ? out.object(root, 1) : out.array(root, 1)) return error;
  if (out.more()) return simdjson::TAPE_ERROR;
  out.put(COTERIE_JSON_NO_PLACE, opening == '{' ? '}' : ']', bytes + out.next[-1], 0);
  out.picks[0].length = uint32_t(out.count);
  *picks = out.picks;
  *count = out.count;
  return 0;
}

const char *coterie_json_error(int code) {
  return simdjson::error_message(static_cast<simdjson::error_code>(code));
}

int coterie_utf8_is_valid(const uint8_t *bytes, size_t length) {
  return simdjson::validate_utf8(reinterpret_cast<const char *>(bytes), length) ? 1 : 0;
}
}
