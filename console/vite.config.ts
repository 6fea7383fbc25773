import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

const server = process.env.CALLCENTER_SERVER ?? "http://127.0.0.1:8080";

export default defineConfig({
  plugins: [react()],
  build: {
    outDir: "../callcenter/console/dist",
    emptyOutDir: true,
    // A data: address would need a wider Content-Security-Policy than 'self'.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 700,
    sourcemap: false,
    // light-dark() as it is: rewritten for older browsers it would no longer follow the chosen scheme.
    cssTarget: ["chrome123", "firefox120", "safari17.5"],
  },
  server: { proxy: { "/api": { target: server, ws: true } } },
  test: {
    include: ["tests/**/*.test.{ts,tsx}"],
    environment: "happy-dom",
    restoreMocks: true,
    testTimeout: 30_000,
  },
});
