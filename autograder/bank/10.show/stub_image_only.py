import matplotlib.pyplot as plt


def show_feature_maps(model, image, layer_name, n=16):
    fig, axes = plt.subplots(1, 2)
    for ax in axes:
        ax.imshow(image.permute(1, 2, 0).sigmoid())
    return fig


def show_first_conv_filters(model, n=64):
    fig, ax = plt.subplots()
    ax.plot([0, 1], [0, 1])
    return fig


def plot_weight_histograms(model):
    fig, ax = plt.subplots()
    ax.plot([0, 1, 2, 3], [0, 1, 1, 0])
    return fig
