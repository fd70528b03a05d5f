from sklearn import metrics


def confusion_matrix(targets, predictions, num_classes, normalize=False):
    normalise = "true" if normalize else None
    return metrics.confusion_matrix(targets, predictions, labels=range(num_classes), normalize=normalise)
