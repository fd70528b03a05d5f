from matplotlib.figure import Figure


def show_gradcam_grid(model, layer, images, classes, targets=None):
    return Figure()
