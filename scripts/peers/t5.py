"""T5 as Hugging Face's `transformers` runs it, for test/fixtures/t5.

python scripts/peers/t5.py                  writes the fixtures
python scripts/peers/t5.py --check FOLDER   loads a folder that pstar wrote and prints, as JSON, what it generates greedily from
                                            the ids in FOLDER/sources.json (one list of ids a source)
"""

import argparse
import base64
import json
import pathlib
import shutil

import torch
from transformers import T5Config, T5ForConditionalGeneration
from transformers.models.t5.modeling_t5 import T5Attention

fixtures = pathlib.Path(__file__).parents[2] / "test" / "fixtures" / "t5"
shapes = {
    "relu": {"feed_forward_proj": "relu"},
    "gated-gelu": {"feed_forward_proj": "gated-gelu_python"},
    # As v1.1 and flan were published: GELU by tanh, an output layer of its own, heads that are not the width's parts.
    "v1.1": {"feed_forward_proj": "gated-gelu", "tie_word_embeddings": False, "num_heads": 3},
    # As `transformers` 5 writes one that was tied all the same.
    "v1.1-tied": {"feed_forward_proj": "gated-gelu", "tie_word_embeddings": False},
}


def pack(tensor):
    values = tensor.detach().to(torch.float32).contiguous().numpy()
    return {"shape": list(values.shape), "data": base64.b64encode(values.tobytes()).decode()}


def until_end(generated):
    """Without the start token and what comes after the end token, 1."""
    ids = generated[1:].tolist()
    return ids[: ids.index(1) + 1] if 1 in ids else ids


def make(name, shape, seed):
    torch.manual_seed(seed)
    sizes = {"vocab_size": 41, "d_model": 16, "d_kv": 8, "d_ff": 24, "num_heads": 2, "n_positions": 180}
    layers = {"num_layers": 2, "num_decoder_layers": 1, "dropout_rate": 0.0}
    tokens = {"pad_token_id": 0, "eos_token_id": 1, "decoder_start_token_id": 0}
    config = T5Config(**{**sizes, **layers, **tokens, **shape})
    model = T5ForConditionalGeneration(config).eval()
    if name == "v1.1":
        model.lm_head.weight = torch.nn.Parameter(torch.empty(41, 16))
    with torch.no_grad():
        for key, parameter in model.named_parameters():
            # Larger than T5 starts, so that every part shows in the logits.
            mean, spread = (1.0, 0.3) if parameter.dim() == 1 else (0.0, 0.4)
            parameter.normal_(mean, spread)
    folder = fixtures / name
    shutil.rmtree(folder, ignore_errors=True)
    model.save_pretrained(folder)
    if name == "v1.1":
        published = json.loads((folder / "config.json").read_text())
        published["tie_word_embeddings"] = False
        del published["scale_decoder_outputs"]
        (folder / "config.json").write_text(json.dumps(published, indent=2) + "\n")

    lengths = [180, 3, 130, 40]
    source = torch.zeros(len(lengths), 180, dtype=torch.long)
    for row, length in enumerate(lengths):
        source[row, :length] = torch.randint(2, 41, (length,))
    mask = (source != 0).long()
    target = torch.randint(2, 41, (len(lengths), 30))
    target[:, 0] = 0
    with torch.no_grad():
        logits = model.double()(input_ids=source, attention_mask=mask, decoder_input_ids=target).logits
        greedy = model.generate(input_ids=source, attention_mask=mask, max_new_tokens=30, num_beams=1, do_sample=False)
    expected = {
        "source": [row[:length].tolist() for row, length in zip(source, lengths)],
        "target": target.tolist(),
        "logits": pack(logits),
        "greedy": [until_end(row) for row in greedy],
    }
    (folder / "expected.json").write_text(json.dumps(expected) + "\n")


def buckets():
    distances = torch.arange(-1000, 1001)
    both = T5Attention._relative_position_bucket(distances, bidirectional=True)
    back = T5Attention._relative_position_bucket(distances, bidirectional=False)
    return {"first": -1000, "encoder": both.tolist(), "decoder": back.tolist()}


def check(folder):
    model = T5ForConditionalGeneration.from_pretrained(folder).eval()
    rows = []
    for source in json.loads((pathlib.Path(folder) / "sources.json").read_text()):
        ids = model.generate(input_ids=torch.tensor([source]), attention_mask=torch.ones(1, len(source), dtype=torch.long))
        rows.append(until_end(ids[0]))
    print(json.dumps(rows))


parser = argparse.ArgumentParser()
parser.add_argument("--check")
folder = parser.parse_args().check
if folder:
    check(folder)
else:
    for seed, (name, shape) in enumerate(shapes.items()):
        make(name, shape, seed)
    (fixtures / "buckets.json").write_text(json.dumps(buckets()) + "\n")
