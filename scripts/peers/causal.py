"""Decoder-only models as Hugging Face's `transformers` runs them, for test/fixtures/causal.

python scripts/peers/causal.py                  writes the fixtures
python scripts/peers/causal.py --check FOLDER   loads a folder that pstar wrote and prints, as JSON, what it generates greedily after
                                                the ids in FOLDER/prompts.json (one list of ids a prompt)
"""

import argparse
import base64
import gzip
import json
import pathlib
import shutil

import torch
from transformers import AutoConfig, AutoModelForCausalLM

fixtures = pathlib.Path(__file__).parents[2] / "test" / "fixtures" / "causal"

small = {"vocab_size": 31, "bos_token_id": 1, "eos_token_id": 2, "pad_token_id": 0}
llama = {
    **small,
    "hidden_size": 8,
    "intermediate_size": 12,
    "num_hidden_layers": 2,
    "num_attention_heads": 4,
    "num_key_value_heads": 2,
    "max_position_embeddings": 64,
    "tie_word_embeddings": False,
}
heads = {"head_dim": 4}


def rope(**parameters):
    return {"rope_parameters": {"rope_theta": 10000.0, **parameters}}


models = {
    "llama": ("llama", {**llama, "rms_norm_eps": 1e-5}),
    # As SmolLM2: tied, another base.
    "llama-tied": ("llama", {**llama, "tie_word_embeddings": True, **rope(rope_type="default", rope_theta=100000.0)}),
    "llama-biased": ("llama", {**llama, **heads, "attention_bias": True, "mlp_bias": True, "num_key_value_heads": 1}),
    "llama-linear": ("llama", {**llama, **heads, **rope(rope_type="linear", factor=4.0)}),
    "llama-dynamic": ("llama", {**llama, **heads, **rope(rope_type="dynamic", factor=4.0)}),
    "llama3": (
        "llama",
        {
            **llama,
            "head_dim": 8,
            **rope(
                rope_type="llama3",
                factor=8.0,
                low_freq_factor=1.0,
                high_freq_factor=4.0,
                original_max_position_embeddings=32,
            ),
        },
    ),
    "llama-yarn": (
        "llama",
        {**llama, "head_dim": 8, **rope(rope_type="yarn", factor=4.0, original_max_position_embeddings=16)},
    ),
    "mistral": ("mistral", {**llama, **heads, "sliding_window": None}),
    "qwen2": ("qwen2", {**llama, "tie_word_embeddings": True}),
    "qwen3": ("qwen3", {**llama, "head_dim": 6}),
    "gpt2": (
        "gpt2",
        {**small, "n_embd": 8, "n_layer": 2, "n_head": 2, "n_positions": 64, "resid_pdrop": 0, "embd_pdrop": 0, "attn_pdrop": 0},
    ),
}

learning_rate, steps = 0.01, 5
# So many that beams end at different lengths.
beam_ends = [2, 4, 7, 11, 16, 22, 29]


def pack(tensor):
    values = tensor.detach().to(torch.float32).contiguous().numpy()
    return {"shape": list(values.shape), "data": base64.b64encode(values.tobytes()).decode()}


def until_end(ids, ends=(2,)):
    return next((ids[: at + 1] for at, token in enumerate(ids) if token in ends), ids)


def rows(lengths):
    ids = torch.zeros(len(lengths), max(lengths), dtype=torch.long)
    for row, length in enumerate(lengths):
        ids[row, :length] = torch.randint(3, 31, (length,))
    return ids


def loss_of(model, ids, prompts):
    """Mean over the labels: tokens after the prompt, padding left out."""
    labels = ids.clone()
    for row, prompt in enumerate(prompts):
        labels[row, :prompt] = -100
    labels[ids == 0] = -100
    logits = model(input_ids=ids, attention_mask=(ids != 0).long()).logits
    return torch.nn.functional.cross_entropy(logits[:, :-1].flatten(0, 1), labels[:, 1:].flatten(), ignore_index=-100)


