# MillDash in a container: the bundle, the screens, the native packages that cannot be part of it, and Node 24 of the base image.
# The npm packages that bring Node 24 to older machines stay behind.
FROM node:24-bookworm-slim AS build
WORKDIR /build
COPY package.json package-lock.json ./
COPY web/package.json web/
RUN npm ci --no-audit --no-fund
COPY . .
RUN npm run build

FROM node:24-bookworm-slim
ENV NODE_ENV=production \
    HOST=0.0.0.0 \
    DATA_DIR=/data
WORKDIR /app
COPY package.json ./
COPY --from=build /build/node_modules/@node-rs node_modules/@node-rs
COPY --from=build /build/node_modules/bcryptjs node_modules/bcryptjs
COPY --from=build /build/node_modules/@img node_modules/@img
COPY --from=build /build/node_modules/sharp node_modules/sharp
COPY --from=build /build/node_modules/libheif-js node_modules/libheif-js
COPY --from=build /build/node_modules/detect-libc node_modules/detect-libc
COPY --from=build /build/node_modules/semver node_modules/semver
COPY --from=build /build/dist dist
COPY bin bin
COPY LICENSE CHANGELOG.md ./
RUN ln -s /app/bin/milldash.js /usr/local/bin/milldash && install -d -o node -g node -m 0700 /data
USER node
VOLUME /data
EXPOSE 8000 1883 8883
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT || 8000}/health/ready`).then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "bin/milldash.js", "serve"]
