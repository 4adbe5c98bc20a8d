# Debian's Node by default; with Alpine's: docker build --build-arg NODE_TAG=24-alpine .
ARG NODE_TAG=24-slim

FROM node:${NODE_TAG} AS build
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts
COPY . .
# Public: they are in every page. The container itself can stamp others at its start.
ARG VITE_WORKOS_CLIENT_ID=
ARG VITE_WORKOS_API_URL=
ARG VITE_WORKOS_REDIRECT_URI=
# Where the console is on its origin, such as /console. Only the build takes it.
ARG PORTICO_BASE_PATH=
ENV PORTICO_HOST=node
RUN npm run build

FROM node:${NODE_TAG}
ENV NODE_ENV=production HOST=0.0.0.0 PORT=4300
WORKDIR /app
COPY --from=build /app/dist dist
COPY --from=build /app/build build
USER node
EXPOSE 4300
STOPSIGNAL SIGTERM
# Not /api/health, which would count as a client without an address. With a base path the root is 404, and the server well.
HEALTHCHECK --interval=30s --timeout=5s \
  CMD ["node", "-e", "fetch('http://127.0.0.1:' + process.env.PORT).then(({ status }) => process.exit(status < 500 ? 0 : 1), () => process.exit(1))"]
CMD ["node", "build/server.mjs"]
