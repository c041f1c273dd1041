# The image of the API. `docker compose up --build` runs it with PostgreSQL (compose.yaml).
# The version is that of a release of Python on a release of Debian; `build --pull` brings their repairs.
ARG PYTHON=3.12-slim-trixie

FROM python:${PYTHON} AS build
WORKDIR /build
# strip is not in the image that is made, and any version of it will do.
# hadolint ignore=DL3008
RUN apt-get update && apt-get install --yes --no-install-recommends binutils && rm -rf /var/lib/apt/lists/*
COPY requirements.txt .
# The environment has no pip of its own: that of the base image installs into it.
RUN --mount=type=cache,target=/root/.cache/pip \
    python -m venv --without-pip /venv \
    && pip --python /venv/bin/python install --no-compile --require-hashes --only-binary=:all: -r requirements.txt
COPY deploy/slim.sh .
RUN sh slim.sh /venv
# Compiled is what is imported when the server starts, of the packages and of ours: a third of all there is.
WORKDIR /srv/incumbent
COPY pyproject.toml README.md ./
COPY app app
RUN pip --python /venv/bin/python install --no-cache-dir --no-compile --no-deps --no-build-isolation --editable . \
    && /venv/bin/python -c "import app.__main__, app.main"

FROM python:${PYTHON}
ENV PATH=/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
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
HEALTHCHECK --interval=5s --timeout=10s --start-period=60s --retries=3 \
    CMD ["python", "-S", "-c", "import os, http.client; ready = http.client.HTTPConnection('127.0.0.1', int(os.environ['PORT']), timeout=5); ready.request('GET', '/readyz'); raise SystemExit(ready.getresponse().status != 200)"]
ENTRYPOINT ["incumbent"]
CMD ["serve", "--migrate", "--load", "seed_data"]
