create table if not exists payment (
  id       uuid primary key,
  order_id text not null,
  amount   integer not null
);

-- One row for each operation that a client asked for, however often it asked.
create table if not exists payment_request (
  idempotency_key text primary key,
  order_id        text not null,
  amount          integer not null,
  payment_id      uuid not null
);
