import { Button, Group, Modal, Textarea } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { useTexts } from "../i18n";
import { showDone } from "../ui/problems";
import { useDoing } from "../ui/useDoing";
import styles from "./dialogs.module.css";

/** Asks for one text and sends it: a note, a call for help. */
export function TextDialog({
  title,
  label,
  submit,
  done,
  optional = false,
  send,
  close,
}: {
  title: string;
  label: string;
  submit: string;
  done: string;
  optional?: boolean;
  send(text: string): Promise<unknown>;
  close(): void;
}) {
  const { t } = useTexts();
  const [text, setText] = useState("");
  const [doing, run] = useDoing();
  const go = async (event: FormEvent) => {
    event.preventDefault();
    if (await run(() => send(text.trim()))) {
      showDone(done);
      close();
    }
  };
  return (
    <Modal opened onClose={close} title={title} closeButtonProps={{ "aria-label": t("error.close") }}>
      <form className={styles.form} onSubmit={(event) => void go(event)}>
        <Textarea
          label={label}
          autosize
          minRows={3}
          data-autofocus
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={close}>
            {t("contact.cancel")}
          </Button>
          <Button type="submit" loading={doing} disabled={!optional && !text.trim()}>
            {submit}
          </Button>
        </Group>
      </form>
    </Modal>
  );
}
