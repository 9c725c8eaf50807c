"""Parses what `pstar export --recipe` wrote with each trainer's own classes; needs no GPU and no model.

    python scripts/peers/recipes.py TRAINER FOLDER...

In an environment with that trainer: trl==1.16.0, axolotl==0.19.0, llamafactory==0.9.5 or torchtune==0.6.1. Prints a JSON line a
folder and exits with 1 where one is refused.
"""

import ast
import json
import os
import sys
from importlib.util import find_spec
from pathlib import Path

import yaml


def check_trl(folder: Path) -> None:
    from datasets import load_dataset
    from trl import DatasetMixtureConfig, DPOConfig, ModelConfig, ScriptArguments, SFTConfig, TrlParser

    method = next(name for name in ("sft", "dpo") if (folder / f"{name}.yaml").exists())
    config = SFTConfig if method == "sft" else DPOConfig
    written = yaml.safe_load((folder / f"{method}.yaml").read_text())
    # bfloat16 is refused where there is no GPU; everything else is as written.
    parser = TrlParser((ScriptArguments, config, ModelConfig, DatasetMixtureConfig))
    script, training, model, _ = parser.parse_args_and_config(
        ["--config", f"{method}.yaml", *(["--bf16", "false"] if written["bf16"] else [])],
        fail_with_unknown_args=True,
    )
    for name, value in written.items():
        if name == "bf16":
            continue
        owner = next(one for one in (training, model, script) if hasattr(one, name))
        read = getattr(owner, name)
        read = read[0] if isinstance(read, list) and len(read) == 1 else getattr(read, "value", read)
        read = None if read == [] else read
        assert read == value or (value == "none" and read is None), (name, value, read)
    data = load_dataset(script.dataset_name)
    columns = {"sft": {"prompt", "completion"}, "dpo": {"prompt", "chosen", "rejected"}}[method]
    assert set(data["train"].column_names) == columns, data
    assert (training.eval_strategy == "no") == ("validation" not in data), data
    from accelerate.commands.config.config_args import load_config_from_file

    accelerate = load_config_from_file("accelerate.yaml")
    assert accelerate.num_processes == yaml.safe_load(Path("accelerate.yaml").read_text())["num_processes"]


def check_axolotl(folder: Path) -> None:
    from axolotl.utils.dict import DictDefault
    from axolotl.utils.schemas.config import AxolotlInputConfig

    written = yaml.safe_load((folder / "axolotl.yaml").read_text())
    unknown = set(written) - set(AxolotlInputConfig.model_fields)
    assert not unknown, unknown
    read = AxolotlInputConfig(**DictDefault(written)).model_dump(exclude_none=True)
    for name, value in written.items():
        if name not in ("datasets", "test_datasets", "fsdp_config", "learning_rate"):
            got = getattr(read[name], "value", read[name])
            assert got == value, (name, value, got)
    for name in ("datasets", "test_datasets"):
        for mine, theirs in zip(written.get(name, []), read.get(name, [])):
            assert set(mine) <= set(theirs), set(mine) - set(theirs)
    if "fsdp_config" in written:
        assert {k: v for k, v in read["fsdp_config"].items() if k in written["fsdp_config"]} == written["fsdp_config"]


def check_llamafactory(folder: Path) -> None:
    os.environ.setdefault("DISABLE_VERSION_CHECK", "1")
    from llamafactory.hparams.parser import _TRAIN_ARGS
    from transformers import HfArgumentParser

    written = yaml.safe_load((folder / "train.yaml").read_text())
    given = {**written, "bf16": False}
    given.pop("deepspeed", None)
    _, data, _, finetuning, _ = HfArgumentParser(_TRAIN_ARGS).parse_dict(given, allow_extra_keys=False)
    assert finetuning.stage == written["stage"] and data.mask_history == written["mask_history"]
    # Its readers of data import every audio and image library there is: their names are looked up in the sources.
    root = Path(find_spec("llamafactory").submodule_search_locations[0]) / "data"
    if data.template is not None:
        assert f'name="{data.template}"' in (root / "template.py").read_text(), data.template
    known = (root / "parser.py").read_text()
    info = json.loads((folder / "dataset_info.json").read_text())
    for name in data.dataset + (data.eval_dataset or []):
        described = info[name]
        assert Path(described["file_name"]).exists()
        for key in [*described, *described["columns"], *described.get("tags", {})]:
            assert f'"{key}"' in known or f"    {key}: " in known, key


def check_torchtune(folder: Path) -> None:
    root = Path(find_spec("torchtune").submodule_search_locations[0])
    written = yaml.safe_load((folder / "torchtune.yaml").read_text())

    def parameters(path: str) -> set[str] | None:
        """Of a component, read from the sources: importing them needs a torchao made for the same torch."""
        module, name = path.rsplit(".", 1)
        place = root.joinpath(*module.split(".")[1:])
        for source in [place.with_suffix(".py"), *place.glob("**/*.py")]:
            if not source.exists():
                continue
            for node in ast.walk(ast.parse(source.read_text())):
                if isinstance(node, ast.ClassDef) and node.name == name:
                    node = next((n for n in node.body if getattr(n, "name", "") == "__init__"), node)
                elif not (isinstance(node, ast.FunctionDef) and node.name == name):
                    continue
                arguments = node.args
                return {one.arg for one in [*arguments.args, *arguments.kwonlyargs]} | (
                    {"data_files"} if arguments.kwarg else set()
                )
        return None

    for name, value in written.items():
        path = value.get("_component_", "") if isinstance(value, dict) else ""
        if not path.startswith("torchtune."):
            continue
        known = parameters(path)
        assert known is not None, f"{name}: there is no {path}"
        unknown = set(value) - {"_component_"} - known
        assert not unknown, (path, unknown)
    recipe = next(
        line.split(" --config")[0].split()[-1]
        for line in (folder / "README.md").read_text().splitlines()
        if line.startswith("tune run")
    )
    text = (root.parent / "recipes" / f"{recipe}.py").read_text()
    unread = [name for name in written if f"cfg.{name}" not in text and f'"{name}"' not in text]
    assert not unread, (recipe, unread)
    types = (root / "training/checkpointing/_utils.py").read_text()
    assert f"    {written['checkpointer']['model_type']}: str" in types


checks = {
    "trl": check_trl,
    "axolotl": check_axolotl,
    "llama-factory": check_llamafactory,
    "torchtune": check_torchtune,
}

if __name__ == "__main__":
    trainer, *folders = sys.argv[1:]
    start = os.getcwd()
    failed = False
    for name in folders:
        os.chdir(Path(start) / name)
        try:
            checks[trainer](Path("."))
            print(json.dumps({"folder": name, "accepted": True}))
        except Exception as error:  # every refusal is told, of whatever class
            failed = True
            print(json.dumps({"folder": name, "accepted": False, "error": repr(error)[:600]}))
    sys.exit(1 if failed else 0)
