import type { ReactNode } from "react";

/** Something wide that scrolls sideways, also by keyboard. */
export function Scroll({
  className,
  label,
  children,
}: {
  className?: string;
  label: string;
  children: ReactNode;
}) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be within reach of the keyboard
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for fields
    <div className={className} tabIndex={0} role="group" aria-label={label}>
      {children}
    </div>
  );
}
