#!/usr/bin/env python3
"""Runs `coterie bench ingest` and the programs people read bibliographies with today side by side, on the same files.

    python3 -m venv VENV && VENV/bin/pip install duckdb msgspec orjson polars lxml bibtexparser pybtex
    VENV/bin/python ingest.py run --coterie PROGRAM --openalex works.jsonl --dblp dblp.xml --bibtex papers.bib -o ingest.json
    VENV/bin/python ingest.py table ingest.json

Every measurement is a process of its own, and the programs of one row take turns (see peers.py). A peer fills tables of
papers, authors and authorships, from OpenAlex also of institutions and affiliations, each author and institution once;
DuckDB does so in memory or in a file of its own, all others in memory. Coterie keeps all that the source says, resolves
the institutions, counts, and in the rows that say 'file' writes a corpus file with its indexes.
"""
import argparse
import importlib.metadata
import json
import os
import sys
import tempfile

import peers
from peers import peer

MEMORY, FILE, DBLP, BIBTEX = "OpenAlex, memory", "OpenAlex, file", "DBLP, file", "BibTeX, file"
# The option that names the file to read, and what `bench ingest` is told.
ROWS = {MEMORY: ("openalex", ["--in-memory"]), FILE: ("openalex", []), DBLP: ("dblp", []), BIBTEX: ("bibtex", [])}


class Numbers(dict):
    """Consecutive numbers for keys, in the order they are first asked for."""

    def __missing__(self, key):
        self[key] = number = len(self)
        return number


class Tables:
    """Papers, authors and authorships as flat lists, and what OpenAlex has beside them."""

    def __init__(self):
        self.papers, self.names, self.organisations = [], [], []
        self.author, self.institution = Numbers(), Numbers()
        self.of_paper, self.of_author, self.of_authorship, self.of_institution = [], [], [], []

    def add(self, key, title, year, names):
        """A paper whose authors are names and nothing more."""
        paper = len(self.papers)
        self.papers.append((key, title, year))
        for name in names:
            self.of_paper.append(paper)
            self.of_author.append(self.author[name])

    def result(self):
        return {"check": len(self.papers), "authors": len(self.author), "authorships": len(self.of_paper)}


# ------------------------------------------------------------------ OpenAlex

@peer(MEMORY, "msgspec")
def with_msgspec(path, threads, timed):
    import gc
    import msgspec

    def struct(name, **fields):
        return msgspec.defstruct(name, list(fields.items()), gc=False)

    text = str | None
    organisation = struct("Organisation", id=str, display_name=str, ror=text, country_code=text, type=text)
    person = struct("Person", id=str, display_name=str)
    authorship = struct("Authorship", author=person, institutions=list[organisation])
    work = struct("Work", id=str, title=text, publication_year=int, authorships=list[authorship])
    gc.disable()
    t, decode = Tables(), msgspec.json.Decoder(work).decode
    with timed, open(path, "rb") as lines:
        papers, names, organisations = t.papers, t.names, t.organisations
        author, institution = t.author, t.institution
        for line in lines:
            w = decode(line)
            paper = len(papers)
            papers.append((w.id, w.title, w.publication_year))
            for a in w.authorships:
                number = author[a.author.id]
                if number == len(names):
                    names.append(a.author.display_name)
                here = len(t.of_paper)
                t.of_paper.append(paper)
                t.of_author.append(number)
                for i in a.institutions:
                    number = institution[i.id]
                    if number == len(organisations):
                        organisations.append((i.display_name, i.ror, i.country_code, i.type))
                    t.of_authorship.append(here)
                    t.of_institution.append(number)
    return t.result()


@peer(MEMORY, "orjson")
def with_orjson(path, threads, timed):
    import gc
    import orjson
    gc.disable()
    t = Tables()
    with timed, open(path, "rb") as lines:
        for w in map(orjson.loads, lines):
            paper = len(t.papers)
            t.papers.append((w["id"], w["title"], w["publication_year"]))
            for a in w["authorships"]:
                number = t.author[a["author"]["id"]]
                if number == len(t.names):
                    t.names.append(a["author"]["display_name"])
                here = len(t.of_paper)
                t.of_paper.append(paper)
                t.of_author.append(number)
                for i in a["institutions"]:
                    number = t.institution[i["id"]]
                    if number == len(t.organisations):
                        t.organisations.append((i["display_name"], i["ror"], i["country_code"], i["type"]))
                    t.of_authorship.append(here)
                    t.of_institution.append(number)
    return t.result()


