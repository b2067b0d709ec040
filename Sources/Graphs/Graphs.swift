// Room card: Graphs
//
// Compressed sparse row graphs, projection, clustering, centrality, layout: integers and doubles only, no names.
//
// A node is an index 0..<n kept in 32 bits, an edge a pair of nodes with a weight, and a graph never changes once it
// is built. Everything random takes a seed, everything parallel gives the same result for every number of threads.
// Inner loops run on unsafe buffers; the invariants that make this safe are checked once, when a `Graph` is built.
//
// Start with `Graph`, then `Projection` (papers to ties), then `Leiden` (ties to clusters).
