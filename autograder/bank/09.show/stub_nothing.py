def visualize_test_predictions(model, loader, classes, n=16, only_errors=False, device="cpu"):
    return None


def plot_confusion_matrix(targets, predictions, classes, normalize=True):
    return None
