"""Direct preference optimisation (Rafailov et al. 2023) in plain PyTorch, for test/fixtures/preference: of all weights of
test/fixtures/causal/llama and test/fixtures/t5/gated-gelu, and of the adapters of test/fixtures/lora/llama and lora/t5.

python scripts/peers/preference.py
"""

import base64
import gzip
import json
import pathlib

import torch
from peft import PeftModel
from torch.nn.utils.parametrize import register_parametrization
from transformers import AutoModelForCausalLM, T5ForConditionalGeneration

fixtures = pathlib.Path(__file__).parents[2] / "test" / "fixtures"
learning_rate, steps, beta, smoothing = 0.003, 5, 0.3, 0.1


def pack(tensor):
    values = tensor.detach().to(torch.float32).contiguous().numpy()
    return {"shape": list(values.shape), "data": base64.b64encode(values.tobytes()).decode()}


def plain(name):
    return name.removeprefix("base_model.model.").replace(".default.", ".").replace(".parametrizations.weight.original", ".weight")


def random_ids(length):
    return torch.randint(3, 31, (length,))


# Likelihoods are reckoned one row at a time: no padding to get wrong.


class Sequences:
    """Answers after their prompts."""

    def __init__(self, sizes):
        self.prompts, self.rows = [], []
        for prompt, pair in sizes:
            given = random_ids(prompt)
            self.rows += [torch.cat([given, random_ids(length)]) for length in pair]
            self.prompts += [prompt, prompt]

    def log_likelihoods(self, model):
        sums = []
        for row, prompt in zip(self.rows, self.prompts):
            each = model(input_ids=row[None]).logits[0, :-1].log_softmax(-1).gather(-1, row[1:, None])[:, 0]
            sums.append(each[prompt - 1 :].sum())
        return torch.stack(sums)

    def to_json(self):
        return {"rows": [row.tolist() for row in self.rows], "prompts": self.prompts}


class Translations:
    """Answers of a decoder to what its encoder read."""

    def __init__(self, sizes):
        self.sources, self.targets = [], []
        for source, pair in sizes:
            given = random_ids(source)
            self.sources += [given, given]
            self.targets += [random_ids(length) for length in pair]

    def log_likelihoods(self, model):
        sums = []
        for source, target in zip(self.sources, self.targets):
            given = torch.cat([torch.zeros_like(target[:1]), target[:-1]])
            logits = model(input_ids=source[None], decoder_input_ids=given[None]).logits[0]
            sums.append(logits.log_softmax(-1).gather(-1, target[:, None]).sum())
        return torch.stack(sums)

    def to_json(self):
        return {"sources": [row.tolist() for row in self.sources], "targets": [row.tolist() for row in self.targets]}


def measures(model, pairs, reference):
    preference = pairs.log_likelihoods(model).view(-1, 2)
    margins = beta * (preference[:, 0] - preference[:, 1] - reference)
    log_sigmoid = torch.nn.functional.logsigmoid
    loss = -(1 - smoothing) * log_sigmoid(margins) - smoothing * log_sigmoid(-margins)
    return loss.mean(), (margins > 0).double().mean(), margins.mean()


def make(name, model, kind, seed):
    torch.manual_seed(seed)
    model = model.double().eval()
    # Of each pair what is given, and the lengths of the chosen answer and the rejected one.
    pairs = kind([(3, (4, 7)), (1, (9, 2)), (6, (5, 5))])
    with torch.no_grad():
        start = pairs.log_likelihoods(model).view(-1, 2)
    reference = start[:, 0] - start[:, 1]
    trained = {key: parameter for key, parameter in model.named_parameters() if parameter.requires_grad}
    optimizer = torch.optim.AdamW(trained.values(), lr=learning_rate, betas=(0.9, 0.98), eps=1e-8, weight_decay=0.0)
    seen, gradients = [], None
    for step in range(steps):
        optimizer.zero_grad()
        loss, accuracy, margin = measures(model, pairs, reference)
        loss.backward()
        gradients = gradients or {plain(key): pack(parameter.grad) for key, parameter in trained.items()}
        torch.nn.utils.clip_grad_norm_(trained.values(), 1.0)
        optimizer.step()
        seen.append({"loss": loss.item(), "accuracy": accuracy.item(), "margin": margin.item()})
    expected = {
        **pairs.to_json(),
        "beta": beta,
        "labelSmoothing": smoothing,
        "gradients": gradients,
        "steps": seen,
        "trained": {plain(key): pack(parameter) for key, parameter in trained.items()},
    }
    with gzip.GzipFile(fixtures / "preference" / f"{name}.json.gz", "wb", mtime=0) as file:
        file.write(json.dumps(expected).encode())


class Scaled(torch.nn.Module):
    """A weight that is trained in other units."""

    def __init__(self, factor):
        super().__init__()
        self.factor = factor

    def forward(self, weight):
        return weight * self.factor

    def right_inverse(self, weight):
        return weight / self.factor


def in_our_units(model):
    """AdamW and the norm of the gradient depend on units: the engine divides attention's scores by the root of a head's size, which
    T5 has in its queries' weights, and has the factor of T5's tied output layer in the norm before it."""
    config = model.config
    for key, module in list(model.named_modules()):
        if key.endswith("Attention.q"):
            register_parametrization(module, "weight", Scaled(config.d_kv**-0.5))
    register_parametrization(model.decoder.final_layer_norm, "weight", Scaled(config.d_model**0.5))
    return model


def llama():
    return AutoModelForCausalLM.from_pretrained(fixtures / "causal" / "llama", attn_implementation="eager")


def t5():
    return T5ForConditionalGeneration.from_pretrained(fixtures / "t5" / "gated-gelu", attn_implementation="eager")


def adapted(model, adapter):
    return PeftModel.from_pretrained(model, fixtures / "lora" / adapter, is_trainable=True)


(fixtures / "preference").mkdir(exist_ok=True)
make("full", llama(), Sequences, 0)
make("lora", adapted(llama(), "llama"), Sequences, 1)
make("t5-full", in_our_units(t5()), Translations, 2)
make("t5-lora", adapted(t5(), "t5"), Translations, 3)
