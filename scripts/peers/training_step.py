"""The benchmark's peer: the same training step in fast, idiomatic, eager, float32 PyTorch.

Speaks JSON lines, so that the benchmark can run its own steps and these in turn, in one sitting:

    → {"ready": true, "torch": "2.15.0", "blas": "mkl", "cpu": "AVX512", "optimizer": "fused", "shapes": {…}}
    ← {"shape": "d128", "steps": 20, "threads": 2}
    → {"milliseconds": [25.1, …], "loss": 6.93}
    ← {"gemm": 2048, "threads": 2}
    → {"milliseconds": [49.9, …], "gflops": 344.3}

Optional in a request: "attention" ("fused", "explicit") and "optimizer" ("fused", "foreach", "loop"); what this build runs
fastest is the default. A bad request gets {"error": …}. `--check` compares loss and gradients with `transformer.py` and ends.
"""

import ctypes
import json
import math
import os
import sys
import time
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from transformer import Config, Transformer, loss_of

BATCH = 64
WARM_UP = 3
GEMM_REPEATS = 10
HAS_FUSED_ATTENTION = hasattr(F, "scaled_dot_product_attention")
HAS_FUSED_ADAMW = tuple(map(int, torch.__version__.split(".")[:2])) >= (2, 4)  # the CPU one


def shape(width: int, encoder_layers: int, heads: int) -> Config:
    return Config(
        vocabularySize=1010,
        sourceLength=25,
        targetLength=8,
        startToken=0,
        width=width,
        encoderLayers=encoder_layers,
        decoderLayers=1,
        heads=heads,
    )


SHAPES = {"d128": shape(128, 2, 4), "d256": shape(256, 4, 8)}


@dataclass
class Choices:
    """How to compute what can be computed in more than one way."""

    attention: str = "fused" if HAS_FUSED_ATTENTION else "explicit"
    optimizer: str = "fused" if HAS_FUSED_ADAMW else "loop"


def attend(query: Tensor, key: Tensor, value: Tensor, causal: Tensor | None, attention: str) -> Tensor:
    """[batch, heads, length, size] each; `causal` is the additive mask [length, length] where there is one."""
    if attention == "fused":
        return F.scaled_dot_product_attention(query, key, value, is_causal=causal is not None)
    scores = query @ key.transpose(-1, -2) * (1 / math.sqrt(query.shape[-1]))
    if causal is not None:
        scores = scores + causal
    return scores.softmax(-1) @ value


class Attention(nn.Module):
    """Self-attention with one projection for query, key and value, or cross-attention with one for key and value."""

    def __init__(self, config: Config, choices: Choices, cross: bool):
        super().__init__()
        self.heads = config.heads
        self.kind = choices.attention
        self.query = nn.Linear(config.width, config.width) if cross else None
        self.joint = nn.Linear(config.width, (2 if cross else 3) * config.width)
        self.output = nn.Linear(config.width, config.width)

    def forward(self, x: Tensor, memory: Tensor, causal: Tensor | None) -> Tensor:
        parts = self.joint(memory).chunk(2 if self.query else 3, dim=-1)
        parts = parts if self.query is None else (self.query(x), *parts)
        query, key, value = (y.unflatten(-1, (self.heads, -1)).transpose(1, 2) for y in parts)
        return self.output(attend(query, key, value, causal, self.kind).transpose(1, 2).flatten(2))


class Layer(nn.Module):
    def __init__(self, config: Config, choices: Choices, decoder: bool):
        super().__init__()
        self.attention_norm = nn.LayerNorm(config.width)
        self.attention = Attention(config, choices, cross=False)
        if decoder:
            self.cross_attention_norm = nn.LayerNorm(config.width)
            self.cross_attention = Attention(config, choices, cross=True)
        self.feed_forward_norm = nn.LayerNorm(config.width)
        self.up = nn.Linear(config.width, 4 * config.width)
        self.down = nn.Linear(4 * config.width, config.width)

    def forward(self, x: Tensor, causal: Tensor | None = None, memory: Tensor | None = None) -> Tensor:
        y = self.attention_norm(x)
        x = x + self.attention(y, y, causal)
        if memory is not None:
            x = x + self.cross_attention(self.cross_attention_norm(x), memory, None)
        return x + self.down(F.relu(self.up(self.feed_forward_norm(x)), inplace=True))


