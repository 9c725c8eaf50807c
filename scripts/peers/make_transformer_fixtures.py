"""Writes test/fixtures/transformer/*.json: what PyTorch makes of five tiny models, in float64.

An array is {"type": "float32" | "float64" | "int32", "shape": […], "data": base64 of its little-endian bytes}.
"""

import base64
import json
from pathlib import Path

import torch
from torch import Tensor

from transformer import Config, Transformer, loss_of, make_optimizer, relative_bucket

OUT = Path(__file__).resolve().parents[2] / "test" / "fixtures" / "transformer"
STEPS = 5
BEAM = 3
OPTIMIZER = {"learningRate": 0.01, "beta1": 0.9, "beta2": 0.98, "epsilon": 1e-8, "weightDecay": 0.01}
CLIP_NORM = 1.0

SIZES = {
    "vocabularySize": 11,
    "sourceLength": 5,
    "targetLength": 4,
    "startToken": 9,
    "padToken": 10,
    "encoderLayers": 2,
    "decoderLayers": 1,
    "width": 8,
    "heads": 2,
}

# name: (config, label smoothing, whether rows have padding)
CASES = {
    "layer-relu-learned": (
        {"decoderLayers": 2, "activation": "relu", "normalization": "layer", "positions": "learned", "biases": True},
        0.0,
        True,
    ),
    "rms-silu-rotary-grouped": (
        {
            "width": 16,
            "heads": 4,
            "keyValueHeads": 2,
            "feedForward": 16,
            "activation": "gated-silu",
            "normalization": "rms",
            "normalizationEpsilon": 1e-6,
            "positions": "rotary",
            "biases": False,
            "tiedEmbeddings": True,
        },
        0.0,
        True,
    ),
    "layer-gelu-sinusoidal-smoothed": (
        {"activation": "gelu", "normalization": "layer", "positions": "sinusoidal"},
        0.1,
        False,
    ),
    "rms-gelu-relative": (
        {
            "heads": 4,
            "activation": "gated-gelu",
            "normalization": "rms",
            "positions": "relative",
            "biases": False,
        },
        0.05,
        True,
    ),
    "layer-silu-learned-tied": (
        {
            "encoderLayers": 1,
            "decoderLayers": 2,
            "activation": "silu",
            "normalization": "layer",
            "positions": "learned",
            "tiedEmbeddings": True,
        },
        0.0,
        False,
    ),
}


def pack(tensor: Tensor, kind: str) -> dict:
    array = tensor.detach().numpy().astype({"float32": "<f4", "float64": "<f8", "int32": "<i4"}[kind])
    return {"type": kind, "shape": list(array.shape), "data": base64.b64encode(array.tobytes()).decode()}


def initialize(model: Transformer, random: torch.Generator) -> None:
    """Weights large enough that no term of the model is negligible, each exact in float32."""
    for parameter in model.parameters():
        noise = torch.randn(parameter.shape, generator=random, dtype=torch.float64)
        values = noise * (0.5 if parameter.ndim >= 2 else 0.2)
        parameter.data = values.float().double()
    for name, parameter in model.named_parameters():
        if name.endswith("norm.weight"):
            parameter.data = (1 + parameter.data).float().double()


def make_batch(config: Config, padded: bool, random: torch.Generator) -> dict[str, Tensor]:
    """Three rows of tokens 0…8; where padded, the second lacks a token and the third two, at either side."""
    rows = 3
    source = torch.randint(0, 9, (rows, config.sourceLength), generator=random)
    labels = torch.randint(0, 9, (rows, config.targetLength), generator=random)
    source_mask = torch.ones_like(source)
    if padded:
        for row in range(rows):
            source_mask[row, config.sourceLength - row :] = 0
            labels[row, config.targetLength - row :] = -100
    source = torch.where(source_mask == 1, source, config.padToken)
    shifted = torch.where(labels == -100, config.padToken, labels)[:, :-1]
    start = torch.full((rows, 1), config.startToken)
    return {
        "source": source,
        "sourceMask": source_mask,
        "decoderInput": torch.cat([start, shifted], dim=1),
        "labels": labels,
        "weights": (labels != -100).double(),
    }


def train(model: Transformer, batch: dict[str, Tensor], smoothing: float) -> dict:
    """Five updates on one batch: losses and gradient norms before each (and the last loss), and the final parameters."""
    optimizer = make_optimizer(model, **OPTIMIZER)
    losses, norms = [], []
    for step in range(STEPS + 1):
        optimizer.zero_grad()
        logits = model(batch["source"], batch["sourceMask"], batch["decoderInput"])
        loss = loss_of(logits, batch["labels"], batch["weights"], smoothing)
        losses.append(loss.item())
        if step == STEPS:
            break
        loss.backward()
        norms.append(torch.nn.utils.clip_grad_norm_(model.parameters(), CLIP_NORM).item())
        optimizer.step()
    parameters = {name: pack(p, "float32") for name, p in model.named_parameters()}
    return {"losses": losses, "gradientNorms": norms, "parameters": parameters}


