import { useState } from "react";

export const PER_PAGE = 25;

/** One page of a long list; a page that is no longer there becomes the last. */
export function usePage<T>(rows: T[]): {
  shown: T[];
  page: number;
  pages: number;
  setPage(page: number): void;
} {
  const [wanted, setPage] = useState(1);
  const pages = Math.max(1, Math.ceil(rows.length / PER_PAGE));
  const page = Math.min(wanted, pages);
  return { shown: rows.slice((page - 1) * PER_PAGE, page * PER_PAGE), page, pages, setPage };
}

/** Whether every word of the filter is found somewhere in the texts. */
export function matches(filter: string, texts: (string | null | undefined)[]): boolean {
  const hay = texts.filter(Boolean).join("\n").toLowerCase();
  return filter
    .toLowerCase()
    .split(/\s+/)
    .every((word) => hay.includes(word));
}
