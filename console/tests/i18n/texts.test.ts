import { expect, test } from "vitest";
import { wordsIn } from "../../src/i18n";
import { en } from "../../src/i18n/en";
import { zh } from "../../src/i18n/zh";

type Tree = { [key: string]: string | Tree };

function leaves(tree: Tree, path = ""): [string, string][] {
  return Object.entries(tree).flatMap(([key, value]) =>
    typeof value === "string"
      ? [[`${path}${key}`, value] as [string, string]]
      : leaves(value, `${path}${key}.`),
  );
}

const fields = (text: string) => (text.match(/\{\{\w+\}\}/g) ?? []).sort();

test("every sentence has the same fields in both languages, and none is empty", () => {
  const chinese = new Map(leaves(zh));
  for (const [key, text] of leaves(en)) {
    expect(text, key).not.toBe("");
    expect(fields(chinese.get(key) ?? ""), key).toEqual(fields(text));
  }
});

test("the site's words come in the reader's language, or in the nearest there is", () => {
  const words = { "zh-CN": "挂失", en: "Card loss" };
  expect(wordsIn(words, "en")).toBe("Card loss");
  expect(wordsIn(words, "zh-TW")).toBe("挂失");
  expect(wordsIn({ de: "Sperre" }, "en")).toBe("Sperre");
  expect(wordsIn(null, "en")).toBe("");
});
