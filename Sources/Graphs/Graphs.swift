// Room card: Graphs
//
// Compressed sparse row graphs, projection, clustering, centrality, layout: integers and doubles only, no names.
