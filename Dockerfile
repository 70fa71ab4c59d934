# Two stages: build with the toolchain, run without one, as a user without rights.
# deploy/follow-dockerfile.sh runs the RUN steps by hand and keeps this file true.

FROM rust:1-slim-bookworm AS build
WORKDIR /src
COPY . .
# Cargo's profile, and the folder that it builds into.
ARG PROFILE=dist
ARG FOLDER=dist
RUN cargo build --profile "$PROFILE" --locked --bin didar-graphql
RUN install -D "target/$FOLDER/didar-graphql" target/image/didar-graphql

# glibc, CA certificates, no shell.
FROM gcr.io/distroless/cc-debian12:nonroot
COPY --from=build /src/target/image/didar-graphql /usr/local/bin/didar-graphql
USER nonroot
EXPOSE 8080
# Inside a container the loopback address reaches nobody; who may reach the port is
# decided where the container runs. Set DIDAR_GRAPHQL_ALLOW_ANONYMOUS=true once it is.
ENV DIDAR_GRAPHQL_LISTEN=0.0.0.0:8080
HEALTHCHECK --interval=10s --timeout=6s --start-period=10s CMD ["/usr/local/bin/didar-graphql", "healthcheck"]
ENTRYPOINT ["/usr/local/bin/didar-graphql"]
CMD ["serve"]
