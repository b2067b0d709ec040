#!/usr/bin/env python3
"""Asks Coterie and DuckDB the same questions of the same corpus, in turns.

    coterie bench corpus --papers 2000000 --seed 1 --as openalex -o works.jsonl
    coterie ingest works.jsonl --into works.db
    VENV/bin/python queries.py prepare works.db works.duckdb
    VENV/bin/python queries.py run --coterie PROGRAM works.db works.duckdb -o results.json
    VENV/bin/python queries.py table results.json

DuckDB has the normalised tables in a file of its own and runs what `coterie query --print-sql --dialect duckdb` prints:
the same SQL over the same views. 'DuckDB, counted' is given what Coterie counts at ingest as well. Both answer into
memory: DuckDB as Arrow columns, Coterie as the columns it prints from; or, where the title says so, into a CSV file,
DuckDB with COPY and Coterie as a program of its own, its start included. Every measurement is a process of its own, which asks
once to warm up and then three times (once of the whole corpus); the programs take turns, and the figures are medians
over the rounds.
"""
import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time

import peers

TABLES = {
    "paper": "paper_id BIGINT, title VARCHAR, venue VARCHAR, year BIGINT, source_file VARCHAR, source_line BIGINT, "
             "author_count BIGINT",
    "author": "author_id BIGINT, name VARCHAR",
    "institution": "institution_id BIGINT, name VARCHAR, sector VARCHAR, country VARCHAR",
    "authorship": "paper_id BIGINT, position BIGINT, author_id BIGINT, author_count BIGINT",
    "paper_institution": "paper_id BIGINT, institution_id BIGINT, weight_full BIGINT, weight_fractional DOUBLE, "
                         "authors BIGINT, first_position BIGINT",
    "paper_absence": "paper_id BIGINT, state VARCHAR, weight_full BIGINT, weight_fractional DOUBLE, authors BIGINT",
}
COUNTED = {
    "institution_pair": "a_id BIGINT, b_id BIGINT, papers BIGINT, papers_fractional DOUBLE, one_person_papers BIGINT, "
                        "first_year BIGINT, last_year BIGINT, first_id BIGINT, second_id BIGINT, first_order BIGINT, "
                        "second_order BIGINT",
    "institution_tie": "institution_id BIGINT, papers BIGINT, name VARCHAR, sector VARCHAR, country VARCHAR",
    "sector_year": "year BIGINT, sector VARCHAR, state VARCHAR, papers BIGINT, credit DOUBLE",
}


def prepare(corpus, file):
    import duckdb
    import pyarrow as pa
    import sqlite3
    kinds = {"BIGINT": pa.int64(), "VARCHAR": pa.string(), "DOUBLE": pa.float64()}
    source = sqlite3.connect("file:%s?mode=ro" % corpus, uri=True)
    target = duckdb.connect(file)
    for prefix, tables in (("", TABLES), ("counted_", COUNTED)):
        for name, columns in tables.items():
            fields = [column.split() for column in columns.split(",")]
            schema = pa.schema([(column, kinds[kind]) for column, kind in fields])
            target.execute("CREATE TABLE %s%s(%s)" % (prefix, name, columns))
            rows = source.execute("SELECT %s FROM %s" % (", ".join(column for column, _ in fields), name))
            while part := rows.fetchmany(250_000):
                batch = pa.Table.from_arrays(
                    [pa.array(values, type=field.type) for values, field in zip(zip(*part), schema)], schema=schema)
                target.execute("INSERT INTO %s%s SELECT * FROM batch" % (prefix, name))
    target.execute("CHECKPOINT")
    print("%s: %.0f MB; the corpus: %.0f MB" % (file, os.path.getsize(file) / 1e6, os.path.getsize(corpus) / 1e6))
    counted = source.execute(
        "SELECT name, pgsize / 1e6 FROM dbstat WHERE aggregate = 1 AND name LIKE 'counted%' ORDER BY 2 DESC").fetchall()
    print("counted at ingest: %.0f MB: %s" % (
        sum(size for _, size in counted), ", ".join("%s %.0f" % row for row in counted if row[1] >= 1)))


