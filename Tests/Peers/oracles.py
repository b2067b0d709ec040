#!/usr/bin/env python3
"""Writes what igraph, NetworkX and NetworKit say of Zachary's club, as Swift, for GraphsTests.

    VENV/bin/python oracles.py > ../GraphsTests/OracleNumbers.swift

Numbers are those of the versions in the head of the file; nothing is rounded beyond 12 digits.
"""
import importlib.metadata

import igraph
import networkit
import networkx

ROWS = [
    "1 2 3 4 5 6 7 8 10 11 12 13 17 19 21 31", "2 3 7 13 17 19 21 30", "3 7 8 9 13 27 28 32", "7 12 13", "6 10",
    "6 10 16", "16", "", "30 32 33", "33", "", "", "", "33", "32 33", "32 33", "", "", "32 33", "33", "32 33", "",
    "32 33", "25 27 29 32 33", "25 27 31", "31", "29 33", "33", "31 33", "32 33", "32 33", "32 33", "33", "",
]
EDGES = [(a, int(b)) for a, row in enumerate(ROWS) for b in row.split()]


def array(name, source, values, kind="Double"):
    text = ", ".join(repr(round(float(v), 12)) if kind == "Double" else str(int(v)) for v in values)
    lines, line = [], "   "
    for word in text.split(" "):
        if len(line) + len(word) + 1 > 118:
            lines.append(line)
            line = "   "
        line += " " + word
    lines.append(line)
    print("  /// %s\n  static let %s: [%s] = [\n%s,\n  ]" % (source, name, kind, "\n".join(lines)))


def main():
    g = igraph.Graph(n=34, edges=EDGES)
    x = networkx.Graph(EDGES)
    k = networkit.Graph(34)
    for a, b in EDGES:
        k.addEdge(a, b)
    nodes = range(34)
    versions = ", ".join("%s %s" % (p, importlib.metadata.version(p)) for p in ("igraph", "networkx", "networkit"))
    print("// Written by Tests/Peers/oracles.py with %s; do not edit." % versions)
    print("\n/// What other programs say of Zachary's club.\nenum OracleNumbers {")
    array("betweenness", "igraph: Graph.betweenness()", g.betweenness())
    array("pageRank", "igraph: Graph.pagerank()", g.pagerank())
    array("coreNumbers", "igraph: Graph.coreness()", g.coreness(), "Int32")
    array("constraints", "igraph: Graph.constraint()", g.constraint())
    closeness = networkx.closeness_centrality(x)
    array("closeness", "networkx: closeness_centrality", [closeness[i] for i in nodes])
    harmonic = networkit.centrality.HarmonicCloseness(k, False)
    harmonic.run()
    array("harmonic", "networkit: HarmonicCloseness, not normalised", harmonic.scores())
    local = networkx.clustering(x)
    array("clustering", "networkx: clustering", [local[i] for i in nodes])
    groups = {i: i % 3 for i in nodes}
    networkx.set_node_attributes(x, groups, "group")
    array("scalars", "networkx: transitivity, attribute_assortativity by i mod 3, degree_assortativity", [
        networkx.transitivity(x), networkx.attribute_assortativity_coefficient(x, "group"),
        networkx.degree_assortativity_coefficient(x)])
    array("articulationPoints", "igraph: Graph.articulation_points()", sorted(g.articulation_points()), "Int")
    first = [i % 3 for i in nodes]
    second = [i // 9 for i in nodes]
    compare = lambda m: igraph.compare_communities(first, second, method=m)
    array("comparison", "igraph: compare_communities of i mod 3 with i / 9: adjusted_rand, nmi, vi", [
        compare("adjusted_rand"), compare("nmi"), compare("vi")])
    print("}")


if __name__ == "__main__":
    main()
