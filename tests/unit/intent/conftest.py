"""One small trained model for all tests of the room."""

from pathlib import Path

import pytest

from callcenter.intent.tools import train_site
from callcenter.intent.train import Trained, train
from callcenter.site.examples import Example, Examples
from tests.unit.intent.sites import EMERGENCIES

TAUGHT = {
    "balance_enquiry": "how much money do I have|what is my balance|check my account balance|查余额|卡里还有多少钱|余额多少",
    "card_activation": "activate my card|unblock my card please|my new card must be switched on|激活信用卡|解冻我的卡|怎么开卡",
    "card_loss": "I lost my card|my card is missing|where did I leave my card|我的卡丢了|卡找不到了|我要挂失",
    "card_stolen": "my card was stolen|a thief took my wallet|someone robbed me|卡被偷了|钱包被抢了|手机被偷了",
    "fraud_report": "I did not make this payment|someone used my card|I was scammed|被盗刷了|我被骗了|不是我本人操作",
    "other": "tell me a joke|what is the weather|the machine swallowed my card|卡被吞了|讲个笑话|今天天气怎么样",
    "speak_to_human": "agent please|talk to a human|a real person|转人工|人工客服|我要找真人",
}


def taught() -> Examples:
    rows = [(intent, text) for intent, texts in TAUGHT.items() for text in texts.split("|")]
    return Examples(
        rows=tuple(
            Example(text=text, intent=intent, language="en", file="nlu.yml", line=n)
            for n, (intent, text) in enumerate(rows, start=1)
        )
    )


@pytest.fixture(scope="session")
def trained() -> Trained:
    return train(taught(), EMERGENCIES)


def write_site(directory: Path, *, train: bool = True) -> Path:
    """No whole site: the emergencies and the examples, which is all that training needs."""
    policies = "".join(f"  {name}: {{ emergency: {str(name in EMERGENCIES).lower()} }}\n" for name in TAUGHT)
    (directory / "site.yaml").write_text("intents:\n" + policies, encoding="utf-8")
    (directory / "intents").mkdir()
    for name, texts in TAUGHT.items():
        lines = "".join(f"    - {text}\n" for text in texts.split("|"))
        file = directory / "intents" / f"{name}.yml"
        file.write_text(f'version: "3.1"\nnlu:\n- intent: {name}\n  examples: |\n{lines}', encoding="utf-8")
    if train:
        train_site(directory)
    return directory
