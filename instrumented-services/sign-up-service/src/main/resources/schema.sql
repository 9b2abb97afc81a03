create table if not exists member (
  id    uuid primary key,
  email text not null
);
