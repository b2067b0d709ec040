#!/usr/bin/env python3
"""What igraph, NetworkX and NetworKit say, beside what Coterie says.

    VENV/bin/python oracles.py fixtures > ../GraphsTests/OracleNumbers.swift
    VENV/bin/python oracles.py compare --coterie PROGRAM FOLDER_OR_FILE...
    VENV/bin/python oracles.py published --coterie PROGRAM FOLDER

`fixtures` writes the numbers for small graphs, as Swift, for GraphsTests. `compare` reads graphs (edge lists, .gml,
METIS .graph), runs `coterie bench values` on them and prints the largest difference of every measure; exit 1 when one is
too large. `published` finds the values that papers give for Zachary's club, netscience and the Leiden ranking network.
"""
import argparse
import importlib.metadata
import json
import math
import os
import subprocess
import sys
import tempfile

import igraph
import networkit
import networkx
import numpy as np

ZACHARY = [
    "1 2 3 4 5 6 7 8 10 11 12 13 17 19 21 31", "2 3 7 13 17 19 21 30", "3 7 8 9 13 27 28 32", "7 12 13", "6 10",
    "6 10 16", "16", "", "30 32 33", "33", "", "", "", "33", "32 33", "32 33", "", "", "32 33", "33", "32 33", "",
    "32 33", "25 27 29 32 33", "25 27 31", "31", "29 33", "33", "31 33", "32 33", "32 33", "32 33", "33", "",
]


# ------------------------------------------------------------------ graphs: n and edges (a, b, weight), each pair once

def zachary():
    return 34, [(a, int(b), 1.0) for a, row in enumerate(ZACHARY) for b in row.split()]


def add_up(n, pairs):
    total = {}
    for a, b, w in pairs:
        key = (min(a, b), max(a, b))
        total[key] = total.get(key, 0) + w
    return n, [(a, b, w) for (a, b), w in sorted(total.items())]


def small_graphs():
    """Small, invented, each with something that goes wrong elsewhere."""
    rng = np.random.default_rng(7)
    yield "zachary", zachary()
    yield "grid", add_up(20, [(5 * r + c, 5 * r + c + 1, 1.0) for r in range(4) for c in range(4)]
                         + [(5 * r + c, 5 * r + c + 5, 1.0) for r in range(3) for c in range(5)])
    # Papers of one to five authors with fractional weights: cliques, twins, pendants, authors on no joint paper.
    papers = [rng.choice(40, size=k, replace=False).tolist() for k in rng.integers(1, 6, 26)]
    yield "papers", add_up(40, [(a, b, 1 / (len(p) - 1)) for p in papers for i, a in enumerate(p) for b in p[i + 1:]])
    # Three components and a node alone, weights over four orders of magnitude.
    parts = [(0, 12), (12, 20), (20, 23)]
    yield "parts", add_up(24, [(int(a), int(b), 10.0 ** int(rng.integers(-2, 3)))
                               for low, high in parts for a, b in rng.integers(low, high, (3 * (high - low), 2))
                               if a != b])


def read(path):
    """A graph file, nodes renumbered in the order of their numbers, loops dropped and each pair once."""
    if path.endswith(".gml"):
        g = igraph.Graph.Read_GML(path)
        weights = g.es["value"] if "value" in g.es.attributes() else [1.0] * g.ecount()
        rows = [(e.source, e.target, float(w)) for e, w in zip(g.es, weights) if w > 0]
        n = g.vcount()
    elif path.endswith(".graph"):
        lines = [l for l in open(path) if not l.startswith("%")]
        n = int(lines[0].split()[0])
        rows = [(a, int(b) - 1, 1.0) for a, l in enumerate(lines[1:]) for b in l.split() if int(b) - 1 > a]
    else:
        rows = [l.split() for l in open(path) if l.strip() and not l.startswith("#")]
        rows = [(int(r[0]), int(r[1]), float(r[2]) if len(r) > 2 else 1.0) for r in rows]
        place = {v: i for i, v in enumerate(sorted({v for a, b, _ in rows for v in (a, b)}))}
        rows = [(place[a], place[b], w) for a, b, w in rows]
        n = len(place)
    return add_up(n, [r for r in rows if r[0] != r[1]])


