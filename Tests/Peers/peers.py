#!/usr/bin/env python3
"""Runs `coterie bench` and the programs people use today side by side, on the same files.

    python3 -m venv VENV && VENV/bin/pip install numpy scipy igraph leidenalg networkit networkx \
        graspologic-native rustworkx duckdb polars
    VENV/bin/python peers.py prepare CORPUS DIR          # corpus.npz of a generated corpus to DIR/papers.txt, edges.txt
    VENV/bin/python peers.py run --coterie PROGRAM --m DIR --l DIR --small EDGES [--only STEP] [--reps 5] -o results.json
    VENV/bin/python peers.py table results.json

Every measurement is a process of its own. Programs of one row take turns, repetition by repetition, so that a busy
machine slows all of them alike; the figure is the median of the CPU seconds of the algorithm alone, with the graph
already in memory, and beside it the median of wall seconds and the process's peak memory.
"""
import argparse
import importlib.metadata
import json
import os
import statistics
import subprocess
import sys
import time

PEERS = {}


def peer(row, name):
    def register(fn):
        PEERS.setdefault(row, {})[name] = fn
        return fn
    return register


# ------------------------------------------------------------------ loading, not timed

def edges(path):
    import numpy as np
    import polars as pl
    if path.endswith("edges.txt") and not open(path).readline().startswith("#"):
        f = pl.read_csv(path, has_header=False, separator=" ")
        u, v, w = (f.to_series(i).to_numpy() for i in range(3))
    else:
        rows = np.loadtxt(path, comments="#", dtype=np.int64, ndmin=2)[:, :2]
        rows = np.unique(np.sort(rows[rows[:, 0] != rows[:, 1]], axis=1), axis=0)
        u, v, w = rows[:, 0], rows[:, 1], np.ones(len(rows))
    return u.astype(np.int64), v.astype(np.int64), w.astype(np.float64), int(max(u.max(), v.max())) + 1


def papers(path):
    import numpy as np
    import polars as pl
    f = pl.read_csv(path, has_header=False, separator=" ")
    p, a = f.to_series(0).to_numpy().astype(np.int32), f.to_series(1).to_numpy().astype(np.int32)
    return p, a, int(p.max()) + 1, int(a.max()) + 1


def igraph_graph(path, weights=True):
    import igraph
    import numpy as np
    u, v, w, n = edges(path)
    g = igraph.Graph(n=n, edges=np.column_stack((u, v)))
    if weights:
        g.es["w"] = w.tolist()
    return g


def networkit_graph(path, threads, weighted=True):
    import networkit as nk
    import numpy as np
    nk.setNumberOfThreads(threads)
    nk.setSeed(1, False)
    u, v, w, n = edges(path)
    pair = (u.astype(np.uint64), v.astype(np.uint64))
    if weighted:
        return nk, nk.GraphFromCoo((w, pair), n=n, weighted=True)
    return nk, nk.GraphFromCoo(pair, n=n)


def modularity(path, label):
    import numpy as np
    u, v, w, n = edges(path)
    label = np.unique(np.asarray(label), return_inverse=True)[1]
    k = int(label.max()) + 1
    volume = np.bincount(label[u], w, k) + np.bincount(label[v], w, k)
    m = w.sum()
    return float(w[label[u] == label[v]].sum() / m - ((volume / (2 * m)) ** 2).sum())


# ------------------------------------------------------------------ clusters

def igraph_leiden(iterations):
    def run(path, threads, timed):
        import random
        random.seed(1)
        g = igraph_graph(path)
        w = g.es["w"]
        with timed:
            c = g.community_leiden(objective_function="modularity", weights=w, n_iterations=iterations)
        return {"quality": modularity(path, c.membership)}
    return run


def networkit_clusters(make):
    def run(path, threads, timed):
        nk, g = networkit_graph(path, threads)
        a = make(nk, g)
        with timed:
            a.run()
        return {"quality": modularity(path, a.getPartition().getVector())}
    return run


for _row in ("leiden-M", "leiden-L", "leiden-M-2"):
    peer(_row, "igraph Leiden, 2 iterations")(igraph_leiden(2))
    peer(_row, "NetworKit PLM-refine")(networkit_clusters(lambda nk, g: nk.community.PLM(g, refine=True)))
    peer(_row, "NetworKit ParallelLeiden")(
        networkit_clusters(lambda nk, g: nk.community.ParallelLeiden(g, iterations=3, randomize=True)))


