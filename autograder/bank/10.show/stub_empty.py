from matplotlib.figure import Figure


def show_feature_maps(model, image, layer_name, n=16):
    return Figure()


def show_first_conv_filters(model, n=64):
    return Figure()


def plot_weight_histograms(model):
    return Figure()
