import "@mantine/core/styles.css";
import "@mantine/notifications/styles.css";
import "./base.css";
import { MantineProvider } from "@mantine/core";
import { Notifications } from "@mantine/notifications";
import { QueryClientProvider } from "@tanstack/react-query";
import { setNonce } from "get-nonce";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { BrowserRouter } from "react-router";
import { startTexts } from "../i18n";
import { App } from "./App";
import { Crash } from "./Crash";
import { queries } from "./queries";
import { readableGreys, theme } from "./theme";

startTexts();

// The server's Content-Security-Policy lets in only style elements with this number.
const nonce = document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? "";
setNonce(nonce);

const root = document.getElementById("root");
if (!root) throw new Error("index.html has no #root");
createRoot(root).render(
  <StrictMode>
    <MantineProvider
      theme={theme}
      cssVariablesResolver={readableGreys}
      defaultColorScheme="auto"
      getStyleNonce={() => nonce}
    >
      <Notifications position="bottom-right" limit={4} />
      <QueryClientProvider client={queries}>
        <Crash>
          <BrowserRouter>
            <App />
          </BrowserRouter>
        </Crash>
      </QueryClientProvider>
    </MantineProvider>
  </StrictMode>,
);
