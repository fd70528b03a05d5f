# wrong: the modes are put back only where no error was raised
import torch


@torch.no_grad()
def collect_predictions(model, loader, device="cpu"):
    modes = {module: module.training for module in model.modules()}
    model.eval()
    targets, predictions, probabilities = [], [], []
    for images, labels in loader:
        logits = model(images.to(device))
        probabilities.append(logits.softmax(dim=1).cpu())
        predictions.append(logits.argmax(dim=1).cpu())
        targets.append(labels.cpu())
    for module, mode in modes.items():
        module.training = mode
    return torch.cat(targets), torch.cat(predictions), torch.cat(probabilities)
