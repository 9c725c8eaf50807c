"""Writes test/fixtures/published: four tiny random models as `optimum-cli export onnx` leaves them, and what PyTorch makes of them.

The folders are those that @huggingface/transformers loads; `expected.json` in each holds PyTorch's numbers, in float64.
Needs an environment of its own, since optimum's exporter asks for an older transformers:

    python3 -m venv /tmp/export-venv
    /tmp/export-venv/bin/pip install optimum==2.3.0 optimum-onnx==0.1.0 transformers==4.57.3 torch==2.15.0 onnx onnxruntime
    /tmp/export-venv/bin/python scripts/peers/published.py
"""

import json
import shutil
import tempfile
from pathlib import Path

import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from optimum.exporters.onnx import main_export
from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers
from transformers import (
    BertConfig,
    BertForSequenceClassification,
    BertModel,
    LlamaConfig,
    LlamaForCausalLM,
    PreTrainedTokenizerFast,
    T5Config,
    T5ForConditionalGeneration,
)

OUT = Path(__file__).resolve().parents[2] / "test" / "fixtures" / "published"
NEW_TOKENS = 20

TEXTS = [
    "Rain is expected in the north on Friday, with winds of up to 40 miles an hour along the coast.",
    "The company said its profit rose.",
    "A court ruled on Monday.",
    "Voters chose a new mayor after a campaign about housing, buses and the price of water in the old town.",
    "Café owners – 120 of them – signed.",
    "Go!",
]
ANSWERS = ["Rain on Friday.", "Profit rose by a third.", "A ruling", "", "Owners signed a letter.", "Gone"]
CHAT = (
    "{{ bos_token }}{% for message in messages %}<|{{ message['role'] }}|>{{ message['content'] }}{{ eos_token }}"
    "{% endfor %}{% if add_generation_prompt %}<|assistant|>{% endif %}"
)


def byte_tokenizer(special: list[str], vocabulary: int) -> Tokenizer:
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=vocabulary,
        special_tokens=special,
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    tokenizer.train_from_iterator(TEXTS + ANSWERS, trainer)
    return tokenizer


def word_pieces(vocabulary: int) -> Tokenizer:
    tokenizer = Tokenizer(models.WordPiece(unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.BertNormalizer(lowercase=True)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.decoder = decoders.WordPiece()
    trainer = trainers.WordPieceTrainer(
        vocab_size=vocabulary, special_tokens=["[PAD]", "[UNK]", "[CLS]", "[SEP]"], show_progress=False
    )
    tokenizer.train_from_iterator(TEXTS + ANSWERS, trainer)
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", pair="[CLS] $A [SEP] $B:1 [SEP]:1", special_tokens=[("[CLS]", 2), ("[SEP]", 3)]
    )
    return tokenizer


def randomise(model, seed: int, scale: float) -> None:
    """Weights large enough that answers differ from each other."""
    torch.manual_seed(seed)
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            if "norm" in name.lower():
                parameter.copy_(1 + 0.1 * torch.randn_like(parameter))
            else:
                parameter.copy_(scale * torch.randn_like(parameter))


def write(name: str, model, tokenizer: PreTrainedTokenizerFast, task: str, expected: dict) -> Path:
    folder = OUT / name
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "onnx").mkdir(parents=True)
    with tempfile.TemporaryDirectory() as source, tempfile.TemporaryDirectory() as exported:
        model.float().save_pretrained(source)
        tokenizer.save_pretrained(source)
        main_export(source, exported, task=task, do_validation=False)
        for file in Path(exported).iterdir():
            if file.name in ("model.onnx", "encoder_model.onnx", "decoder_model_merged.onnx"):
                shutil.copy(file, folder / "onnx" / file.name)
            elif file.name in ("config.json", "generation_config.json", "tokenizer.json", "tokenizer_config.json"):
                shutil.copy(file, folder / file.name)
        template = Path(exported) / "chat_template.jinja"
        if template.exists():
            config = json.loads((folder / "tokenizer_config.json").read_text())
            config["chat_template"] = template.read_text()
            (folder / "tokenizer_config.json").write_text(json.dumps(config, indent=2) + "\n")
    (folder / "expected.json").write_text(json.dumps(expected) + "\n")
    return folder


