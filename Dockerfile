# The whole product in one process: Cloud Run, a dedicated worker, or any host of containers.
#   docker build -t prod-ai .
#   docker run --rm -p 8080:8080 --env-file production.env prod-ai
# No engine is needed to try it: tests/deploy/test_container.py takes these steps one by one.

FROM python:3.12-slim AS built
WORKDIR /src
COPY requirements.txt requirements-server.txt ./
RUN python -m venv --without-pip /opt/prod-ai
RUN python -m pip --python /opt/prod-ai/bin/python install --quiet --no-cache-dir --disable-pip-version-check --only-binary :all: -r requirements.txt -r requirements-server.txt
COPY api ./api
COPY lib ./lib
COPY main.py ./
# Held good whatever the files' times: nothing is compiled when an instance starts.
RUN python -m compileall -q --invalidation-mode unchecked-hash api lib main.py

FROM python:3.12-slim
RUN useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin prod-ai
COPY --from=built /opt/prod-ai /opt/prod-ai
COPY --from=built /src /app
WORKDIR /app
USER 10001
ENV PATH=/opt/prod-ai/bin:$PATH
# Else it would run as development, which trusts more; VERCEL_ENV=preview for a trial.
ENV VERCEL_ENV=production
ENV PYTHONUNBUFFERED=1
ENV PYTHONDONTWRITEBYTECODE=1
ENV PORT=8080
EXPOSE 8080
# Cloud Run has probes of its own and passes this over.
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s CMD ["python", "-c", "import os, urllib.request; urllib.request.urlopen('http://127.0.0.1:' + os.environ['PORT'] + '/api/status', timeout=4)"]
# One process: an instance measures on threads, and its limits are in Redis. On SIGTERM it takes no
# more requests and lets those that run end, for 8 s of the 10 that Cloud Run gives.
CMD ["sh", "-c", "exec python -m uvicorn main:app --host 0.0.0.0 --port \"$PORT\" --ws none --no-access-log --no-server-header --timeout-graceful-shutdown 8"]
