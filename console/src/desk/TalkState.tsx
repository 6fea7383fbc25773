import type { Contact, FloorContact } from "../api/wire";
import { useTexts } from "../i18n";
import { useServerSecond } from "../live/serverTime";
import { Tag } from "../ui/Tag";
import { clock } from "../ui/time";
import styles from "./ContactStage.module.css";

/** What a talk is besides: recorded, secure, with an agent nobody hears. */
export function TalkTags({
  contact,
}: {
  contact: Pick<Contact | FloorContact, "recording" | "secure_until" | "muted">;
}) {
  const { t } = useTexts();
  const { recording, secure_until, muted } = contact;
  return (
    <>
      {recording && (
        <Tag tone={recording === "on" ? "calm" : "warn"}>
          {t(recording === "on" ? "talk.recording" : "talk.paused")}
        </Tag>
      )}{" "}
      {secure_until && !recording && <Tag tone="warn">{t("talk.secure")}</Tag>}{" "}
      {muted && <Tag tone="warn">{t("talk.muted")}</Tag>}
    </>
  );
}

/** While secrets are told: what that means, and when it ends by itself. */
export function SecureBand({ contact }: { contact: Contact }) {
  const { t } = useTexts();
  const now = useServerSecond();
  if (!contact.secure_until) return null;
  const left = Math.max(0, (Date.parse(contact.secure_until) - now) / 1000);
  return (
    <p className={styles.secure} role="status" data-testid="secure-band">
      <strong>{t("talk.secure")}</strong>{" "}
      {t(contact.recording ? "talk.secureRecorded" : "talk.secureUnrecorded")}{" "}
      <span className="num soft">{t("talk.secureLeft", { time: clock(left) })}</span>
    </p>
  );
}
