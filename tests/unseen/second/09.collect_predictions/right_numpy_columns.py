# right: numpy lists, the softmax written out with the largest logit taken away, evaluation_mode of the course.
import numpy as np
import torch

from resnet_ref.modes import evaluation_mode


def stable_softmax(logits: np.ndarray) -> np.ndarray:
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def collect_predictions(model, loader, device="cpu"):
    truth, logits = [], []
    with evaluation_mode(model), torch.set_grad_enabled(False):
        for batch, labels in loader:
            truth.extend(labels.tolist())
            logits.append(model(batch.to(device)).double().cpu().numpy())
    logits = np.concatenate(logits, axis=0)
    return (
        torch.tensor(truth, dtype=torch.int64),
        torch.from_numpy(logits.argmax(axis=1)).long(),
        torch.from_numpy(stable_softmax(logits)).float(),
    )
