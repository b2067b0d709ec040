// Room card: Store
//
// The corpus: one SQLite database, in memory or in a file. Tables come in three kinds, named by who fills them:
//
//     written_   what the sources wrote, distinct strings once, never changed     Loader.swift
//     decided_   what resolution made of it, replaced by each run                 Corpus+Decisions.swift
//     counted_   what follows from both, rebuilt when either changes              Counts.swift
//
// People and queries see the public views only (Views.swift): the same names at every level, selection and way of
// telling authors apart, since a `Scope` redefines them for one connection. Named questions are the files of `Queries/`.
//
// May know Bibliography and nothing else of ours. Start with `Corpus`, then `Scope`, then `NamedQuery`.
import Bibliography
