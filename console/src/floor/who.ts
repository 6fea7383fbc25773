import type { FloorContact } from "../api/wire";

/** The customer as a supervisor would call them: by name, else number, else what identifies them. */
export function whoOf(id: string, contact: FloorContact | undefined): string {
  return contact?.name || contact?.caller || contact?.customer || id;
}
