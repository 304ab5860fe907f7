"""The peers of the record kernel: what else sums these logs, each at its best on one thread.

`peers.py PEER FILE...` prints one JSON document: seconds of processor time, and records, input and output tokens. Time is
measured around the work alone, after imports; the handler's core is charged for its whole process. `run` beside this
file drives it.
"""

import gzip
import json
import os
import sys
import time


def duckdb_peer(files):
    import duckdb

    connection = duckdb.connect()
    connection.execute("SET threads = 1")
    columns = (
        "{timestamp: 'VARCHAR', region: 'VARCHAR', modelId: 'VARCHAR', inferenceRegion: 'VARCHAR',"
        " input: 'STRUCT(inputTokenCount BIGINT)', output: 'STRUCT(outputTokenCount BIGINT)'}"
    )
    query = f"""
        SELECT region, modelId, inferenceRegion, substr(timestamp, 1, 16) AS minute,
               count(*), sum(input.inputTokenCount), sum(output.outputTokenCount)
        FROM read_json(?, format = 'newline_delimited', columns = {columns}, maximum_object_size = 67108864)
        GROUP BY ALL
    """

    def work():
        return [row[4:] for row in connection.execute(query, [files]).fetchall()]

    return work


def chdb_peer(files):
    import chdb

    pattern = files[0] if len(files) == 1 else os.path.commonpath(files) + "/**"
    structure = (
        "timestamp String, region String, modelId String, inferenceRegion Nullable(String),"
        " input Tuple(inputTokenCount Nullable(Int64)), output Tuple(outputTokenCount Nullable(Int64))"
    )
    query = f"""
        SELECT count(), sum(input.inputTokenCount), sum(output.outputTokenCount)
        FROM file('{pattern}', 'JSONEachRow', '{structure}')
        GROUP BY region, modelId, inferenceRegion, substring(timestamp, 1, 16)
        SETTINGS max_threads = 1, max_parsing_threads = 1, input_format_skip_unknown_fields = 1,
                 input_format_json_ignore_unknown_keys_in_named_tuple = 1
    """

    def work():
        lines = str(chdb.query(query, "JSONCompactEachRow")).splitlines()
        return [[int(cell or 0) for cell in json.loads(line)] for line in lines]

    return work


def polars_peer(files):
    os.environ["POLARS_MAX_THREADS"] = "1"
    import polars

    schema = {
        "timestamp": polars.String,
        "region": polars.String,
        "modelId": polars.String,
        "inferenceRegion": polars.String,
        "input": polars.Struct({"inputTokenCount": polars.Int64}),
        "output": polars.Struct({"outputTokenCount": polars.Int64}),
    }

    def work():
        frame = (
            polars.scan_ndjson(files, schema=schema)
            .group_by("region", "modelId", "inferenceRegion", polars.col("timestamp").str.slice(0, 16))
            .agg(
                polars.len().alias("records"),
                polars.col("input").struct.field("inputTokenCount").sum().alias("input_tokens"),
                polars.col("output").struct.field("outputTokenCount").sum().alias("output_tokens"),
            )
            .collect()
        )
        return frame.select("records", "input_tokens", "output_tokens").rows()

    return work


def igzip_msgspec_peer(files):
    import msgspec
    from isal import igzip

    class Input(msgspec.Struct):
        inputTokenCount: int | None = None

    class Output(msgspec.Struct):
        outputTokenCount: int | None = None

    class Record(msgspec.Struct):
        timestamp: str
        region: str
        modelId: str
        inferenceRegion: str | None = None
        input: Input | None = None
        output: Output | None = None

    decode = msgspec.json.Decoder(Record).decode

    def work():
        series = {}
        for file in files:
            with (igzip.open(file) if file.endswith(".gz") else open(file, "rb")) as lines:
                for line in lines:
                    record = decode(line)
                    key = (record.region, record.modelId, record.inferenceRegion, record.timestamp[:16])
                    sums = series.setdefault(key, [0, 0, 0])
                    sums[0] += 1
                    if record.input and record.input.inputTokenCount:
                        sums[1] += record.input.inputTokenCount
                    if record.output and record.output.outputTokenCount:
                        sums[2] += record.output.outputTokenCount
        return list(series.values())

    return work


def gunzip_peer(files):
    """No sums: how fast igzip alone turns the files into text (for scale)."""
    from isal import igzip

    def work():
        buffer = bytearray(1 << 20)
        for file in files:
            with igzip.open(file) if file.endswith(".gz") else open(file, "rb") as text:
                while text.readinto(buffer):
                    pass
        return None

    return work


PEERS = {
    "duckdb": duckdb_peer,
    "clickhouse-local": chdb_peer,
    "polars": polars_peer,
    "igzip+msgspec": igzip_msgspec_peer,
    "igzip only": gunzip_peer,
}


def main():
    peer, files = sys.argv[1], sys.argv[2:]
    work = PEERS[peer](files)
    start = time.process_time()
    rows = work()
    seconds = time.process_time() - start
    # A series without tokens sums to NULL in SQL.
    sums = [sum(value or 0 for value in column) for column in zip(*rows)] if rows is not None else None
    json.dump({"seconds": seconds, "sums": sums}, sys.stdout)


if __name__ == "__main__":
    main()
