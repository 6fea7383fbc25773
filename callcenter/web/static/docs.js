// Shows /openapi.json; a write tried here brings the word that /api/v1/me returns, as writes with the cookie must.
async function word() {
  const answer = await fetch("/api/v1/me");
  return answer.ok ? (await answer.json()).csrf : "";
}

window.SwaggerUIBundle({
  url: "/openapi.json",
  dom_id: "#docs",
  deepLinking: true,
  validatorUrl: null,
  async requestInterceptor(request) {
    const writes = !["GET", "HEAD"].includes((request.method ?? "GET").toUpperCase());
    if (writes && !request.url.endsWith("/login")) {
      request.headers["X-CSRF-Token"] ??= await word();
    }
    return request;
  },
});
