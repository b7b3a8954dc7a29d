# The desk as an image: built and compiled in one stage, run as nobody special in another.
ARG NODE=20

FROM node:${NODE}-bookworm-slim AS build
# nodejieba is compiled here and nowhere else
RUN apt-get update && apt-get install -y --no-install-recommends python3 make g++ && rm -rf /var/lib/apt/lists/*
# the headers that came with Node
ENV npm_config_nodedir=/usr/local
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
COPY scripts/no-wechat4u scripts/no-wechat4u
RUN npm ci
COPY . .
RUN npm run build && npm prune --omit=dev

FROM node:${NODE}-bookworm-slim
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
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/healthz`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
# node itself is process 1, so that it hears SIGTERM and finishes what was begun
ENTRYPOINT ["node", "bin/town.mjs"]
CMD ["serve"]
