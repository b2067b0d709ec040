#include "CTOML.h"

#define TOML_EXCEPTIONS 0
#define TOML_ENABLE_FORMATTERS 0
#include <toml++/toml.h>

#include <algorithm>
#include <string>
#include <vector>

namespace {

struct Leaf {
  std::string path;
  std::string text;
  bool is_text;
  const char *kind;
  uint32_t line;
  uint32_t column;
};

const char *kind_of(const toml::node &node) {
  switch (node.type()) {
  case toml::node_type::integer: return "a whole number";
  case toml::node_type::floating_point: return "a number";
  case toml::node_type::boolean: return "true or false";
  case toml::node_type::date:
  case toml::node_type::time:
  case toml::node_type::date_time: return "a date or time";
  default: return "text";
  }
}

void walk(const toml::node &node, const std::string &path, std::vector<Leaf> &leaves) {
  if (const toml::table *table = node.as_table()) {
    for (auto &&[key, value] : *table) {
      std::string inner = path;
      inner.append(key.str());
      inner.push_back('\0');
      walk(value, inner, leaves);
    }
  } else if (const toml::array *array = node.as_array()) {
    for (const toml::node &member : *array) walk(member, path, leaves);
  } else {
    Leaf leaf;
    leaf.path = path;
    const auto *text = node.as_string();
    leaf.is_text = text != nullptr;
    if (text) leaf.text = text->get();
    leaf.kind = kind_of(node);
    leaf.line = node.source().begin.line;
    leaf.column = node.source().begin.column;
    leaves.push_back(std::move(leaf));
  }
}

void report(const Leaf &leaf, void *context, void (*body)(void *, const coterie_toml_leaf *)) {
  coterie_toml_leaf out = {};
  out.path = leaf.path.data();
  out.path_length = leaf.path.size();
  out.text = leaf.is_text ? leaf.text.data() : nullptr;
  out.text_length = leaf.text.size();
  out.kind = leaf.kind;
  out.line = leaf.line;
  out.column = leaf.column;
  body(context, &out);
}

} // namespace

int coterie_toml_read(const char *text, size_t length, void *context,
                      void (*body)(void *context, const coterie_toml_leaf *leaf)) {
  toml::parse_result result = toml::parse(std::string_view(text, length));
  if (!result) {
    const toml::parse_error &error = result.error();
    Leaf leaf;
    leaf.text = std::string(error.description());
    leaf.is_text = true;
    leaf.kind = "text";
    leaf.line = error.source().begin.line;
    leaf.column = error.source().begin.column;
    report(leaf, context, body);
    return 1;
  }
  std::vector<Leaf> leaves;
  walk(result.table(), "", leaves);
  std::stable_sort(leaves.begin(), leaves.end(), [](const Leaf &a, const Leaf &b) {
    return a.line != b.line ? a.line < b.line : a.column < b.column;
  });
  for (const Leaf &leaf : leaves) report(leaf, context, body);
  return 0;
}