def beam_search(model, prompt):
    """The three best of three beams, best first, and their log-probabilities a token."""
    output = model.generate(
        input_ids=prompt[None],
        max_new_tokens=12,
        num_beams=3,
        num_return_sequences=3,
        length_penalty=1.0,
        eos_token_id=beam_ends,
        do_sample=False,
        pad_token_id=0,
        return_dict_in_generate=True,
        output_scores=True,
    )
    return {
        "tokens": [until_end(row[len(prompt) :].tolist(), beam_ends) for row in output.sequences],
        "scores": output.sequences_scores.tolist(),
    }


def make(name, kind, shape, seed):
    torch.manual_seed(seed)
    config = AutoConfig.for_model(kind, **shape)
    model = AutoModelForCausalLM.from_config(config, attn_implementation="eager").eval()
    with torch.no_grad():
        for parameter in model.parameters():
            # Larger than such models start, so that every part shows in the logits.
            mean, spread = (1.0, 0.3) if parameter.dim() == 1 else (0.0, 0.5)
            parameter.normal_(mean, spread)
    folder = fixtures / name
    shutil.rmtree(folder, ignore_errors=True)
    model.save_pretrained(folder)
    (folder / "generation_config.json").unlink(missing_ok=True)

    model = model.double()
    lengths, prompts = [13, 5, 9, 1], [4, 1, 8, 1]
    ids = rows(lengths)
    with torch.no_grad():
        logits = model(input_ids=ids, attention_mask=(ids != 0).long()).logits
        chosen = logits.log_softmax(-1)[:, :-1].gather(-1, ids[:, 1:, None])[..., 0]
        likelihoods = [
            sum(chosen[row, at - 1].item() for at in range(prompts[row], length)) for row, length in enumerate(lengths)
        ]
    generated = []
    for row, prompt in enumerate(prompts):
        given = ids[row : row + 1, :prompt]
        output = model.generate(input_ids=given, max_new_tokens=12, num_beams=1, do_sample=False, pad_token_id=0)
        generated.append(until_end(output[0, prompt:].tolist()))
    beams = [beam_search(model, ids[row, :prompt]) for row, prompt in enumerate(prompts)]

    loss = loss_of(model, ids, prompts)
    loss.backward()
    named = dict(model.named_parameters())
    gradients = {key: pack(parameter.grad) for key, parameter in named.items()}
    losses = []
    matrices = [parameter for parameter in named.values() if parameter.dim() > 1]
    vectors = [parameter for parameter in named.values() if parameter.dim() == 1]
    groups = [{"params": matrices, "weight_decay": 0.1}, {"params": vectors, "weight_decay": 0.0}]
    optimizer = torch.optim.AdamW(groups, lr=learning_rate, betas=(0.9, 0.98), eps=1e-8)
    for _ in range(steps):
        optimizer.zero_grad()
        loss = loss_of(model, ids, prompts)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        losses.append(loss.item())
    expected = {
        "rows": [row[:length].tolist() for row, length in zip(ids, lengths)],
        "prompts": prompts,
        "logits": [pack(row[:length]) for row, length in zip(logits, lengths)],
        "likelihoods": likelihoods,
        "greedy": generated,
        "beamEnds": beam_ends,
        "beams": beams,
        "loss": losses[0],
        "gradients": gradients,
        "losses": losses,
        "trained": {key: pack(parameter) for key, parameter in named.items()},
    }
    with gzip.GzipFile(folder / "expected.json.gz", "wb", mtime=0) as file:
        file.write(json.dumps(expected).encode())


def check(folder):
    model = AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32).eval()
    outputs = []
    for prompt in json.loads((pathlib.Path(folder) / "prompts.json").read_text()):
        ids = model.generate(input_ids=torch.tensor([prompt]), max_new_tokens=12, num_beams=1, do_sample=False, pad_token_id=0)
        outputs.append(until_end(ids[0, len(prompt) :].tolist()))
    print(json.dumps(outputs))


parser = argparse.ArgumentParser()
parser.add_argument("--check")
folder = parser.parse_args().check
if folder:
    check(folder)
else:
    for seed, (name, (kind, shape)) in enumerate(models.items()):
        make(name, kind, shape, seed)
