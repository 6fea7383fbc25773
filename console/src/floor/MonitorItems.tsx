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

/** The three ways into a call, as menu lines. */
export function MonitorItems({ contact }: { contact: string }) {
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
      <Menu.Label>{contact}</Menu.Label>
      {modes.map(([mode, Icon]) => (
        <Menu.Item key={mode} leftSection={<Icon size={15} stroke={1.8} />} onClick={() => void join(mode)}>
          {t(`floor.${mode}`)}
        </Menu.Item>
      ))}
    </>
  );
}
