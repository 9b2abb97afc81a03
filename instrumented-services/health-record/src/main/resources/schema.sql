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

-- How often a device was calibrated, and the number of the lease under which that was last done.
create table if not exists calibration (
  device_id text primary key,
  runs      integer not null,
  fence     bigint not null,
  version   bigint not null
);

-- One row for each write of calibration, in their order: they hold the row's lock when they note it.
create table if not exists calibration_run (
  seq       bigserial primary key,
  device_id text not null,
  run       integer not null,
  fence     bigint not null
);

-- The state that a device reported last, and which report that was by the device's own count.
create table if not exists device_state (
  device_id text primary key,
  status    text not null,
  event_seq bigint not null
);

-- One row for each report that was handled, whatever became of it in device_state. Only inserted.
create table if not exists device_report (
  id        uuid primary key,
  device_id text not null,
  report    bigint not null
);

-- How many heartbeats of a device there were, counted up from what stood there before, under a
-- lease. A row whose count lags behind, since there was no lease to be had, is degraded.
create table if not exists device_presence (
  device_id  text primary key,
  heartbeats integer not null,
  degraded   boolean not null,
  version    bigint not null
);

-- One row for each heartbeat. Only inserted; what can always be counted again.
create table if not exists device_heartbeat (
  id          uuid primary key,
  device_id   text not null,
  temperature double precision not null
);

-- What the leader of the schedulers keeps, and the number of the leader who wrote it last.
create table if not exists schedule (
  schedule_id  text primary key,
  ticks        integer not null,
  leader_epoch bigint not null,
  version      bigint not null
);

-- One row for each write of schedule, in their order: they hold the row's lock when they note it.
create table if not exists schedule_tick (
  seq          bigserial primary key,
  schedule_id  text not null,
  leader_epoch bigint not null
);

-- Above how many degrees a device raises the alarm. Only ever raised, in one statement.
create table if not exists alarm_limit (
  device_id text primary key,
  degrees   bigint not null,
  version   bigint not null
);
