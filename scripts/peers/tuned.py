"""What a model that `pstar train` wrote answers greedily: whole, by `transformers`, and by `peft` as its base with the adapter.

echo '["Who settled?\\n", [{"role": "user", "content": "Who settled?"}]]' | python scripts/peers/tuned.py FOLDER

FOLDER was written with `write: [merged, adapter]`; its adapter/ says where the base is. Prints, as JSON, for each text or chat on
standard input what both answer, and the largest difference of their logits after it. All is computed in float32, whatever is stored.
"""

import json
import sys

import torch
from peft import PeftConfig, PeftModel
from transformers import AutoConfig, AutoModelForCausalLM, AutoModelForSeq2SeqLM, AutoTokenizer


def load(folder):
    is_translation = AutoConfig.from_pretrained(folder).is_encoder_decoder
    kind = AutoModelForSeq2SeqLM if is_translation else AutoModelForCausalLM
    return kind.from_pretrained(folder, dtype=torch.float32).eval()


def ids_of(tokenizer, prompt):
    if isinstance(prompt, str):
        return torch.tensor([tokenizer(prompt).input_ids])
    text = tokenizer.apply_chat_template(prompt, add_generation_prompt=True, tokenize=False)
    return torch.tensor([tokenizer(text, add_special_tokens=False).input_ids])


def first_logits(model, ids):
    is_translation = model.config.is_encoder_decoder
    given = {"decoder_input_ids": torch.tensor([[model.config.decoder_start_token_id]])} if is_translation else {}
    with torch.no_grad():
        return model(input_ids=ids, **given).logits[0, -1]


def answer(model, tokenizer, ids):
    options = {"max_new_tokens": 60, "do_sample": False, "num_beams": 1}
    written = model.generate(input_ids=ids, attention_mask=torch.ones_like(ids), **options)[0]
    given = 0 if model.config.is_encoder_decoder else ids.shape[1]
    return tokenizer.decode(written[given:], skip_special_tokens=True)


folder = sys.argv[1]
tokenizer = AutoTokenizer.from_pretrained(folder)
merged = load(folder)
base = PeftConfig.from_pretrained(f"{folder}/adapter").base_model_name_or_path
adapted = PeftModel.from_pretrained(load(base), f"{folder}/adapter").eval()
results = []
for prompt in json.load(sys.stdin):
    ids = ids_of(tokenizer, prompt)
    difference = (first_logits(merged, ids) - first_logits(adapted, ids)).abs().max().item()
    answers = {"merged": answer(merged, tokenizer, ids), "adapted": answer(adapted, tokenizer, ids)}
    results.append({**answers, "difference": difference})
print(json.dumps({"base": base, "answers": results}, ensure_ascii=False, indent=1))
