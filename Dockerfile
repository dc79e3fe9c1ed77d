FROM python:3.13-slim

ENV PYTHONUNBUFFERED=1 \
    LOSSACC_NO_VENV=1 \
    LOSSACC_DATA_DIR=/data

# A named volume takes over the owner and the mode of the folder that it covers.
RUN useradd --system --no-create-home --home-dir /data --uid 10001 lossacc \
    && install --directory --owner=lossacc --mode=700 /data

WORKDIR /app
COPY requirements.txt .
RUN pip install --no-cache-dir --requirement requirements.txt
COPY . .
RUN python -m compileall -q experiments lossacc_site

USER lossacc
EXPOSE 8000
CMD ["gunicorn", "lossacc_site.wsgi", "--bind", "0.0.0.0:8000", "--threads", "4", "--no-control-socket"]