@peer(MEMORY, "polars")
def with_polars(path, threads, timed):
    import polars as pl
    text = pl.String
    organisation = pl.Struct({k: text for k in ("id", "display_name", "ror", "country_code", "type")})
    schema = {"id": text, "title": text, "publication_year": pl.Int64, "authorships": pl.List(pl.Struct({
        "author": pl.Struct({"id": text, "display_name": text}), "institutions": pl.List(organisation)}))}
    with timed:
        works = pl.read_ndjson(path, schema=schema).with_row_index("paper")
        papers = works.select("paper", "id", "title", "publication_year")
        each = works.select("paper", "authorships").explode("authorships").unnest("authorships").with_row_index("here")
        people = each.select("here", "paper", "institutions", pl.col("author").struct.unnest())
        authors = people.select("id", "display_name").unique("id", keep="any").with_row_index("number")
        authorships = people.select("here", "paper", "id").join(authors.select("id", "number"), on="id").drop("id")
        at = people.select("here", "institutions").explode("institutions").drop_nulls().unnest("institutions")
        institutions = at.drop("here").unique("id", keep="any").with_row_index("place")
        affiliations = at.select("here", "id").join(institutions.select("id", "place"), on="id").drop("id")
    return {"check": len(papers), "authors": len(authors), "authorships": len(authorships), "at": len(affiliations)}


COLUMNS = """{id: 'VARCHAR', title: 'VARCHAR', publication_year: 'INTEGER', authorships: 'STRUCT(
    author STRUCT(id VARCHAR, display_name VARCHAR), institutions STRUCT(id VARCHAR, display_name VARCHAR, ror VARCHAR,
    country_code VARCHAR, "type" VARCHAR)[])[]'}"""
STEPS = """
create table work as select id, title, publication_year, authorships
    from read_json('{path}', format = 'newline_delimited', columns = {columns});
create table paper as select row_number() over () as paper_id, id, title, publication_year from work;
create table each_author as select id as work, unnest(authorships) as a from work;
create table author as select row_number() over () as author_id, id, any_value(name) as display_name
    from (select a.author.id as id, a.author.display_name as name from each_author) group by id;
create table authorship as select p.paper_id, x.author_id
    from each_author e join paper p on p.id = e.work join author x on x.id = e.a.author.id;
create table each_place as select work, a.author.id as author, unnest(a.institutions) as i from each_author;
create table institution as select row_number() over () as institution_id, id, any_value(i.display_name) as display_name,
    any_value(i.ror) as ror, any_value(i.country_code) as country_code, any_value(i."type") as "type"
    from (select i.id as id, i from each_place) group by id;
create table affiliation as select p.paper_id, x.author_id, n.institution_id
    from each_place e join paper p on p.id = e.work join author x on x.id = e.author join institution n on n.id = e.i.id;
drop table work; drop table each_author; drop table each_place;
"""


def duckdb_into(database, path, threads, timed):
    import duckdb
    con = duckdb.connect(database)
    con.execute("set threads = %d; set preserve_insertion_order = false" % threads)
    with timed:
        con.execute(STEPS.format(path=path, columns=COLUMNS))
        if database != ":memory:":
            con.execute("checkpoint")
    return {"check": con.execute("select count(*) from paper").fetchone()[0],
            "authorships": con.execute("select count(*) from authorship").fetchone()[0]}


@peer(MEMORY, "DuckDB")
def duckdb_memory(path, threads, timed):
    return duckdb_into(":memory:", path, threads, timed)


@peer(FILE, "DuckDB")
def duckdb_file(path, threads, timed):
    with tempfile.TemporaryDirectory() as folder:
        return duckdb_into(os.path.join(folder, "works.duckdb"), path, threads, timed)


# ------------------------------------------------------------------ DBLP

