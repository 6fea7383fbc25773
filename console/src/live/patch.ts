import {
  existsIn,
  immutableJSONPatch,
  type JSONPatchOperation,
  parseJSONPointer,
} from "immutable-json-patch";

/** One RFC 6902 operation. */
export type Operation = JSONPatchOperation;

/** The document here is not the one the patch was made for: only a new snapshot helps. */
export class PatchFailed extends Error {}

/**
 * Applies an RFC 6902 patch; the parts it does not touch stay the same objects, so that only changed rows are drawn.
 *
 * The library forgives `replace` and `remove` of what is not there; the RFC (section 4) does not, and for us it is the
 * one sign that screen and server have come apart. Raises `PatchFailed` and changes nothing.
 */
export function applyPatch<T>(document: T, patch: Operation[]): T {
  try {
    return immutableJSONPatch(document, patch, {
      before: (current, operation) => {
        const needed =
          operation.op === "replace" || operation.op === "remove"
            ? operation.path
            : operation.op === "move" || operation.op === "copy"
              ? operation.from
              : null;
        if (needed !== null && !existsIn(current, parseJSONPointer(needed))) {
          throw new Error(`nothing at ${needed}`);
        }
        return {};
      },
    }) as T;
  } catch (error) {
    throw new PatchFailed(error instanceof Error ? error.message : String(error));
  }
}
