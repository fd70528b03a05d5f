def show_feature_maps(model, image, layer_name, n=16):
    return None


def show_first_conv_filters(model, n=64):
    return None


def plot_weight_histograms(model):
    return None
