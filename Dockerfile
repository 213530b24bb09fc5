# The app alone: database, object store and proxy are given by compose.yaml, or by yours.
FROM python:3.11-slim AS build
WORKDIR /app
COPY requirements.txt .
RUN python -m venv .venv && .venv/bin/pip install --no-cache-dir --require-hashes --requirement requirements.txt
COPY rxconfig.py alembic.ini ./
COPY reflex.lock reflex.lock
COPY alembic alembic
COPY assets assets
COPY csn_app csn_app
RUN .venv/bin/python -m csn_app.launch.frontend && rm -rf .build/stage

FROM python:3.11-slim
# Recognises the text of scanned pages; without it the app runs, and reads everything else.
RUN apt-get update -qq && apt-get install -y -qq --no-install-recommends tesseract-ocr tesseract-ocr-fra \
    && rm -rf /var/lib/apt/lists/*
RUN useradd --system --create-home csn && mkdir /data && chown csn /data
WORKDIR /app
COPY --from=build /app /app
# The start looks the front end up by the content of the sources, and marks it as used.
RUN chown -R csn .build
USER csn
ENV CSN_HOST=0.0.0.0 CSN_DATA=/data PORT=3000
EXPOSE 3000
CMD [".venv/bin/python", "-m", "csn_app", "run"]
