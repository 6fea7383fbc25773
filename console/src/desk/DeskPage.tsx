import { useTexts } from "../i18n";
import { useDesk } from "../live/deskStore";
import { Empty } from "../ui/Empty";
import { DeskWork } from "./DeskWork";

/** The agent's whole day: shown once the first picture is there. */
export default function DeskPage() {
  const { t } = useTexts();
  const desk = useDesk((store) => store.desk);
  if (!desk) return <Empty>{t("live.waiting")}</Empty>;
  return <DeskWork desk={desk} />;
}
