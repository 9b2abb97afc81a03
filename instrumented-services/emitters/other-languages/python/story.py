"""Tells the story through one Python library; see Emitter.java for what happens in it.

python story.py NAME postgres=PORT redis=PORT mongo=PORT
"""

import asyncio
import json
import sys

from opentelemetry import trace
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor, SpanExporter, SpanExportResult

KINDS = {"INTERNAL": 1, "SERVER": 2, "CLIENT": 3, "PRODUCER": 4, "CONSUMER": 5}
ROWS = [(17, "ann", 1), (18, "bob", 2), (20, "dan", 4)]


def value(v):
    if isinstance(v, bool):
        return {"boolValue": v}
    if isinstance(v, int):
        return {"intValue": str(v)}
    if isinstance(v, float):
        return {"doubleValue": v}
    if isinstance(v, (list, tuple)):
        return {"arrayValue": {"values": [value(x) for x in v]}}
    return {"stringValue": v}


def attributes(found):
    return [{"key": k, "value": value(v)} for k, v in (found or {}).items()]


class OtlpJsonLines(SpanExporter):
    """One line of OTLP JSON for each span."""

    def export(self, spans):
        for span in spans:
            line = {
                "traceId": format(span.context.trace_id, "032x"),
                "spanId": format(span.context.span_id, "016x"),
                "name": span.name,
                "kind": KINDS[span.kind.name],
                "startTimeUnixNano": str(span.start_time),
                "endTimeUnixNano": str(span.end_time),
                "attributes": attributes(span.attributes),
                "events": [
                    {
                        "timeUnixNano": str(event.timestamp),
                        "name": event.name,
                        "attributes": attributes(event.attributes),
                    }
                    for event in span.events
                ],
                "status": {"code": span.status.status_code.value},
            }
            if span.parent:
                line["parentSpanId"] = format(span.parent.span_id, "016x")
            scope = span.instrumentation_scope
            print(
                json.dumps(
                    {
                        "resourceSpans": [
                            {
                                "resource": {"attributes": attributes(span.resource.attributes)},
                                "scopeSpans": [
                                    {
                                        "scope": {"name": scope.name, "version": scope.version or ""},
                                        "spans": [line],
                                    }
                                ],
                            }
                        ]
                    },
                    separators=(",", ":"),
                ),
                flush=True,
            )
        return SpanExportResult.SUCCESS


def in_story(name, tell):
    tracer = trace.get_tracer("story")
    with tracer.start_as_current_span("story " + name, kind=trace.SpanKind.SERVER):
        tell()


def place_orders(execute, mark):
    execute("drop table if exists orders")
    execute(
        "create table orders (id bigint primary key, customer text not null, total bigint not null)"
    )
    for row in ROWS:
        execute(f"insert into orders (id, customer, total) values ({mark}, {mark}, {mark})", row)


def psycopg(name, ports, **settings):
    from opentelemetry.instrumentation.psycopg import PsycopgInstrumentor

    PsycopgInstrumentor().instrument(**settings)
    import psycopg

    with psycopg.connect(
        f"host=localhost port={ports['postgres']} dbname=shop user=postgres password=postgres",
        autocommit=True,
    ) as connection:
        cursor = connection.cursor()
        place_orders(cursor.execute, "%s")

        def tell():
            cursor.execute("select total from orders where id = %s", (17,))
            with connection.transaction():
                cursor.execute("update orders set total = %s where id = %s", (42, 17))
            cursor.execute("select total from orders where id = %(id)s", {"id": 18})
            cursor.execute(
                "insert into orders (id, customer, total) values (%s, %s, %s)", (19, "cec", 3)
            )
            cursor.execute("delete from orders where id = %s", (20,))

        in_story(name, tell)


def sqlite3(name, ports, **settings):
    from opentelemetry.instrumentation.sqlite3 import SQLite3Instrumentor

    SQLite3Instrumentor().instrument(**settings)
    import sqlite3

    connection = sqlite3.connect(":memory:")
    cursor = connection.cursor()
    place_orders(cursor.execute, "?")
    connection.commit()

    def tell():
        cursor.execute("select total from orders where id = ?", (17,))
        cursor.execute("update orders set total = ? where id = ?", (42, 17))
        connection.commit()
        cursor.execute("select total from orders where id = ?", (18,))
        cursor.execute("insert into orders (id, customer, total) values (?, ?, ?)", (19, "cec", 3))
        connection.commit()
        cursor.execute("delete from orders where id = ?", (20,))
        connection.commit()

    in_story(name, tell)


