#!/bin/sh
# A command of Incumbent beside deploy/incumbent.service: as the same user, in the same folder, with the same
# settings. As root it would leave files beside an SQLite database that the service cannot write.
#   sh deploy/run.sh backup - > FILE
#   DATABASE_URL=postgresql://… sh deploy/run.sh restore - < FILE
set -eu
code=$(cd "$(dirname "$0")/.." && pwd)
exec systemd-run --quiet --collect --wait --pipe \
  --property=DynamicUser=yes --property=User=incumbent \
  --property=StateDirectory=incumbent --property=StateDirectoryMode=0700 \
  --property=WorkingDirectory=/var/lib/incumbent --property=UMask=0077 \
  --property=Environment=DATABASE_URL=sqlite:////var/lib/incumbent/incumbent.db \
  --property=EnvironmentFile=-/etc/incumbent/environment \
  -- /usr/bin/env ${DATABASE_URL:+"DATABASE_URL=$DATABASE_URL"} "$code/.venv/bin/incumbent" "$@"
