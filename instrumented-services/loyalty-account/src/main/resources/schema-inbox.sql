create table if not exists inbox (message_id text primary key);
