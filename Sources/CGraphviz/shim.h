#ifndef COTERIE_CGRAPHVIZ_H
#define COTERIE_CGRAPHVIZ_H
#include <gvc.h>
#include <locale.h>

// Graphviz reads and writes numbers with the thread's locale; under a decimal comma its own output is unreadable to it.
// Only the calling thread is touched, and `coterie_numbers_restore` puts back what was there.
static inline locale_t coterie_numbers_plain(void) {
  static locale_t plain = (locale_t)0;
  if (!plain) plain = newlocale(LC_NUMERIC_MASK, "C", duplocale(uselocale((locale_t)0)));
  return plain ? uselocale(plain) : (locale_t)0;
}
static inline void coterie_numbers_restore(locale_t before) {
  if (before) uselocale(before);
}
#endif
