#ifndef COTERIE_CJSON_H
#define COTERIE_CJSON_H
#include <stddef.h>
#ifdef __cplusplus
extern "C" {
#endif
// simdjson asks for this many readable bytes past the end of a document.
size_t coterie_json_padding(void);
#ifdef __cplusplus
}
#endif
#endif