def sqlalchemy(name, ports, **settings):
    import sqlalchemy as sa
    from opentelemetry.instrumentation.sqlalchemy import SQLAlchemyInstrumentor

    engine = sa.create_engine(
        f"postgresql+psycopg://postgres:postgres@localhost:{ports['postgres']}/shop"
    )
    SQLAlchemyInstrumentor().instrument(engine=engine, **settings)
    orders = sa.Table(
        "orders",
        sa.MetaData(),
        sa.Column("id", sa.BigInteger, primary_key=True),
        sa.Column("customer", sa.Text),
        sa.Column("total", sa.BigInteger),
    )
    with engine.begin() as connection:
        orders.drop(connection, checkfirst=True)
        orders.create(connection)
        for row in ROWS:
            connection.execute(orders.insert().values(row))

    def tell():
        with engine.begin() as connection:
            connection.execute(sa.select(orders.c.total).where(orders.c.id == 17))
            connection.execute(orders.update().where(orders.c.id == 17).values(total=42))
        with engine.begin() as connection:
            connection.execute(sa.select(orders.c.total).where(orders.c.id == 18))
            connection.execute(orders.insert().values(id=19, customer="cec", total=3))
            connection.execute(orders.delete().where(orders.c.id == 20))

    in_story(name, tell)


def asyncpg(name, ports, **settings):
    from opentelemetry.instrumentation.asyncpg import AsyncPGInstrumentor

    AsyncPGInstrumentor(**settings).instrument()
    import asyncpg

    async def tell():
        connection = await asyncpg.connect(
            f"postgresql://postgres:postgres@localhost:{ports['postgres']}/shop"
        )
        await connection.execute("drop table if exists orders")
        await connection.execute(
            "create table orders (id bigint primary key, customer text, total bigint)"
        )
        for row in ROWS:
            await connection.execute("insert into orders values ($1, $2, $3)", *row)
        with trace.get_tracer("story").start_as_current_span(
            "story " + name, kind=trace.SpanKind.SERVER
        ):
            await connection.fetchrow("select total from orders where id = $1", 17)
            async with connection.transaction():
                await connection.execute("update orders set total = $1 where id = $2", 42, 17)
            await connection.fetchrow("select total from orders where id = $1", 18)
            await connection.execute(
                "insert into orders (id, customer, total) values ($1, $2, $3)", 19, "cec", 3
            )
            await connection.execute("delete from orders where id = $1", 20)
        await connection.close()

    asyncio.run(tell())


def redis(name, ports, **settings):
    from opentelemetry.instrumentation.redis import RedisInstrumentor

    RedisInstrumentor().instrument(**settings)
    import redis

    client = redis.Redis(host="localhost", port=int(ports["redis"]), protocol=2)
    client.flushall()
    client.set("order:17", 1)
    client.hset("order:18", "total", 2)
    client.set("order:20", 4)

    def tell():
        client.get("order:17")
        pipeline = client.pipeline(transaction=True)
        pipeline.set("order:17", 42)
        pipeline.execute()
        client.hget("order:18", "total")
        client.hset("order:19", "total", 3)
        client.delete("order:20")

    in_story(name, tell)


def pymongo(name, ports, **settings):
    from opentelemetry.instrumentation.pymongo import PymongoInstrumentor

    PymongoInstrumentor().instrument(**settings)
    import pymongo

    orders = pymongo.MongoClient("localhost", int(ports["mongo"]))["shop"]["orders"]
    orders.delete_many({})
    orders.insert_many([{"_id": row[0], "total": row[2]} for row in ROWS])

    def tell():
        orders.find_one({"_id": 17})
        orders.update_one({"_id": 17}, {"$set": {"total": 42}})
        orders.find_one({"_id": 18})
        orders.insert_one({"_id": 19, "total": 3})
        orders.delete_one({"_id": 20})

    in_story(name, tell)


STORIES = {
    "psycopg": (psycopg, {}),
    "psycopg-parameters": (psycopg, {"capture_parameters": True}),
    "sqlite3": (sqlite3, {}),
    "sqlalchemy": (sqlalchemy, {}),
    "asyncpg": (asyncpg, {}),
    "asyncpg-parameters": (asyncpg, {"capture_parameters": True}),
    "redis": (redis, {}),
    "pymongo": (pymongo, {}),
    "pymongo-statements": (pymongo, {"capture_statement": True}),
}

if __name__ == "__main__":
    provider = TracerProvider(resource=Resource.create({"service.name": "orders"}))
    provider.add_span_processor(SimpleSpanProcessor(OtlpJsonLines()))
    trace.set_tracer_provider(provider)
    library, settings = STORIES[sys.argv[1]]
    library(sys.argv[1], dict(arg.split("=") for arg in sys.argv[2:]), **settings)
