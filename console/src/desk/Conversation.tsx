import { ActionIcon, Textarea } from "@mantine/core";
import { IconSend2 } from "@tabler/icons-react";
import { useEffect, useRef } from "react";
import type { Contact } from "../api/wire";
import { useTexts } from "../i18n";
import { useServerSecond } from "../live/serverTime";
import { when } from "../ui/time";
import { useDoing } from "../ui/useDoing";
import { ask } from "./ask";
import styles from "./Conversation.module.css";
import { useDrafts } from "./drafts";

/** What was said and written so far, and for written channels the line to write on. */
export function Conversation({ contact, live }: { contact: Contact; live: boolean }) {
  const { t, language } = useTexts();
  const now = useServerSecond();
  const end = useRef<HTMLDivElement>(null);
  const messages = contact.messages ?? [];
  const count = messages.length;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the newest line is shown whenever one came
  useEffect(() => {
    end.current?.scrollIntoView?.({ block: "nearest" });
  }, [count, contact.id]);
  // On the phone the customer's sentences come as words, unless the thread already holds them.
  const words = messages.some((message) => message.from === "customer") ? [] : contact.words;
  const open = contact.state === "connected" || contact.state === "held" || contact.state === "connecting";

  return (
    <div className={styles.conversation}>
      <div className={styles.thread} role="log" aria-label={t("contact.conversation")}>
        {count === 0 && words.length === 0 && <p className={styles.none}>{t("contact.nothingSaid")}</p>}
        {words.map((line, index) => (
          <Line key={`${index}-${line}`} from="customer" text={line} />
        ))}
        {messages.map((message) => (
          <Line
            key={message.id}
            from={message.from}
            text={message.text}
            at={when(message.at, language, now)}
          />
        ))}
        <div ref={end} />
      </div>
      {contact.channel !== "voice" && open && <Composer contact={contact} live={live} />}
    </div>
  );
}

function Line({ from, text, at }: { from: "customer" | "agent" | "machine"; text: string; at?: string }) {
  const { t } = useTexts();
  return (
    <div className={styles.line} data-from={from}>
      <p className={styles.by}>
        {t(`contact.${from}`)} {at && <time className="num">{at}</time>}
      </p>
      <p className={styles.text} dir="auto">
        {text}
      </p>
    </div>
  );
}

function Composer({ contact, live }: { contact: Contact; live: boolean }) {
  const { t } = useTexts();
  const text = useDrafts((store) => store.messages[contact.id] ?? "");
  const { writeMessage } = useDrafts.getState();
  const [doing, run] = useDoing();
  const send = async () => {
    if (!text.trim() || !live || doing) return;
    const sent = await run(() => ask("message.send", { contact: contact.id, text: text.trim() }));
    if (sent) writeMessage(contact.id, "");
  };
  return (
    <form
      className={styles.composer}
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      <Textarea
        id="composer"
        className={styles.input}
        aria-label={t("contact.message")}
        placeholder={t("contact.messagePlaceholder")}
        autosize
        minRows={1}
        maxRows={8}
        value={text}
        onChange={(event) => writeMessage(contact.id, event.currentTarget.value)}
        onKeyDown={(event) => {
          // While an input method is choosing characters, Enter belongs to it.
          if (event.key === "Enter" && !event.shiftKey && !event.nativeEvent.isComposing) {
            event.preventDefault();
            void send();
          }
        }}
      />
      <ActionIcon
        type="submit"
        variant="filled"
        color="sea"
        size={36}
        loading={doing}
        disabled={!live || !text.trim()}
        aria-label={t("contact.send")}
      >
        <IconSend2 size={19} stroke={1.8} />
      </ActionIcon>
    </form>
  );
}