class Stack(nn.Module):
    def __init__(self, config: Config, choices: Choices, decoder: bool):
        super().__init__()
        length = config.targetLength if decoder else config.sourceLength
        layers = config.decoderLayers if decoder else config.encoderLayers
        self.embed = nn.Embedding(config.vocabularySize, config.width)
        self.positions = nn.Embedding(length, config.width)
        self.layers = nn.ModuleList(Layer(config, choices, decoder) for _ in range(layers))
        self.norm = nn.LayerNorm(config.width)
        self.register_buffer("causal", torch.full((length, length), -1e9).triu(1) if decoder else None, persistent=False)

    def forward(self, tokens: Tensor, memory: Tensor | None = None) -> Tensor:
        x = self.embed(tokens) + self.positions.weight
        for layer in self.layers:
            x = layer(x, self.causal, memory)
        return self.norm(x)


class FastTransformer(nn.Module):
    """The model of `transformer.py` for whole-length batches without padding."""

    def __init__(self, config: Config, choices: Choices):
        super().__init__()
        self.encoder = Stack(config, choices, decoder=False)
        self.decoder = Stack(config, choices, decoder=True)
        self.output = nn.Linear(config.width, config.vocabularySize)

    def forward(self, source: Tensor, target: Tensor) -> Tensor:
        return self.output(self.decoder(target, self.encoder(source)))


def make_optimizer(model: nn.Module, kind: str) -> torch.optim.Optimizer:
    parameters = list(model.parameters())
    groups = [
        {"params": [p for p in parameters if p.ndim >= 2], "weight_decay": 0.01},
        {"params": [p for p in parameters if p.ndim < 2], "weight_decay": 0.0},
    ]
    how = {"fused": {"fused": True}, "foreach": {"foreach": True}, "loop": {"foreach": False}}[kind]
    return torch.optim.AdamW(groups, lr=1e-3, betas=(0.9, 0.98), eps=1e-8, **how)


def make_batch(config: Config) -> tuple[Tensor, Tensor, Tensor]:
    random = torch.Generator().manual_seed(1)
    sizes = (config.sourceLength, config.targetLength, config.targetLength)
    source, target, labels = (torch.randint(config.vocabularySize, (BATCH, size), generator=random) for size in sizes)
    return source, target, labels


def make_step(config: Config, choices: Choices):
    """A function that makes one update and returns the loss before it."""
    torch.manual_seed(1)
    model = FastTransformer(config, choices)
    parameters = list(model.parameters())
    optimizer = make_optimizer(model, choices.optimizer)
    source, target, labels = make_batch(config)

    def step() -> float:
        optimizer.zero_grad(set_to_none=True)
        logits = model(source, target)
        loss = F.cross_entropy(logits.flatten(0, 1), labels.flatten())
        loss.backward()
        nn.utils.clip_grad_norm_(parameters, 1.0)
        optimizer.step()
        return loss.item()

    return step


def timed(action, count: int) -> tuple[list[float], object]:
    """Milliseconds of each of `count` calls, and what the last one returned."""
    times, result = [], None
    for _ in range(count):
        start = time.perf_counter()
        result = action()
        times.append((time.perf_counter() - start) * 1000)
    return times, result


