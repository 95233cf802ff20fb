# Two stages: one builds (better-sqlite3 may need a compiler), the other holds what runs and nothing else. docs/docker.md
ARG NODE=24-bookworm-slim

FROM node:${NODE} AS build
RUN apt-get update && apt-get install -y --no-install-recommends g++ make python3 && rm -rf /var/lib/apt/lists/*
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY tsconfig.json tsconfig.build.json ./
COPY src ./src
RUN npm run --silent build && npm prune --omit=dev --no-audit --no-fund

FROM node:${NODE}
# The heap's limit: without one, Node on a large machine lets garbage pile up before it looks for any.
ENV NODE_ENV=production \
    NODE_OPTIONS=--max-old-space-size=512 \
    HOST=0.0.0.0 \
    PORT=3000 \
    DATABASE_URL=sqlite:/data/trailwarden.sqlite
WORKDIR /app
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
COPY migrations ./migrations
COPY rules ./rules
COPY manifest.yml manifest.http.yml LICENSE ./
RUN mkdir /data && chown node:node /data
USER node
VOLUME /data
EXPOSE 3000
# The process answers, whatever AWS and Slack do: restarting it would not help those. /readyz is for monitoring.
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/healthz`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
# node handles SIGTERM itself and starts no other process, so no init is needed.
ENTRYPOINT ["node", "dist/main.js"]
CMD ["start"]
