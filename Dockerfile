# One image for the web processes, the worker and the beat.
FROM python:3.11-slim

ENV PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 IMAGO_DATA=/srv/data IMAGO_STATIC=/srv/static
WORKDIR /srv/imago

# WeasyPrint sets the PDF with Pango; the fonts are for what people write, in most scripts and in emoji.
RUN apt-get update -qq \
    && apt-get install -qq --yes --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 \
        fonts-dejavu-core fonts-noto-core fonts-noto-color-emoji fonts-wqy-microhei \
    && rm -rf /var/lib/apt/lists/*

COPY requirements.txt .
RUN pip install --no-cache-dir --require-hashes --requirement requirements.txt

COPY . .
RUN python manage.py collectstatic --no-input --verbosity 0 \
    && useradd --system --home-dir /srv/data imago \
    && install --directory --owner imago --mode 0700 /srv/data \
    && chown --recursive imago /srv/static

USER imago
EXPOSE 8000
CMD ["python", "manage.py", "serve", "--host", "0.0.0.0"]