class Programs:
    """One graph in the three other programs."""

    def __init__(self, n, edges):
        self.n, self.edges = n, edges
        self.w = [w for _, _, w in edges]
        self.g = igraph.Graph(n=n, edges=[(a, b) for a, b, _ in edges])
        self.g.es["weight"] = self.w
        self.x = networkx.Graph()
        self.x.add_nodes_from(range(n))
        self.x.add_weighted_edges_from(edges)
        self.k = networkit.Graph(n, weighted=False)
        for a, b, _ in edges:
            self.k.addEdge(a, b)

    def values(self):
        """Name of our measure: (program, function), every answer a list."""
        g, x, k, w, n = self.g, self.x, self.k, self.w, self.n
        nodes = range(n)

        def harmonic():
            h = networkit.centrality.HarmonicCloseness(k, False)
            h.run()
            return h.scores()

        def bridges():
            return sorted(min(g.es[e].tuple) * n + max(g.es[e].tuple) for e in g.bridges())

        def kept():  # the disparity filter, term by term
            s, d = g.strength(weights=w), g.degree()
            alpha = lambda v, u: (1 - u / s[v]) ** (d[v] - 1) if d[v] > 1 else 1
            return [a * n + b for a, b, u in self.edges if min(alpha(a, u), alpha(b, u)) < 0.05]

        def scalars():
            networkx.set_node_attributes(x, {i: i % 3 for i in nodes}, "group")
            return [networkx.transitivity(x), networkx.degree_assortativity_coefficient(x),
                    networkx.attribute_assortativity_coefficient(x, "group"), len(self.edges), sum(w)]

        return {
            "core": ("igraph", lambda: g.coreness()),
            "strength": ("igraph", lambda: g.strength(weights=w)),
            "pagerank": ("igraph", lambda: g.pagerank(weights=w)),
            "closeness": ("NetworkX", lambda: list(networkx.closeness_centrality(x).values())),
            "harmonic": ("NetworKit", harmonic),
            "betweenness": ("igraph", lambda: g.betweenness()),
            "triangles": ("NetworkX", lambda: list(networkx.triangles(x).values())),
            "clustering": ("NetworkX", lambda: list(networkx.clustering(x).values())),
            "constraint": ("igraph", lambda: g.constraint(weights=w)),
            "articulation": ("igraph", lambda: sorted(g.articulation_points())),
            "bridges": ("igraph", bridges),
            "distances": ("igraph", lambda: g.distances(0)[0]),
            "lengths": ("NetworkX", lambda: [networkx.single_source_dijkstra_path_length(
                x, 0, weight=lambda a, b, e: 1 / e["weight"]).get(i, math.inf) for i in nodes]),
            "backbone": ("Serrano et al. written out", kept),
            "scalars": ("NetworkX", scalars),
        }


# ------------------------------------------------------------------ fixtures

def number(v, digits=12):
    v = float(v)
    if not math.isfinite(v):
        return ".nan" if math.isnan(v) else ".infinity"
    r = round(v, digits)
    return str(int(r)) if r == int(r) and abs(r) < 1e15 else repr(r)


def wrapped(words, indent):
    lines, line = [], " " * (indent - 1)
    for word in words:
        if len(line) + len(word) + 2 > 118:
            lines.append(line)
            line = " " * (indent - 1)
        line += " " + word + ","
    return "\n".join(lines + [line])