def log_probabilities(logits: torch.Tensor, tokens: list[int]) -> list[float]:
    """Of each token, given the logits it was chosen by."""
    return torch.log_softmax(logits, -1)[torch.arange(len(tokens)), tokens].tolist()


def varied(make, answers_of) -> tuple:
    """The first seed by which some greedy answers end by themselves and others do not."""
    for seed in range(1000):
        model = make(seed).double().eval()
        answers = answers_of(model)
        ends = [answer["finishReason"] == "end" for answer in answers]
        lengths = {len(answer["tokens"]) for answer in answers}
        if 2 <= sum(ends) < len(ends) and len(lengths) > 2:
            return model, answers
    raise SystemExit("no seed gives varied answers")


@torch.no_grad()
def greedy(logits_after, end: int) -> dict:
    """`logits_after(tokens)`: those of the next token. One row, no cache, no padding."""
    tokens, logs = [], []
    while len(tokens) < NEW_TOKENS:
        logits = logits_after(tokens)
        token = int(logits.argmax())
        logs.append(float(torch.log_softmax(logits, -1)[token]))
        tokens.append(token)
        if token == end:
            return {"tokens": tokens, "logProbabilities": logs, "finishReason": "end"}
    return {"tokens": tokens, "logProbabilities": logs, "finishReason": "length"}


@torch.no_grad()
def decoder_only() -> None:
    tokenizer = PreTrainedTokenizerFast(
        tokenizer_object=byte_tokenizer(["<s>", "</s>", "<pad>", "<|system|>", "<|user|>", "<|assistant|>"], 290),
        bos_token="<s>",
        eos_token="</s>",
        pad_token="<pad>",
        padding_side="left",
        model_max_length=256,
        chat_template=CHAT,
    )
    config = LlamaConfig(
        vocab_size=290, hidden_size=32, intermediate_size=48, num_hidden_layers=2, num_attention_heads=4,
        num_key_value_heads=2, max_position_embeddings=256, bos_token_id=0, eos_token_id=1, pad_token_id=2,
        tie_word_embeddings=False,
    )  # fmt: skip
    chats = [
        [{"role": "system", "content": "Be brief."}] * (i % 2) + [{"role": "user", "content": text}]
        for i, text in enumerate(TEXTS)
    ]
    prompts = [tokenizer.apply_chat_template(chat, add_generation_prompt=True) for chat in chats]

    def make(seed: int) -> LlamaForCausalLM:
        model = LlamaForCausalLM(config)
        randomise(model, seed, 0.35)
        return model

    def next_logits(model, prompt):
        return lambda tokens: model(torch.tensor([prompt + tokens])).logits[0, -1]

    model, answers = varied(make, lambda model: [greedy(next_logits(model, prompt), 1) for prompt in prompts])
    for answer in answers:
        answer["text"] = tokenizer.decode(answer["tokens"], skip_special_tokens=True)
    likelihoods = []
    for prompt, answer in zip(prompts, ANSWERS):
        tokens = tokenizer(answer, add_special_tokens=False).input_ids + [1]
        logits = model(torch.tensor([prompt + tokens])).logits[0, len(prompt) - 1 : -1]
        likelihoods.append(log_probabilities(logits, tokens))
    plain = tokenizer(TEXTS[1]).input_ids
    write("llama", model, tokenizer, "text-generation-with-past", {
        "chats": chats, "prompts": prompts, "greedy": answers, "answers": ANSWERS, "likelihoods": likelihoods,
        "plain": {"text": TEXTS[1], "prompt": plain, "greedy": greedy(next_logits(model.double(), plain), 1)},
    })  # fmt: skip


