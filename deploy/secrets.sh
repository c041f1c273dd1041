#!/bin/sh
# Makes the passwords of the database, each readable by the one user that needs it. What is there stays,
# but with the argument "rotate" all are made anew: docs/operating.md says what follows then.
set -eu
database=/run/secrets-database
api=/run/secrets-api
database_user=999
api_user=10001

password() { head -c 32 /dev/urandom | od -An -tx1 | tr -d ' \n'; }

# keep FILE USER: what is read from standard input, for USER alone, never seen half written.
keep() {
  cat >"$1.new"
  chmod 0400 "$1.new"
  chown "$2:$2" "$1.new"
  mv -f "$1.new" "$1"
}

umask 077
chmod 0755 "$database" "$api"
if [ "${1:-}" != rotate ] && [ -e "$api/pgpass" ]; then
  echo "The passwords are there."
  exit 0
fi
incumbent=$(password)
replicator=$(password)
password | keep "$database/postgres" "$database_user"
printf '%s' "$incumbent" | keep "$database/incumbent" "$database_user"
printf '%s' "$replicator" | keep "$database/replicator" "$database_user"
printf '*:*:*:replicator:%s\n' "$replicator" | keep "$database/pgpass" "$database_user"
printf '*:*:*:incumbent:%s\n' "$incumbent" | keep "$api/pgpass" "$api_user"
echo "The passwords were made."
