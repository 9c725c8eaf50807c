"""Direct preference optimisation (Rafailov et al. 2023) in plain PyTorch, for test/fixtures/preference: of all weights of
test/fixtures/causal/llama, and of the adapter of test/fixtures/lora/llama.

python scripts/peers/preference.py
"""

import base64
import gzip
import json
import pathlib

import torch
from peft import PeftModel
from transformers import AutoModelForCausalLM

fixtures = pathlib.Path(__file__).parents[2] / "test" / "fixtures"
learning_rate, steps, beta, smoothing = 0.003, 5, 0.3, 0.1


def pack(tensor):
    values = tensor.detach().to(torch.float32).contiguous().numpy()
    return {"shape": list(values.shape), "data": base64.b64encode(values.tobytes()).decode()}


def plain(name):
    return name.removeprefix("base_model.model.").replace(".default.", ".")


def log_likelihoods(model, rows, prompts):
    """Of each row after its prompt, one row at a time: no padding to get wrong."""
    sums = []
    for row, prompt in zip(rows, prompts):
        chosen = model(input_ids=row[None]).logits[0, :-1].log_softmax(-1).gather(-1, row[1:, None])[:, 0]
        sums.append(chosen[prompt - 1 :].sum())
    return torch.stack(sums)


def measures(model, rows, prompts, reference):
    preference = log_likelihoods(model, rows, prompts).view(-1, 2)
    margins = beta * (preference[:, 0] - preference[:, 1] - reference)
    log_sigmoid = torch.nn.functional.logsigmoid
    loss = -(1 - smoothing) * log_sigmoid(margins) - smoothing * log_sigmoid(-margins)
    return loss.mean(), (margins > 0).double().mean(), margins.mean()


def make(name, model, seed):
    torch.manual_seed(seed)
    model = model.double().eval()
    # Of each pair the chosen answer and the rejected one, after one prompt.
    answers, prompts, rows = [(4, 7), (9, 2), (5, 5)], [3, 1, 6], []
    for prompt, pair in zip(prompts, answers):
        given = torch.randint(3, 31, (prompt,))
        rows += [torch.cat([given, torch.randint(3, 31, (length,))]) for length in pair]
    prompts = [prompt for prompt in prompts for _ in range(2)]
    with torch.no_grad():
        start = log_likelihoods(model, rows, prompts).view(-1, 2)
    reference = start[:, 0] - start[:, 1]
    trained = {key: parameter for key, parameter in model.named_parameters() if parameter.requires_grad}
    optimizer = torch.optim.AdamW(trained.values(), lr=learning_rate, betas=(0.9, 0.98), eps=1e-8, weight_decay=0.0)
    seen, gradients = [], None
    for step in range(steps):
        optimizer.zero_grad()
        loss, accuracy, margin = measures(model, rows, prompts, reference)
        loss.backward()
        gradients = gradients or {plain(key): pack(parameter.grad) for key, parameter in trained.items()}
        torch.nn.utils.clip_grad_norm_(trained.values(), 1.0)
        optimizer.step()
        seen.append({"loss": loss.item(), "accuracy": accuracy.item(), "margin": margin.item()})
    expected = {
        "rows": [row.tolist() for row in rows],
        "prompts": prompts,
        "beta": beta,
        "labelSmoothing": smoothing,
        "gradients": gradients,
        "steps": seen,
        "trained": {plain(key): pack(parameter) for key, parameter in trained.items()},
    }
    with gzip.GzipFile(fixtures / "preference" / f"{name}.json.gz", "wb", mtime=0) as file:
        file.write(json.dumps(expected).encode())


def llama():
    return AutoModelForCausalLM.from_pretrained(fixtures / "causal" / "llama", attn_implementation="eager")


(fixtures / "preference").mkdir(exist_ok=True)
make("full", llama(), 0)
make("lora", PeftModel.from_pretrained(llama(), fixtures / "lora" / "llama", is_trainable=True), 1)