@peer("leiden-M", "leidenalg, 2 iterations")
def leidenalg_m(path, threads, timed):
    import leidenalg
    g = igraph_graph(path)
    w = g.es["w"]
    with timed:
        c = leidenalg.find_partition(g, leidenalg.ModularityVertexPartition, weights=w, n_iterations=2, seed=1)
    return {"quality": modularity(path, c.membership)}


@peer("leiden-M", "graspologic-native")
def graspologic(path, threads, timed):
    import graspologic_native as gn
    import numpy as np
    u, v, w, n = edges(path)
    name = [str(i) for i in range(n)]
    e = [(name[a], name[b], x) for a, b, x in zip(u.tolist(), v.tolist(), w.tolist())]
    with timed:
        _, part = gn.leiden(edges=e, starting_communities=None, resolution=1.0, randomness=0.001, iterations=1,
                            use_modularity=True, seed=1, trials=1)
    label = np.arange(n) + n
    for k, c in part.items():
        label[int(k)] = c
    return {"quality": modularity(path, label)}


# ------------------------------------------------------------------ projection

@peer("project-M", "NumPy pairs and sort")
@peer("project-L", "NumPy pairs and sort")
def numpy_pairs(path, threads, timed):
    import numpy as np
    p, a, n_papers, n = papers(path)
    team = np.bincount(p, minlength=n_papers)
    start = np.concatenate(([0], np.cumsum(team)))
    with timed:
        keys, weights = [], []
        for k in range(2, int(team.max()) + 1):
            at = start[:-1][team == k]
            if not len(at):
                continue
            block = np.sort(a[at[:, None] + np.arange(k)], axis=1).astype(np.int64)
            i, j = np.triu_indices(k, 1)
            keys.append((block[:, i] * n + block[:, j]).ravel())
            weights.append(np.full(len(keys[-1]), 1.0 / (k - 1)))
        keys, weights = np.concatenate(keys), np.concatenate(weights)
        order = np.argsort(keys, kind="stable")
        keys = keys[order]
        first = np.flatnonzero(np.concatenate(([True], keys[1:] != keys[:-1])))
        f = np.add.reduceat(weights[order], first)
        u, v = np.divmod(keys[first], n)
    return {"check": float(f.sum()), "edges": len(u)}


@peer("project-L", "DuckDB")
def duckdb_pairs(path, threads, timed):
    import duckdb
    import numpy as np
    import polars as pl
    p, a, n_papers, n = papers(path)
    t = pl.DataFrame({"p": p, "a": a, "n": np.bincount(p, minlength=n_papers)[p].astype(np.int32)})
    con = duckdb.connect()
    con.execute("set threads=%d" % threads)
    con.register("t", t.to_arrow()) if hasattr(con, "register") else None
    con.execute("create table pa as select * from t")
    with timed:
        con.execute("create table e as select x.a u, y.a v, count(*) w, sum(1.0/(x.n-1)) f "
                    "from pa x join pa y on x.p=y.p and x.a<y.a group by 1,2")
    c, f = con.execute("select count(*), sum(f) from e").fetchone()
    return {"check": float(f), "edges": c}


@peer("project-L", "polars")
def polars_pairs(path, threads, timed):
    import numpy as np
    import polars as pl
    p, a, n_papers, n = papers(path)
    team = np.bincount(p, minlength=n_papers)[p].astype(np.float64)
    df = pl.DataFrame({"p": p, "a": a, "f": 1.0 / np.maximum(team - 1, 1)})
    with timed:
        e = (df.lazy().join(df.lazy().select("p", b="a"), on="p").filter(pl.col("a") < pl.col("b"))
             .group_by("a", "b").agg(w=pl.len(), f=pl.col("f").sum()).collect())
    return {"check": float(e["f"].sum()), "edges": len(e)}


@peer("project-M", "SciPy B'B")
def scipy_product(path, threads, timed):
    import numpy as np
    import scipy.sparse as sp
    p, a, n_papers, n = papers(path)
    team = np.bincount(p, minlength=n_papers)
    b = sp.csr_matrix((np.ones(len(p), np.float32), (p, a)), shape=(n_papers, n))
    s = np.where(team > 1, 1.0 / np.maximum(team - 1, 1), 0).astype(np.float32)
    with timed:
        e = sp.triu(b.T.tocsr() @ sp.diags(s).dot(b), k=1, format="csr")
    return {"check": float(e.data.sum(dtype=np.float64)), "edges": int(e.nnz)}


