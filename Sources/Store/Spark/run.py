"""Runs Coterie's questions on a warehouse folder, all in one Spark session.

    spark-submit run.py JOB.json

JOB.json: {"warehouse": DIR, "views": [{"name", "folder", "schema"}], "setup": [SQL, ...],
           "queries": [{"name", "sql", "arguments": {...}}]}

Prints JSON Lines: {"query", "columns"} before each answer, {"row": [...]} for each row, {"query", "error"} for a question
that failed, {"done": true} at the end.
"""
import json
import math
import os
import sys

from pyspark.sql import SparkSession


def plain(value):
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    return float(value)


def out(record):
    sys.stdout.write(json.dumps(record, ensure_ascii=False) + "\n")
    sys.stdout.flush()


def main(path):
    with open(path, encoding="utf-8") as file:
        job = json.load(file)
    spark = SparkSession.builder.appName("coterie").getOrCreate()
    spark.sparkContext.setLogLevel("ERROR")
    for view in job["views"]:
        folder = job["warehouse"].rstrip("/") + "/" + view["folder"]
        frame = spark.read.schema(view["schema"]).json(folder)
        frame.createOrReplaceTempView(view["name"])
    for step in job["setup"]:
        spark.sql(step["sql"], args=step["arguments"]).createOrReplaceTempView(step["view"])
    for query in job["queries"]:
        try:
            frame = spark.sql(query["sql"], args=query["arguments"])
            out({"query": query["name"], "columns": frame.columns})
            for row in frame.toLocalIterator():
                out({"row": [plain(value) for value in row]})
        except Exception as error:  # one question must not cost the others
            out({"query": query["name"], "error": str(error).split("\n")[0]})
    out({"done": True})
    spark.stop()


main(sys.argv[1])
