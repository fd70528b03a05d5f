import pathlib
ROOT = pathlib.Path("/tmp/writers/third")
def put(ex, name, head, body, pre=""):
    d = ROOT / ex; d.mkdir(parents=True, exist_ok=True)
    kind = name.split("_")[0]
    (d / f"{name}.py").write_text(f"# {kind}: {head}\n{pre}{body.lstrip(chr(10))}")
