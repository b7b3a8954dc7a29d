# The desk as an image: built and compiled in one stage, run as nobody special in another.
#
# Pin the base image by digest where you build: what was tried is then what runs. Look it up with
#   docker buildx imagetools inspect node:20-bookworm-slim --format '{{.Manifest.Digest}}'
# and build with --build-arg NODE_IMAGE=node:20-bookworm-slim@sha256:… (or write it here).
ARG NODE_IMAGE=node:20-bookworm-slim

FROM ${NODE_IMAGE} AS build
# nodejieba is compiled here and nowhere else
RUN apt-get update && apt-get install -y --no-install-recommends python3 make g++ && rm -rf /var/lib/apt/lists/*
# the headers that came with Node
ENV npm_config_nodedir=/usr/local
# --include=optional for a personal WeChat account: 127 MB and 258 packages that nothing else needs
ARG WECHATY=--omit=optional
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
COPY scripts/no-wechat4u scripts/no-wechat4u
RUN npm ci
COPY . .
RUN npm run build && npm prune --omit=dev ${WECHATY}

FROM ${NODE_IMAGE}
# tini is process 1, because the desk could not end itself there (adapters/watchdog.ts); it passes SIGTERM on
RUN apt-get update && apt-get install -y --no-install-recommends tini && rm -rf /var/lib/apt/lists/*
# what files took is given back to the machine once it is free: 150 MB less after a few (docs/operate.md)
ENV MALLOC_MMAP_THRESHOLD_=131072 MALLOC_ARENA_MAX=2
ENV NODE_ENV=production HOST=0.0.0.0 PORT=3000 DATA_DIR=/var/lib/shouwen TOWN_DIR=/app/data
WORKDIR /app
RUN mkdir -p /var/lib/shouwen && chown node:node /var/lib/shouwen
COPY --from=build /app/package.json ./
COPY --from=build /app/scripts/no-wechat4u scripts/no-wechat4u
COPY --from=build /app/node_modules node_modules
COPY --from=build /app/bin bin
COPY --from=build /app/dist dist
# not compiled, and looked for beside dist/
COPY --from=build /app/db/migrations db/migrations
COPY --from=build /app/web/static web/static
COPY --from=build /app/data data
USER node
VOLUME /var/lib/shouwen
EXPOSE 3000
# Shows who looks whether it answers; it starts nothing again. A desk that cannot go on ends by itself (docs/operate.md).
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/healthz`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["tini", "--", "node", "bin/town.mjs"]
CMD ["serve"]
