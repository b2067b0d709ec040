// Room card: Resolution
//
// Printed affiliations to parts to institutions, names to authors, sectors; each decision with its evidence.
//
//   text -> Reading (words, segments, places)      Text/, Matching/Reading.swift
//        -> Matcher (names of the registry, vetoes, confidence)   Matching/
//        -> Partition (pieces) -> Assembly (parts: institution, unit, site)   Parts/
//   Registry: the facts of Facts/ alone, or a ROR dump with the facts over it   Registry/
//   Words that tell what an organisation is: Words/words.tsv, countries.tsv, regions.tsv; sectors: Sectors/
//
// Pure functions of text and registry: no state, no order of input, no clock. Start with `Resolver`.
