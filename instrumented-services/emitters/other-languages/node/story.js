// Tells the story through one library of Node; see Emitter.java for what happens in it.
//
//   node story.js NAME postgres=PORT redis=PORT

const { context, trace, SpanKind } = require('@opentelemetry/api');
const { registerInstrumentations } = require('@opentelemetry/instrumentation');
const { JsonTraceSerializer } = require('@opentelemetry/otlp-transformer');
const { resourceFromAttributes } = require('@opentelemetry/resources');
const { NodeTracerProvider } = require('@opentelemetry/sdk-trace-node');
const { SimpleSpanProcessor } = require('@opentelemetry/sdk-trace-base');

const otlpJsonLines = {
  export(spans, done) {
    process.stdout.write(Buffer.from(JsonTraceSerializer.serializeRequest(spans)) + '\n');
    done({ code: 0 });
  },
  shutdown: async () => {},
};

async function inStory(name, tell) {
  const story = trace.getTracer('story').startSpan('story ' + name, { kind: SpanKind.SERVER });
  await context.with(trace.setSpan(context.active(), story), tell);
  story.end();
}

const ROWS = [[17, 'ann', 1], [18, 'bob', 2], [20, 'dan', 4]];

async function pg(name, ports, settings) {
  const { PgInstrumentation } = require('@opentelemetry/instrumentation-pg');
  registerInstrumentations({ instrumentations: [new PgInstrumentation(settings)] });
  const { Client } = require('pg');
  const client = new Client({
    host: 'localhost', port: +ports.postgres, database: 'shop', user: 'postgres', password: 'postgres',
  });
  await client.connect();
  await client.query('drop table if exists orders');
  await client.query('create table orders (id bigint primary key, customer text, total bigint)');
  for (const row of ROWS) {
    await client.query('insert into orders values ($1, $2, $3)', row);
  }
  await inStory(name, async () => {
    await client.query('select total from orders where id = $1', [17]);
    await client.query('begin');
    await client.query('update orders set total = $1 where id = $2', [42, 17]);
    await client.query('commit');
    await client.query('select total from orders where id = $1', [18]);
    await client.query('insert into orders (id, customer, total) values ($1, $2, $3)', [19, 'cec', 3]);
    await client.query('delete from orders where id = $1', [20]);
  });
  await client.end();
}

// The driver brings a server's side of the protocol along: the client and its spans are real.
async function mysql2(name, ports, settings) {
  const { MySQL2Instrumentation } = require('@opentelemetry/instrumentation-mysql2');
  registerInstrumentations({ instrumentations: [new MySQL2Instrumentation(settings)] });
  const mysql = require('mysql2');
  const server = mysql.createServer();
  server.on('connection', (connection) => {
    connection.serverHandshake({
      protocolVersion: 10, serverVersion: '8.0.36', connectionId: 1, statusFlags: 2,
      characterSet: 8, capabilityFlags: 0xffffff ^ 0x00000800 ^ 0x00000020,
      authCallback: (params, done) => done(null),
    });
    connection.on('query', (sql) => {
      if (sql.startsWith('select')) {
        connection.writeTextResult([{ total: 1 }], [
          { catalog: 'def', schema: 'shop', table: 'orders', orgTable: 'orders', name: 'total',
            orgName: 'total', characterSet: 63, columnLength: 11, columnType: 3, flags: 0, decimals: 0 },
        ]);
      } else {
        connection.writeOk({ affectedRows: 1 });
      }
    });
    connection.on('error', () => {});
  });
  await new Promise((ready) => server.listen(0, ready));
  const port = server._server.address().port;
  const client = mysql.createConnection({ host: 'localhost', port, database: 'shop', user: 'shop' }).promise();
  await client.connect();
  await inStory(name, async () => {
    await client.query('select total from orders where id = ?', [17]);
    await client.query('start transaction');
    await client.query('update orders set total = ? where id = ?', [42, 17]);
    await client.query('commit');
    await client.query('select total from orders where id = ?', [18]);
    await client.query('insert into orders (id, customer, total) values (?, ?, ?)', [19, 'cec', 3]);
    await client.query('delete from orders where id = ?', [20]);
  });
  client.destroy();
  server.close();
  process.stderr.write('mysql=' + port + '\n');
}

async function ioredis(name, ports, settings) {
  const { IORedisInstrumentation } = require('@opentelemetry/instrumentation-ioredis');
  registerInstrumentations({ instrumentations: [new IORedisInstrumentation(settings)] });
  const Redis = require('ioredis');
  const client = new Redis({ host: 'localhost', port: +ports.redis });
  await client.flushall();
  await client.set('order:17', 1);
  await client.hset('order:18', 'total', 2);
  await client.set('order:20', 4);
  await inStory(name, async () => {
    await client.get('order:17');
    await client.multi().set('order:17', 42).exec();
    await client.hget('order:18', 'total');
    await client.hset('order:19', 'total', 3);
    await client.del('order:20');
  });
  client.disconnect();
}

async function redis(name, ports, settings) {
  const { RedisInstrumentation } = require('@opentelemetry/instrumentation-redis');
  registerInstrumentations({ instrumentations: [new RedisInstrumentation(settings)] });
  const client = require('redis').createClient({ socket: { host: 'localhost', port: +ports.redis } });
  await client.connect();
  await client.flushAll();
  await client.set('order:17', '1');
  await client.hSet('order:18', 'total', '2');
  await client.set('order:20', '4');
  await inStory(name, async () => {
    await client.get('order:17');
    await client.multi().set('order:17', '42').exec();
    await client.hGet('order:18', 'total');
    await client.hSet('order:19', 'total', '3');
    await client.del('order:20');
  });
  client.destroy();
}

const STORIES = {
  pg: [pg, {}],
  'pg-values': [pg, { enhancedDatabaseReporting: true }],
  mysql2: [mysql2, {}],
  'mysql2-masked': [mysql2, { maskStatement: true }],
  ioredis: [ioredis, {}],
  'node-redis': [redis, {}],
};

const provider = new NodeTracerProvider({
  resource: resourceFromAttributes({ 'service.name': 'orders', 'telemetry.sdk.language': 'nodejs' }),
  spanProcessors: [new SimpleSpanProcessor(otlpJsonLines)],
});
provider.register();
const [tell, settings] = STORIES[process.argv[2]];
const ports = Object.fromEntries(process.argv.slice(3).map((arg) => arg.split('=')));
tell(process.argv[2], ports, settings).catch((failure) => {
  console.error(failure);
  process.exit(1);
});
