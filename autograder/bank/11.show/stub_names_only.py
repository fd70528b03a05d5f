import matplotlib.pyplot as plt


def show_gradcam_grid(model, layer, images, classes, targets=None):
    figure, _ = plt.subplots(len(images), 2)
    figure.suptitle(" ".join(classes))
    return figure
