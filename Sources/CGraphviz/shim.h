#ifndef COTERIE_CGRAPHVIZ_H
#define COTERIE_CGRAPHVIZ_H
#include <gvc.h>
#endif
