"""Load from wrk: many connections, and requests drawn at random from a list."""

import json
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from benchmarks.machine import cpu_seconds, cpu_seconds_of_all, require_tool
from benchmarks.servers import Server

CONNECTIONS: Final = 32
THREADS: Final = 2
_SCRIPT: Final = """
local started = 0
function setup(thread)
  thread:set("number", started)
  started = started + 1
end

function init(args)
  math.randomseed(tonumber(args[2]) + number)
  requests = {}
  for line in io.lines(args[1]) do
    local path, etag = line:match("^(%S+)%s*(%S*)$")
    local headers = {}
    if etag ~= "" then headers["If-None-Match"] = etag end
    if args[3] then headers["Accept-Encoding"] = args[3] end
    requests[#requests + 1] = wrk.format("GET", path, headers)
  end
end

function request()
  return requests[math.random(#requests)]
end

function done(summary, latency, _)
  local errors = summary.errors
  local failed = errors.connect + errors.read + errors.write + errors.status + errors.timeout
  io.write(string.format(
    '{"requests":%d,"seconds":%f,"bytes":%d,"failed":%d,"p50":%f,"p95":%f,"p99":%f}\\n',
    summary.requests, summary.duration / 1e6, summary.bytes, failed, latency:percentile(50) / 1e3,
    latency:percentile(95) / 1e3, latency:percentile(99) / 1e3))
end
"""


@dataclass(frozen=True, slots=True)
class Asked:
    """A request: its path, and the ETag that the client holds already, if any."""

    path: str
    etag: str = ""


@dataclass(frozen=True, slots=True)
class Run:
    """What one run gave; times in milliseconds, those of processors for each request.

    ``cpu`` is the server's own; ``database_cpu`` that of PostgreSQL's processes.
    """

    per_second: float
    cpu: float
    database_cpu: float
    p50: float
    p95: float
    p99: float
    bytes_each: float


def write_requests(folder: Path, name: str, asked: Sequence[Asked]) -> Path:
    """A file of requests for wrk."""
    file = folder / f"{name}.txt"
    file.write_text("".join(f"{each.path} {each.etag}\n" for each in asked))
    return file


def run(server: Server, requests: Path, seconds: int, seed: int, encodings: str = "") -> Run:
    """Load a server with these requests; raises RuntimeError where one of them fails.

    ``encodings``: what the client takes, as ``Accept-Encoding`` has it.
    """
    script = requests.parent / "random.lua"
    script.write_text(_SCRIPT)
    wrk = require_tool("wrk", "wrk")
    shape = [f"-c{CONNECTIONS}", f"-t{THREADS}", f"-d{seconds}s", "-s", str(script)]
    before = _used(server)
    done = subprocess.run(
        [wrk, *shape, server.url, "--", str(requests), str(seed), *filter(None, [encodings])],
        capture_output=True,
        text=True,
        check=False,
    )
    own, of_database = (now - then for now, then in zip(_used(server), before, strict=True))
    if done.returncode:
        raise RuntimeError(f"{server.name}, {requests.stem}: wrk: {done.stderr or done.stdout}")
    told = json.loads(done.stdout.splitlines()[-1])
    if told["failed"] or not told["requests"]:
        raise RuntimeError(f"{server.name}, {requests.stem}: {done.stdout}")
    count = told["requests"]
    latencies = {name: told[name] for name in ("p50", "p95", "p99")}
    return Run(
        per_second=count / told["seconds"],
        cpu=own * 1000 / count,
        database_cpu=of_database * 1000 / count,
        bytes_each=told["bytes"] / count,
        **latencies,
    )


def _used(server: Server) -> tuple[float, float]:
    database = cpu_seconds_of_all(server.database_pid) if server.database_pid else 0.0
    return cpu_seconds(server.pid), database
