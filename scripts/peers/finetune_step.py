"""The peer of scripts/bench/finetune.ts: `transformers` and `peft`, eager, float32, AdamW fused.

Its one argument is JSON: model, kind ("full", "LoRA"), threads, batch, length, answer, recompute (gradient checkpointing). Then a count of steps a line in, their times
and the peak of memory out, as a line of JSON.
"""

import json
import resource
import sys
import time

import torch
from peft import LoraConfig, get_peft_model
from transformers import LlamaConfig, LlamaForCausalLM, T5Config, T5ForConditionalGeneration

job = json.loads(sys.argv[1])
torch.set_num_threads(job["threads"])
torch.manual_seed(1)


def t5():
    config = T5Config(
        vocab_size=32128, d_model=512, d_kv=64, d_ff=2048, num_layers=6, num_heads=8, dropout_rate=0.0,
        decoder_start_token_id=0, pad_token_id=0, eos_token_id=1,
    )  # fmt: skip
    source = torch.randint(3, config.vocab_size, (job["batch"], job["length"]))
    labels = torch.randint(3, config.vocab_size, (job["batch"], job["answer"]))
    mask = torch.ones_like(source)
    return T5ForConditionalGeneration(config), {"input_ids": source, "attention_mask": mask, "labels": labels}


def smol():
    config = LlamaConfig(
        vocab_size=49152, hidden_size=576, intermediate_size=1536, num_hidden_layers=30, num_attention_heads=9,
        num_key_value_heads=3, max_position_embeddings=8192, rms_norm_eps=1e-5, tie_word_embeddings=True, use_cache=False,
    )  # fmt: skip
    tokens = torch.randint(config.vocab_size, (job["batch"], job["length"]))
    return LlamaForCausalLM(config), {"input_ids": tokens, "labels": tokens}


model, batch = t5() if job["model"] == "t5-small" else smol()
model.config.use_cache = False
if job["recompute"]:
    model.gradient_checkpointing_enable(gradient_checkpointing_kwargs={"use_reentrant": False})
    if job["kind"] == "LoRA":
        model.enable_input_require_grads()
if job["kind"] == "LoRA":
    model = get_peft_model(model, LoraConfig(r=16, lora_alpha=32, lora_dropout=0.0, target_modules="all-linear"))
model.train()
parameters = [p for p in model.parameters() if p.requires_grad]
optimizer = torch.optim.AdamW(parameters, lr=1e-4, betas=(0.9, 0.98), eps=1e-8, weight_decay=0.0, fused=True)


def step() -> None:
    optimizer.zero_grad(set_to_none=True)
    loss = model(**batch).loss
    loss.backward()
    torch.nn.utils.clip_grad_norm_(parameters, 1.0)
    optimizer.step()
    loss.item()


for line in sys.stdin:
    milliseconds, processor = [], []
    for _ in range(int(line)):
        started, before = time.perf_counter(), time.process_time()
        step()
        milliseconds.append((time.perf_counter() - started) * 1000)
        processor.append((time.process_time() - before) * 1000)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    count = sum(p.numel() for p in parameters)
    print(json.dumps({"milliseconds": milliseconds, "processor": processor, "peak": peak, "parameters": count}), flush=True)
