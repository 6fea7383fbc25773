import { useEffect, useRef, useState } from "react";
import type { Contact } from "../api/wire";

/** Contacts with a customer's message that came while another was being looked at. */
export function useUnread(contacts: Contact[], selected: string | null): ReadonlySet<string> {
  const seen = useRef(new Map<string, number>());
  const [unread, setUnread] = useState<ReadonlySet<string>>(new Set());
  useEffect(() => {
    const next = new Set<string>();
    for (const contact of contacts) {
      const count = (contact.messages ?? []).filter((message) => message.from === "customer").length;
      const before = seen.current.get(contact.id);
      if (contact.id === selected || before === undefined) seen.current.set(contact.id, count);
      else if (count > before) next.add(contact.id);
    }
    setUnread((old) => (old.size === next.size && [...next].every((id) => old.has(id)) ? old : next));
  }, [contacts, selected]);
  return unread;
}