def fixtures():
    versions = ", ".join("%s %s" % (p, importlib.metadata.version(p)) for p in ("igraph", "networkx", "networkit"))
    print("// swift-format-ignore-file\n// Written by `Tests/Peers/oracles.py fixtures` with %s; do not edit." % versions)
    print("\nimport Testing\n\n/// What other programs say of small graphs; not a number where they say nothing.")
    print("struct OracleNumbers: Sendable, CustomTestStringConvertible {")
    print("  let testDescription: String\n  let nodes: Int\n  /// Two ends and a weight for each edge.")
    print("  let edges: [Double]\n  /// By measure, as `coterie bench values` names them.\n  let values: [String: [Double]]\n")
    names = []
    for name, (n, edges) in small_graphs():
        names.append(name)
        print("  static let %s = OracleNumbers(\n    testDescription: \"%s\", nodes: %d," % (name, name, n))
        print("    edges: [\n%s\n    ]," % wrapped([number(v, 15) for e in edges for v in e], 6))
        print("    values: [")
        for measure, (program, fn) in Programs(n, edges).values().items():
            values = fn()
            print("      // %s\n      \"%s\": [" % (program, measure))
            if len(values):
                print(wrapped([number(v) for v in values], 8))
            print("      ],")
        print("    ])\n")
    # Comparison of partitions: i mod 3 with i / 9 for 34 nodes.
    first, second = [i % 3 for i in range(34)], [i // 9 for i in range(34)]
    compare = lambda m: igraph.compare_communities(first, second, method=m)
    from sklearn.metrics import adjusted_mutual_info_score
    print("  /// igraph: compare_communities of i mod 3 with i / 9, i below 34: adjusted_rand, nmi, vi; scikit-learn: AMI.")
    print("  static let comparison: [Double] = [\n%s\n  ]\n" % wrapped(
        [number(v) for v in (compare("adjusted_rand"), compare("nmi"), compare("vi"),
                             adjusted_mutual_info_score(first, second))], 4))
    print("  static let all = [%s]\n}" % ", ".join(names))


# ------------------------------------------------------------------ comparison on files

def ours(coterie, path, measure, *more):
    out = subprocess.run(coterie.split() + ["bench", "values", path, "--measure", measure, *more],
                         capture_output=True, text=True, check=True).stdout
    return json.loads(out)


def write(n, edges, folder):
    path = os.path.join(folder, "edges.txt")
    with open(path, "w") as f:
        for a, b, w in edges:
            f.write("%d %d %r\n" % (a, b, w))
        f.write("%d %d 0\n" % (n - 1, n - 1))  # makes the last node known; an edge of weight 0 is no edge
    return path


def difference(mine, theirs):
    """Largest difference, relative above 1; infinite when one has a value and the other none."""
    if len(mine) != len(theirs):
        return math.inf
    worst = 0.0
    for a, b in zip(mine, theirs):
        absent = a is None, b is None or not math.isfinite(b)
        if all(absent):
            continue
        worst = max(worst, math.inf if any(absent) else abs(a - b) / max(1, abs(b)))
    return worst


def quality(n, edges, label):
    m = sum(w for _, _, w in edges)
    inside, volume = {}, {}
    for a, b, w in edges:
        for v in (a, b):
            volume[label[v]] = volume.get(label[v], 0) + w
        if label[a] == label[b]:
            inside[label[a]] = inside.get(label[a], 0) + w
    return sum(inside.get(c, 0) / m - (v / (2 * m)) ** 2 for c, v in volume.items())


def files(paths):
    for path in paths:
        if os.path.isdir(path):
            yield from (os.path.join(path, f) for f in sorted(os.listdir(path))
                        if f.endswith((".txt", ".gml", ".graph")) and "_map" not in f)
        else:
            yield path


def compare(args):
    import leidenalg
    failed = False
    print("| graph | nodes, edges | measure | other program | largest difference |\n|---|---|---|---|---|")
    for path in files(args.paths):
        n, edges = read(path)
        name = os.path.basename(path)
        with tempfile.TemporaryDirectory() as folder:
            file = write(n, edges, folder)
            programs = Programs(n, edges)
            for measure, (program, fn) in programs.values().items():
                if measure == "betweenness" and n * len(edges) > args.work:
                    continue
                if measure == "closeness" and n * len(edges) > args.work / 4:
                    continue
                mine = ours(args.coterie, file, measure, *(["--parameter", "0.05"] if measure == "backbone" else []))
                if measure in ("bridges", "backbone"):
                    mine = sorted(a * n + b for a, b in zip(mine[::2], mine[1::2]))
                worst = difference(mine, fn())
                bad = worst > (1e-6 if measure in ("harmonic", "pagerank") else 1e-8)
                failed |= bad
                print("| %s | %d, %d | %s | %s | %.1e%s |" % (
                    name, n, len(edges), measure, program, worst, " **" if bad else ""), flush=True)
            same = igraph.compare_communities(ours(args.coterie, file, "components"),
                                              programs.g.connected_components().membership, method="vi")
            failed |= same > 1e-9
            print("| %s | %d, %d | components | igraph | %.1e |" % (name, n, len(edges), same))
            mine = ours(args.coterie, file, "leiden")
            parts = [leidenalg.find_partition(programs.g, leidenalg.ModularityVertexPartition, weights=programs.w,
                                              n_iterations=-1, seed=s) for s in range(10 if n < 10000 else 3)]
            theirs = max(quality(n, edges, p.membership) for p in parts)
            here = quality(n, edges, mine)
            bad = here < theirs - 1e-3
            failed |= bad
            print("| %s | %d, %d | Leiden, modularity: ours %.6f, theirs %.6f | leidenalg, best start | %+.1e%s |" % (
                name, n, len(edges), here, theirs, here - theirs, " **" if bad else ""), flush=True)
    sys.exit(1 if failed else 0)


# ------------------------------------------------------------------ published values

def published(args):
    from sklearn.metrics import adjusted_mutual_info_score, adjusted_rand_score
    failed = False
    with tempfile.TemporaryDirectory() as folder:
        def check(what, n, edges, value, digits):
            nonlocal failed
            label = ours(args.coterie, write(n, edges, folder), "leiden")
            q = quality(n, edges, label)
            failed |= round(q, digits) < value
            print("%s: published %.*f, ours %.6f with %d clusters" % (what, digits, value, q, len(set(label))))

        # Brandes et al. (2008), doi:10.1109/TKDE.2007.190689; Aloise et al. (2010), doi:10.1103/PhysRevE.82.046112.
        check("Zachary's club, optimal modularity", *zachary(), 0.4198, 4)
        n, edges = read(os.path.join(args.folder, "netscience.gml"))
        check("netscience, unweighted, optimal modularity", n, [(a, b, 1.0) for a, b, _ in edges], 0.9599, 4)

        # The map that VOSviewer publishes with the network gives each university a cluster.
        base = os.path.join(args.folder, "Leiden_Ranking_2015_university_collaboration_")
        n, edges = read(base + "network.txt")
        rows = [l.rstrip("\n").split("\t") for l in open(base + "map.txt", encoding="utf-8-sig")]
        column = [c.strip('"').lower() for c in rows[0]].index("cluster")
        theirs = [int(r[column]) for r in sorted(rows[1:], key=lambda r: int(r[0]))]
        strength = np.zeros(n)
        for a, b, w in edges:
            strength[a] += w
            strength[b] += w
        twice = strength.sum()

        def vos(label, resolution):
            size = np.unique(label, return_counts=True)[1]
            inside = sum(twice * w / (strength[a] * strength[b]) for a, b, w in edges if label[a] == label[b])
            return inside - resolution * float((size * (size - 1) / 2).sum())

        file = write(n, edges, folder)
        print("Leiden ranking network, VOS clustering; published: %d clusters" % len(set(theirs)))
        for resolution in args.resolutions:
            label = ours(args.coterie, file, "association", "--parameter", str(resolution))
            here, there = vos(label, resolution), vos(theirs, resolution)
            failed |= here < there - 1e-6
            print("  resolution %.2f: %d clusters, quality %.1f, of the published clusters %.1f, AMI %.3f, ARI %.3f" % (
                resolution, len(set(label)), here, there, adjusted_mutual_info_score(theirs, label),
                adjusted_rand_score(theirs, label)))
    sys.exit(1 if failed else 0)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    sub = parser.add_subparsers(dest="command", required=True)
    sub.add_parser("fixtures")
    q = sub.add_parser("compare")
    q.add_argument("--coterie", default="coterie")
    q.add_argument("--work", type=float, default=3e8, help="nodes times edges up to which betweenness is compared")
    q.add_argument("paths", nargs="+")
    q = sub.add_parser("published")
    q.add_argument("--coterie", default="coterie")
    q.add_argument("--resolutions", type=float, nargs="+", default=[0.8, 1.0, 1.2])
    q.add_argument("folder")
    args = parser.parse_args()
    {"fixtures": lambda _: fixtures(), "compare": compare, "published": published}[args.command](args)


if __name__ == "__main__":
    main()