# ------------------------------------------------------------------ components, PageRank, cores, paths

def ig(fn, weights=False):
    def run(path, threads, timed):
        g = igraph_graph(path, weights)
        with timed:
            r = fn(g)
        return {"check": check(r)}
    return run


def nk(make, weighted=False, get=lambda a: a.scores()):
    def run(path, threads, timed):
        k, g = networkit_graph(path, threads, weighted)
        a = make(k, g)
        with timed:
            a.run()
        return {"check": check(get(a))}
    return run


def check(r):
    import numpy as np
    return float(r) if isinstance(r, int) else float(np.nanmax(np.asarray(list(r), dtype=float)))


for _row in ("project-M", "project-M-2"):
    for _name, _fn in (("DuckDB", duckdb_pairs), ("polars", polars_pairs)):
        peer(_row, _name)(_fn)
peer("components-M", "igraph")(ig(lambda g: len(g.connected_components())))
peer("components-M", "NetworKit")(
    nk(lambda k, g: k.components.ConnectedComponents(g), get=lambda a: a.numberOfComponents()))
peer("pagerank-M", "igraph (prpack)")(ig(lambda g: g.pagerank(weights="w"), True))
peer("pagerank-M", "NetworKit, 1e-8")(nk(lambda k, g: k.centrality.PageRank(g, 0.85, 1e-8), True))
peer("kcore-M", "igraph")(ig(lambda g: g.coreness()))
peer("kcore-M", "NetworKit")(nk(lambda k, g: k.centrality.CoreDecomposition(g)))
peer("betweenness-small", "igraph")(ig(lambda g: g.betweenness()))
peer("betweenness-small", "NetworKit")(nk(lambda k, g: k.centrality.Betweenness(g)))
peer("closeness-small", "igraph")(ig(lambda g: g.closeness()))
peer("closeness-small", "NetworKit")(
    nk(lambda k, g: k.centrality.Closeness(g, True, k.centrality.ClosenessVariant.GENERALIZED)))
for _threads in ("", "-2"):
    peer("betweenness-estimate-M" + _threads, "NetworKit Kadabra(0.005)")(
        nk(lambda k, g: k.centrality.KadabraBetweenness(g, 0.005, 0.1)))
peer("pagerank-M-2", "NetworKit, 1e-8")(nk(lambda k, g: k.centrality.PageRank(g, 0.85, 1e-8), True))
peer("betweenness-small-2", "NetworKit")(nk(lambda k, g: k.centrality.Betweenness(g)))


@peer("betweenness-small", "rustworkx")
def rustworkx_betweenness(path, threads, timed):
    import rustworkx as rx
    u, v, w, n = edges(path)
    g = rx.PyGraph()
    g.add_nodes_from([None] * n)
    g.add_edges_from(list(zip(u.tolist(), v.tolist(), w.tolist())))
    with timed:
        r = rx.betweenness_centrality(g, normalized=False)
    return {"check": check(r.values())}


@peer("hops-M", "NumPy CSR")
def numpy_hops(path, threads, timed):
    import numpy as np
    import scipy.sparse as sp
    u, v, w, n = edges(path)
    a = sp.csr_matrix((np.ones(2 * len(u), np.int8), (np.concatenate((u, v)), np.concatenate((v, u)))), shape=(n, n))
    hub = int(np.argmax(np.diff(a.indptr)))
    with timed:
        seen = np.zeros(n, bool)
        seen[hub] = True
        ring = np.array([hub])
        for _ in range(3):
            at = a.indptr
            count = at[ring + 1] - at[ring]
            index = np.repeat(at[ring] - np.concatenate(([0], np.cumsum(count)[:-1])), count) + np.arange(count.sum())
            ring = np.unique(a.indices[index])
            ring = ring[~seen[ring]]
            seen[ring] = True
        total = int(seen.sum())
    return {"check": float(total)}


@peer("hops-M", "DuckDB")
def duckdb_hops(path, threads, timed):
    import duckdb
    import numpy as np
    import polars as pl
    u, v, w, n = edges(path)
    hub = int(np.argmax(np.bincount(np.concatenate((u, v)), minlength=n)))
    both = pl.DataFrame({"a": np.concatenate((u, v)), "b": np.concatenate((v, u))}).sort("a")
    con = duckdb.connect()
    con.execute("set threads=%d" % threads)
    con.register("t", both.to_arrow())
    con.execute("create table e as select * from t")
    with timed:
        total = con.execute(
            "with h1 as (select %d b union select b from e where a = %d), "
            "h2 as (select b from h1 union select e.b from e join h1 on e.a = h1.b), "
            "h3 as (select b from h2 union select e.b from e join h2 on e.a = h2.b) "
            "select count(*) from h3" % (hub, hub)).fetchone()[0]
    return {"check": total}


