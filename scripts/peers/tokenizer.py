"""What Hugging Face's `tokenizers` and `transformers` make of our tokenizer: writes `test/fixtures/tokenizer/python.json`.

`trained/` is ours, made from `corpus.txt` beforehand:

    npx pstar tokenizer test/fixtures/tokenizer/corpus.txt --vocabulary 640 --out test/fixtures/tokenizer/trained
    /tmp/peer-venv/bin/python scripts/peers/tokenizer.py

| key | content |
|---|---|
| `ids` | of each of `texts.json` by our tokenizer in Python, without special tokens |
| `autoIds` | of the same by `AutoTokenizer` from the folder of a T5 model: with the end token |
| `literal` | a text that spells special tokens, and its ids where they are read as text |
| `pieces`, `merges` | by Python's own trainer from the same corpus |
| `others` | ids of the same texts by tokenizers of other kinds, trained here and written beside |
"""

import json
import shutil
import tempfile
from pathlib import Path

import tokenizers
import transformers
from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, trainers

FOLDER = Path("test/fixtures/tokenizer")
SPECIAL = ["<pad>", "</s>", "<unk>"]
corpus = (FOLDER / "corpus.txt").read_text()
texts = json.loads((FOLDER / "texts.json").read_text())


def ids_of(tokenizer: Tokenizer) -> list[list[int]]:
    return [tokenizer.encode(text, add_special_tokens=False).ids for text in texts]


def auto_ids() -> list[list[int]]:
    """The folder as it lies beside a model's config."""
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(FOLDER / "trained", folder, dirs_exist_ok=True)
        config = {"model_type": "t5", "architectures": ["T5ForConditionalGeneration"]}
        (Path(folder) / "config.json").write_text(json.dumps(config))
        auto = transformers.AutoTokenizer.from_pretrained(folder)
        assert (auto.pad_token_id, auto.eos_token_id) == (0, 1)
        return [auto(text)["input_ids"] for text in texts]


def literal(tokenizer: Tokenizer) -> dict:
    text = "ends here</s> <pad> not <unk>"
    tokenizer.encode_special_tokens = True
    return {"text": text, "ids": tokenizer.encode(text, add_special_tokens=False).ids}


def train_again(pattern: str) -> dict:
    tokenizer = Tokenizer(models.BPE(unk_token="<unk>"))
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(pattern), behavior="isolated"),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
        ]
    )
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    trainer = trainers.BpeTrainer(
        vocab_size=640, min_frequency=2, special_tokens=SPECIAL, initial_alphabet=alphabet, show_progress=False
    )
    tokenizer.train_from_iterator([corpus], trainer)
    model = json.loads(tokenizer.to_str())["model"]
    pieces = sorted(model["vocab"], key=model["vocab"].get)
    return {"pieces": pieces, "merges": [" ".join(merge) for merge in model["merges"]]}


def gpt2() -> tuple[Tokenizer, dict]:
    """No pad token, the end token among the added ones only by its name."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.normalizer = normalizers.NFC()
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=400, initial_alphabet=pre_tokenizers.ByteLevel.alphabet(), show_progress=False
    )
    tokenizer.train_from_iterator([corpus], trainer)
    tokenizer.add_special_tokens(["<|endoftext|>"])
    return tokenizer, {"tokenizer_class": "GPT2Tokenizer", "eos_token": "<|endoftext|>"}


def unigram() -> tuple[Tokenizer, dict]:
    """SentencePiece's way, as T5's; the tokens in the config are objects."""
    tokenizer = Tokenizer(models.Unigram())
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    tokenizer.decoder = decoders.Metaspace()
    trainer = trainers.UnigramTrainer(
        vocab_size=300, special_tokens=SPECIAL, unk_token="<unk>", show_progress=False
    )
    tokenizer.train_from_iterator(corpus.splitlines(), trainer)
    token = lambda content: {"__type": "AddedToken", "content": content}
    config = {"eos_token": token("</s>"), "pad_token": token("<pad>"), "unk_token": token("<unk>")}
    return tokenizer, {"tokenizer_class": "T5Tokenizer", **config}


def write_other(name: str, tokenizer: Tokenizer, config: dict) -> list[list[int]]:
    folder = FOLDER / name
    folder.mkdir(exist_ok=True)
    tokenizer.save(str(folder / "tokenizer.json"), pretty=False)
    (folder / "tokenizer_config.json").write_text(json.dumps(config) + "\n")
    return ids_of(tokenizer)


ours = Tokenizer.from_file(str(FOLDER / "trained/tokenizer.json"))
pattern = json.loads((FOLDER / "trained/tokenizer.json").read_text())["pre_tokenizer"]["pretokenizers"][0]
fixture = {
    "versions": {"tokenizers": tokenizers.__version__, "transformers": transformers.__version__},
    "ids": ids_of(ours),
    "autoIds": auto_ids(),
    "literal": literal(ours),
    **train_again(pattern["pattern"]["Regex"]),
    "others": {"gpt2": write_other("gpt2", *gpt2()), "unigram": write_other("unigram", *unigram())},
}
(FOLDER / "python.json").write_text(json.dumps(fixture, ensure_ascii=False) + "\n")
