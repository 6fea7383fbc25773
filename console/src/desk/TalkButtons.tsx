import { Button } from "@mantine/core";
import { IconMicrophone, IconMicrophoneOff, IconShield, IconShieldOff } from "@tabler/icons-react";
import type { Contact } from "../api/wire";
import { useTexts } from "../i18n";
import { canMute, canSecure } from "./talk";

export interface TalkActions {
  mute(contact: Contact): void;
  secure(contact: Contact): void;
  doing: boolean;
}

/** Who hears the agent, and who hears the customer's secrets. */
export function TalkButtons({
  contact,
  live,
  actions,
}: {
  contact: Contact;
  live: boolean;
  actions: TalkActions;
}) {
  const { t } = useTexts();
  const off = !live || actions.doing;
  const icon = { size: 17, stroke: 1.8 };
  const secure = Boolean(contact.secure_until);
  if (contact.channel !== "voice") return null;
  return (
    <>
      <Button
        variant={contact.muted ? "light" : "default"}
        disabled={off || !canMute(contact)}
        aria-pressed={Boolean(contact.muted)}
        leftSection={contact.muted ? <IconMicrophone {...icon} /> : <IconMicrophoneOff {...icon} />}
        rightSection={<kbd className="hint">U</kbd>}
        onClick={() => actions.mute(contact)}
        data-testid="mute"
      >
        {t(contact.muted ? "contact.unmute" : "contact.mute")}
      </Button>
      {!contact.asked_by && (
        <Button
          variant={secure ? "light" : "default"}
          disabled={off || !canSecure(contact)}
          aria-pressed={secure}
          leftSection={secure ? <IconShieldOff {...icon} /> : <IconShield {...icon} />}
          rightSection={<kbd className="hint">S</kbd>}
          onClick={() => actions.secure(contact)}
          data-testid="secure"
        >
          {t(secure ? "contact.secureEnd" : "contact.secure")}
        </Button>
      )}
    </>
  );
}
