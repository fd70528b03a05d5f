def capture_activations(model, layer_names):
    return None