@peer("hops-M", "igraph")
def igraph_hops(path, threads, timed):
    g = igraph_graph(path, False)
    hub = max(range(g.vcount()), key=lambda v: (g.degree(v), -v)) if g.vcount() < 5000 else None
    if hub is None:
        d = g.degree()
        hub = d.index(max(d))
    with timed:
        r = len(g.neighborhood(hub, order=3))
    return {"check": r}


# ------------------------------------------------------------------ rows: our command, the file, the threads

ROWS = {
    "project-M": (["project", "--rule", "fractional"], "m/papers.txt", 1),
    "project-M-2": (["project", "--rule", "fractional"], "m/papers.txt", 2),
    "project-L": (["project", "--rule", "fractional"], "l/papers.txt", 1),
    "leiden-M": (["cluster", "--iterations", "2"], "m/edges.txt", 1),
    "leiden-M-2": (["cluster", "--iterations", "2"], "m/edges.txt", 2),
    "leiden-L": (["cluster", "--iterations", "2"], "l/edges.txt", 1),
    "components-M": (["components"], "m/edges.txt", 1),
    "pagerank-M": (["pagerank"], "m/edges.txt", 1),
    "pagerank-M-2": (["pagerank"], "m/edges.txt", 2),
    "kcore-M": (["kcore"], "m/edges.txt", 1),
    "betweenness-small": (["betweenness"], "small", 1),
    "betweenness-small-2": (["betweenness"], "small", 2),
    "closeness-small": (["closeness"], "small", 1),
    "betweenness-estimate-M": (["betweenness", "--error", "0.005"], "m/edges.txt", 1),
    "betweenness-estimate-M-2": (["betweenness", "--error", "0.005"], "m/edges.txt", 2),
    "hops-M": (["hops"], "m/edges.txt", 1),
}


class Timed:
    def __enter__(self):
        self.wall, self.cpu = time.perf_counter(), time.process_time()

    def __exit__(self, *_):
        self.wall, self.cpu = time.perf_counter() - self.wall, time.process_time() - self.cpu


def child(row, name, path, threads):
    timed = Timed()
    report(**PEERS[row][name](path, threads, timed), seconds=timed.wall, cpu_seconds=timed.cpu)


def report(**out):
    """What a child measured, on a line of its own, with its peak memory."""
    with open("/proc/self/status") as f:
        peak = next(int(l.split()[1]) / 1024 for l in f if l.startswith("VmHWM"))
    print("RESULT " + json.dumps(dict(out, peak_mb=peak)))


