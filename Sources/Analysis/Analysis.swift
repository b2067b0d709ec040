// Room card: Analysis
//
// Counting, networks of people, clusters, mixes, indicators: what needs a graph, a normalisation or an interval.
// Knows the nouns, the numbers of Graphs and the corpus of Store; no file format, no colour, no digits after the point.
//
// Start with `Authorships`, the selected corpus as arrays of integers. `Network` ties its authors or institutions,
// `Clustering` parts a network, `SectorMix` says how industry and academia mix. Every result that leaves the room
// carries its method.
