create table if not exists health_record (
  device_id   text primary key,
  status      text not null,
  temperature double precision not null,
  changes     integer not null,
  version     bigint not null
);

-- One row for each change that was made, whatever became of it in health_record. Only inserted.
create table if not exists health_change (
  id        uuid primary key,
  device_id text not null,
  change    integer not null,
  source    text not null
);