def launch(command, threads, timeout):
    """Runs a command that ends with a line of JSON, and gives what that says."""
    env = dict(os.environ, **{k: str(threads) for k in (
        "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "POLARS_MAX_THREADS", "RAYON_NUM_THREADS")})
    try:
        p = subprocess.run(command, env=env, capture_output=True, text=True, timeout=timeout)
    except subprocess.TimeoutExpired:
        return {"error": "over %d s" % timeout}
    lines = [l.removeprefix("RESULT ") for l in p.stdout.splitlines() if l.startswith(("RESULT {", "{"))]
    if p.returncode or not lines:
        return {"error": (p.stderr.strip().splitlines() or ["exit %d" % p.returncode])[-1][:200]}
    return json.loads(lines[-1])


def take_turns(row, names, args, measure):
    """Measures each program of a row in turns; gives the medians of each."""
    got = {n: [] for n in names}
    for rep in range(args.reps):
        for n in names:
            if rep and (not got[n] or got[n][-1]["seconds"] > args.slow):
                continue  # failed, or too slow to be asked again
            r = measure(n)
            if "error" in r:
                print("%-24s %-28s %s" % (row, n, r["error"]), file=sys.stderr)
            else:
                got[n].append(r)
    programs = {}
    for n in names:
        if got[n]:
            middle = {k: statistics.median(r[k] for r in got[n]) for k in ("cpu_seconds", "seconds", "peak_mb")}
            middle.update({k: got[n][-1][k] for k in ("quality", "check", "edges", "rows", "n") if got[n][-1].get(k) is not None})
            middle["least_seconds"] = min(r["seconds"] for r in got[n])
            middle["runs"] = len(got[n])
            programs[n] = middle
            print("%-24s %-28s %s" % (row, n, json.dumps(middle)), flush=True)
    return programs


def run(args):
    where = {"m": args.m, "l": args.l, "small": args.small}
    results = json.load(open(args.output)) if os.path.exists(args.output) else {}
    for row, (arguments, data, threads) in ROWS.items():
        base, _, rest = data.partition("/")
        if args.only and not any(o in row for o in args.only.split(",")) or not where[base]:
            continue
        path = os.path.join(where[base], rest) if rest else where[base]

        def measure(name):
            if name == "Coterie":
                command = args.coterie.split() + ["bench"] + arguments + [path, "--threads", str(threads), "--format", "json"]
            else:
                command = [sys.executable, os.path.abspath(__file__), "child", row, name, path, str(threads)]
            return launch(args.before.split() + command, threads, args.timeout)

        results[row] = {"threads": threads, "programs": take_turns(row, ["Coterie"] + list(PEERS[row]), args, measure)}
        json.dump(results, open(args.output, "w"), indent=1)


def table(path):
    results = json.load(open(path))
    print("| work | program | CPU s | of ours | wall s, median; least | peak MB | quality or check |\n|---|---|---|---|---|---|---|")
    for row in ROWS:
        if row not in results:
            continue
        programs = results[row]["programs"]
        ours = programs.get("Coterie", {}).get("cpu_seconds", float("nan"))
        for n, r in sorted(programs.items(), key=lambda p: p[1]["cpu_seconds"]):
            q = r.get("quality", r.get("check"))
            print("| %s (%d thread%s) | %s | %.3g | %.2f | %.3g; %.3g | %.0f | %s |" % (
                row, results[row]["threads"], "s" * (results[row]["threads"] > 1), n, r["cpu_seconds"],
                r["cpu_seconds"] / ours, r["seconds"], r.get("least_seconds", r["seconds"]), r["peak_mb"], "" if q is None else "%.6g" % q))
    print("\nPeers: " + ", ".join(
        "%s %s" % (p, importlib.metadata.version(p)) for p in (
            "igraph", "leidenalg", "networkit", "graspologic-native", "rustworkx", "numpy", "scipy", "duckdb", "polars")))


def prepare(corpus, out):
    import numpy as np
    import polars as pl
    import scipy.sparse as sp
    z = np.load(os.path.join(corpus, "corpus.npz"))
    p, a, n = z["paper"], z["author"], len(z["group"])
    os.makedirs(out, exist_ok=True)
    write = dict(include_header=False, separator=" ")
    pl.DataFrame({"p": p, "a": a}).write_csv(os.path.join(out, "papers.txt"), **write)
    b = sp.csr_matrix((np.ones(len(p), np.float32), (p, a)), shape=(int(z["n_papers"]), n))
    c = sp.triu(b.T.tocsr() @ b, k=1, format="coo")
    pl.DataFrame({"u": c.row, "v": c.col, "w": c.data.astype(np.int32)}).write_csv(os.path.join(out, "edges.txt"), **write)


def add_measuring(q):
    """The options of how often and how long."""
    q.add_argument("--coterie", default="coterie")
    q.add_argument("--before", default="", help="put before each command: 'chrt -f 10' keeps other work away (as root)")
    q.add_argument("--reps", type=int, default=5)
    q.add_argument("--slow", type=float, default=60, help="programs slower than this run once (s)")
    q.add_argument("--timeout", type=float, default=900)
    q.add_argument("--only", help="rows whose name has one of these words, with commas between")
    q.add_argument("-o", "--output", default="results.json")


def main():
    if sys.argv[1:2] == ["child"]:
        return child(sys.argv[2], sys.argv[3], sys.argv[4], int(sys.argv[5]))
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    sub = parser.add_subparsers(dest="command", required=True)
    q = sub.add_parser("prepare")
    q.add_argument("corpus")
    q.add_argument("out")
    q = sub.add_parser("run")
    add_measuring(q)
    q.add_argument("--m")
    q.add_argument("--l")
    q.add_argument("--small")
    q = sub.add_parser("table")
    q.add_argument("results")
    args = parser.parse_args()
    if args.command == "prepare":
        prepare(args.corpus, args.out)
    elif args.command == "run":
        run(args)
    else:
        table(args.results)


if __name__ == "__main__":
    main()
