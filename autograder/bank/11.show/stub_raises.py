def show_gradcam_grid(model, layer, images, classes, targets=None):
    raise NotImplementedError("11.show")
