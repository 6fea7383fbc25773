import { useQueryClient } from "@tanstack/react-query";
import { Problem, post } from "../api/http";
import { useTexts } from "../i18n";
import { showDone } from "../ui/problems";
import { useDoing } from "../ui/useDoing";

/** A name that makes one wish unique. crypto.randomUUID is missing on plain http, so it is made here. */
export function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/**
 * Does something to one case and reads the ledger again. `etag` is the version that was looked at: when somebody else
 * changed it meanwhile the server refuses, and the newer one is shown.
 */
export function useCaseAction(name: "complaints" | "callbacks", id: string, etag: string | null) {
  const { t } = useTexts();
  const queries = useQueryClient();
  const [doing, run] = useDoing();
  const reload = () => queries.invalidateQueries({ queryKey: [name] });
  const act = (verb: string, body: Record<string, unknown>, key: string): Promise<boolean> =>
    run(async () => {
      try {
        await post(`/${name}/${encodeURIComponent(id)}/${verb}`, body, { key, etag });
        showDone(t("cases.done"));
      } catch (error) {
        if (error instanceof Problem && (error.status === 409 || error.status === 412)) await reload();
        throw error;
      }
      await reload();
    });
  return { doing, act };
}
