-- The naive job, as somebody who knows SQL would write it in an afternoon: spans into a table, keys
-- out of the statements, the table against itself. $FILE is the file with spans.

-- settings: nobody asks for the order of the lines, which frees the other cores.
SET preserve_insertion_order = false;

-- load: OTLP JSON, typed, one row for each span; what nobody asks for is never made.
CREATE TEMP TABLE spans AS
WITH requests AS (
  SELECT unnest(resourceSpans) AS r
  FROM read_json('$FILE', format = 'newline_delimited', columns = {
    resourceSpans: 'STRUCT(
      resource STRUCT(attributes STRUCT("key" VARCHAR, "value" STRUCT(stringValue VARCHAR))[]),
      scopeSpans STRUCT(
        spans STRUCT(
          traceId VARCHAR, spanId VARCHAR, parentSpanId VARCHAR, name VARCHAR, kind INTEGER,
          startTimeUnixNano BIGINT, endTimeUnixNano BIGINT,
          attributes STRUCT("key" VARCHAR, "value" STRUCT(stringValue VARCHAR))[])[])[])[]'})
), scopes AS (
  SELECT
    list_filter(r.resource.attributes, lambda a: a."key" = 'service.name')[1]."value".stringValue
      AS service,
    list_filter(r.resource.attributes, lambda a: a."key" = 'service.instance.id')[1]."value".stringValue
      AS instance,
    unnest(r.scopeSpans) AS s
  FROM requests
), each AS (
  SELECT service, instance, unnest(s.spans) AS span FROM scopes
)
SELECT
  service, instance, span.traceId AS trace_id, span.spanId AS span_id,
  span.parentSpanId AS parent_id, span.name AS name, span.kind AS kind,
  span.startTimeUnixNano AS start_ns, span.endTimeUnixNano AS end_ns,
  map_from_entries(list_transform(
    list_filter(span.attributes, lambda a: starts_with(a."key", 'db.')),
    lambda a: struct_pack(k := a."key", v := a."value".stringValue))) AS attributes
FROM each;

-- accesses: the table and the key out of the statement and its parameters.
CREATE TEMP TABLE accesses AS
WITH statements AS (
  SELECT *, lower(attributes['db.query.text']) AS text FROM spans WHERE kind = 3
)
SELECT
  service, instance, trace_id, span_id, parent_id, start_ns, end_ns,
  starts_with(text, 'update') AS is_write,
  attributes['db.system.name'] || '/' || attributes['db.namespace'] || '/'
    || regexp_extract(text, '(?:from|update) +([a-z0-9_.]+)', 1) || '/'
    || CASE WHEN starts_with(text, 'update')
       THEN attributes['db.query.parameter.' || (len(text) - len(replace(text, '?', '')) - 1)]
       ELSE attributes['db.query.parameter.0'] END AS record
FROM statements
WHERE starts_with(text, 'update') OR starts_with(text, 'select');

-- changes: each write with the last read before it by the same unit, and with its commit.
CREATE TEMP TABLE changes AS
WITH ends AS (
  SELECT trace_id, parent_id, min(end_ns) AS committed_ns FROM spans
  WHERE attributes['db.operation.name'] = 'COMMIT' GROUP BY ALL
), reads AS (
  SELECT trace_id, parent_id, record, max(start_ns) AS read_ns FROM accesses
  WHERE NOT is_write GROUP BY ALL
)
SELECT w.*, r.read_ns, coalesce(e.committed_ns, w.end_ns) AS committed_ns
FROM accesses w
LEFT JOIN reads r USING (trace_id, parent_id, record)
LEFT JOIN ends e USING (trace_id, parent_id)
WHERE w.is_write;

-- collide: writes of one record at the same time, by different traces.
CREATE TEMP TABLE collisions AS
SELECT a.record, a.service AS one, b.service AS other, a.span_id AS one_span, b.span_id AS other_span
FROM changes a JOIN changes b
  ON a.record = b.record AND a.trace_id <> b.trace_id
  AND a.start_ns <= b.start_ns AND b.start_ns <= a.committed_ns;

-- lost: read before the other one took effect, written after it.
CREATE TEMP TABLE lost AS
SELECT v.record, o.service AS overwriter, v.service AS victim,
  o.span_id AS overwriter_span, v.span_id AS victim_span
FROM changes v JOIN changes o
  ON v.record = o.record AND v.trace_id <> o.trace_id
  AND o.read_ns < v.committed_ns AND v.committed_ns < o.committed_ns;

-- report: what to look at, by record type and pair of services.
SELECT 'overlaps' AS what, split_part(record, '/', 3) AS type, one, other, count(*) AS occurrences,
  count(DISTINCT record) AS records
FROM collisions GROUP BY ALL
UNION ALL
SELECT 'lost', split_part(record, '/', 3), overwriter, victim, count(*), count(DISTINCT record)
FROM lost GROUP BY ALL
ORDER BY occurrences DESC;
