"""aminmax on flattened channels; the span clamped from below."""


def normalize_for_display(tensor):
    low, high = tensor.flatten(1).aminmax(dim=1)
    span = (high - low).clamp(min=1e-12)
    return tensor.sub(low[:, None, None]).mul(span.reciprocal()[:, None, None])
