-- One database for each form that `load` can ask for; the services create their tables themselves.
create database health_racy;
create database health_single_owner;
create database loyalty_racy;
create database loyalty_version_column;
create database loyalty_row_lock;
create database loyalty_atomic_statement;
create database loyalty_redis_incrby;
