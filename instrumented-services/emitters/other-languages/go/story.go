// Tells the story through one library of Go; see Emitter.java for what happens in it.
//
//	go run . NAME postgres=PORT redis=PORT
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"strconv"
	"strings"

	"github.com/XSAM/otelsql"
	"github.com/exaring/otelpgx"
	"github.com/jackc/pgx/v5"
	_ "github.com/lib/pq"
	"github.com/redis/go-redis/extra/redisotel/v9"
	"github.com/redis/go-redis/v9"
	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/sdk/resource"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/trace"
)

type object = map[string]any

type otlpJSONLines struct{}

func value(v attribute.Value) object {
	switch v.Type() {
	case attribute.BOOL:
		return object{"boolValue": v.AsBool()}
	case attribute.INT64:
		return object{"intValue": strconv.FormatInt(v.AsInt64(), 10)}
	case attribute.FLOAT64:
		return object{"doubleValue": v.AsFloat64()}
	case attribute.STRINGSLICE:
		values := []object{}
		for _, s := range v.AsStringSlice() {
			values = append(values, object{"stringValue": s})
		}
		return object{"arrayValue": object{"values": values}}
	default:
		return object{"stringValue": v.AsString()}
	}
}

func attributes(found []attribute.KeyValue) []object {
	all := []object{}
	for _, a := range found {
		all = append(all, object{"key": string(a.Key), "value": value(a.Value)})
	}
	return all
}

func (otlpJSONLines) ExportSpans(_ context.Context, spans []sdktrace.ReadOnlySpan) error {
	for _, s := range spans {
		span := object{
			"traceId":           s.SpanContext().TraceID().String(),
			"spanId":            s.SpanContext().SpanID().String(),
			"name":              s.Name(),
			"kind":              int(s.SpanKind()),
			"startTimeUnixNano": strconv.FormatInt(s.StartTime().UnixNano(), 10),
			"endTimeUnixNano":   strconv.FormatInt(s.EndTime().UnixNano(), 10),
			"attributes":        attributes(s.Attributes()),
			"status":            object{"code": map[codes.Code]int{codes.Unset: 0, codes.Ok: 1, codes.Error: 2}[s.Status().Code]},
		}
		if s.Parent().IsValid() {
			span["parentSpanId"] = s.Parent().SpanID().String()
		}
		line, err := json.Marshal(object{"resourceSpans": []object{{
			"resource": object{"attributes": attributes(s.Resource().Attributes())},
			"scopeSpans": []object{{
				"scope": object{"name": s.InstrumentationScope().Name, "version": s.InstrumentationScope().Version},
				"spans": []object{span},
			}},
		}}})
		if err != nil {
			return err
		}
		fmt.Println(string(line))
	}
	return nil
}

func (otlpJSONLines) Shutdown(context.Context) error { return nil }

func must(err error) {
	if err != nil {
		panic(err)
	}
}

func inStory(name string, tell func(context.Context)) {
	ctx, story := otel.Tracer("story").Start(context.Background(), "story "+name, trace.WithSpanKind(trace.SpanKindServer))
	tell(ctx)
	story.End()
}

const table = "create table orders (id bigint primary key, customer text, total bigint)"
const rows = "insert into orders values (17, 'ann', 1), (18, 'bob', 2), (20, 'dan', 4)"

func overSQL(name string, ports map[string]string) {
	db, err := otelsql.Open("postgres",
		fmt.Sprintf("postgres://postgres:postgres@localhost:%s/shop?sslmode=disable", ports["postgres"]),
		otelsql.WithAttributes(attribute.String("db.system.name", "postgresql")))
	must(err)
	defer db.Close()
	for _, statement := range []string{"drop table if exists orders", table, rows} {
		_, err = db.Exec(statement)
		must(err)
	}
	inStory(name, func(ctx context.Context) {
		var total int
		must(db.QueryRowContext(ctx, "select total from orders where id = $1", 17).Scan(&total))
		tx, err := db.BeginTx(ctx, nil)
		must(err)
		_, err = tx.ExecContext(ctx, "update orders set total = $1 where id = $2", 42, 17)
		must(err)
		must(tx.Commit())
		must(db.QueryRowContext(ctx, "select total from orders where id = $1", 18).Scan(&total))
		_, err = db.ExecContext(ctx, "insert into orders (id, customer, total) values ($1, $2, $3)", 19, "cec", 3)
		must(err)
		_, err = db.ExecContext(ctx, "delete from orders where id = $1", 20)
		must(err)
	})
}

func overPgx(name string, ports map[string]string, options ...otelpgx.Option) {
	config, err := pgx.ParseConfig(fmt.Sprintf("postgres://postgres:postgres@localhost:%s/shop", ports["postgres"]))
	must(err)
	config.Tracer = otelpgx.NewTracer(options...)
	ctx := context.Background()
	conn, err := pgx.ConnectConfig(ctx, config)
	must(err)
	defer conn.Close(ctx)
	for _, statement := range []string{"drop table if exists orders", table, rows} {
		_, err = conn.Exec(ctx, statement)
		must(err)
	}
	inStory(name, func(ctx context.Context) {
		var total int
		must(conn.QueryRow(ctx, "select total from orders where id = $1", 17).Scan(&total))
		tx, err := conn.Begin(ctx)
		must(err)
		_, err = tx.Exec(ctx, "update orders set total = $1 where id = $2", 42, 17)
		must(err)
		must(tx.Commit(ctx))
		must(conn.QueryRow(ctx, "select total from orders where id = $1", 18).Scan(&total))
		_, err = conn.Exec(ctx, "insert into orders (id, customer, total) values ($1, $2, $3)", 19, "cec", 3)
		must(err)
		_, err = conn.Exec(ctx, "delete from orders where id = $1", 20)
		must(err)
	})
}

func overRedis(name string, ports map[string]string) {
	client := redis.NewClient(&redis.Options{Addr: "localhost:" + ports["redis"], Protocol: 2})
	defer client.Close()
	must(redisotel.InstrumentTracing(client, redisotel.WithCallerEnabled(false)))
	background := context.Background()
	must(client.FlushAll(background).Err())
	must(client.Set(background, "order:17", 1, 0).Err())
	must(client.HSet(background, "order:18", "total", 2).Err())
	must(client.Set(background, "order:20", 4, 0).Err())
	inStory(name, func(ctx context.Context) {
		must(client.Get(ctx, "order:17").Err())
		_, err := client.TxPipelined(ctx, func(p redis.Pipeliner) error {
			return p.Set(ctx, "order:17", 42, 0).Err()
		})
		must(err)
		must(client.HGet(ctx, "order:18", "total").Err())
		must(client.HSet(ctx, "order:19", "total", 3).Err())
		must(client.Del(ctx, "order:20").Err())
	})
}

func main() {
	provider := sdktrace.NewTracerProvider(
		sdktrace.WithSyncer(otlpJSONLines{}),
		sdktrace.WithResource(resource.NewSchemaless(
			attribute.String("service.name", "orders"), attribute.String("telemetry.sdk.language", "go"))))
	otel.SetTracerProvider(provider)
	ports := map[string]string{}
	for _, arg := range os.Args[2:] {
		store, port, _ := strings.Cut(arg, "=")
		ports[store] = port
	}
	name := os.Args[1]
	switch name {
	case "otelsql":
		overSQL(name, ports)
	case "otelpgx":
		overPgx(name, ports)
	case "otelpgx-parameters":
		overPgx(name, ports, otelpgx.WithIncludeQueryParameters())
	case "redisotel":
		overRedis(name, ports)
	default:
		panic("no emitter is called " + name)
	}
}
