"""Answers Coterie's questions on warehouses, all in one Spark session.

    spark-submit run.py JOB.json...

Each JOB.json: {"manifest": FILE or null,
                "files": [{"name", "path", "schema", "isRecursive"}],            JSON Lines, read under a name
                "views": [{"name", "sql", "arguments", "lookups", "isKept"}],    made in this order
                "facts": [{"key", "sql"}],
                "queries": [{"name", "sql", "arguments", "lookups"}]}  with "statements" these instead, in a new session
A lookup {"argument", "sql", "arguments", "error"} puts the first value of its SQL into an argument (of nothing when
that is null); when there is no row, its error ends the query, or all queries when it stands at a view.

Prints JSON Lines: {"manifest"}, {"fact", "value"}, {"query", "columns", "types"} before each answer, {"row": [...]} for each
row, {"query", "error"} for a question that failed, {"done": true} at the end of each job.
"""
import json
import math
import sys

from pyspark.sql import SparkSession


class Missing(Exception):
    pass


def plain(value):
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    return float(value)


def out(record):
    sys.stdout.write(json.dumps(record, ensure_ascii=False, separators=(",", ":")) + "\n")


def arguments(spark, step):
    values = dict(step["arguments"])
    for lookup in step["lookups"]:
        row = spark.sql(lookup["sql"], args=lookup["arguments"]).first()
        if row is None:
            raise Missing(lookup["error"])
        if lookup.get("argument"):
            values[lookup["argument"]] = row[0]
    return values


def asked(spark, query):
    if "statements" not in query:
        return spark.sql(query["sql"], args=arguments(spark, query))
    session = spark.newSession()
    for statement in query["statements"]:
        frame = session.sql(statement)
    return frame


def answer(spark, query):
    try:
        spark.sparkContext.setJobDescription(query["name"])
        frame = asked(spark, query)
        out({"query": query["name"], "columns": frame.columns, "types": [kind for _, kind in frame.dtypes]})
        for row in frame.toLocalIterator(prefetchPartitions=True):
            out({"row": [plain(value) for value in row]})
    except Missing as error:
        out({"query": query["name"], "error": str(error), "code": "query.name"})
    except Exception as error:  # one question must not cost the others
        out({"query": query["name"], "error": str(error).split("\n")[0], "code": "spark.query"})
    sys.stdout.flush()


def run(spark, path):
    with open(path, encoding="utf-8") as file:
        job = json.load(file)
    try:
        if job.get("manifest"):
            text = spark.read.text(job["manifest"], wholetext=True).first()
            out({"manifest": json.loads(text[0])})
            sys.stdout.flush()
        keep = len(job["queries"]) > 1
        kept = []
        for file in job["files"]:
            reader = spark.read.schema(file["schema"]).option("recursiveFileLookup", file["isRecursive"])
            frame = reader.json(file["path"])
            if keep:
                frame = frame.persist()
                kept.append(frame)
            frame.createOrReplaceTempView(file["name"])
        for view in job["views"]:
            frame = spark.sql(view["sql"], args=arguments(spark, view))
            if keep and view["isKept"]:
                frame = frame.persist()
                kept.append(frame)
            frame.createOrReplaceTempView(view["name"])
        for fact in job["facts"]:
            out({"fact": fact["key"], "value": spark.sql(fact["sql"]).first()[0]})
        sys.stdout.flush()
    except Missing as error:
        out({"error": str(error), "code": "query.name"})
        out({"done": True})
        return
    except Exception as error:
        out({"error": str(error).split("\n")[0], "code": "spark.query"})
        out({"done": True})
        return
    for query in job["queries"]:
        answer(spark, query)
    for frame in kept:
        frame.unpersist()
    out({"done": True})
    sys.stdout.flush()


def main(paths):
    spark = SparkSession.builder.appName("coterie").getOrCreate()
    spark.sparkContext.setLogLevel("ERROR")
    for path in paths:
        run(spark, path)
    spark.stop()


main(sys.argv[1:])
