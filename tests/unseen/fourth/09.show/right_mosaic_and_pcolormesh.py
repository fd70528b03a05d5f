# right: the pictures stand in a mosaic of letters; the matrix is a pcolormesh with the y axis turned round

import matplotlib.pyplot as plt
import torch
from resnet_ref.load_data import to_rgb
from resnet_ref.modes import evaluation_mode


def visualize_test_predictions(model, loader, classes, n=16, only_errors=False, device="cpu"):
    pictures, titles = [], []
    with evaluation_mode(model), torch.no_grad():
        for images, targets in loader:
            if len(pictures) >= n:
                break
            said = model(images.to(device)).argmax(dim=1).cpu()
            wanted = torch.nonzero((said != targets) | (not only_errors)).flatten().tolist()
            for index in wanted[: n - len(pictures)]:
                pictures.append(to_rgb(images[index]))
                name, truth = classes[said[index]], classes[targets[index]]
                titles.append(f"✓ {name}\n(it is {truth})" if said[index] == targets[index] else f"✗ {name}\n(is {truth})")
    if not pictures:
        return plt.figure()
    width = min(8, len(pictures))
    cells = [f"panel {number}" for number in range(len(pictures))]
    cells += ["."] * (-len(cells) % width)
    layout = [cells[start : start + width] for start in range(0, len(cells), width)]
    figure, panels = plt.subplot_mosaic(
        layout, figsize=(1.6 * width, 2.1 * len(layout)), empty_sentinel=".", layout="constrained"
    )
    for number, (picture, title) in enumerate(zip(pictures, titles, strict=True)):
        panel = panels[f"panel {number}"]
        panel.imshow(picture)
        panel.set_axis_off()
        panel.set_title(title, fontsize=8)
    return figure


def plot_confusion_matrix(targets, predictions, classes, normalize=True):
    count = len(classes)
    rows = [[0.0] * count for _ in range(count)]
    for true, said in zip(targets.tolist(), predictions.tolist(), strict=True):
        rows[true][said] += 1
    if normalize:
        rows = [[value / (sum(row) or 1) for value in row] for row in rows]
    figure, panel = plt.subplots(figsize=(7, 7), layout="constrained")
    panel.pcolormesh(rows, cmap="Greys", edgecolors="white", vmin=0, vmax=max(map(max, rows)) or 1)
    panel.invert_yaxis()
    panel.set_aspect("equal")
    middles = [number + 0.5 for number in range(count)]
    panel.set_xticks(middles, list(classes), rotation=90)
    panel.set_yticks(middles, list(classes))
    panel.set_xlabel("predicted class")
    panel.set_ylabel("true class")
    largest = max(map(max, rows)) or 1
    for y, row in zip(middles, rows, strict=True):
        for x, value in zip(middles, row, strict=True):
            ink = "white" if value > 0.6 * largest else "black"
            panel.text(x, y, f"{value:.2f}" if normalize else f"{value:.0f}", ha="center", va="center", color=ink)
    return figure
