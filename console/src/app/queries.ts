import { QueryClient } from "@tanstack/react-query";

/** What REST told, kept while somebody is logged in. */
export const queries = new QueryClient({
  defaultOptions: { queries: { retry: 1, refetchOnWindowFocus: true, staleTime: 5_000 } },
});
