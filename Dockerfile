# Two stages: the second holds the program and its libraries, runs without root and writes nothing but /tmp and its key.
FROM debian:bookworm-slim AS build
WORKDIR /src
# The list of build packages lives in ./dev; this layer is made anew only when that file changes.
COPY dev ./
RUN ./dev install build && rm -rf /var/lib/apt/lists/*
COPY CMakeLists.txt CMakePresets.json ./
COPY include include
COPY tools tools
COPY sql sql
COPY openapi openapi
COPY web web
COPY service service
RUN ./dev build

FROM debian:bookworm-slim
RUN apt-get update -q \
    && DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends \
        libulfius2.7 libmicrohttpd12 libjansson4 libpq5 r-mathlib libglpk40 libcsv3 libxlsxwriter4 libunistring2 libsodium23 libssl3 libcurl3-gnutls \
        libbrotli1 libxxhash0 zlib1g \
        ca-certificates \
    && rm -rf /var/lib/apt/lists/*
COPY --from=build /src/build/release/tillit /usr/local/bin/tillit
COPY catalogue /usr/share/tillit/catalogue
COPY demo /usr/share/tillit/demo
COPY LICENSE /usr/share/doc/tillit/LICENSE
# Here the audit trail's key is kept: a volume, made once by `tillit migrate`.
RUN install -d -m 700 -o 10001 -g 10001 /var/lib/tillit
USER 10001:10001
ENV TILLIT_HOST=0.0.0.0 TILLIT_OPS_HOST=0.0.0.0 TILLIT_AUDIT_KEY_FILE=/var/lib/tillit/audit.key
VOLUME /var/lib/tillit
EXPOSE 8080 8081
HEALTHCHECK --interval=2s --timeout=3s --start-period=60s --retries=3 CMD ["bash", "-c", \
    "exec 3<>/dev/tcp/127.0.0.1/${TILLIT_OPS_PORT:-8081} && printf 'GET /readyz HTTP/1.0\\r\\n\\r\\n' >&3 && grep -q '^HTTP/1.. 200' <&3"]
ENTRYPOINT ["tillit"]
CMD ["serve"]
