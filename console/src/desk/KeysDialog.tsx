import { Modal } from "@mantine/core";
import { useTexts } from "../i18n";
import styles from "./dialogs.module.css";

const keys = [
  ["A", "accept"],
  ["D", "decline"],
  ["H", "hold"],
  ["U", "mute"],
  ["S", "secure"],
  ["E", "end"],
  ["T", "transfer"],
  ["N", "note"],
  ["W", "wrapUp"],
  ["M", "message"],
  ["P", "help"],
  ["1–9", "number"],
  ["Ctrl ↵", "finish"],
  ["?", "keys"],
] as const;

export function KeysDialog({ close }: { close(): void }) {
  const { t } = useTexts();
  return (
    <Modal
      opened
      onClose={close}
      title={t("keys.title")}
      closeButtonProps={{ "aria-label": t("error.close") }}
    >
      <dl className={styles.keys}>
        {keys.map(([key, name]) => (
          <div key={key} style={{ display: "contents" }}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{t(`keys.${name}`)}</dd>
          </div>
        ))}
      </dl>
      <p className="soft">{t("keys.hint")}</p>
    </Modal>
  );
}