def subjects(corpus):
    """Names of large, middling and small institutions, pairs and authors."""
    import sqlite3
    source = sqlite3.connect("file:%s?mode=ro" % corpus, uri=True)

    def pick(sql):
        rows = source.execute(sql).fetchall()
        return {"large": rows[0][1:], "middling": rows[len(rows) // 2][1:], "small": rows[-1][1:]}
    name = "(SELECT name FROM institution AS i WHERE i.institution_id = %s)"
    return {
        "institution": pick("SELECT count(*), %s FROM paper_institution AS x GROUP BY institution_id "
                            "ORDER BY 1 DESC, 2" % (name % "x.institution_id")),
        "pair": pick("SELECT papers, %s, %s FROM institution_pair WHERE papers >= 2 ORDER BY 1 DESC, a_id, b_id"
                     % (name % "a_id", name % "b_id")),
        "author": pick("SELECT count(*), (SELECT name FROM author AS a WHERE a.author_id = w.author_id) "
                       "FROM authorship AS w GROUP BY author_id ORDER BY 1 DESC, 2"),
    }


def questions(corpus):
    asked = {}
    found = subjects(corpus)
    for size, names in found["institution"].items():
        asked["partners of an institution, " + size] = ("partners-of-an-institution", {"institution": names[0]})
    for size, names in found["pair"].items():
        asked["papers behind a pair, " + size] = (
            "papers-of-a-pair", {"institution_a": names[0], "institution_b": names[1]})
    for size, names in found["author"].items():
        asked["co-authors of an author, " + size] = ("coauthors-of-an-author", {"author": names[0]})
    asked["sector mix by year"] = ("sector-mix-by-year", {})
    asked["co-publishing institutions, all"] = ("co-publishing-institutions", {})
    asked["co-publishing institutions, all, into a CSV file"] = ("co-publishing-institutions", {})
    return asked


def sets(values):
    return [word for key, value in values.items() for word in ("--set", "%s=%s" % (key, value))]


def printed(coterie, corpus, name, values):
    """The views that are made over tables, and the question's SQL."""
    with tempfile.TemporaryDirectory() as nowhere:
        text = subprocess.run(
            coterie + ["query", name, corpus, "--print-sql", "--dialect", "duckdb", "--warehouse", nowhere] + sets(values),
            capture_output=True, text=True, check=True).stdout
    statements = [s.strip() for s in text.split(";\n") if s.strip()]
    return [s for s in statements[:-1] if "read_json(" not in s and " VIEW " in s], statements[-1].rstrip(";")


def program(command):
    """Times a program that writes to standard output."""
    started = time.perf_counter()
    with open(command[0], "wb") as out:
        subprocess.run(command[1:], stdout=out, check=True)
    seconds = time.perf_counter() - started
    with open(command[0], "rb") as out:
        rows = sum(part.count(b"\n") for part in iter(lambda: out.read(1 << 20), b"")) - 1
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    print("RESULT " + json.dumps({
        "rows": rows, "seconds": seconds, "cpu_seconds": used.ru_utime + used.ru_stime, "peak_mb": used.ru_maxrss / 1024}))


def child(file, counted, runs, text, csv=None):
    import duckdb
    views, sql = json.loads(text)
    connection = duckdb.connect(file, read_only=True)
    connection.execute("SET default_null_order = 'sqlite'")
    for view in views:
        connection.execute(view)
    for name in COUNTED if counted == "counted" else []:
        connection.execute("CREATE OR REPLACE TEMP VIEW %s AS SELECT * FROM counted_%s" % (name, name))
    walls, cpus = [], []
    for turn in range(1 + int(runs)):
        timed = peers.Timed()
        with timed:
            if csv:
                rows = connection.execute("COPY (%s) TO '%s' (FORMAT csv)" % (sql, csv)).fetchone()[0]
            else:
                rows = connection.sql(sql).to_arrow_table().num_rows
        if turn:
            walls.append(timed.wall)
            cpus.append(timed.cpu)
    peers.report(rows=rows, seconds=statistics.median(walls), cpu_seconds=statistics.median(cpus))


def run(args):
    coterie = args.coterie.split()
    results = {}
    for title, (name, values) in questions(args.corpus).items():
        if args.only and not any(o in title for o in args.only.split(",")):
            continue
        text = json.dumps(printed(coterie, args.corpus, name, values))
        runs = "3" if values else "1"
        own = [sys.executable, os.path.abspath(__file__), "child", args.duckdb]
        commands = {
            "Coterie": coterie + ["bench", "query", name, args.corpus, "--runs", runs] + sets(values),
            "DuckDB": own + ["plain", runs, text],
            "DuckDB, counted": own + ["counted", runs, text],
        }
        if "CSV" in title:
            csv = args.duckdb + ".csv"
            commands = {name: command + [csv] for name, command in commands.items() if name != "Coterie"}
            ask = coterie + ["query", name, args.corpus, "--format", "csv"] + sets(values)
            commands = {"Coterie": own[:2] + ["program", csv] + ask, **commands}
        results[title] = peers.take_turns(
            title, list(commands), args, lambda n: peers.launch(args.before.split() + commands[n], args.threads, args.timeout))
        for r in results[title].values():
            r.setdefault("rows", r.get("n"))
        counts = {r["rows"] for r in results[title].values()}
        assert len(counts) == 1, "%s: the programs give %s rows" % (title, counts)
        json.dump(results, open(args.output, "w"), indent=1, ensure_ascii=False)


def table(path):
    print("| question | program | rows | wall ms | CPU ms | peak MB | rounds |\n|---|---|---|---|---|---|---|")
    for title, programs in json.load(open(path)).items():
        for program, r in programs.items():
            print("| %s | %s | %s | %.3g | %.3g | %.0f | %d |" % (
                title, program, f"{r['rows']:,}", 1000 * r["seconds"], 1000 * r["cpu_seconds"], r["peak_mb"], r["runs"]))


def main():
    if sys.argv[1:2] == ["child"]:
        return child(*sys.argv[2:7])
    if sys.argv[1:2] == ["program"]:
        return program(sys.argv[2:])
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    sub = parser.add_subparsers(dest="command", required=True)
    q = sub.add_parser("prepare")
    q.add_argument("corpus")
    q.add_argument("duckdb")
    q = sub.add_parser("run")
    q.add_argument("corpus")
    q.add_argument("duckdb")
    peers.add_measuring(q)
    q.add_argument("--threads", type=int, default=2, help="for DuckDB; Coterie answers on one")
    q = sub.add_parser("table")
    q.add_argument("results")
    args = parser.parse_args()
    if args.command == "prepare":
        prepare(args.corpus, args.duckdb)
    elif args.command == "run":
        run(args)
    else:
        table(args.results)


if __name__ == "__main__":
    main()
