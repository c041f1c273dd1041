# The image of the API. `docker compose up --build` runs it with PostgreSQL (compose.yaml).
FROM python:3.12-slim AS build
WORKDIR /build
RUN python -m venv /venv
COPY requirements.txt .
RUN --mount=type=cache,target=/root/.cache/pip \
    /venv/bin/pip install --require-hashes --only-binary=:all: -r requirements.txt \
    && /venv/bin/pip uninstall --yes pip

FROM python:3.12-slim
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
COPY app app
COPY migrations migrations
COPY seed_data seed_data
USER 10001
EXPOSE 8000
HEALTHCHECK --interval=5s --timeout=3s --start-period=20s --retries=3 \
    CMD ["python", "-c", "import os, urllib.request; urllib.request.urlopen(f'http://127.0.0.1:{os.environ[\"PORT\"]}/readyz', timeout=2)"]
ENTRYPOINT ["python", "-m", "app"]
CMD ["serve", "--migrate", "--load", "seed_data"]
