# right: the model's own state with the fitting tensors put over it is loaded strictly
def load_by_name(model, state_dict):
    own = model.state_dict()
    fitting = {name: value for name, value in state_dict.items() if name in own and own[name].shape == value.shape}
    kept = {name: value.clone() for name, value in own.items() if name not in fitting}
    model.load_state_dict(kept | fitting, strict=True)
    return [name for name in own if name not in fitting], [name for name in state_dict if name not in fitting]
