def initialize_weights(model):
    raise NotImplementedError("06.initialise")
