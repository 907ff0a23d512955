# syntax=docker/dockerfile:1
FROM golang:1.26 AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
ARG VERSION=devel
RUN CGO_ENABLED=0 go build -buildvcs=false -trimpath -ldflags "-s -w -X main.release=${VERSION}" -o /out/hotline ./cmd/hotline \
 && mkdir -p /out/data /out/tmp && chmod 1777 /out/tmp

# Nothing but the program: time zones are in it, and the certificates beside it.
FROM scratch
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/
COPY --from=build --chown=65532:65532 /out/data /data
COPY --from=build /out/tmp /tmp
COPY --from=build /out/hotline /hotline
USER 65532:65532
ENV HOTLINE_ADDR=:8080 HOTLINE_STORE=/data/hotline.db
VOLUME /data
EXPOSE 8080
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=15s --timeout=3s --start-period=10s CMD ["/hotline", "ready"]
ENTRYPOINT ["/hotline"]
CMD ["serve"]
