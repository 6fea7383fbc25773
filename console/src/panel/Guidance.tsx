import Markdown from "react-markdown";
import styles from "./Panel.module.css";

/** A list of things to do, as Markdown is commonly written (`- [ ] block the card`). */
const UNTICKED = /^(\s*[-*] )\[ \] /gm;

/** The service team's words. No HTML, no images, no scripts: react-markdown builds elements, never markup. */
export default function Guidance({ text }: { text: string }) {
  return (
    <div className={styles.guidance}>
      <Markdown
        skipHtml
        disallowedElements={["img"]}
        components={{
          h1: "h4",
          h2: "h4",
          h3: "h5",
          li: ({ children }) => <li data-task={String([children].flat()[0]).startsWith("☐")}>{children}</li>,
          a: ({ href, children }) => (
            <a href={href} target="_blank" rel="noopener noreferrer">
              {children}
            </a>
          ),
        }}
      >
        {text.replace(UNTICKED, "$1☐ ")}
      </Markdown>
    </div>
  );
}
