import { create } from "zustand";
import { logIn, logOut, whenLoggedOut, whoAmI } from "../api/http";
import type { Me } from "../api/wire";
import { useDrafts } from "../desk/drafts";
import { queries } from "./queries";

interface MeStore {
  /** undefined: not asked yet; null: nobody. */
  me: Me | null | undefined;
  /** The log-in ended without the person's doing. */
  ended: boolean;
  /** Asking failed for another reason than not being logged in. */
  problem: unknown;
}

export const useMe = create<MeStore>(() => ({ me: undefined, ended: false, problem: null }));

/** The server says that nobody is logged in here any more. */
export function loggedOut(): void {
  const { me } = useMe.getState();
  queries.clear();
  useMe.setState({ me: null, ended: Boolean(me) });
}

whenLoggedOut(loggedOut);

export async function findMe(): Promise<void> {
  useMe.setState({ problem: null });
  try {
    useMe.setState({ me: await whoAmI() });
  } catch (problem) {
    useMe.setState({ problem });
  }
}

export async function enter(name: string, password: string): Promise<void> {
  const me = await logIn(name, password);
  useMe.setState({ me, ended: false, problem: null });
}

export async function leave(): Promise<void> {
  await logOut();
  // The next person at this machine sees nothing of this one's.
  queries.clear();
  useDrafts.getState().forgetAll();
  useMe.setState({ me: null, ended: false });
}
