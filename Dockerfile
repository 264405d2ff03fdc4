# The whole product in one image: `docker run -p 8000:8000 -v imago:/data imago` starts everything, with servers of its
# own. docker-compose.yml runs the same image part by part. Nothing is written but to /data and /tmp.
FROM python:3.11-slim-bookworm

LABEL org.opencontainers.image.title="imago" org.opencontainers.image.version="0.2.0"
ENV PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 IMAGO_DATA=/data IMAGO_STATIC=/srv/static IMAGO_CONTAINER=1
WORKDIR /srv/imago

# WeasyPrint sets the PDF with Pango; the fonts are for what people write, in most scripts and in emoji. tini collects
# what an embedded server leaves behind.
RUN apt-get update -qq \
    && apt-get install -qq --yes --no-install-recommends tini libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 \
        fonts-dejavu-core fonts-noto-core fonts-noto-color-emoji fonts-wqy-microhei \
    && rm -rf /var/lib/apt/lists/*

# Wheels only, since there is no compiler here, but for one package in plain Python.
COPY requirements.txt .
RUN pip install --no-cache-dir --only-binary :all: --no-binary http-ece --require-hashes --requirement requirements.txt

COPY . .
RUN printf '#!/bin/sh\nexec python /srv/imago/manage.py "$@"\n' > /usr/local/bin/imago \
    && chmod 755 /usr/local/bin/imago \
    && imago collectstatic --no-input --verbosity 0 \
    && python -m compileall -q . \
    && useradd --uid 1000 --user-group --home-dir /data --no-create-home imago \
    && install --directory --owner imago --group imago --mode 0700 /data /backups

USER 1000:1000
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=90s \
    CMD ["python", "-m", "runtime.healthcheck"]
ENTRYPOINT ["tini", "--"]
CMD ["imago", "up"]
