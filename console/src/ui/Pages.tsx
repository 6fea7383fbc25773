import { Pagination } from "@mantine/core";
import { useTexts } from "../i18n";

/** The pages of a list; nothing when there is only one. */
export function Pages({
  page,
  pages,
  setPage,
}: {
  page: number;
  pages: number;
  setPage(page: number): void;
}) {
  const { t } = useTexts();
  if (pages <= 1) return null;
  return (
    <Pagination
      size="sm"
      mt={8}
      total={pages}
      value={page}
      onChange={setPage}
      getItemProps={(n) => ({ "aria-label": `${t("floor.page")} ${n}` })}
      getControlProps={(control) => ({
        "aria-label": control === "previous" || control === "first" ? t("floor.previous") : t("floor.next"),
      })}
    />
  );
}
