#ifndef COTERIE_CXML_H
#define COTERIE_CXML_H
// Debian builds libxml2 with ICU, and its headers would bring in ICU's, which clash with those inside Foundation. They
// add two fields to the end of a struct that is only ever used through a pointer.
#include <libxml/xmlversion.h>
#undef LIBXML_ICU_ENABLED
#include <libxml/HTMLparser.h>
#include <libxml/SAX2.h>
#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <libxml/tree.h>
#include <libxml/xmlerror.h>
#endif
