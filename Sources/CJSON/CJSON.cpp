#include "CJSON.h"

#include <simdjson.h>

extern "C" size_t coterie_json_padding(void) { return simdjson::SIMDJSON_PADDING; }