@peer(DBLP, "lxml iterparse")
def with_lxml(path, threads, timed):
    from lxml import etree
    kinds = {"article", "inproceedings", "incollection", "book", "phdthesis", "mastersthesis"}
    t = Tables()
    with timed:
        names, title, year = [], None, None
        for _, e in etree.iterparse(path, events=("end",), load_dtd=True, resolve_entities=True, huge_tree=True):
            if e.tag == "author":
                names.append(e.text)
            elif e.tag == "title":
                title = e.text
            elif e.tag == "year":
                year = int(e.text)
            elif e.tag in kinds:
                t.add(e.get("key"), title, year, names)
                names = []
                e.clear()
                while e.getprevious() is not None:
                    del e.getparent()[0]
    return t.result()


# ------------------------------------------------------------------ BibTeX

@peer(BIBTEX, "bibtexparser")
def with_bibtexparser(path, threads, timed):
    import bibtexparser
    t = Tables()
    with timed:
        for e in bibtexparser.parse_file(path, encoding="utf-8").entries:
            names = [n.strip() for n in e["author"].replace("\n", " ").split(" and ")]
            t.add(e.key, e["title"], int(e["year"]), names)
    return t.result()


@peer(BIBTEX, "pybtex")
def with_pybtex(path, threads, timed):
    from pybtex.database import parse_file
    t = Tables()
    with timed:
        for key, e in parse_file(path, bib_format="bibtex").entries.items():
            t.add(key, e.fields["title"], int(e.fields["year"]), [str(p) for p in e.persons["author"]])
    return t.result()


# ------------------------------------------------------------------ measuring

def run(args):
    results = json.load(open(args.output)) if os.path.exists(args.output) else {}
    for row, (option, arguments) in ROWS.items():
        path = getattr(args, option)
        if args.only and not any(o in row for o in args.only.split(",")) or not path:
            continue

        def measure(name):
            with tempfile.TemporaryDirectory() as folder:
                if name == "Coterie":
                    into = arguments or ["--into", os.path.join(folder, "corpus.db")]
                    command = args.coterie.split() + ["bench", "ingest", path] + into
                else:
                    command = [sys.executable, os.path.abspath(__file__), "child", row, name, path, str(args.threads)]
                found = peers.launch(args.before.split() + command, args.threads, args.timeout)
            if "n" in found:
                found["check"] = found["n"]
            return found

        names = ["Coterie"] + list(peers.PEERS[row])
        results[row] = {"mb": os.path.getsize(path) / 1e6, "programs": peers.take_turns(row, names, args, measure)}
        json.dump(results, open(args.output, "w"), indent=1)


def table(path):
    results = json.load(open(path))
    print("| work | program | CPU s | of ours | wall s, median; least | MB a CPU s | peak MB | papers | runs |")
    print("|---|---|---|---|---|---|---|---|---|")
    for row, measured in results.items():
        programs = measured["programs"]
        ours = programs["Coterie"]["cpu_seconds"]
        for name, r in sorted(programs.items(), key=lambda p: p[1]["cpu_seconds"]):
            print("| %s | %s | %.2f | %.2f | %.2f; %.2f | %.1f | %.0f | %d | %d |" % (
                row, name, r["cpu_seconds"], r["cpu_seconds"] / ours, r["seconds"], r["least_seconds"],
                measured["mb"] / r["cpu_seconds"], r["peak_mb"], r["check"], r["runs"]))
    print("\nPeers: " + ", ".join("%s %s" % (p, importlib.metadata.version(p)) for p in (
        "duckdb", "msgspec", "orjson", "polars", "lxml", "bibtexparser", "pybtex")))


def main():
    if sys.argv[1:2] == ["child"]:
        return peers.child(sys.argv[2], sys.argv[3], sys.argv[4], int(sys.argv[5]))
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    sub = parser.add_subparsers(dest="command", required=True)
    q = sub.add_parser("run")
    peers.add_measuring(q)
    for option in ("openalex", "dblp", "bibtex"):
        q.add_argument("--" + option, help="a file in this format")
    q.add_argument("--threads", type=int, default=2, help="for DuckDB and polars; Coterie reads and keeps on one each")
    q = sub.add_parser("table")
    q.add_argument("results")
    args = parser.parse_args()
    run(args) if args.command == "run" else table(args.results)


if __name__ == "__main__":
    main()
