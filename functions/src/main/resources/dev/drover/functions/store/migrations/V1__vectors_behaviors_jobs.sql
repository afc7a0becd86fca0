-- For H2 and PostgreSQL alike; ${bytes} is the type of long byte strings there.

create table steering_vector (
  id varchar(15) primary key,
  name varchar(200) not null,
  label varchar(200),
  category varchar(64),
  -- The name if the category is `preset`, else null, which is never a duplicate.
  preset_name varchar(200),
  method varchar(64) not null,
  model_fingerprint varchar(128) not null,
  model_name varchar(200) not null,
  layers varchar(6000) not null,
  width integer not null,
  -- 32-bit floats, little-endian, layer after layer.
  directions ${bytes} not null,
  summary text,
  created_at timestamp(6) with time zone not null,
  updated_at timestamp(6) with time zone not null,
  version bigint not null,
  constraint steering_vector_preset unique (model_fingerprint, preset_name)
);

create index steering_vector_by_age on steering_vector (created_at, id);

create table steering_behavior (
  id varchar(15) primary key,
  name varchar(200) not null,
  description text,
  vector_id varchar(15) references steering_vector (id) on delete set null,
  model_fingerprint varchar(128) not null,
  layers varchar(6000) not null,
  width integer not null,
  baseline ${bytes} not null,
  threshold double precision not null,
  created_at timestamp(6) with time zone not null,
  version bigint not null,
  constraint steering_behavior_name unique (name)
);

create index steering_behavior_by_age on steering_behavior (created_at, id);
create index steering_behavior_by_vector on steering_behavior (vector_id);

create table job (
  id varchar(16) primary key,
  kind varchar(64) not null,
  state varchar(16) not null,
  request text not null,
  progress text,
  checkpoint ${bytes},
  result text,
  error text,
  owner varchar(200),
  cancel_requested boolean not null,
  heartbeat timestamp(6) with time zone,
  created_at timestamp(6) with time zone not null,
  updated_at timestamp(6) with time zone not null,
  version bigint not null
);

create index job_by_age on job (created_at, id);
create index job_by_state on job (kind, state, created_at, id);
