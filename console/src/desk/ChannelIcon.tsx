import { IconMail, IconMessage, IconMessages, IconPhone } from "@tabler/icons-react";
import type { Channel } from "../api/wire";
import { useTexts } from "../i18n";

const icons = { voice: IconPhone, chat: IconMessages, sms: IconMessage, email: IconMail };

export function ChannelIcon({ channel, size = 16 }: { channel: Channel; size?: number }) {
  const { t } = useTexts();
  const Icon = icons[channel] ?? IconMessages;
  return (
    <Icon size={size} stroke={1.8} role="img" aria-label={t(`channel.${channel}`)} style={{ flex: "none" }} />
  );
}
