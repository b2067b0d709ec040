// Room card: Bibliography
//
// The nouns that every other room says: a paper as its source wrote it, its authors and printed affiliations,
// institutions and sectors, identifiers with their check digits, places in a source, diagnostics, and the selection
// that narrows a question. Knows nothing of files, databases, graphs or the terminal.
//
// Start with `Paper`, then `Institution`, then `Selection`.
