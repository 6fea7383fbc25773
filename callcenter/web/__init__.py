"""ADAPTER. aiohttp: REST, agent and supervisor sockets, OpenAPI, the console's files."""