@torch.no_grad()
def log_probabilities(model: Transformer, source: Tensor, mask: Tensor, tokens: Tensor) -> Tensor:
    """Log-probabilities [rows, given + 1, vocabulary] after the start token and each given token."""
    start = torch.full((len(source), 1), model.config.startToken)
    return model(source, mask, torch.cat([start, tokens], dim=1)).log_softmax(-1)


def beam_search(model: Transformer, source: Tensor, mask: Tensor, width: int) -> list[dict]:
    """The `width` best beams of every row, best first; width 1 is greedy. Refuses a choice that rounding could turn."""
    results = []
    for row in range(len(source)):
        beams = torch.zeros(1, 0, dtype=torch.long)
        each = torch.zeros(1, 0, dtype=torch.float64)
        for _ in range(model.config.targetLength):
            count = len(beams)
            after = log_probabilities(model, source[row].expand(count, -1), mask[row].expand(count, -1), beams)[:, -1]
            total, choice = (each.sum(1, keepdim=True) + after).flatten().sort(descending=True)
            gaps = total[:width] - total[1 : width + 1]
            assert gaps.min() > 1e-4, "two beams are too close for float32: take another seed"
            parent, token = choice[:width] // after.shape[1], choice[:width] % after.shape[1]
            beams = torch.cat([beams[parent], token[:, None]], dim=1)
            each = torch.cat([each[parent], after[parent, token][:, None]], dim=1)
        results.append({"tokens": beams.tolist(), "logProbabilities": each.tolist(), "totals": each.sum(1).tolist()})
    return results


@torch.no_grad()
def decode(model: Transformer, batch: dict[str, Tensor], random: torch.Generator) -> dict:
    source, mask = batch["source"], batch["sourceMask"]
    greedy = beam_search(model, source, mask, 1)
    targets = torch.randint(0, 9, (len(source), model.config.targetLength), generator=random)
    chosen = log_probabilities(model, source, mask, targets[:, :-1]).gather(-1, targets[..., None]).squeeze(-1)
    return {
        "greedy": {
            "tokens": [row["tokens"][0] for row in greedy],
            "logProbabilities": [row["logProbabilities"][0] for row in greedy],
        },
        "beam": {"width": BEAM, "rows": beam_search(model, source, mask, BEAM)},
        "likelihood": {
            "targets": targets.tolist(),
            "logProbabilities": chosen.tolist(),
            "totals": chosen.sum(1).tolist(),
        },
    }


def make_fixture(name: str, seed: int) -> dict:
    overrides, smoothing, padded = CASES[name]
    config = {**SIZES, **overrides}
    random = torch.Generator().manual_seed(seed)
    model = Transformer(Config(**config)).double()
    initialize(model, random)
    batch = make_batch(model.config, padded, random)
    logits = model(batch["source"], batch["sourceMask"], batch["decoderInput"])
    loss = loss_of(logits, batch["labels"], batch["weights"], smoothing)
    loss.backward()
    return {
        "torch": torch.__version__,
        "config": config,
        "training": {**OPTIMIZER, "clipNorm": CLIP_NORM, "labelSmoothing": smoothing, "steps": STEPS},
        "batch": {key: value.tolist() for key, value in batch.items()},
        "parameters": {key: pack(value, "float32") for key, value in model.named_parameters()},
        "logits": pack(logits, "float64"),
        "loss": loss.item(),
        "gradients": {key: pack(value.grad, "float64") for key, value in model.named_parameters()},
        "decoding": decode(model, batch, random),
        "trained": train(model, batch, smoothing),
    }


def relative_buckets() -> dict:
    """Buckets of every distance from −200 to 200 (key − query), both ways."""
    distances = torch.arange(-200, 201)
    return {
        "distances": distances.tolist(),
        "bidirectional": relative_bucket(distances, True).tolist(),
        "causal": relative_bucket(distances, False).tolist(),
    }


def write(name: str, content: dict) -> None:
    path = OUT / f"{name}.json"
    path.write_text(json.dumps(content, separators=(",", ":")) + "\n")
    print(f"{path.name}: {path.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    OUT.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(1)
    for index, case in enumerate(CASES):
        write(case, make_fixture(case, seed=20240607 + index))
    write("relative-buckets", relative_buckets())
