"""The encoder–decoder transformer of `src/nn`, written again in plain PyTorch: the reference it is checked against.

Clarity over speed: every product of the attention is spelled out and nothing is fused. `training_step.py` holds the fast one.
A model's `state_dict` has the names and shapes that pstar's `model.safetensors` has.
"""

import math
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional as F

MASKED = -1e9
RELATIVE_BUCKETS = 32
RELATIVE_DISTANCE = 128
ROTARY_BASE = 10000.0


@dataclass
class Config:
    """`transformerConfig` of `src/nn/config.ts`, same names and defaults."""

    vocabularySize: int
    sourceLength: int
    targetLength: int
    startToken: int
    endToken: int | None = None
    padToken: int | None = None
    width: int = 64
    encoderLayers: int = 1
    decoderLayers: int = 1
    heads: int = 4
    keyValueHeads: int | None = None
    feedForward: int | None = None
    activation: str = "relu"
    normalization: str = "layer"
    normalizationEpsilon: float = 1e-5
    positions: str = "learned"
    biases: bool = True
    tiedEmbeddings: bool = False


class Norm(nn.Module):
    """LayerNorm (Ba et al., 2016; a bias where the config has biases) or RMSNorm (Zhang & Sennrich, 2019; never one)."""

    def __init__(self, config: Config):
        super().__init__()
        self.centered = config.normalization == "layer"
        self.epsilon = config.normalizationEpsilon
        self.weight = nn.Parameter(torch.ones(config.width))
        self.bias = nn.Parameter(torch.zeros(config.width)) if self.centered and config.biases else None

    def forward(self, x: Tensor) -> Tensor:
        if self.centered:
            return F.layer_norm(x, x.shape[-1:], self.weight, self.bias, self.epsilon)
        return x * torch.rsqrt(x.square().mean(-1, keepdim=True) + self.epsilon) * self.weight


def sinusoids(length: int, width: int) -> Tensor:
    """Vaswani et al. (2017), section 3.5: [length, width], sines at even columns and cosines at odd ones."""
    position = torch.arange(length, dtype=torch.float64)[:, None]
    angle = position / 10000.0 ** (torch.arange(0, width, 2, dtype=torch.float64) / width)
    return torch.stack([angle.sin(), angle.cos()], dim=-1).flatten(1)[:, :width]


def rotate(x: Tensor) -> Tensor:
    """Rotary positions (Su et al., 2021) with Llama's halves: x is [batch, heads, length, size]."""
    length, size = x.shape[-2:]
    frequency = ROTARY_BASE ** (-torch.arange(0, size, 2, dtype=torch.float64) / size)
    angle = torch.arange(length, dtype=torch.float64)[:, None] * frequency
    angle = torch.cat([angle, angle], dim=-1).to(x.dtype)
    first, second = x.chunk(2, dim=-1)
    return x * angle.cos() + torch.cat([-second, first], dim=-1) * angle.sin()


def relative_bucket(distance: Tensor, bidirectional: bool) -> Tensor:
    """T5's bucket of `key position − query position` (Raffel et al., 2020), float32 logarithm as in Hugging Face's code."""
    buckets = RELATIVE_BUCKETS
    offset = torch.zeros_like(distance)
    if bidirectional:
        buckets //= 2
        offset = (distance > 0).long() * buckets
        distance = distance.abs()
    else:
        distance = -torch.clamp(distance, max=0)
    exact = buckets // 2
    scaled = torch.log(distance.clamp(min=1).float() / exact) / math.log(RELATIVE_DISTANCE / exact)
    far = exact + (scaled * (buckets - exact)).long()
    return offset + torch.where(distance < exact, distance, far.clamp(max=buckets - 1))


class Attention(nn.Module):
    """Multi-head attention, scaled by 1/√size; each key–value head serves `heads / keyValueHeads` query heads."""

    def __init__(self, config: Config, rotary: bool):
        super().__init__()
        self.heads = config.heads
        self.shared = config.heads // (config.keyValueHeads or config.heads)
        self.size = config.width // config.heads
        self.rotary = rotary
        narrow = config.width // self.shared
        self.query = nn.Linear(config.width, config.width, bias=config.biases)
        self.key = nn.Linear(config.width, narrow, bias=config.biases)
        self.value = nn.Linear(config.width, narrow, bias=config.biases)
        self.output = nn.Linear(config.width, config.width, bias=config.biases)

    def split(self, x: Tensor) -> Tensor:
        return x.unflatten(-1, (-1, self.size)).transpose(1, 2)

    def forward(self, x: Tensor, memory: Tensor, bias: Tensor) -> Tensor:
        """`bias`, added to the scores, broadcasts to [batch, heads, queries, keys]: masks and relative positions."""
        query, key, value = self.split(self.query(x)), self.split(self.key(memory)), self.split(self.value(memory))
        if self.rotary:
            query, key = rotate(query), rotate(key)
        key, value = (y.repeat_interleave(self.shared, dim=1) for y in (key, value))
        scores = query @ key.transpose(-1, -2) / math.sqrt(self.size) + bias
        mixed = scores.softmax(-1) @ value
        return self.output(mixed.transpose(1, 2).flatten(2))


