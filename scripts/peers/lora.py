"""Low-rank adapters as Hugging Face's `peft` trains and stores them, for test/fixtures/lora.

python scripts/peers/lora.py                       writes the fixtures, on the models of test/fixtures/causal and test/fixtures/t5
python scripts/peers/lora.py --check BASE ADAPTER  loads an adapter that pstar wrote and prints, as JSON, the logits of the ids in
                                                   ADAPTER/ids.json, by the adapted model and by the merged one
"""

import argparse
import base64
import gzip
import json
import pathlib
import shutil

import torch
from peft import LoraConfig, PeftModel, get_peft_model
from transformers import AutoConfig, AutoModelForCausalLM, AutoModelForSeq2SeqLM

fixtures = pathlib.Path(__file__).parents[2] / "test" / "fixtures"

# Name, model, and what differs in the adapter.
adapters = [
    ("llama", "causal/llama", {"target_modules": "all-linear", "r": 3, "lora_alpha": 6}),
    ("gpt2", "causal/gpt2", {"target_modules": ["c_attn", "mlp.c_proj"], "r": 2, "lora_alpha": 5, "fan_in_fan_out": True}),
    ("t5", "t5/gated-gelu", {"target_modules": ["q", "v", "wi_0", "wo"], "r": 2, "lora_alpha": 4}),
    ("llama-head", "causal/llama", {"target_modules": ["q_proj", "lm_head"], "r": 2, "lora_alpha": 3}),
    ("t5-head", "t5/v1.1", {"target_modules": ["k", "lm_head"], "r": 2, "lora_alpha": 3}),
]
learning_rate, steps = 0.01, 5


def pack(tensor):
    values = tensor.detach().to(torch.float32).contiguous().numpy()
    return {"shape": list(values.shape), "data": base64.b64encode(values.tobytes()).decode()}


def plain(name):
    return name.removeprefix("base_model.model.").replace(".default.", ".")


def rows(lengths, vocabulary):
    ids = torch.zeros(len(lengths), max(lengths), dtype=torch.long)
    for row, length in enumerate(lengths):
        ids[row, :length] = torch.randint(3, vocabulary, (length,))
    return ids


def causal_loss(model, ids, prompts):
    labels = ids.clone()
    for row, prompt in enumerate(prompts):
        labels[row, :prompt] = -100
    labels[ids == 0] = -100
    logits = model(input_ids=ids, attention_mask=(ids != 0).long()).logits
    return logits, torch.nn.functional.cross_entropy(logits[:, :-1].flatten(0, 1), labels[:, 1:].flatten(), ignore_index=-100)


def translation_loss(model, source, target):
    labels = target.masked_fill(target == 0, -100)
    given = torch.cat([torch.zeros_like(target[:, :1]), target[:, :-1]], 1)
    logits = model(input_ids=source, attention_mask=(source != 0).long(), decoder_input_ids=given).logits
    return logits, torch.nn.functional.cross_entropy(logits.flatten(0, 1), labels.flatten(), ignore_index=-100)


def load(folder):
    is_translation = AutoConfig.from_pretrained(folder).is_encoder_decoder
    kind = AutoModelForSeq2SeqLM if is_translation else AutoModelForCausalLM
    return kind.from_pretrained(folder, attn_implementation="eager")


def make(name, base, settings, seed):
    torch.manual_seed(seed)
    is_causal = base.startswith("causal")
    task = "CAUSAL_LM" if is_causal else "SEQ_2_SEQ_LM"
    model = get_peft_model(load(fixtures / base), LoraConfig(task_type=task, **settings)).eval()
    with torch.no_grad():
        for key, parameter in model.named_parameters():
            # Zero at first: its gradient alone would not show A's.
            if "lora_B" in key:
                parameter.normal_(0, 0.3)
    folder = fixtures / "lora" / name
    shutil.rmtree(folder, ignore_errors=True)
    model.base_model.model.name_or_path = base
    model.peft_config["default"].base_model_name_or_path = base
    model.save_pretrained(folder)
    (folder / "README.md").unlink(missing_ok=True)

    model = model.double()
    vocabulary = model.config.vocab_size
    if is_causal:
        lengths, prompts = [13, 5, 9], [4, 1, 8]
        ids = rows(lengths, vocabulary)
        data = {"rows": [row[:length].tolist() for row, length in zip(ids, lengths)], "prompts": prompts}
        forward = lambda: causal_loss(model, ids, prompts)
    else:
        source, target = rows([9, 4], vocabulary), rows([6, 3], vocabulary)
        data = {"source": source.tolist(), "target": target.tolist()}
        forward = lambda: translation_loss(model, source, target)

    trained = {key: parameter for key, parameter in model.named_parameters() if parameter.requires_grad}
    logits, loss = forward()
    loss.backward()
    gradients = {plain(key): pack(parameter.grad) for key, parameter in trained.items()}
    optimizer = torch.optim.AdamW(trained.values(), lr=learning_rate, betas=(0.9, 0.98), eps=1e-8, weight_decay=0.1)
    losses = []
    for _ in range(steps):
        optimizer.zero_grad()
        _, loss = forward()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(trained.values(), 1.0)
        optimizer.step()
        losses.append(loss.item())
    final = {plain(key): pack(parameter) for key, parameter in trained.items()}
    model = model.merge_and_unload()
    with torch.no_grad():
        merged, _ = forward()
    expected = {
        **data,
        "logits": pack(logits),
        "loss": losses[0],
        "gradients": gradients,
        "losses": losses,
        "trained": final,
        "merged": pack(merged),
    }
    with gzip.GzipFile(folder / "expected.json.gz", "wb", mtime=0) as file:
        file.write(json.dumps(expected).encode())


def check(base, adapter):
    ids = torch.tensor([json.loads((pathlib.Path(adapter) / "ids.json").read_text())])
    model = PeftModel.from_pretrained(load(pathlib.Path(base)), adapter).eval()

    def logits():
        given = {"decoder_input_ids": ids} if model.config.is_encoder_decoder else {}
        with torch.no_grad():
            return model(input_ids=ids, **given).logits[0].tolist()

    adapted = logits()
    model = model.merge_and_unload()
    print(json.dumps({"adapted": adapted, "merged": logits()}))


parser = argparse.ArgumentParser()
parser.add_argument("--check", nargs=2, metavar=("BASE", "ADAPTER"))
folders = parser.parse_args().check
if folders:
    check(*folders)
else:
    for seed, (name, base, settings) in enumerate(adapters):
        make(name, base, settings, seed)
