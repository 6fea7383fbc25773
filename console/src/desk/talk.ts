import type { Contact } from "../api/wire";

/** A call on which the agent and somebody else are. */
function talks({ channel, state }: Contact): boolean {
  return channel === "voice" && (state === "connected" || state === "held");
}

export const canMute = talks;

/** Secrets are told to one's own customer; who was asked for advice has nothing to switch. */
export function canSecure(contact: Contact): boolean {
  return talks(contact) && !contact.asked_by;
}
