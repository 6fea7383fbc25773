import { Menu } from "@mantine/core";
import { IconEar, IconMicrophone2, IconPhonePlus } from "@tabler/icons-react";
import { useTexts } from "../i18n";
import { showDone, showProblem } from "../ui/problems";
import { askFloor } from "./ask";

const modes = [
  ["listen", IconEar],
  ["whisper", IconMicrophone2],
  ["barge", IconPhonePlus],
] as const;

/** The three ways into a call, as menu lines. `secure`: secrets are told on it, and nobody listens in. */
export function MonitorItems({ contact, secure }: { contact: string; secure: boolean }) {
  const { t } = useTexts();
  const join = async (mode: (typeof modes)[number][0]) => {
    try {
      await askFloor("contact.monitor", { contact, mode });
      showDone(t("floor.monitorDone", { mode: t(`floor.${mode}`) }));
    } catch (error) {
      showProblem(error);
    }
  };
  return (
    <>
      <Menu.Divider />
      <Menu.Label>{secure ? t("talk.noListening") : contact}</Menu.Label>
      {modes.map(([mode, Icon]) => (
        <Menu.Item
          key={mode}
          disabled={secure}
          leftSection={<Icon size={15} stroke={1.8} />}
          onClick={() => void join(mode)}
        >
          {t(`floor.${mode}`)}
        </Menu.Item>
      ))}
    </>
  );
}
