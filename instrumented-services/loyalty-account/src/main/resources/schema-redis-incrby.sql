alter table loyalty_account add column if not exists counted bigint not null default 0;