class FeedForward(nn.Module):
    def __init__(self, config: Config):
        super().__init__()
        inner = config.feedForward or 4 * config.width
        kind = config.activation.removeprefix("gated-")
        self.activation = {"relu": F.relu, "gelu": F.gelu, "silu": F.silu}[kind]
        self.gate = nn.Linear(config.width, inner, bias=config.biases) if kind != config.activation else None
        self.up = nn.Linear(config.width, inner, bias=config.biases)
        self.down = nn.Linear(inner, config.width, bias=config.biases)

    def forward(self, x: Tensor) -> Tensor:
        if self.gate is None:
            return self.down(self.activation(self.up(x)))
        return self.down(self.activation(self.gate(x)) * self.up(x))


class Layer(nn.Module):
    """One pre-norm layer; a decoder's also attends to the encoder's output."""

    def __init__(self, config: Config, decoder: bool):
        super().__init__()
        self.attention_norm = Norm(config)
        self.attention = Attention(config, rotary=config.positions == "rotary")
        if decoder:
            self.cross_attention_norm = Norm(config)
            self.cross_attention = Attention(config, rotary=False)
        self.feed_forward_norm = Norm(config)
        self.feed_forward = FeedForward(config)

    def forward(self, x: Tensor, bias: Tensor, memory: Tensor | None = None, memory_bias: Tensor | None = None) -> Tensor:
        y = self.attention_norm(x)
        x = x + self.attention(y, y, bias)
        if memory is not None:
            x = x + self.cross_attention(self.cross_attention_norm(x), memory, memory_bias)
        return x + self.feed_forward(self.feed_forward_norm(x))


class Stack(nn.Module):
    """Embedding, positions, layers and the last norm of an encoder or a decoder."""

    def __init__(self, config: Config, decoder: bool):
        super().__init__()
        self.kind = config.positions
        self.decoder = decoder
        if not config.tiedEmbeddings:
            self.embed = nn.Embedding(config.vocabularySize, config.width)
        if self.kind == "learned":
            self.positions = nn.Embedding(config.targetLength if decoder else config.sourceLength, config.width)
        if self.kind == "relative":
            self.relative = nn.Embedding(RELATIVE_BUCKETS, config.heads)
        layers = config.decoderLayers if decoder else config.encoderLayers
        self.layers = nn.ModuleList(Layer(config, decoder) for _ in range(layers))
        self.norm = Norm(config)

    def forward(
        self,
        tokens: Tensor,
        shared: nn.Embedding | None,
        mask: Tensor,
        memory: Tensor | None = None,
        memory_mask: Tensor | None = None,
    ) -> Tensor:
        x = (shared or self.embed)(tokens)
        place = torch.arange(tokens.shape[1])
        if self.kind == "learned":
            x = x + self.positions(place)
        if self.kind == "sinusoidal":
            x = x + sinusoids(len(place), x.shape[-1]).to(x.dtype)
        bias = mask
        if self.kind == "relative":
            buckets = relative_bucket(place[None, :] - place[:, None], bidirectional=not self.decoder)
            bias = bias + self.relative(buckets).permute(2, 0, 1)
        for layer in self.layers:
            x = layer(x, bias, memory, memory_mask)
        return self.norm(x)


class Transformer(nn.Module):
    def __init__(self, config: Config):
        super().__init__()
        self.config = config
        self.shared = nn.Embedding(config.vocabularySize, config.width) if config.tiedEmbeddings else None
        self.encoder = Stack(config, decoder=False)
        self.decoder = Stack(config, decoder=True)
        if self.shared is None:
            self.output = nn.Linear(config.width, config.vocabularySize, bias=config.biases)

    def forward(self, source: Tensor, source_mask: Tensor, target: Tensor) -> Tensor:
        """Logits [batch, target, vocabulary] from tokens [batch, source], their mask (1 real, 0 padding) and decoder inputs."""
        dtype = next(self.parameters()).dtype
        padding = ((1 - source_mask) * MASKED).to(dtype)[:, None, None, :]
        length = target.shape[1]
        causal = torch.ones(length, length, dtype=dtype).triu(1) * MASKED
        memory = self.encoder(source, self.shared, padding)
        y = self.decoder(target, self.shared, causal, memory, padding)
        return self.output(y) if self.shared is None else y @ self.shared.weight.T


def loss_of(logits: Tensor, labels: Tensor, weights: Tensor, smoothing: float) -> Tensor:
    """Weighted mean of the label-smoothed cross-entropy; a label of −100 counts as weight 0."""
    each = F.cross_entropy(logits.flatten(0, 1), labels.flatten(), reduction="none", label_smoothing=smoothing)
    weights = weights.flatten() * (labels.flatten() != -100)
    return (each * weights).sum() / weights.sum()


def make_optimizer(model: nn.Module, learningRate: float, beta1: float, beta2: float, epsilon: float, weightDecay: float):
    """AdamW (Loshchilov & Hutter, 2019) that decays matrices and leaves biases and norms alone."""
    parameters = list(model.parameters())
    groups = [
        {"params": [p for p in parameters if p.ndim >= 2], "weight_decay": weightDecay},
        {"params": [p for p in parameters if p.ndim < 2], "weight_decay": 0.0},
    ]
    return torch.optim.AdamW([g for g in groups if g["params"]], lr=learningRate, betas=(beta1, beta2), eps=epsilon)
