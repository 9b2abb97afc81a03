-- One database for each form of each exhibit; the services create their tables themselves.
create database health_racy;
create database health_single_owner;
create database loyalty_racy;
create database loyalty_version_column;
create database loyalty_row_lock;
create database loyalty_atomic_statement;
create database loyalty_redis_incrby;
create database loyalty_version_ignored;
create database loyalty_version_checked;
create database loyalty_read_committed;
create database loyalty_repeatable_read;
create database loyalty_check_constraint;
create database loyalty_no_inbox;
create database loyalty_inbox;
