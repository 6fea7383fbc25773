import type { Contact } from "../api/wire";
import { useTexts } from "../i18n";
import { Tag } from "../ui/Tag";

const KINDS = ["virtual_hold", "voicemail"] as const;

/** Why we call this customer: what was promised, for what reason, and the message they left. */
export function WhatWasPromised({
  contact,
}: {
  contact: Pick<Contact, "callback" | "place_since" | "promised">;
}) {
  const { t } = useTexts();
  const { callback, place_since, promised } = contact;
  if (!callback) {
    return null;
  }
  const kind = KINDS.find((one) => one === promised?.kind);
  return (
    <>
      {!place_since && <Tag tone="accent">{t(kind ? `promised.${kind}` : "contact.callbackKept")}</Tag>}
      {promised?.reason && <span>{promised.reason}</span>}
      {promised?.recording && <Recording url={promised.recording} />}
    </>
  );
}

/** Only what a browser can fetch is a link. */
function Recording({ url }: { url: string }) {
  const { t } = useTexts();
  if (!/^https?:/.test(url)) {
    return <span className="soft">{t("promised.recordingAt", { url })}</span>;
  }
  return (
    <a href={url} target="_blank" rel="noreferrer">
      {t("promised.listen")}
    </a>
  );
}
