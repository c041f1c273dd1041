#!/bin/sh
# The roles and the database: run once on an empty cluster, and again after the passwords were rotated.
#   docker compose exec db sh /docker-entrypoint-initdb.d/10-roles.sh
set -eu
secrets=/run/secrets-database

run() { psql --no-psqlrc --quiet --username=postgres --dbname="$1" --set=ON_ERROR_STOP=1; }

# Passwords come in by files that psql reads itself, so that they stand in no list of processes.
run postgres <<SQL
SET log_statement = 'none';
SET log_min_duration_statement = -1;
SET password_encryption = 'scram-sha-256';
\set superuser \`cat $secrets/postgres\`
\set incumbent \`cat $secrets/incumbent\`
\set replicator \`cat $secrets/replicator\`
SELECT 'CREATE ROLE incumbent LOGIN' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'incumbent') \gexec
SELECT 'CREATE ROLE replicator LOGIN REPLICATION' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'replicator') \gexec
ALTER ROLE postgres PASSWORD :'superuser';
ALTER ROLE incumbent PASSWORD :'incumbent';
ALTER ROLE replicator PASSWORD :'replicator';
SELECT 'CREATE DATABASE incumbent OWNER incumbent' WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = 'incumbent') \gexec
SQL

# "all" in pg_hba.conf does not mean replication.
allowed="host replication replicator samenet scram-sha-256"
if ! grep -qxF "$allowed" "$PGDATA/pg_hba.conf"; then
  echo "$allowed" >>"$PGDATA/pg_hba.conf"
fi
run postgres <<SQL
SELECT FROM pg_reload_conf();
SQL
