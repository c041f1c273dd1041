#!/bin/sh
# Brings the cluster to the code that stands here, one API process after the other, while the rest serve.
#   sh deploy/rolling-update.sh [options of docker compose up, such as --pull never]
set -eu
cd "$(dirname "$0")/.."
cluster="docker compose --file compose.cluster.yaml"

$cluster build api-1
# What the migrations do, the processes of the version before can live with.
$cluster run --rm --no-deps -T migrate
for api in api-1 api-2 api-3; do
  # Waits until it is healthy; where it is not, the others go on and this ends with an error.
  $cluster up --detach --no-deps --wait "$@" "$api"
done