def run_gemm(size: int) -> dict:
    a, b, c = torch.rand(size, size), torch.rand(size, size), torch.empty(size, size)
    timed(lambda: torch.mm(a, b, out=c), 2)
    times, _ = timed(lambda: torch.mm(a, b, out=c), GEMM_REPEATS)
    return {"milliseconds": times, "gflops": 2 * size**3 / sorted(times)[len(times) // 2] / 1e6}


def keep_memory() -> None:
    """Has glibc keep freed memory: its default returns the activations' pages every step and faults them in again."""
    trim_threshold, top_pad, mmap_threshold = -1, -2, -3
    libc = ctypes.CDLL(None)
    if hasattr(libc, "mallopt"):
        libc.mallopt(trim_threshold, 2**31 - 1)
        libc.mallopt(top_pad, 2**26)
        libc.mallopt(mmap_threshold, 2**25)


def answer(request: dict, steps: dict) -> dict:
    """`steps` remembers the models of earlier requests, which train on."""
    torch.set_num_threads(request.get("threads", 1))
    if "gemm" in request:
        return run_gemm(request["gemm"])
    choices = Choices(**{key: request[key] for key in ("attention", "optimizer") if key in request})
    key = (request["shape"], choices.attention, choices.optimizer)
    if key not in steps:
        steps[key] = make_step(SHAPES[request["shape"]], choices)
        timed(steps[key], WARM_UP)
    times, loss = timed(steps[key], request["steps"])
    return {"milliseconds": times, "loss": loss}


def blas_name() -> str:
    """What multiplies matrices: the library built in, or for a generic BLAS the file the loader took."""
    built = torch.__config__.show().partition("BLAS_INFO=")[2].split(",")[0]
    if built != "generic":
        return built
    loaded = {line.split()[-1] for line in open("/proc/self/maps") if "blas" in line}
    return ", ".join(sorted(os.path.basename(os.path.realpath(path)) for path in loaded))


def greeting() -> dict:
    choices = Choices()
    capability = torch.__config__.show().partition("CPU capability usage: ")[2].split("\n")[0]
    return {
        "ready": True,
        "torch": torch.__version__,
        "blas": blas_name(),
        "cpu": capability,
        "attention": choices.attention,
        "optimizer": choices.optimizer,
        "shapes": {name: vars(config) for name, config in SHAPES.items()},
    }


def serve() -> None:
    keep_memory()
    steps: dict = {}
    print(json.dumps(greeting()), flush=True)
    for line in sys.stdin:
        try:
            reply = answer(json.loads(line), steps)
        except Exception as error:
            reply = {"error": f"{type(error).__name__}: {error}"}
        print(json.dumps(reply), flush=True)


def reference_name(name: str) -> list[str]:
    """Parameters of `Transformer` that a parameter of `FastTransformer` stacks."""
    for part in ("up", "down"):
        name = name.replace(f".{part}.", f".feed_forward.{part}.")
    if ".joint." not in name:
        return [name]
    parts = ("key", "value") if ".cross_attention." in name else ("query", "key", "value")
    return [name.replace("joint", part) for part in parts]


def check() -> None:
    """Raises unless both models have the same parameters, loss and gradients, in every way of computing them."""
    for name, config in SHAPES.items():
        torch.manual_seed(1)
        reference = Transformer(config)
        source, target, labels = make_batch(config)
        expected = loss_of(reference(source, torch.ones_like(source), target), labels, torch.ones(labels.shape), 0.0)
        expected.backward()
        theirs = dict(reference.named_parameters())
        for attention in ["explicit"] + ["fused"] * HAS_FUSED_ATTENTION:
            model = FastTransformer(config, Choices(attention=attention))
            for key, p in model.named_parameters():
                p.data = torch.cat([theirs[part].data for part in reference_name(key)])
            loss = F.cross_entropy(model(source, target).flatten(0, 1), labels.flatten())
            loss.backward()
            torch.testing.assert_close(loss, expected)
            for key, p in model.named_parameters():
                gradient = torch.cat([theirs[part].grad for part in reference_name(key)])
                torch.testing.assert_close(p.grad, gradient, rtol=1e-3, atol=1e-6)
            count = sum(p.numel() for p in model.parameters())
            assert count == sum(p.numel() for p in theirs.values())
            print(f"{name}, {attention} attention: loss {loss.item():.6f} and {count} gradients agree")


if __name__ == "__main__":
    check() if "--check" in sys.argv[1:] else serve()
