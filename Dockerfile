# The image of the API. `docker compose up --build` runs it with PostgreSQL (compose.yaml).
# The version is that of a release of Python on a release of Debian; `build --pull` brings their repairs.
ARG PYTHON=3.12-slim-trixie

FROM python:${PYTHON} AS build
WORKDIR /build
# strip is not in the image that is made, and any version of it will do.
# hadolint ignore=DL3008
RUN apt-get update && apt-get install --yes --no-install-recommends binutils && rm -rf /var/lib/apt/lists/*
# Not empty: with what "incumbent mcp" and INCUMBENT_TRACING need, too, in the versions that are tested.
ARG EXTRAS=
COPY requirements.txt requirements-extras.txt ./
# The environment has no pip of its own: that of the base image installs into it.
RUN --mount=type=cache,target=/root/.cache/pip \
    python -m venv --without-pip /venv \
    && pip --python /venv/bin/python install --no-compile --require-hashes --only-binary=:all: \
        -r "requirements${EXTRAS:+-extras}.txt"
COPY deploy/slim.sh .
RUN sh slim.sh /venv
# Compiled is what the server imports, a third of all there is: of the packages, of ours, and of Python's own
# library, of which the base image has only the source.
ENV PYTHONPYCACHEPREFIX=/venv/compiled
WORKDIR /srv/incumbent
COPY pyproject.toml README.md ./
COPY app app
RUN pip --python /venv/bin/python install --no-cache-dir --no-compile --no-deps --no-build-isolation --editable . \
    && rm -rf /venv/compiled \
    && /venv/bin/python -c "import app.__main__, app.main"

FROM python:${PYTHON}
ENV PATH=/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONPYCACHEPREFIX=/venv/compiled \
    HOST=0.0.0.0 \
    PORT=8000
RUN useradd --system --uid 10001 --no-create-home incumbent
WORKDIR /srv/incumbent
# For SQLite, the default where no DATABASE_URL is given.
RUN install --directory --owner=incumbent data
COPY --from=build /venv /venv
COPY --from=build /srv/incumbent/app app
COPY migrations migrations
COPY seed_data seed_data
USER 10001
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=10s --start-period=180s --retries=3 \
    CMD ["python", "-S", "-c", "import os, socket; api = socket.create_connection(('127.0.0.1', int(os.environ['PORT'])), 5); api.sendall(b'GET /readyz HTTP/1.0\\r\\n\\r\\n'); raise SystemExit(b' 200 ' not in api.recv(64))"]
ENTRYPOINT ["incumbent"]
CMD ["serve", "--migrate", "--load", "seed_data"]
