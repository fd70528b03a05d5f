def _topk_accuracies(logits, targets, ks=(1, 5)):
    raise NotImplementedError("07.topk")
