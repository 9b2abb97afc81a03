create table if not exists loyalty_account (
  account_id text primary key,
  balance    integer not null,
  version    bigint not null
);
