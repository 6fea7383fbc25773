// What the customer did in self-service, as the agent sees it.

import { cleanup, render, screen } from "@testing-library/react";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { SelfServed } from "../../src/api/wire";
import { SelfService } from "../../src/desk/SelfService";
import { speak, startTexts } from "../../src/i18n";
import { aContact } from "../fakes";

const done: SelfServed = {
  path: [
    {
      at: "2026-11-21T02:00:00Z",
      flow: "bank",
      node: "",
      key: "",
      title: { en: "Accounts", "zh-CN": "账户" },
    },
    { at: "2026-11-21T02:00:20Z", flow: "bank", node: "menu", key: "1", title: {} },
  ],
  facts: [
    {
      name: "card_status",
      value: "sent",
      title: { en: "New card", "zh-CN": "新卡进度" },
      value_title: { en: "on its way", "zh-CN": "已寄出" },
    },
    { name: "card_tail", value: "4321", title: {}, value_title: {} },
  ],
  identified_at: "2026-11-21T02:00:10Z",
  verified_at: null,
  language: "zh-CN",
};

beforeEach(() => {
  startTexts();
  speak("en");
});
afterEach(cleanup);

test("the way, what was told and what was proved are there, each in the reader's language", () => {
  const { rerender } = render(<SelfService contact={aContact({ self_service: done })} />);
  const shown = () => screen.getByTestId("self-service").textContent;
  for (const words of [
    "Accounts",
    "New cardon its way",
    "card tail4321",
    "Identified",
    "Not verified",
    "Chose 中文",
  ]) {
    expect(shown()).toContain(words);
  }
  speak("zh-CN");
  rerender(
    <SelfService contact={aContact({ self_service: { ...done, verified_at: done.identified_at } })} />,
  );
  for (const words of ["账户", "新卡进度已寄出", "身份已识别", "身份已核验"])
    expect(shown()).toContain(words);
  expect(shown()).not.toContain("未核验");
});

test("who was in no flow has no such section", () => {
  render(<SelfService contact={aContact({ self_service: null })} />);
  expect(screen.queryByTestId("self-service")).toBeNull();
});