@torch.no_grad()
def encoder_decoder() -> None:
    backend = byte_tokenizer(["<pad>", "</s>", "<unk>"], 290)
    backend.post_processor = processors.TemplateProcessing(single="$A </s>", special_tokens=[("</s>", 1)])
    tokenizer = PreTrainedTokenizerFast(
        tokenizer_object=backend, eos_token="</s>", pad_token="<pad>", unk_token="<unk>", model_max_length=128
    )
    config = T5Config(
        vocab_size=290, d_model=32, d_kv=8, d_ff=48, num_layers=2, num_decoder_layers=2, num_heads=4,
        relative_attention_num_buckets=8, relative_attention_max_distance=32, decoder_start_token_id=0,
        eos_token_id=1, pad_token_id=0, dropout_rate=0.0,
    )  # fmt: skip
    inputs = [tokenizer(text).input_ids for text in TEXTS]

    def make(seed: int) -> T5ForConditionalGeneration:
        model = T5ForConditionalGeneration(config)
        randomise(model, seed, 0.5)
        model.shared.weight.data[1] *= 2  # an end that is sometimes likely
        return model

    def logits_of(model, source: list[int], target: list[int]) -> torch.Tensor:
        return model(input_ids=torch.tensor([source]), decoder_input_ids=torch.tensor([[0, *target]])).logits[0]

    def next_logits(model, source):
        return lambda tokens: logits_of(model, source, tokens)[-1]

    model, answers = varied(make, lambda model: [greedy(next_logits(model, source), 1) for source in inputs])
    for answer in answers:
        answer["text"] = tokenizer.decode(answer["tokens"], skip_special_tokens=True)
    likelihoods = []
    for source, answer in zip(inputs, ANSWERS):
        tokens = tokenizer(answer).input_ids
        likelihoods.append(log_probabilities(logits_of(model, source, tokens[:-1]), tokens))
    write("t5", model, tokenizer, "text2text-generation-with-past", {
        "texts": TEXTS, "inputs": inputs, "greedy": answers, "answers": ANSWERS, "likelihoods": likelihoods,
    })  # fmt: skip


def bert_tokenizer() -> PreTrainedTokenizerFast:
    return PreTrainedTokenizerFast(
        tokenizer_object=word_pieces(300), cls_token="[CLS]", sep_token="[SEP]", pad_token="[PAD]", unk_token="[UNK]",
        model_max_length=48, model_input_names=["input_ids", "token_type_ids", "attention_mask"],
    )  # fmt: skip


def bert_config(**more) -> BertConfig:
    return BertConfig(
        vocab_size=300, hidden_size=32, num_hidden_layers=2, num_attention_heads=4, intermediate_size=48,
        max_position_embeddings=48, hidden_dropout_prob=0.0, attention_probs_dropout_prob=0.0, **more,
    )  # fmt: skip


@torch.no_grad()
def embedding() -> None:
    tokenizer = bert_tokenizer()
    model = BertModel(bert_config(), add_pooling_layer=False)
    randomise(model, 1, 0.2)
    model.double().eval()
    hidden = [model(**tokenizer(text, return_tensors="pt")).last_hidden_state[0] for text in TEXTS]
    mean = torch.nn.functional.normalize(torch.stack([rows.mean(0) for rows in hidden]), dim=-1)
    first = torch.nn.functional.normalize(torch.stack([rows[0] for rows in hidden]), dim=-1)
    folder = write("bert", model, tokenizer, "feature-extraction", {
        "texts": TEXTS, "mean": mean.tolist(), "cls": first.tolist(),
    })  # fmt: skip
    onnx = folder / "onnx"
    quantize_dynamic(onnx / "model.onnx", onnx / "model_quantized.onnx", weight_type=QuantType.QInt8)


@torch.no_grad()
def entailment() -> None:
    tokenizer = bert_tokenizer()
    labels = {0: "CONTRADICTION", 1: "neutral", 2: "Entailment"}
    model = BertForSequenceClassification(bert_config(id2label=labels, label2id={v: k for k, v in labels.items()}))
    randomise(model, 2, 0.25)
    model.double().eval()
    pairs = [[text, answer] for text in TEXTS for answer in ANSWERS[:3]]
    probabilities = [
        torch.softmax(model(**tokenizer(*pair, return_tensors="pt")).logits[0], -1).tolist() for pair in pairs
    ]
    write("nli", model, tokenizer, "text-classification", {
        "labels": ["contradiction", "neutral", "entailment"], "pairs": pairs, "probabilities": probabilities,
    })  # fmt: skip


if __name__ == "__main__":
    torch.set_num_threads(1)
    decoder_only()
    encoder_decoder()
    embedding()
    entailment()
